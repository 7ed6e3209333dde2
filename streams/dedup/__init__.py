"""Dedup: how an article stands to those seen before it, as a pure function of the sequence `news.tagged`."""
