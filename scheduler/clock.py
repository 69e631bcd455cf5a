"""The only reader of the time: everything else is handed a clock."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Protocol


class Clock(Protocol):
    """Tells the time, aware and in UTC."""

    def now(self) -> datetime:
        """Return this instant in UTC."""
        ...


class SystemClock:
    """The machine's clock."""

    def now(self) -> datetime:
        """Return this instant in UTC."""
        return datetime.now(UTC)


@dataclass(frozen=True, kw_only=True, slots=True)
class FixedClock:
    """A clock that stands still at `at`, so that the same input gives the same bytes."""

    at: datetime

    def __post_init__(self) -> None:
        if self.at.tzinfo is None:
            raise ValueError(f"{self.at} has no zone: say which instant is meant")

    def now(self) -> datetime:
        """Return the instant at which it stands, in UTC."""
        return self.at.astimezone(UTC)
