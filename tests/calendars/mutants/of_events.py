"""Events, broken: by the rule of our own check that must say so."""

from collections.abc import Mapping

from tests.calendars.mutants.mutant import EVERYBODY, NOBODY, Mutant, cut, feed, put, request

EVENTS: Mapping[str, tuple[Mutant, ...]] = {
    "each_event_says_what_it_must": (
        feed("no UID", cut("UID"), seen_by="libical khal Radicale"),
        feed(
            "an empty UID",
            put("UID:7a1c0f5e-0000-4000-8000-000000000002", "UID:"),
            seen_by="libical Radicale",
        ),
        feed("no SEQUENCE", cut("SEQUENCE"), seen_by=NOBODY),
        feed("no DTSTAMP", cut("DTSTAMP"), seen_by="libical Radicale"),
        feed("no start", cut("DTSTART:20261025T003"), seen_by=EVERYBODY),
        feed("no end", cut("DTEND"), seen_by=NOBODY),
        request("a message without a start", cut("DTSTART;"), seen_by=EVERYBODY),
    ),
    "each_event_has_a_uid_of_its_own": (
        feed("two events of one UID", put("0000003", "0000002"), seen_by="Radicale"),
    ),
    "each_event_ends_after_it_starts": (
        feed("an end at the start", put("DTEND:20261025T0130", "DTEND:20261025T0030"), seen_by="khal"),
        feed("an end before the start", put("DTEND:20261025T0130", "DTEND:20261025T0000"), seen_by="khal"),
        feed(
            "an end before the start, by another clock",
            put("DTEND;TZID=Europe/London", "DTEND;TZID=Europe/Kyiv"),
            seen_by="khal",
        ),
    ),
    "stamps_are_in_utc": (
        feed(
            "a stamp that floats", put("DTSTAMP:20260901T120000Z", "DTSTAMP:20260901T120000"), seen_by=NOBODY
        ),
        feed(
            "a stamp by a clock",
            put("LAST-MODIFIED:20260901T120000Z", "LAST-MODIFIED;TZID=Europe/Kyiv:20260901T120000"),
            seen_by=NOBODY,
        ),
    ),
}
