"""Workshops that members propose to each other, before anybody has planned them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from scheduler.domain.people import PersonId


class ProposalState(StrEnum):
    """What became of a proposal: it stands, a workshop was made of it, or a coordinator has put it aside."""

    OPEN = "open"
    TAKEN = "taken"
    ASIDE = "aside"


@dataclass(frozen=True, kw_only=True, slots=True)
class Proposal:
    """One idea, whose it is, whether they would lead it (`leads`), and who wishes for it, themselves among them."""

    id: str
    person: PersonId
    name: str
    topic: str
    about: str
    leads: bool
    state: ProposalState
    proposed_at: datetime
    wished_by: frozenset[PersonId] = frozenset()


def most_wished_first(proposals: Sequence[Proposal]) -> tuple[Proposal, ...]:
    """Return proposals by how many wish for them; of as many, the older first."""
    return tuple(sorted(proposals, key=lambda each: (-len(each.wished_by), each.proposed_at, each.id)))
