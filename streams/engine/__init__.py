"""All of Kafka and Faust that is no decision.

`records` (what stages see) <- `loop` (take, decide, deliver, acknowledge) <- `kafka` (Faust as we use it); beside them
`dead_letters`, `state` (a stage's memory in its topic), `topics` (the cluster held against the cards), `clients` (plain
senders and readers for the verbs), `backoff`, and `broker/` (a real Kafka on this machine).
"""
