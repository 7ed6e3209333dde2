"""One invented feed of each format, for the tests of ingest."""

RSS2 = """<?xml version="1.0" encoding="utf-8"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/">
<channel><title>Quay News</title><link>https://quay.example/</link><language>en</language><ttl>30</ttl>
<lastBuildDate>Tue, 03 Nov 2026 10:00:00 GMT</lastBuildDate>
<item><title>Ferry &amp;amp; bus meet</title><link>/news/ferry</link><guid isPermaLink="false">q-2</guid>
<pubDate>Tue, 03 Nov 2026 09:00:00 GMT</pubDate><dc:creator>Nora Quill</dc:creator>
<description>&lt;p&gt;The ferry met the bus at the pier on Tuesday.&lt;/p&gt;</description></item>
<item><title>Otter waits</title><link>https://quay.example/news/otter</link><guid>https://quay.example/news/otter</guid>
<pubDate>Mon, 02 Nov 2026 09:00:00 GMT</pubDate>
<content:encoded><![CDATA[<p>An otter waited at the stop.</p><p>Nobody minded.</p>]]></content:encoded></item>
</channel></rss>"""

RSS1 = """<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"
 xmlns:dc="http://purl.org/dc/elements/1.1/"><channel rdf:about="https://quay.example/"><title>Quay</title>
<link>https://quay.example/</link><items><rdf:Seq><rdf:li resource="https://quay.example/1"/></rdf:Seq></items></channel>
<item rdf:about="https://quay.example/1"><title>Ferry leaves</title><link>https://quay.example/1</link>
<dc:date>2026-11-03T09:00:00+02:00</dc:date><description>It left.</description></item>
<item rdf:about="https://quay.example/2"><title>Ferry comes</title><link>https://quay.example/2</link>
<dc:date>2026-11-02T09:00:00+02:00</dc:date><description>It came.</description></item></rdf:RDF>"""

RSS091 = """<!DOCTYPE rss PUBLIC "-//Netscape Communications//DTD RSS 0.91//EN" "http://dtd.example/rss-0.91.dtd">
<rss version="0.91"><channel><title>Quay</title><link>https://quay.example/</link><language>fr</language>
<item><title>Le caf&eacute; ouvre</title><link>https://quay.example/cafe</link><description>Il est ouvert.</description>
</item></channel></rss>"""

ATOM = """<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="de" xml:base="https://quay.example/blog/">
<title>Kai</title><id>tag:quay.example,2026:blog</id><updated>2026-11-03T10:00:00Z</updated>
<link rel="self" href="https://quay.example/blog/feed"/><link href="https://quay.example/blog/"/>
<link rel="next" href="https://quay.example/blog/feed?page=2"/><author><name>Nora Quill</name></author>
<entry><title type="html">F&amp;auml;hre &amp;lt;b&amp;gt;legt&amp;lt;/b&amp;gt; ab</title>
<id>tag:quay.example,2026:1</id>
<link href="faehre"/><published>2026-11-03T09:00:00+01:00</published><updated>2026-11-03T09:30:00+01:00</updated>
<content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>Die F\u00e4hre hat am Dienstag abgelegt.</p></div>
</content></entry>
<entry><title>Bus kommt</title><id>tag:quay.example,2026:2</id><link href="bus"/><updated>2026-11-02T09:00:00Z</updated>
<summary>Der Bus kam am Montag an.</summary></entry></feed>"""

SITEMAP = """<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"
 xmlns:news="http://www.google.com/schemas/sitemap-news/0.9" xmlns:image="http://www.google.com/schemas/sitemap-image/1.1">
<url><loc>https://quay.example/a</loc><lastmod>2026-11-03T10:00:00Z</lastmod><news:news><news:publication>
<news:name>Quay News</news:name><news:language>en</news:language></news:publication>
<news:publication_date>2026-11-03T09:00:00Z</news:publication_date><news:title>Ferry leaves early</news:title>
</news:news><image:image><image:loc>https://quay.example/a.jpg</image:loc></image:image></url>
<url><loc>https://quay.example/b</loc><news:news><news:publication><news:name>Quay News</news:name>
<news:language>en</news:language></news:publication><news:publication_date>2026-11-02</news:publication_date>
<news:title>Ferry is late</news:title></news:news></url></urlset>"""

