"""Metrics: every number that a worker shows, in one typed list; counted in the engine, served by `web` as `/metrics`.

Base units, no ids and no urls as labels: a label has as many values as there are stages, topics or reasons.
"""

from importlib.metadata import version

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram

REGISTRY = CollectorRegistry()
"""Ours alone: the library's default registry would add what it knows of the interpreter."""

FAST_SECONDS = (0.0002, 0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.5, 2.0)
"""Deciding takes 0.1 to 3 ms for usual articles, and seconds for a page of 10 MB."""
SLOW_SECONDS = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0, 60.0, 600.0)
"""Through all hops an article takes some 0.1 s, and as long as the backlog is behind one."""

RECORDS = Counter(
    "newsstream_records",
    "Records that a stage is done with, by what became of them: decided, passed_by (judged before), quarantined.",
    ["stage", "outcome", "reason"],
    registry=REGISTRY,
)
DELIVERED = Counter("newsstream_delivered", "Records that a stage wrote.", ["stage", "topic"], registry=REGISTRY)
STAGE_SECONDS = Histogram(
    "newsstream_stage_seconds", "Deciding on one record.", ["stage"], buckets=FAST_SECONDS, registry=REGISTRY
)
DELIVERY_SECONDS = Histogram(
    "newsstream_delivery_seconds",
    "Delivering one batch, retries included.",
    ["stage"],
    buckets=SLOW_SECONDS,
    registry=REGISTRY,
)
END_TO_END_SECONDS = Histogram(
    "newsstream_end_to_end_seconds",
    "From the raw record's own time until what a stage made of it was delivered.",
    ["stage"],
    buckets=SLOW_SECONDS,
    registry=REGISTRY,
)
RETRIES = Counter(
    "newsstream_retries", "Attempts that failed and were made again.", ["stage", "what"], registry=REGISTRY
)
ACKNOWLEDGED_AT = Gauge(
    "newsstream_last_acknowledged_timestamp_seconds", "When the last batch was done.", ["stage"], registry=REGISTRY
)
PARTITIONS = Gauge("newsstream_partitions", "Partitions that the worker has.", ["stage"], registry=REGISTRY)
REBALANCES = Counter(
    "newsstream_rebalances", "How often the group shared out its partitions.", ["stage"], registry=REGISTRY
)
LAG = Gauge(
    "newsstream_consumer_lag",
    "Records of a partition that were written and not yet acknowledged.",
    ["stage", "topic", "partition"],
    registry=REGISTRY,
)
RECOVERY_ACTIVE = Gauge(
    "newsstream_recovery_active", "1 while the memory is being read back.", ["stage"], registry=REGISTRY
)
RECOVERY_SECONDS = Gauge(
    "newsstream_recovery_seconds", "How long the last reading back took.", ["stage"], registry=REGISTRY
)
BREAKER_OPEN = Gauge(
    "newsstream_breaker_open", "1 while a bug that meets every record holds the stage up.", ["stage"], registry=REGISTRY
)
FETCHES = Counter(
    "newsstream_ingest_fetches",
    "Visits to sources, by the status of the answer, or by why there was none.",
    ["status"],
    registry=REGISTRY,
)
ENTRIES = Counter(
    "newsstream_ingest_entries",
    "Entries of sources, by what became of them: new, changed, page (its page was sent), known, too_large.",
    ["kind"],
    registry=REGISTRY,
)
LATE_SECONDS = Histogram(
    "newsstream_ingest_late_seconds",
    "How long after its time a source had its turn.",
    buckets=SLOW_SECONDS,
    registry=REGISTRY,
)
SOURCES = Gauge("newsstream_ingest_sources", "Sources that are here, by how they stand.", ["state"], registry=REGISTRY)
_BUILD = Gauge("newsstream_build_info", "1; the version is the label.", ["version"], registry=REGISTRY)
_BUILD.labels(version("newsstream")).set(1)
