"""Proposals as members make them: what they want to learn, and what others propose that they wish for."""

from http import HTTPStatus
from typing import Annotated

from pydantic import ConfigDict, Field

from scheduler.access import Access
from scheduler.commands.proposing import (
    LONGEST_ABOUT,
    LONGEST_NAME,
    propose,
    take_proposal_back,
    wish,
)
from scheduler.domain.own_words import paragraphs
from scheduler.domain.scopes import Scope
from scheduler.errors import NotFoundError
from scheduler.queries.proposals import Proposed, open_proposals
from scheduler.roster.spelling import clean
from scheduler.web.api.operations import Room
from scheduler.web.api.paging import page_of
from scheduler.web.api.shapes import Given, Line, Listed, Made, Paging, Paragraphs, Taken
from scheduler.web.api.urls import url_of

room = Room(
    tag="My proposals",
    about="The workshops that members of your cohort propose: yours, and those that you wish for.",
)


class OpenProposal(Given):
    """A proposal that stands, and whose it is."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "id": "5c1e9f7a-0d3b-4f6e-8a51-0c9c0f4b3d33",
                    "name": "Songs & games",
                    "topic": "play",
                    "about": "What we sang as children.",
                    "by": "Mariam",
                    "leads": True,
                    "wishes": 3,
                    "is_mine": False,
                    "i_wish": True,
                }
            ]
        }
    )

    id: str
    name: str
    topic: str
    about: str
    by: str
    leads: bool = Field(description="Who proposes it offers to lead it.")
    wishes: int = Field(description="How many wish for it.")
    is_mine: bool
    i_wish: bool


class ProposalMade(Taken):
    """A workshop that you propose, on one of the topics of your cohort."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "name": "Songs & games",
                    "topic": "play",
                    "about": "What we sang as children.",
                    "leads": False,
                }
            ]
        }
    )

    name: Annotated[Line, Field(min_length=1, max_length=LONGEST_NAME)]
    topic: Line
    about: Annotated[Paragraphs, Field(max_length=LONGEST_ABOUT)] = ""
    leads: bool = Field(default=False, description="You offer to lead it.")


class WishSaid(Taken):
    """Whether you wish for a proposal."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"wishes": True}]})

    wishes: bool


@room.get("/me/<person>/proposals", scope=Scope.ME_READ)
def list_open_proposals(access: Access, *, person: str, query: Paging) -> Listed[OpenProposal]:
    """List what members propose, the most wished for first."""
    every = open_proposals(access.myself(person))
    return page_of(every, query, key=lambda proposal: proposal.id, shown=_given)


@room.post("/me/<person>/proposals", scope=Scope.ME_WRITE)
def propose_workshop(access: Access, *, person: str, body: ProposalMade) -> Made:
    """Propose a workshop, which you wish for yourself."""
    made = propose(
        access.myself(person),
        name=clean(body.name),
        topic=body.topic,
        about=paragraphs(body.about),
        leads=body.leads,
    )
    return Made(id=made, url=url_of("get_open_proposal", person=person, proposal=made))


@room.get("/me/<person>/proposals/<proposal>", scope=Scope.ME_READ)
def get_open_proposal(access: Access, *, person: str, proposal: str) -> OpenProposal:
    """Read a proposal that stands."""
    for each in open_proposals(access.myself(person)):
        if each.id == proposal:
            return _given(each)
    raise NotFoundError


@room.delete("/me/<person>/proposals/<proposal>", scope=Scope.ME_WRITE, guards=get_open_proposal)
def take_back_proposal(access: Access, *, person: str, proposal: str) -> None:
    """Take your own proposal back."""
    take_proposal_back(access.myself(person), proposal=proposal)


@room.post("/me/<person>/proposals/<proposal>/wish", scope=Scope.ME_WRITE, status=HTTPStatus.NO_CONTENT)
def wish_for_proposal(access: Access, *, person: str, proposal: str, body: WishSaid) -> None:
    """Wish for a proposal, or no more."""
    wish(access.myself(person), proposal=proposal, wishes=body.wishes)


def _given(proposed: Proposed) -> OpenProposal:
    return OpenProposal.model_validate(proposed)
