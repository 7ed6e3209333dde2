"""The settings of newsstream: from the environment (`NEWSSTREAM_*`), each with its default and its reason.

Read once by the verb that was called and passed down; nothing below `cli` reads the environment.
"""

import os
from enum import StrEnum
from pathlib import Path

from pydantic import Field, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from streams.errors import BrokerError, SettingsError


class StageName(StrEnum):
    """The four stages, in the order in which an article walks through them."""

    NORMALIZE = "normalize"
    TAG = "tag"
    DEDUP = "dedup"
    PUBLISH = "publish"


class Settings(BaseSettings):
    """Everything that an operator may set."""

    model_config = SettingsConfigDict(env_prefix="NEWSSTREAM_", frozen=True)

    brokers: str | None = Field(None, description="host:port,... of an existing cluster; none: one on this machine.")
    partitions: int = Field(4, ge=1, le=1024, description="N of the cards; fixed once the topics exist.")
    replication_factor: int = Field(1, ge=1, le=7, description="Copies of each partition; 3 in production.")
    sources: Path | None = Field(None, description="TOML file of source profiles: what an operator knows of them.")
    rules: Path | None = Field(None, description="The editors' rules, their own topics among them.")
    instance: str | None = Field(None, description="Stable name of this worker; lets it return without a rebalance.")
    health_port: int = Field(
        0,
        ge=0,
        le=65_000,
        description="Port of /livez, /readyz, /metrics; 0 is off. Several processes count up from it, stage by stage.",
    )
    health_host: str = Field("127.0.0.1", description="Address of these pages; 0.0.0.0 inside a container.")
    data: Path | None = Field(
        None, description="Folder of the read model of `trace`; XDG_DATA_HOME/newsstream, or ~/.local/share/newsstream."
    )
    trace_days: int = Field(
        7,
        ge=1,
        le=31,
        description="Days that the read model of `trace` goes back, at some 300 bytes an article; Kafka keeps 31.",
    )
    near_days: int = Field(
        7, ge=1, le=366, description="Days of event time within which a source's own copies are looked for."
    )
    copy_days: int = Field(
        31, ge=1, le=366, description="Days of event time within which equal texts and other sources' copies are."
    )
    version_days: int = Field(
        92, ge=1, le=3_660, description="Days after which an address or guid that was not seen again is forgotten."
    )
    dedup_articles: int = Field(
        1_000_000, ge=1_000, le=30_000_000, description="Versions that dedup remembers; some 500 bytes of memory each."
    )
    dedup_keys: int = Field(5_000_000, ge=1_000, le=100_000_000, description="Addresses and guids that lead to them.")
    stop_seconds: float = Field(15.0, gt=0, description="How long a worker may take to finish its batch when stopped.")

    ingest_contact: str | None = Field(
        None,
        max_length=200,
        pattern=r"^[!-~]+$",
        description="Address of a page or mailbox, sent to every server in the User-Agent: whom to complain to.",
    )
    ingest_fetches: int = Field(256, ge=1, le=10_000, description="Fetches under way at a time in an ingester.")
    ingest_host_fetches: int = Field(2, ge=1, le=64, description="Fetches under way at a time at one host.")
    ingest_host_seconds: float = Field(0.5, ge=0, description="How far apart the fetches at one host begin.")
    ingest_private: bool = Field(
        default=False, description="Whether feeds and pages may be on private, local and loopback addresses."
    )

    @field_validator("brokers")
    @classmethod
    def _strip(cls, brokers: str | None) -> str | None:
        return (brokers or "").strip() or None

    @property
    def data_folder(self) -> Path:
        """Where this machine keeps what can be made again from Kafka.

        Raises:
            SettingsError: none is named, and the user has no home.
        """
        xdg = Path(os.environ.get("XDG_DATA_HOME", ""))  # which its specification ignores unless absolute
        try:
            return self.data or (xdg if xdg.is_absolute() else Path.home() / ".local" / "share") / "newsstream"
        except RuntimeError as error:
            msg = f"no folder for the read model: {error}; set NEWSSTREAM_DATA to one"
            raise SettingsError(msg) from error

    @property
    def named_brokers(self) -> str:
        """The cluster's addresses.

        Raises:
            BrokerError: none are named.
        """
        if self.brokers is None:
            msg = (
                "no Kafka is named: set NEWSSTREAM_BROKERS=host:port, or try `newsstream demo --keep`, which brings one"
            )
            raise BrokerError(msg)
        return self.brokers
