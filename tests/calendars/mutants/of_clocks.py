"""Clocks and the hours by them, broken: by the rule of our own check that must say so."""

from collections.abc import Mapping

from tests.calendars.mutants.mutant import (
    EVERYBODY,
    NOBODY,
    Mutant,
    cut,
    feed,
    put,
    put_everywhere,
    then,
)

KYIV, LONDON = (f"BEGIN:VTIMEZONE\r\nTZID:Europe/{city}\r\n" for city in ("Kyiv", "London"))
FIVE_EAST = (
    "BEGIN:STANDARD\r\nDTSTART:19700101T000000\r\nTZOFFSETFROM:+0500\r\nTZOFFSETTO:+0500\r\nEND:STANDARD\r\n"
)
IN_UTC = then(
    put("DTSTART;TZID=Europe/Kyiv:20261111T18", "DTSTART:20261111T16"),
    put("DTEND;TZID=Europe/Kyiv:20261111T19", "DTEND:20261111T17"),
    put("20261111T160000", "20261111T160000Z"),
    put("20261111T170000", "20261111T170000Z"),
)
START_IN_LONDON = "DTSTART;TZID=Europe/London:20261118T17"

WRONG_CLOCKS = (
    feed("a clock an hour off", put("TZOFFSETTO:+0100", "TZOFFSETTO:+0200"), seen_by="khal Radicale"),
    feed(
        "a clock two hours off for good",
        then(put_everywhere("+0200", "+0400"), put_everywhere("+0300", "+0500")),
        seen_by="khal",
    ),
    feed(
        "a clock put back too late", put("DTSTART:20261025T040000", "DTSTART:20261115T040000"), seen_by="khal"
    ),
)
"""Clocks of form that show another time than their zone: khal knows the zone and sees it, the others go by them."""

CLOCKS_AND_HOURS: Mapping[str, tuple[Mutant, ...]] = {
    "each_clock_has_a_name_of_its_own": (
        feed(
            "two clocks of one name",
            put(LONDON, f"{LONDON}{FIVE_EAST}END:VTIMEZONE\r\n{LONDON}"),
            seen_by=NOBODY,
        ),
    ),
    "each_clock_has_a_name_of_its_own each_clock_that_is_used_is_declared each_clock_that_is_declared_is_used": (
        feed("a clock without a name", cut("TZID:Europe/Kyiv"), seen_by=EVERYBODY),
    ),
    "each_clock_that_is_used_is_declared": (
        feed("a clock that is not declared", cut(LONDON, "END:VTIMEZONE\r\n"), seen_by="ical.js khal"),
    ),
    "each_clock_that_is_declared_is_used": (feed("a clock of no use", IN_UTC, seen_by=NOBODY),),
    "each_observance_says_when_and_what": (
        feed("an observance without onset", cut("DTSTART:20251026T02"), seen_by="Radicale"),
        feed("an onset in UTC", put("DTSTART:20251026T020000", "DTSTART:20251026T020000Z"), seen_by=NOBODY),
    ),
    "each_observance_says_when_and_what each_time_means_one_instant": (
        feed(
            "a clock that shows nothing",
            then(cut(KYIV, "END:VTIMEZONE\r\n"), put(LONDON, f"{KYIV}END:VTIMEZONE\r\n{LONDON}")),
            seen_by="Radicale",
        ),
    ),
    "each_observance_goes_on_from_the_one_before": WRONG_CLOCKS[:1],
    "": WRONG_CLOCKS[1:],
    "each_time_is_in_utc_or_by_a_clock": (
        feed(
            "a time that floats",
            put("DTSTART:20261025T003000Z", "DTSTART:20261025T003000"),
            seen_by="ical.js khal",
        ),
        feed("a time in UTC and by a clock", put("20261111T190000", "20261111T190000Z"), seen_by="khal"),
    ),
    "each_time_means_one_instant": (
        feed(
            "an hour that is skipped",
            put(f"{START_IN_LONDON}0000", "DTSTART;TZID=Europe/London:20260329T013000"),
            seen_by=NOBODY,
        ),
        feed(
            "an hour that is shown twice",
            put(f"{START_IN_LONDON}0000", "DTSTART;TZID=Europe/London:20261025T013000"),
            seen_by=NOBODY,
        ),
        feed(
            "an hour before its clock",
            put(f"{START_IN_LONDON}0000", "DTSTART;TZID=Europe/London:20250714T180000"),
            seen_by=NOBODY,
        ),
    ),
}
