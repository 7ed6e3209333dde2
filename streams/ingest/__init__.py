"""Ingest: feeds, folders and files into `news.raw`, politely, safely, and each version of an entry once."""
