"""All of Kafka and Faust that is no decision.

`records` (what stages see) <- `loop` (take, decide, deliver, acknowledge) <- `kafka` (Faust as we use it) <- `worker`
(one stage in one process); `taken` tells `kafka` what is under way, `room` how much of it there may be. Beside them
`transactions` (the outbox of a stage with state) and `state` (its memory in its topic), `dead_letters`, `health`,
`values`, `topics` (the cluster held against the cards), `clients` (plain senders and readers for the verbs), `backoff`,
and `broker/` (a real Kafka on this machine).
"""
