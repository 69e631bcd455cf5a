"""How those who meet in coaching reach each other, once both have agreed that the other sees it."""

from collections.abc import Mapping
from dataclasses import dataclass

from scheduler.access import PersonScope
from scheduler.domain.contacts import NOTHING, Contact, Shares, known_contact, seen_by
from scheduler.domain.people import PersonId


@dataclass(frozen=True, kw_only=True, slots=True)
class MyChoice:
    """What is `known` of how to reach somebody, and what they share of it."""

    known: Contact
    shares: Shares


@dataclass(frozen=True, kw_only=True, slots=True)
class Reachable:
    """Somebody whom the reader meets in coaching, and what they see of how to reach them."""

    id: PersonId
    name: str
    contact: Contact


@dataclass(frozen=True, kw_only=True, slots=True)
class MyContacts:
    """Whom the reader is shown how to reach."""

    reachable: tuple[Reachable, ...]

    def of(self, other: str) -> Contact:
        """Return what the reader sees of how to reach another one."""
        return next((each.contact for each in self.reachable if each.id == other), NOTHING)


def my_choice(scope: PersonScope) -> MyChoice:
    """Return what the person shares."""
    return MyChoice(known=known_contact(scope.person), shares=_shared(scope).get(scope.person.id, Shares()))


def my_contacts(scope: PersonScope) -> MyContacts:
    """Return whom the person sees how to reach: of those whom the last release pairs them with, as it stands.

    It is on record of whom (`PersonScope.show`), so only who shows it asks.
    """
    me, shared, plan = scope.person, _shared(scope), scope.standing_plan()
    if plan is None or me.id not in shared:
        return MyContacts(reachable=())
    met = {
        pair.coach if pair.member == me.id else pair.member
        for pair in plan.coaching.pairs
        if me.id in (pair.coach, pair.member)
    }
    found = tuple(
        Reachable(id=other.id, name=other.name, contact=contact)
        for other in scope.tx.people.people(scope.cohort.id)
        if other.id in met and other.id in shared
        for contact in [seen_by(me, other, shares=(shared[me.id], shared[other.id]))]
        if contact != NOTHING
    )
    for each in found:
        scope.show(each.id)
    return MyContacts(reachable=found)


def _shared(scope: PersonScope) -> Mapping[PersonId, Shares]:
    return scope.tx.shared_contacts.in_cohort(scope.cohort.id)
