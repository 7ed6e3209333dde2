"""`newsstream demo`: the whole system on this machine, with sample pages, for about a minute.

`verb` is the command; `system` starts the `keeper`, a process that owns Kafka and the worker and ends with its starter;
`tally` (pure) holds what came out against what went in; `table` and `steps` are what people see; `samples/` is sent.
"""

from streams.cli.demo.verb import app

__all__ = ["app"]
