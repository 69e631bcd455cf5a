import re
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from calendars.entries import EntryContent, Revision, revise, uid
from calendars.zones import UnknownZoneError

Entry = Callable[..., EntryContent]
NOW = datetime(2026, 9, 1, 12, tzinfo=UTC)


def test_a_meeting_keeps_its_uid_whoever_asks_and_tells_nothing_of_it() -> None:
    known = uid("c-81f3", "session", "monthly", "2026-10")
    assert known == uid("c-81f3", "session", "monthly", "2026-10") == "6e35716b-a522-53ba-b8d6-f98ce1f8b930"


def test_meetings_of_other_cohorts_and_other_parts_have_other_uids() -> None:
    named = [
        ("c1", "a", "b"),
        ("c2", "a", "b"),
        ("c1", "b", "a"),
        ("c1", "ab"),
        ("c1", "a", "b", ""),
        ("c1a", "b"),
    ]
    assert len({uid(*names) for names in named}) == len(named)


def test_an_entry_keeps_its_times_in_utc(entry: Entry) -> None:
    local = datetime(2026, 10, 14, 20, tzinfo=timezone(timedelta(hours=3)))
    content = entry(starts=local)
    assert (content.starts, content.ends) == (
        datetime(2026, 10, 14, 17, tzinfo=UTC),
        datetime(2026, 10, 14, 18, tzinfo=UTC),
    )
    assert content.starts.tzinfo is UTC


@pytest.mark.parametrize(
    ("said", "complaint"),
    [
        ({"starts": datetime(2026, 10, 14, 17)}, "an entry starts at an aware instant in whole seconds"),  # noqa: DTZ001
        (
            {"ends": datetime(2026, 10, 14, 17, 0, 0, 1, tzinfo=UTC)},
            "an entry ends at an aware instant in whole",
        ),
        ({"ends": datetime(2026, 10, 14, 17, tzinfo=UTC)}, "does not end at 2026-10-14 17:00:00"),
        ({"ends": datetime(2026, 10, 14, 16, tzinfo=UTC)}, "does not end at 2026-10-14 16:00:00"),
    ],
)
def test_an_entry_without_a_true_beginning_and_end_cannot_be_built(
    entry: Entry, said: dict[str, object], complaint: str
) -> None:
    with pytest.raises(ValueError, match=re.escape(complaint)):
        entry(**said)


def test_an_entry_in_no_zone_cannot_be_built(entry: Entry) -> None:
    with pytest.raises(UnknownZoneError, match="did you mean Europe/London"):
        entry(time_zone="Europe/Lundon")


def test_a_first_revision_is_number_zero_stamped_in_whole_seconds(entry: Entry) -> None:
    first = revise(previous=None, content=entry(), now=NOW.replace(microsecond=7))
    assert first == Revision(sequence=0, dtstamp=NOW, last_modified=NOW, digest=first.digest)


def test_the_same_content_keeps_its_revision_itself(entry: Entry) -> None:
    first = revise(previous=None, content=entry(), now=NOW)
    assert revise(previous=first, content=entry(), now=NOW + timedelta(days=9)) is first


def test_the_same_instant_in_another_zone_is_the_same_content(entry: Entry) -> None:
    first = revise(previous=None, content=entry(), now=NOW)
    elsewhere = entry(starts=entry().starts.astimezone(timezone(timedelta(hours=-7))))
    assert revise(previous=first, content=elsewhere, now=NOW) is first


@pytest.mark.parametrize(
    "change",
    [
        {"uid": "other"},
        {"starts": datetime(2026, 10, 14, 16, 30, tzinfo=UTC)},
        {"ends": datetime(2026, 10, 14, 18, 30, tzinfo=UTC)},
        {"time_zone": "Europe/Dublin"},
        {"summary": "Other"},
        {"description": "Other"},
        {"location": "Other"},
        {"url": "https://example.org/"},
        {"conference": "https://example.org/"},
        {"status": "CANCELLED"},
    ],
)
def test_any_change_of_content_is_a_later_revision(entry: Entry, change: dict[str, object]) -> None:
    first = revise(previous=None, content=entry(), now=NOW)
    later = NOW + timedelta(hours=1)
    second = revise(previous=first, content=replace(entry(), **change), now=later)  # type: ignore[arg-type]
    assert second == Revision(sequence=1, dtstamp=later, last_modified=later, digest=second.digest)
    assert second.digest != first.digest


def test_stamps_go_on_where_the_clock_goes_back(entry: Entry) -> None:
    first = revise(previous=None, content=entry(), now=NOW)
    second = revise(previous=first, content=entry(summary="Other"), now=NOW - timedelta(days=1))
    on = NOW + timedelta(seconds=1)
    assert second == Revision(sequence=1, dtstamp=on, last_modified=on, digest=second.digest)


@given(history=st.lists(st.tuples(st.sampled_from(["A", "B", "C"]), st.integers(-5, 5)), min_size=1))
def test_in_any_history_revisions_move_when_and_only_when_content_does(
    history: list[tuple[str, int]],
) -> None:
    now, revision, content = NOW, None, None
    for summary, seconds in history:
        now += timedelta(seconds=seconds)
        said = EntryContent(
            uid="u",
            starts=NOW,
            ends=NOW + timedelta(hours=1),
            time_zone="UTC",
            summary=summary,
        )
        following = revise(previous=revision, content=said, now=now)
        if revision is not None and said == content:
            assert following is revision
        elif revision is not None:
            assert following.sequence == revision.sequence + 1
            assert following.dtstamp > revision.dtstamp
            assert following.last_modified > revision.last_modified
        revision, content = following, said
