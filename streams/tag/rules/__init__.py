"""Editors' rules: which words of an article give it which subject, as a newsroom writes and tests them without code."""