SITEMAP_INDEX = """<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">
<sitemap><loc>https://quay.example/old.xml</loc><lastmod>2026-10-01</lastmod></sitemap>
<sitemap><loc>https://quay.example/new.xml</loc><lastmod>2026-11-03</lastmod></sitemap></sitemapindex>"""

JSON_FEED = """{"version": "https://jsonfeed.org/version/1.1", "title": "Quay", "home_page_url": "https://quay.example/",
"feed_url": "https://quay.example/feed.json", "next_url": "https://quay.example/feed.json?page=2", "items": [
{"id": "1", "url": "https://quay.example/1", "title": "Ferry leaves", "content_html": "<p>It left.</p>",
 "date_published": "2026-11-03T09:00:00Z", "authors": [{"name": "Nora Quill"}]},
{"id": "2", "url": "https://quay.example/2", "content_text": "It came, and nobody had thought it would.",
 "date_published": "2026-11-02T09:00:00Z"}]}"""

NINJS = """{"uri": "urn:quay:1", "versioncreated": "2026-11-03T09:00:00Z", "headline": "Ferry leaves", "language": "en",
"body_html": "<p>The ferry left on Tuesday.</p>", "pubstatus": "canceled", "byline": "Nora Quill"}"""

G2 = """<newsMessage xmlns="http://iptc.org/std/nar/2006-10-01/"><header><sent>2026-11-03T10:00:00Z</sent></header><itemSet>
<newsItem guid="urn:quay:g2:1" version="2" xml:lang="en"><catalogRef href="http://www.iptc.org/catalog.xml"/>
<itemMeta><itemClass qcode="ninat:text"/><provider><name>Quay Agency</name></provider>
<versionCreated>2026-11-03T09:30:00Z</versionCreated><firstCreated>2026-11-03T09:00:00Z</firstCreated>
<pubStatus qcode="stat:usable"/><signal qcode="sig:correction"/></itemMeta>
<contentMeta><by>By Nora Quill</by><headline>Ferry leaves early</headline><language tag="en-GB"/></contentMeta>
<contentSet><inlineXML contenttype="application/nitf+xml"><nitf xmlns="http://iptc.org/std/NITF/2006-10-18/"><body>
<body.head><hedline><hl1>Ferry leaves early</hl1></hedline></body.head><body.content>
<p>The ferry left an hour early on Tuesday.</p><p>The bus did not.</p></body.content></body></nitf></inlineXML>
</contentSet></newsItem>
<newsItem guid="urn:quay:g2:2" xml:lang="en"><itemMeta><itemClass qcode="ninat:text"/>
<versionCreated>2026-11-03T08:00:00Z</versionCreated><pubStatus qcode="stat:canceled"/></itemMeta>
<contentMeta><headline>Bus is late</headline></contentMeta></newsItem>
<newsItem guid="urn:quay:g2:3"><itemMeta><itemClass qcode="ninat:picture"/><pubStatus qcode="stat:usable"/></itemMeta>
<contentMeta><headline>The ferry, seen from the pier</headline></contentMeta></newsItem>
</itemSet></newsMessage>"""

NITF = """<nitf><head><title>Ferry</title><docdata><doc-id id-string="nitf-1"/>
<date.issue norm="20261103T090000Z"/></docdata></head>
<body><body.head><hedline><hl1>Ferry <em>leaves</em> early</hl1></hedline><byline>By Nora Quill</byline>
</body.head><body.content><p>The ferry left an hour early on Tuesday.</p></body.content></body></nitf>"""

LINES = """{"url": "https://quay.example/1", "content": "Ferry leaves\\n\\nThe ferry left on Tuesday, said the pier."}
{"uri": "urn:quay:2", "headline": "Bus comes", "body_text": "It came on Monday."}

no JSON at all
"""

PAGE = """<!DOCTYPE html><html><head><title>Quay</title>
<link rel="alternate" type="application/rss+xml" href="/feed.xml"><link rel="alternate" hreflang="de" href="/de">
<link rel="alternate" type="application/atom+xml" href="https://quay.example/atom"></head><body><p>Welcome.</p></body></html>"""

FEEDS = {
    "RSS 2.0": RSS2,
    "RSS 1.0": RSS1,
    "RSS 0.91": RSS091,
    "Atom": ATOM,
    "sitemap": SITEMAP,
    "JSON Feed": JSON_FEED,
    "ninjs": NINJS,
    "NewsML-G2": G2,
    "NITF": NITF,
}
