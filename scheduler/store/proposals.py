"""Workshops that members propose, and who wishes for them, as rows."""

from sqlalchemy import Connection, delete, insert, select, update

from scheduler.domain.cohorts import CohortId
from scheduler.domain.people import PersonId
from scheduler.domain.proposals import Proposal, ProposalState
from scheduler.store import tables
from scheduler.store.dialects import insert_or


class Proposals:
    """Every proposal of who is in a cohort; those of who has left go with them."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, proposal: Proposal) -> None:
        """Keep a proposal, and the wishes for it."""
        self._connection.execute(
            insert(tables.proposal).values(
                id=proposal.id,
                person_id=proposal.person,
                name=proposal.name,
                topic=proposal.topic,
                about=proposal.about,
                leads=proposal.leads,
                state=proposal.state,
                proposed_at=proposal.proposed_at,
            )
        )
        for person in proposal.wished_by:
            self.wish(proposal.id, person)

    def of_cohort(self, cohort: CohortId) -> tuple[Proposal, ...]:
        """Return the cohort's, with the wishes of who is in it."""
        here = (tables.person.c.cohort_id == cohort, tables.person.c.left_at.is_(None))
        wishes: dict[str, set[PersonId]] = {}
        for row in self._connection.execute(select(tables.proposal_wish).join(tables.person).where(*here)):
            wishes.setdefault(row.proposal_id, set()).add(PersonId(row.person_id))
        rows = self._connection.execute(select(tables.proposal).join(tables.person).where(*here))
        return tuple(
            Proposal(
                id=row.id,
                person=PersonId(row.person_id),
                name=row.name,
                topic=row.topic,
                about=row.about,
                leads=row.leads,
                state=ProposalState(row.state),
                proposed_at=row.proposed_at,
                wished_by=frozenset(wishes.get(row.id, ())),
            )
            for row in rows
        )

    def decide(self, proposal: str, state: ProposalState) -> None:
        """Have this be what became of a proposal."""
        self._connection.execute(
            update(tables.proposal).where(tables.proposal.c.id == proposal).values(state=state)
        )

    def take_back(self, proposal: str) -> None:
        """Forget a proposal, and the wishes for it."""
        self._connection.execute(delete(tables.proposal).where(tables.proposal.c.id == proposal))

    def wish(self, proposal: str, person: PersonId) -> None:
        """Have somebody wish for it; wishing twice is wishing once."""
        wished = insert_or(self._connection, tables.proposal_wish)
        self._connection.execute(
            wished.values(proposal_id=proposal, person_id=person).on_conflict_do_nothing()
        )

    def wish_no_more(self, proposal: str, person: PersonId) -> None:
        """Have somebody not wish for it any more."""
        of = tables.proposal_wish.c
        self._connection.execute(
            delete(tables.proposal_wish).where(of.proposal_id == proposal, of.person_id == person)
        )
