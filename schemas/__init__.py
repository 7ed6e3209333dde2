"""The contract: what every Kafka record of newsstream looks like.

Each event family has a file of frozen pydantic models, in the order in which an article meets them: `raw`, `article`,
`subject`, `relation`, `enriched`, `outcome`, `dead_letter`; `state` holds what the dedup stage remembers. `cards` reads
`topics/<topic>.toml`, one card for each Kafka topic. `published/` holds the JSON Schemas made from the models by
`python -m schemas.publish`; `examples/` holds records that must validate and records that must not.

This is the lowest layer: it imports nothing of `streams`.
"""
