"""Days of a week and times of a wall clock as bodies say them: `mon` and `18:00`."""

from typing import Annotated, Literal, get_args

from pydantic import StringConstraints

Day = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
Clock = Annotated[str, StringConstraints(pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9]$")]
"""What a wall clock shows, to the minute."""
QuarterHour = Annotated[str, StringConstraints(pattern=r"^([01][0-9]|2[0-3]):(00|15|30|45)$")]
EndOfQuarterHour = Annotated[str, StringConstraints(pattern=r"^(([01][0-9]|2[0-3]):(00|15|30|45)|24:00)$")]

_DAYS: tuple[Day, ...] = get_args(Day)


def day_named(number: int) -> Day:
    """Return what a day is called; 0 is Monday."""
    return _DAYS[number]


def number_of(day: Day) -> int:
    """Return a day's number; Monday is 0."""
    return _DAYS.index(day)


def clock_at(minute: int) -> str:
    """Return what the clock shows at a minute of the day, the next day's too; 1440 is 24:00."""
    hour, rest = divmod(minute if minute <= 24 * 60 else minute % (24 * 60), 60)
    return f"{hour:02}:{rest:02}"


def minute_at(clock: str) -> int:
    """Return the minute of the day at which the clock shows this."""
    hour, minute = clock.split(":")
    return 60 * int(hour) + int(minute)
