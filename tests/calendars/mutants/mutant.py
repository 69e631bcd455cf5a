"""A sound calendar, broken in one thing."""

from collections.abc import Callable
from dataclasses import dataclass

from tests.calendars.specimens import sound_cancel, sound_feed, sound_request

Change = Callable[[bytes], bytes]

NOBODY = ""
EVERYBODY = "libical ical.js khal Radicale"


@dataclass(frozen=True, kw_only=True, slots=True)
class Mutant:
    """What is broken, in words, and which judges must object: they do not take it, or read other hours than it says."""

    broken: str
    sound: Callable[[], bytes]
    change: Change
    judges: frozenset[str]

    @property
    def body(self) -> bytes:
        """Its bytes."""
        return self.change(self.sound())

    @property
    def message(self) -> bool:
        """Whether it is a message, or a feed."""
        return self.sound is not sound_feed


def feed(broken: str, change: Change, *, seen_by: str) -> Mutant:
    """Break the feed."""
    return Mutant(broken=broken, sound=sound_feed, change=change, judges=frozenset(seen_by.split()))


def request(broken: str, change: Change, *, seen_by: str) -> Mutant:
    """Break the message that asks."""
    return Mutant(broken=broken, sound=sound_request, change=change, judges=frozenset(seen_by.split()))


def cancel(broken: str, change: Change, *, seen_by: str) -> Mutant:
    """Break the message that cancels."""
    return Mutant(broken=broken, sound=sound_cancel, change=change, judges=frozenset(seen_by.split()))


def put(old: str, new: str | bytes) -> Change:
    """Write something else for the first that reads so."""

    def changed(body: bytes) -> bytes:
        assert old.encode() in body, old
        return body.replace(old.encode(), new.encode() if isinstance(new, str) else new, 1)

    return changed


def put_everywhere(old: str, new: str) -> Change:
    """Write something else for all that reads so."""

    def changed(body: bytes) -> bytes:
        assert old.encode() in body, old
        return body.replace(old.encode(), new.encode())

    return changed


def cut(begin: str, end: str = "\r\n") -> Change:
    """Leave out what stands from the first `begin` through the next `end`."""

    def changed(body: bytes) -> bytes:
        at = body.index(begin.encode())
        return body[:at] + body[body.index(end.encode(), at) + len(end) :]

    return changed


def then(*changes: Change) -> Change:
    """Change one thing after another."""

    def changed(body: bytes) -> bytes:
        for change in changes:
            body = change(body)
        return body

    return changed


def before(place: str, line: str) -> Change:
    """Write a line before the first that begins so."""
    return put(f"\r\n{place}", f"\r\n{line}\r\n{place}")


def around(before: bytes = b"", after: bytes = b"") -> Change:
    """Write something before and after the whole."""
    return lambda body: before + body + after
