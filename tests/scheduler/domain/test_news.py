"""What is news to someone depends on what they were told, not on how often anything changed in between."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from calendars.entries import EntryContent, Link
from scheduler.domain.news import News, NewsKind, news_of

NOW = datetime(2026, 10, 1, tzinfo=UTC)
GAMES = EntryContent(
    uid="games",
    starts=datetime(2026, 10, 20, 17, tzinfo=UTC),
    ends=datetime(2026, 10, 20, 18, tzinfo=UTC),
    time_zone="Europe/London",
    summary="Games",
    description="In the evening.",
)
LATER = replace(GAMES, starts=GAMES.starts + timedelta(hours=1), ends=GAMES.ends + timedelta(hours=1))
CANCELLED = replace(GAMES, status="CANCELLED")
RENAMED = replace(GAMES, summary="Number games")
LINKED = replace(GAMES, links=(Link(title="Notes", url="https://example.org/n"),))
PAST = replace(GAMES, starts=NOW - timedelta(hours=2), ends=NOW - timedelta(hours=1))


@pytest.mark.parametrize(
    ("told", "stands", "kind"),
    [
        (None, GAMES, NewsKind.NEW),
        (CANCELLED, GAMES, NewsKind.NEW),
        (GAMES, LATER, NewsKind.MOVED),
        (GAMES, replace(LATER, summary="Number games"), NewsKind.MOVED),
        (GAMES, RENAMED, NewsKind.CHANGED),
        (GAMES, LINKED, NewsKind.CHANGED),
        (GAMES, replace(GAMES, conference="https://example.org/j"), NewsKind.CHANGED),
        (GAMES, CANCELLED, NewsKind.CANCELLED),
        (PAST, GAMES, NewsKind.NEW),
    ],
)
def test_what_stands_otherwise_than_it_was_told_is_news(
    told: EntryContent | None, stands: EntryContent, kind: NewsKind
) -> None:
    known = {} if told is None else {"games": told}
    (news,) = news_of([stands], told=known, now=NOW)
    was = told if told is not None and told not in (CANCELLED, PAST) else None
    assert news == News(kind=kind, was=was, now=stands)


@pytest.mark.parametrize(
    ("told", "stands"),
    [
        (GAMES, GAMES),
        (GAMES, replace(GAMES, description="At night, where you live now.", alarms=(10,))),
        (None, CANCELLED),
        (CANCELLED, replace(CANCELLED, summary="Number games")),
        (None, PAST),
        (PAST, replace(PAST, summary="Number games")),
    ],
)
def test_what_is_as_it_was_told_or_over_is_none(told: EntryContent | None, stands: EntryContent) -> None:
    assert news_of([stands], told={} if told is None else {"games": told}, now=NOW) == ()


def test_news_comes_in_the_order_of_the_meetings() -> None:
    others = [replace(GAMES, uid=uid, starts=GAMES.starts - timedelta(minutes=5)) for uid in ("b", "a")]
    assert [each.now.uid for each in news_of([GAMES, *others], told={}, now=NOW)] == ["a", "b", "games"]
