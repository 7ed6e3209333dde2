"""Tag: what an article is about, as IPTC Media Topics codes with the phrases that speak for them."""
