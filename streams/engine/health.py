"""How a worker's stage is doing, in words: what the loop notes and `/readyz` answers with."""

from dataclasses import dataclass


@dataclass(slots=True)
class Health:
    """Written by the loop and by Faust's signals of one stage, read by its health page."""

    partitions: int | None = None
    """Partitions that this worker has; None before the group gave it any, or none."""
    is_recovering: bool = False
    retrying: str | None = None
    """What can't be delivered at the moment, in words."""

    def problems(self) -> list[str]:
        """Say why the stage is not ready; nothing when it is."""
        problems = []
        if self.partitions is None:
            problems.append("the group has not shared out its partitions yet")
        if self.is_recovering:
            problems.append("its memory is being read back")
        if self.retrying:
            problems.append(f"records can't be delivered: {self.retrying}")
        return problems
