"""Weekly wall-clock windows, and when they make a person available on the one timeline."""

from dataclasses import dataclass

MINUTES_PER_DAY = 24 * 60


@dataclass(frozen=True, kw_only=True, slots=True, order=True)
class Window:
    """A weekly stretch of local wall clock [start, end), in minutes from 00:00 of `day` (0 = Monday).

    0 <= start < 1440 and start < end <= start + 1440: an end past 1440 runs into the next day. Both lie on the
    quarter hour.
    """

    day: int
    start: int
    end: int

    def __post_init__(self) -> None:
        if not (0 <= self.day < 7 and 0 <= self.start < MINUTES_PER_DAY):
            raise ValueError(f"no weekly window starts on day {self.day} at minute {self.start}")
        if not self.start < self.end <= self.start + MINUTES_PER_DAY:
            raise ValueError(f"a weekly window of {self.end - self.start} minutes is not within one day")
        if self.start % 15 or self.end % 15:
            raise ValueError("a weekly window begins and ends on the quarter hour")
