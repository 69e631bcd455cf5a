"""A feed of fifty entries, anew and from kept bytes, beside what others write of the same meetings.

Cold is all anew: each content's digest and VEVENT, and the clock of the zone, of which nothing is remembered.
"""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta

from benchmarks.feed_peers import by_icalendar, by_ics, by_vobject
from benchmarks.measuring import Result, measure
from calendars import wall_clock
from calendars.entries import EntryContent, revise
from calendars.ics import feed, vevent
from calendars.vtimezone import vtimezone
from calendars.wording import local_times

NOW = datetime(2026, 9, 1, tzinfo=UTC)
ZONE = "America/New_York"
JOIN = "https://example.org/j/98765432101"
CONTENTS = tuple(
    EntryContent(
        uid=f"0c7c1f0e-5a2b-4d7e-9a57-{n:012}",
        starts=starts,
        ends=starts + timedelta(hours=1),
        time_zone=ZONE,
        summary="Monthly gathering",
        description="\n\n".join(
            (
                local_times(
                    starts=starts,
                    ends=starts + timedelta(hours=1),
                    reader_zone="Africa/Nairobi",
                    meeting_zone=ZONE,
                    locale="en",
                ),
                "The whole group meets.",
                f"Join: {JOIN}",
            )
        ),
        url=JOIN,
        conference=JOIN,
    )
    for n in range(50)
    for starts in [datetime(2026, 9, 2, 22, tzinfo=UTC) + timedelta(weeks=n)]
)
PEERS: tuple[tuple[str, Callable[[tuple[EntryContent, ...], datetime], bytes]], ...] = (
    ("icalendar", by_icalendar),
    ("vobject", by_vobject),
    ("ics, which writes no zones", by_ics),
)


def results() -> Iterator[Result]:
    """Time a feed of fifty entries."""
    kept = _entries()
    for name, written in PEERS:
        assert written(CONTENTS, NOW).count(b"BEGIN:VEVENT") == len(kept)
        beside = "" if name == "icalendar" else f", beside {name.partition(',')[0]}"
        for how, do in (("cold", _cold), ("from kept bytes", lambda: _feed(kept))):
            yield measure(
                f"feed of 50 entries, {how}{beside}",
                do,
                peer=name,
                theirs=lambda written=written: written(CONTENTS, NOW),
            )


def _cold() -> bytes:
    vtimezone.cache_clear()
    wall_clock._transitions_of_year.cache_clear()  # noqa: SLF001 - nobody else has to forget them
    return _feed(_entries())


def _entries() -> list[tuple[EntryContent, bytes]]:
    return [
        (content, vevent(content=content, revision=revise(previous=None, content=content, now=NOW)))
        for content in CONTENTS
    ]


def _feed(entries: list[tuple[EntryContent, bytes]]) -> bytes:
    return feed(name="Cohort", reader_zone="Africa/Nairobi", entries=entries)
