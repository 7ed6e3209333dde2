"""Raw page, feed or wire item -> article: `content.read_contents` is the pure entry, `agent` the Kafka shell around it.

A page walks decode -> lines -> furniture -> headline -> byline, times, credits, dateline -> paragraphs; what is taken out is kept.
"""
