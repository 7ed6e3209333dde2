"""newsstream: raw articles in, normalized, tagged, deduplicated events out.

An article's walk, room by room:

    news.raw -> normalize/ -> news.normalized -> tag/ -> news.tagged -> dedup/ -> news.related
             -> publish/ -> news.enriched, news.latest, news.outcomes

`app` is the topology on one screen. In each stage's room `agent` is the Kafka shell; everything else there is pure.
`engine/` is all of Kafka and Faust that is no decision, `lang/` the facts of languages as data, `cli/` the verbs.
"""
