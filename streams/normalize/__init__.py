"""Raw page, feed or wire item -> article: `content.read_contents` is the pure entry, `agent` the Kafka shell around it.

A page walks decode -> lines -> look (furniture, byline, times) -> outline (headline, layout) -> page, which composes
the article; what is taken out is kept by `remains`. Markup and feeds come to the same lines by `blocks`.
"""
