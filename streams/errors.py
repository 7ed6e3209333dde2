"""The errors that newsstream raises on purpose; their messages are for people.

NewsstreamError
    SettingsError      a setting or a file that a setting names is wrong
    BrokerError        no Kafka, or one that does not do what is asked
    TopicsError        the cluster's topics are not what the cards say
    PoisonError        this record can never be processed: it goes to the dead letters
"""

from schemas.outcome import Reason


class NewsstreamError(Exception):
    """What happened, to which input, what to do: in one line."""


class SettingsError(NewsstreamError):
    """A setting or a file that a setting names is wrong."""


class BrokerError(NewsstreamError):
    """No Kafka can be had, or it does not do what is asked."""


class TopicsError(NewsstreamError):
    """The cluster's topics are not what the cards say."""


class PoisonError(NewsstreamError):
    """This record can never be processed, however often it is tried."""

    def __init__(self, reason: Reason, detail: str) -> None:
        """Keep the reason as a label and the detail for people."""
        super().__init__(detail)
        self.reason = reason
        self.detail = detail
