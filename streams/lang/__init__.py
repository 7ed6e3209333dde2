"""What the system knows of languages and of the press, as data: one folder a language, read once.

A language is added by a folder with a `pack.toml`; `und/` holds what belongs to no language. Called by the stages.
"""
