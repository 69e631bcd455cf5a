"""What is news to someone about a meeting: how it was told to them last, and how it stands in their calendar now."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from calendars.entries import EntryContent


class NewsKind(StrEnum):
    """What happened to a meeting, as far as its reader knows."""

    NEW = "new"
    MOVED = "moved"
    CHANGED = "changed"
    CANCELLED = "cancelled"


@dataclass(frozen=True, kw_only=True, slots=True)
class News:
    """One meeting that is not as its reader was told; `was` is None where they know of none that is held."""

    kind: NewsKind
    was: EntryContent | None
    now: EntryContent


def news_of(
    entries: Iterable[EntryContent], *, told: Mapping[str, EntryContent], now: datetime
) -> tuple[News, ...]:
    """Return what is news in someone's entries, by start, then UID; `told` is what they know, by UID.

    What is over is no news, nor is what changes in words alone, such as the hour told by the clock of where they now
    live: the meeting is still when it was.
    """
    found = (news_of_one(content, told=told.get(content.uid), now=now) for content in entries)
    return tuple(sorted(filter(None, found), key=lambda news: (news.now.starts, news.now.uid)))


def news_of_one(content: EntryContent, *, told: EntryContent | None, now: datetime) -> News | None:
    """Return what is news about one meeting to someone who was `told` so of it; None where nothing is."""
    was = told if told is not None and told.status == "CONFIRMED" and told.ends > now else None
    if content.status == "CANCELLED":
        return None if was is None else News(kind=NewsKind.CANCELLED, was=was, now=content)
    if content.ends <= now or (was is not None and _says_as_much(was, content)):
        return None
    if was is None:
        return News(kind=NewsKind.NEW, was=None, now=content)
    same_time = (was.starts, was.ends) == (content.starts, content.ends)
    return News(kind=NewsKind.CHANGED if same_time else NewsKind.MOVED, was=was, now=content)


def _says_as_much(was: EntryContent, now: EntryContent) -> bool:
    """Whether someone who was told the one knows the other; of what was told discreetly, by the times alone."""
    same_time = (was.starts, was.ends) == (now.starts, now.ends)
    return same_time and (was.private != now.private or _facts(was) == _facts(now))


def _facts(content: EntryContent) -> tuple[object, ...]:
    return content.summary, content.location, content.conference, content.links
