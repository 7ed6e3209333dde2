"""Ingest: feeds, folders and files into `news.raw`, politely, safely, and each version of an entry once.

`sources` reads the list of what is watched, `entries` takes a document apart, `known` chooses what of it is new,
`schedule` says when to come again, `check` and `suggest` tell people what was found: these decide, and are pure.
"""
