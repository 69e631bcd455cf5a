"""Whom somebody meets as a coach or a member, and what is news to them about it."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass

from scheduler.domain.people import PersonId
from scheduler.domain.plans import Plan


@dataclass(frozen=True, kw_only=True, slots=True)
class Company:
    """Somebody's coach, and the members whom they coach, by id."""

    coach: PersonId | None = None
    members: tuple[PersonId, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Kept:
    """Somebody's company as it `stands`, and as they were last `told`."""

    stands: Company
    told: Company


NOBODY = Company()


@dataclass(frozen=True, kw_only=True, slots=True)
class CompanyNews:
    """What somebody's company was when they were told, and is now; `parted` are those of them whose pair was ended."""

    was: Company
    now: Company
    parted: frozenset[PersonId]


def companies(plan: Plan) -> dict[PersonId, Company]:
    """Return the company of everyone whom the plan pairs."""
    members: defaultdict[PersonId, list[PersonId]] = defaultdict(list)
    coach: dict[PersonId, PersonId] = {}
    for pair in plan.coaching.pairs:
        members[pair.coach].append(pair.member)
        coach[pair.member] = pair.coach
    return {
        person: Company(coach=coach.get(person), members=tuple(sorted(members.get(person, ()))))
        for person in {*coach, *members}
    }


def company_news(
    person: PersonId, kept: Kept, *, ended: Collection[tuple[PersonId, PersonId]]
) -> CompanyNews | None:
    """Return what is news to somebody; `ended` are the pairs (member, coach) that were ended of the last release."""
    if kept.stands == kept.told:
        return None
    now, was = kept.stands, kept.told
    gone = {was.coach, *was.members} - {now.coach, *now.members}
    parted = frozenset(other for other in gone if other and {(person, other), (other, person)} & {*ended})
    return CompanyNews(was=was, now=now, parted=parted)
