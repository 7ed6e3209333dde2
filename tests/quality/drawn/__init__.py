"""News that never was, drawn from a seed, with the true relation of each article to those before it."""
