"""What members propose to learn, as the members and as the coordinators see it."""

from dataclasses import dataclass

from scheduler.access import CohortScope, PersonScope
from scheduler.domain.people import Person, PersonId
from scheduler.domain.proposals import Proposal, ProposalState, most_wished_first


@dataclass(frozen=True, kw_only=True, slots=True)
class Proposed:
    """A proposal, whose it is, how many wish for it, and whether the reader does or it is their own."""

    id: str
    person: PersonId
    name: str
    topic: str
    about: str
    by: str
    by_key: str
    leads: bool
    wishes: int
    state: ProposalState
    is_mine: bool
    i_wish: bool


def open_proposals(scope: PersonScope) -> tuple[Proposed, ...]:
    """Return what stands, the most wished for first, as one member sees it."""
    people = scope.tx.people.people(scope.cohort.id)
    every = scope.tx.proposals.of_cohort(scope.cohort.id)
    still = [each for each in every if each.state is ProposalState.OPEN]
    return _proposed(still, people=people, reader=scope.person.id)


def all_proposals(scope: CohortScope) -> tuple[Proposed, ...]:
    """Return every proposal, the most wished for first, as who runs the cohort sees it."""
    return _proposed(
        scope.tx.proposals.of_cohort(scope.cohort.id), people=scope.people_to_read(), reader=None
    )


def _proposed(
    proposals: list[Proposal] | tuple[Proposal, ...], *, people: tuple[Person, ...], reader: PersonId | None
) -> tuple[Proposed, ...]:
    known = {person.id: person for person in people}
    return tuple(
        Proposed(
            id=each.id,
            person=each.person,
            name=each.name,
            topic=each.topic,
            about=each.about,
            by=known[each.person].name,
            by_key=known[each.person].key,
            leads=each.leads,
            wishes=len(each.wished_by),
            state=each.state,
            is_mine=each.person == reader,
            i_wish=reader in each.wished_by,
        )
        for each in most_wished_first(proposals)
        if each.person in known
    )
