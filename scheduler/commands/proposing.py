"""Members say what they want to learn: they propose a workshop, offer to lead it, and wish for others' proposals."""

from scheduler.access import CohortScope, PersonScope
from scheduler.domain.cohorts import CohortId
from scheduler.domain.proposals import Proposal, ProposalState
from scheduler.errors import NotFoundError, NotNowError
from scheduler.events import WorkshopProposed
from scheduler.languages.sentences import sentence
from scheduler.store.unit_of_work import Transaction

MOST_OPEN = 5
"""Proposals that one person may have open at a time."""
LONGEST_NAME, LONGEST_ABOUT = 100, 1000
"""Letters."""


def propose(scope: PersonScope, *, name: str, topic: str, about: str, leads: bool) -> str:
    """Propose a workshop, which one wishes for oneself; return the proposal's id.

    Raises NotNowError for what has no name or topic, and for more than may be open at a time.
    """
    if not name or topic not in scope.cohort.topics:
        raise NotNowError(sentence("Give the workshop a name, and choose one of the topics."))
    mine = [
        each
        for each in scope.tx.proposals.of_cohort(scope.cohort.id)
        if each.person == scope.person.id and each.state is ProposalState.OPEN
    ]
    if len(mine) >= MOST_OPEN:
        raise NotNowError(sentence("You have several proposals open already: take one back first."))
    proposal = Proposal(
        id=scope.tx.ids.new("proposal"),
        person=scope.person.id,
        name=name[:LONGEST_NAME],
        topic=topic,
        about=about[:LONGEST_ABOUT],
        leads=leads,
        state=ProposalState.OPEN,
        proposed_at=scope.tx.now,
        wished_by=frozenset({scope.person.id}),
    )
    scope.tx.proposals.add(proposal)
    scope.tx.outbox.emit(
        WorkshopProposed(cohort=scope.cohort.id, person=scope.person.id, proposal=proposal.id)
    )
    return proposal.id


def take_proposal_back(scope: PersonScope, *, proposal: str) -> None:
    """Take one's own proposal back; raises NotFoundError for another's."""
    found = _open(scope.tx, scope.cohort.id, proposal)
    if found.person != scope.person.id:
        raise NotFoundError
    scope.tx.proposals.take_back(proposal)


def wish(scope: PersonScope, *, proposal: str, wishes: bool) -> None:
    """Wish for somebody's proposal, or no more."""
    found = _open(scope.tx, scope.cohort.id, proposal)
    if wishes:
        scope.tx.proposals.wish(found.id, scope.person.id)
    else:
        scope.tx.proposals.wish_no_more(found.id, scope.person.id)


def decide_proposal(scope: CohortScope, *, proposal: str, state: ProposalState) -> None:
    """Put a proposal aside, say that a workshop was made of it, or open it again."""
    found = next(
        (each for each in scope.tx.proposals.of_cohort(scope.cohort.id) if each.id == proposal), None
    )
    if found is None:
        raise NotFoundError
    scope.tx.proposals.decide(proposal, state)


def _open(tx: Transaction, cohort: CohortId, proposal: str) -> Proposal:
    for each in tx.proposals.of_cohort(cohort):
        if each.id == proposal and each.state is ProposalState.OPEN:
            return each
    raise NotFoundError
