"""Metrics: every number that a worker shows, in one typed list; counted in the engine, served by `web`."""
