"""Coaches who have left, have too many members, or have room since a member left; pairs that were ended."""

from collections import defaultdict
from collections.abc import Iterator

from scheduler.domain.endings import ENDED
from scheduler.domain.people import Person, PersonId, Role
from scheduler.languages.sentences import Listed, all_of, counted, sentence
from scheduler.queries.attention.matters import Matter
from scheduler.queries.attention.standing import Standing


def coaches_gone(standing: Standing) -> Iterator[Matter]:
    """Find members whose coach has left, or coaches no more."""
    for pair in standing.plan.coaching.pairs:
        member = standing.in_role(pair.member, Role.MEMBER)
        if member is not None and standing.in_role(pair.coach, Role.COACH) is None:
            what = sentence("The coach of {name} has left.", name=member.name)
            yield Matter(kind="alone", what=what, people=(member,))


def pairs_ended(standing: Standing) -> Iterator[Matter]:
    """Find members whose pair was ended, and who have no coach since."""
    for one in standing.plan.coaching.unplaced:
        member = standing.in_role(one.member, Role.MEMBER)
        if member is not None and ENDED in one.reasons:
            what = sentence("{name} has had no coach since their pair was ended.", name=member.name)
            yield Matter(kind="alone", what=what, people=(member,))


def coaches_with_too_many(standing: Standing) -> Iterator[Matter]:
    """Find coaches who take fewer members by now than they were given."""
    for coach, members in _members_of(standing).items():
        person = standing.known[coach]
        most = standing.cohort.capacity_of(person).maximum
        if len(members) > most:
            what = counted(
                "{coach} has one member and takes {most}.",
                "{coach} has {count} members and takes {most}.",
                len(members),
                coach=person.name,
                most=most,
            )
            yield Matter(kind="over", what=what, people=(person, *members))


def coaches_with_room(standing: Standing) -> Iterator[Matter]:
    """Find coaches whose members have left, and how many places they have now."""
    gone: defaultdict[PersonId, list[PersonId]] = defaultdict(list)
    for pair in standing.plan.coaching.pairs:
        if standing.in_role(pair.member, Role.MEMBER) is None:
            gone[pair.coach].append(pair.member)
    if not gone:
        return
    names = {person.id: person.name for person in (*standing.scope.leavers(), *standing.people)}
    members = _members_of(standing)
    for coach, those in gone.items():
        person = standing.in_role(coach, Role.COACH)
        if person is not None:
            who = all_of(names.get(member) or sentence("a member") for member in those)
            free = standing.cohort.capacity_of(person).maximum - len(members.get(coach, ()))
            yield Matter(
                kind="left", what=_room(person, who=who, left=len(those), free=free), people=(person,)
            )


def _room(coach: Person, *, who: Listed, left: int, free: int) -> str:
    if free > 0:
        return counted(
            "Since {who} left, {coach} has one free place.",
            "Since {who} left, {coach} has {count} free places.",
            free,
            who=who,
            coach=coach.name,
        )
    return counted(
        "A member of {coach} left: {who}.",
        "{count} members of {coach} left: {who}.",
        left,
        coach=coach.name,
        who=who,
    )


def _members_of(standing: Standing) -> dict[PersonId, list[Person]]:
    """Return the members that each coach has by now, of those who have any."""
    members: defaultdict[PersonId, list[Person]] = defaultdict(list)
    for pair, member, _ in standing.pairs():
        members[pair.coach].append(member)
    return dict(members)
