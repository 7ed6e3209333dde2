"""Labelled lines of pages, and the chain of places that is fitted to them."""
