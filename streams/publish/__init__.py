"""A judged article -> the events that subscribers see: `events` decides, `agent` is its Kafka shell."""
