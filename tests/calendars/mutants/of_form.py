"""What a line is, what a value is and what stands in what, broken: by the rule of our own check that must say so."""

from collections.abc import Mapping

from tests.calendars.mutants.mutant import EVERYBODY, NOBODY, Mutant, around, before, cut, feed, put, request

LINES_AND_VALUES: Mapping[str, tuple[Mutant, ...]] = {
    "each_line_is_a_property": (
        feed("a line is blank", before("SUMMARY:Stories", ""), seen_by=NOBODY),
        feed("a text runs on without a fold", before("END:VEVENT", "and songs"), seen_by=EVERYBODY),
        feed("a quote does not end", put("VALUE=URI;", 'VALUE="URI;'), seen_by="ical.js khal Radicale"),
        feed("the first line goes on", around(before=b" \r\n"), seen_by="khal"),
    ),
    "parameters_with_separators_are_quoted": (
        request("a comma in a name", put('"Pathways, 2026"', "Pathways, 2026"), seen_by=NOBODY),
        request(
            "a semicolon in a name",
            put('"Pathways, 2026"', "Pathways; 2026"),
            seen_by="libical khal Radicale",
        ),
    ),
    "each_value_is_what_its_name_asks_for": (
        request("a colon in a name", put('"Pathways, 2026"', "Pathways: 2026"), seen_by=NOBODY),
        feed("a day that is none", put("20261111T180000", "20261131T180000"), seen_by=EVERYBODY),
        feed("a start that is a day", put("20261111T180000", "20261111"), seen_by="ical.js Radicale"),
        feed("a SEQUENCE that is no number", put("SEQUENCE:0", "SEQUENCE:one"), seen_by="khal"),
        feed("a STATUS of no kind", put("STATUS:CONFIRMED", "STATUS:POSTPONED"), seen_by="libical"),
        feed("a link without its kind", put("URL:https://", "URL:"), seen_by=NOBODY),
        feed("a link that is escaped", put("a=1,2;b", "a=1\\,2\\;b"), seen_by=NOBODY),
        feed("a clock's time for a while", put("-PT60M", "-1:00:00"), seen_by="libical khal Radicale"),
    ),
    "texts_are_escaped": (
        feed("a comma is not escaped", put("Gathering\\,", "Gathering,"), seen_by=NOBODY),
        feed("a semicolon is not escaped", put("Room 5\\;", "Room 5;"), seen_by=NOBODY),
        feed("a backslash escapes nothing", put("SUMMARY:Stories", "SUMMARY:Stories \\o/"), seen_by=NOBODY),
        feed("a backslash ends a text", put("SUMMARY:Stories", "SUMMARY:Stories\\"), seen_by=NOBODY),
    ),
    "begin_and_end_nest": (
        feed("the calendar does not end", cut("END:VCALENDAR"), seen_by=EVERYBODY),
        feed("an event ends twice", before("END:VEVENT", "END:VEVENT"), seen_by=EVERYBODY),
    ),
    "begin_and_end_nest each_component_stands_where_it_may": (
        feed("an event does not end", cut("END:VEVENT"), seen_by=EVERYBODY),
    ),
    "each_component_stands_where_it_may": (
        feed("a reminder outside", before("END:VCALENDAR", "BEGIN:VALARM\r\nEND:VALARM"), seen_by=NOBODY),
        feed("a second calendar", around(after=b"BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n"), seen_by=EVERYBODY),
        feed("more after the end", around(after=b"X-END:1\r\n"), seen_by="ical.js khal Radicale"),
    ),
    "version_and_program_stand_once": (
        feed("no VERSION", cut("VERSION"), seen_by="libical"),
        feed("another VERSION", put("VERSION:2.0", "VERSION:1.0"), seen_by=NOBODY),
        feed("no PRODID", cut("PRODID"), seen_by="libical Radicale"),
    ),
    "version_and_program_stand_once nothing_is_said_twice": (
        feed("two of PRODID", before("PRODID", "PRODID:-//One//EN"), seen_by="libical Radicale"),
    ),
    "each_line_ends_with_cr_and_lf each_component_stands_where_it_may version_and_program_stand_once": (
        feed("nothing at all", lambda _: b"", seen_by=EVERYBODY),
    ),
    "nothing_is_said_twice": (
        feed("two starts", before("DTSTART:20261025T003", "DTSTART:20261025T001500Z"), seen_by="Radicale"),
        feed("two UIDs", before("SEQUENCE", "UID:another"), seen_by="libical khal Radicale"),
    ),
    "nothing_recurs": (
        feed("an event recurs", before("SUMMARY", "RRULE:FREQ=WEEKLY;COUNT=3"), seen_by="khal Radicale"),
        feed("an event has more dates", before("SUMMARY", "RDATE:20261118T160000Z"), seen_by="khal Radicale"),
        feed(
            "a clock goes by a rule",
            before("TZNAME", "RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10"),
            seen_by=NOBODY,
        ),
    ),
}
