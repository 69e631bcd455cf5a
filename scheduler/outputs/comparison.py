"""Two plans of one cohort side by side: who has another coach, seat or date, and what each is worth."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import zip_longest
from typing import TypeVar

from scheduler.outputs.plan_format import Plan

_Key = TypeVar("_Key")


@dataclass(frozen=True, kw_only=True, slots=True)
class Held:
    """A coach's key with the pair's score, a start, or a start with the facilitator's key."""

    at: str
    score: int | None = None
    facilitator: str | None = None

    def __str__(self) -> str:
        more = self.score if self.facilitator is None else self.facilitator
        return self.at if more is None else f"{self.at} ({more})"


@dataclass(frozen=True, kw_only=True, slots=True)
class Change:
    """What one person, or one session, has in the one plan and in the other; None for nothing.

    `kind` coach: `who` is a member's key, before and after a coach. `kind` seat: `who` is a member's key, `what` a
    workshop's id, before and after the section's first start and facilitator. `kind` session: `who` is a session's id,
    before and after its start.
    """

    kind: str
    who: str
    what: str
    before: Held | None
    after: Held | None


@dataclass(frozen=True, kw_only=True, slots=True)
class Value:
    """One part of what the plans are worth, in the order in which parts count."""

    part: str
    name: str
    before: int
    after: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Comparison:
    """All that differs, and everything that both count, differing or not."""

    changes: tuple[Change, ...]
    values: tuple[Value, ...]


def compare(before: Plan, after: Plan) -> Comparison:
    """Compare two plans of one cohort; people in the order in which the plans list them."""
    one, other = ({(part, name): count for part, name, count in _counted(plan)} for plan in (before, after))
    return Comparison(
        changes=(*_coaches(before, after), *_seats(before, after), *_sessions(before, after)),
        values=tuple(
            Value(part=part, name=name, before=old, after=other[part, name])
            for (part, name), old in one.items()
            if (part, name) in other
        ),
    )


def _coaches(before: Plan, after: Plan) -> Iterator[Change]:
    one, other = ({pair.member: pair for pair in plan.coaching.pairs} for plan in (before, after))
    for member in _in_either(other, one):
        old, new = one.get(member), other.get(member)
        if (old and old.coach) != (new and new.coach):
            yield Change(
                kind="coach",
                who=member,
                what="",
                before=old and Held(at=old.coach, score=old.score),
                after=new and Held(at=new.coach, score=new.score),
            )


def _seats(before: Plan, after: Plan) -> Iterator[Change]:
    one, other = (
        {
            (member, section.workshop): Held(at=section.starts[0], facilitator=section.facilitator)
            for section in plan.workshops.sections
            for member in section.members
        }
        for plan in (before, after)
    )
    for member, workshop in _in_either(other, one):
        old, new = one.get((member, workshop)), other.get((member, workshop))
        if old != new:
            yield Change(kind="seat", who=member, what=workshop, before=old, after=new)


def _sessions(before: Plan, after: Plan) -> Iterator[Change]:
    """Pair the dates that each session has in one plan alone, in their order."""
    one, other = (
        {(meeting.session, meeting.starts): None for meeting in plan.sessions.meetings}
        for plan in (before, after)
    )
    for session in dict.fromkeys(session for session, _ in _in_either(other, one)):
        gone = sorted(start for of, start in one if of == session and (of, start) not in other)
        new = sorted(start for of, start in other if of == session and (of, start) not in one)
        for old, there in zip_longest(map(_at, gone), map(_at, new)):
            yield Change(kind="session", who=session, what="", before=old, after=there)


def _at(start: str) -> Held:
    return Held(at=start)


def _in_either(one: Iterable[_Key], other: Iterable[_Key]) -> Iterable[_Key]:
    return dict.fromkeys((*one, *other))


def _counted(plan: Plan) -> Iterator[tuple[str, str, int]]:
    """Yield all that a plan counts: part, name and number; of the bands each by itself, from the lowest."""
    coaching, workshops, sessions = plan.coaching.objective, plan.workshops.objective, plan.sessions.objective
    yield "coaching", "placed", coaching.placed
    yield "coaching", "shortfall", coaching.shortfall
    for band, pairs in enumerate(coaching.bands):
        yield "coaching", f"band {band}", pairs
    yield "coaching", "total", coaching.total
    yield "workshops", "served", workshops.served
    if workshops.alone is not None:
        yield "workshops", "alone", workshops.alone
    yield "workshops", "total", workshops.total
    yield "sessions", "worst", sessions.worst
    yield "sessions", "total", sessions.total
