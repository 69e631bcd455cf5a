"""Rules of clocks: what a file's own VTIMEZONEs say, and the instants that they give (RFC 5545, 3.6.5)."""

import re
from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from tests.calendars.checks.reading import Component, Faults, File, Property, reading_of

_ASKED = ("DTSTART", "TZOFFSETFROM", "TZOFFSETTO")


@dataclass(frozen=True, kw_only=True, slots=True)
class Observance:
    """From the naive reading `onset` on, a clock is ahead of UTC by `after`; until then it was by `before`."""

    line: int
    onset: datetime
    before: timedelta
    after: timedelta


@dataclass(frozen=True, kw_only=True, slots=True)
class Clock:
    """A VTIMEZONE's observances, in order."""

    observances: tuple[Observance, ...]

    def instant(self, reading: datetime) -> datetime | None:
        """Return the instant at which it shows this; None before its first observance, and where it is not sure."""
        begun = [each for each in self.observances if each.onset <= reading]
        if not begun or any(_is_doubtful(each, reading) for each in self.observances):
            return None
        return (reading - begun[-1].after).replace(tzinfo=UTC)


def instant_of(told: Property, *, clocks: dict[str, Clock]) -> datetime | None:
    """Return the instant that a DTSTART or DTEND means by the file's own clocks; None where it has none."""
    reading = reading_of(told.value.removesuffix("Z"))
    if reading is None:
        return None
    if told.value.endswith("Z"):
        return reading.replace(tzinfo=UTC)
    clock = clocks.get(told.parameter("TZID") or "")
    return clock.instant(reading) if clock else None


def clocks_of(file: File) -> dict[str, Clock]:
    """Return the clocks that the file declares, by TZID."""
    clocks: dict[str, Clock] = {}
    for component in file.components("VTIMEZONE"):
        observances = [_observance(part) for part in component.parts]
        sound = [each for each in observances if each is not None]
        clocks[_name(component)] = Clock(observances=tuple(sorted(sound, key=lambda each: each.onset)))
    return clocks


def each_clock_has_a_name_of_its_own(file: File) -> Faults:
    """Find VTIMEZONEs without a TZID, or with that of another."""
    zones = file.components("VTIMEZONE")
    counted = Counter(map(_name, zones))
    for zone in zones:
        if not _name(zone) or counted[_name(zone)] > 1:
            yield zone.line, f"declares the clock {_name(zone)!r}, which is not its own name"


def each_clock_that_is_used_is_declared(file: File) -> Faults:
    """Find TZIDs that no VTIMEZONE declares."""
    declared = set(map(_name, file.components("VTIMEZONE")))
    for each in file.properties:
        used = each.parameter("TZID")
        if used is not None and used not in declared:
            yield each.line, f"goes by the clock {used}, which is not declared"


def each_clock_that_is_declared_is_used(file: File) -> Faults:
    """Find VTIMEZONEs that no TZID asks for."""
    used = {each.parameter("TZID") for each in file.properties}
    for zone in file.components("VTIMEZONE"):
        if _name(zone) not in used:
            yield zone.line, f"declares the clock {_name(zone)}, which nothing goes by"


def each_observance_says_when_and_what(file: File) -> Faults:
    """Find VTIMEZONEs without an observance, and observances that do not say from when, from what and to what."""
    for zone in file.components("VTIMEZONE"):
        if not zone.parts:
            yield zone.line, "declares a clock that shows nothing"
        for part in zone.parts:
            if _observance(part) is None:
                yield part.line, f"does not say {', '.join(_ASKED)} once each, on a wall clock"


def each_observance_goes_on_from_the_one_before(file: File) -> Faults:
    """Find a clock that was told to show another offset than the one that it changes from."""
    for clock in clocks_of(file).values():
        for earlier, later in zip(clock.observances, clock.observances[1:], strict=False):
            if earlier.after != later.before or earlier.onset == later.onset:
                yield later.line, f"changes a clock from {later.before}, which is at {earlier.after}"


def each_time_is_in_utc_or_by_a_clock(file: File) -> Faults:
    """Find times that float, and times in UTC that also name a clock."""
    for each in [told for event in file.components("VEVENT") for told in event.all("DTSTART", "DTEND")]:
        if each.value.endswith("Z") == (each.parameter("TZID") is not None):
            yield each.line, f"tells the {each.name} {each.value} by the clock {each.parameter('TZID')}"


def each_time_means_one_instant(file: File) -> Faults:
    """Find times that the clock does not know yet, skips, or shows twice: there readers differ."""
    clocks = clocks_of(file)
    for each in [told for event in file.components("VEVENT") for told in event.all("DTSTART", "DTEND")]:
        by_a_clock = each.parameter("TZID") in clocks and reading_of(each.value) is not None
        if by_a_clock and instant_of(each, clocks=clocks) is None:
            yield each.line, f"tells the {each.name} {each.value}, which is no one instant by its clock"


def _name(zone: Component) -> str:
    told = zone.one("TZID")
    return told.value if told else ""


def _observance(part: Component) -> Observance | None:
    told = [part.all(name) for name in _ASKED]
    if any(len(each) != 1 for each in told):
        return None
    onset, before, after = (each[0].value for each in told)
    shown, offsets = reading_of(onset), (_offset(before), _offset(after))
    if shown is None or offsets[0] is None or offsets[1] is None:
        return None
    return Observance(line=part.line, onset=shown, before=offsets[0], after=offsets[1])


def _offset(told: str) -> timedelta | None:
    found = re.fullmatch(r"([+-])(\d\d)(\d\d)(\d\d)?", told)
    if found is None:
        return None
    hours, minutes, seconds = (int(part or 0) for part in found.groups()[1:])
    size = timedelta(hours=hours, minutes=minutes, seconds=seconds)
    return -size if found[1] == "-" else size


def _is_doubtful(change: Observance, reading: datetime) -> bool:
    """Say whether this change of the clock skips the reading, or has it shown twice."""
    moved = change.after - change.before
    first, last = sorted((change.onset, change.onset + moved))
    return first <= reading < last
