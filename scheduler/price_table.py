"""The prices of a plan as bytes, packed with the plan and opened one member at a time.

A line of JSON names everybody, and says whom each member goes with and where their row ends; the rows follow, each
compressed by itself. People are numbers but in the first list: their places in it.
"""

import json
import zlib
from collections.abc import Iterable, Mapping, Sequence
from itertools import accumulate, pairwise
from typing import Any

from scheduler.domain.people import PersonId
from scheduler.domain.plans import CoachingValue
from scheduler.domain.prices import Bar, CoachPrice, MemberPrices, Move

MOST_PRICED = 250_000
"""Pairs of a member and a coach; a plan of more is kept without prices."""


class PriceTable:
    """The prices of a plan, opened: where it placed each member as it was solved, and each member's row when asked.

    `value` is what that was worth; None in tables of a version that did not say, which no plan changed by hand has.
    """

    def __init__(self, packed: bytes) -> None:
        line, _, self._rows = packed.partition(b"\n")
        head = json.loads(line)
        self._people = [PersonId(person) for person in head["people"]]
        members: list[PersonId] = [self._people[number] for number in head["members"]]
        ends: list[int] = head["ends"]
        coach_of = [_person(number, self._people) for number in head["coach_of"]]
        self.placed = dict(zip(members, coach_of, strict=True))
        self.value = None if head.get("value") is None else _change(*head["value"])
        self._bounds = dict(zip(members, pairwise((0, *ends)), strict=True))

    def of(self, member: PersonId) -> MemberPrices | None:
        """Return a member's prices; None for whoever was no member of the plan."""
        if member not in self.placed:
            return None
        row = json.loads(zlib.decompress(self._rows[slice(*self._bounds[member])]))
        return MemberPrices(
            member=member,
            coach=self.placed[member],
            coaches=tuple(_coach(self._people, *one) for one in row),
        )


def pack(*, people: Sequence[PersonId], value: CoachingValue, prices: Iterable[MemberPrices]) -> bytes:
    """Return the prices of members, in any order, as bytes; `people` are all of whom they speak.

    `value` is that of the plan which they are the prices of.
    """
    number: dict[PersonId | None, int | None] = {person: index for index, person in enumerate(people)}
    number[None] = None
    members, coach_of, rows = list[int | None](), list[int | None](), list[bytes]()
    for one in prices:
        members.append(number[one.member])
        coach_of.append(number[one.coach])
        rows.append(zlib.compress(json.dumps([_row(each, number) for each in one.coaches]).encode()))
    ends = list(accumulate(map(len, rows)))
    head = {
        "people": people,
        "members": members,
        "coach_of": coach_of,
        "ends": ends,
        "value": _value(value),
    }
    return b"".join([json.dumps(head, separators=(",", ":")).encode(), b"\n", *rows])


def renamed(packed: bytes, *, person: PersonId, to: PersonId) -> bytes:
    """Return the prices with `to` in the place of a person of whom they speak; as they are, where they do not."""
    line, _, rows = packed.partition(b"\n")
    if not line or person not in json.loads(line)["people"]:
        return packed
    head = json.loads(line)
    head["people"] = [to if each == person else each for each in head["people"]]
    was, now = (json.dumps(each).encode() for each in (person, to))
    opened = (zlib.decompress(rows[begin:end]) for begin, end in pairwise((0, *head["ends"])))
    again = [zlib.compress(row.replace(was, now)) for row in opened]
    head["ends"] = list(accumulate(map(len, again)))
    return b"".join([json.dumps(head, separators=(",", ":")).encode(), b"\n", *again])


def _row(price: CoachPrice, number: Mapping[PersonId | None, int | None]) -> list[Any]:
    change = price.change
    return [
        number[price.coach],
        price.score,
        change and _value(change),
        [(number[move.member], number[move.origin], number[move.to]) for move in price.moves],
        [(bar.code, dict(bar.params)) for bar in price.bars],
    ]


def _value(value: CoachingValue) -> tuple[int, ...]:
    return (value.placed, value.shortfall, *value.bands, value.total)


def _coach(
    people: Sequence[PersonId],
    coach: int,
    score: int,
    change: list[int] | None,
    moves: list[tuple[int, int | None, int | None]],
    bars: list[tuple[str, dict[str, str | int]]],
) -> CoachPrice:
    return CoachPrice(
        coach=people[coach],
        score=score,
        change=None if change is None else _change(*change),
        moves=tuple(
            Move(member=people[member], origin=_person(origin, people), to=_person(to, people))
            for member, origin, to in moves
        ),
        bars=tuple(Bar(code=code, params=params) for code, params in bars),
    )


def _person(number: int | None, people: Sequence[PersonId]) -> PersonId | None:
    return None if number is None else people[number]


def _change(placed: int, shortfall: int, *rest: int) -> CoachingValue:
    *bands, total = rest
    return CoachingValue(placed=placed, shortfall=shortfall, bands=tuple(bands), total=total)
