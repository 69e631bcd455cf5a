"""The community: what a cohort has agreed on, what it shares, and what its members want to learn."""

from typing import Annotated

from pydantic import ConfigDict, Field, JsonValue

from scheduler.access import COORDINATE, LOOK, Access
from scheduler.commands.community import (
    LONGEST_ABOUT,
    LONGEST_NORMS,
    MOST_LINKS,
    WrittenLink,
    keep_links,
    keep_norms,
)
from scheduler.commands.meeting_rules import MOST_CHARACTERS
from scheduler.commands.proposing import decide_proposal
from scheduler.domain.proposals import ProposalState
from scheduler.domain.scopes import Scope
from scheduler.errors import NotFoundError
from scheduler.queries.proposals import Proposed, all_proposals
from scheduler.web.api.operations import Room
from scheduler.web.api.paging import page_of
from scheduler.web.api.shapes import Given, Instant, Line, Listed, Paging, Paragraphs, Taken

room = Room(
    tag="Community",
    about="What a cohort has agreed on, its links to courses and resources, and the workshops that members propose.",
)
_LINK: JsonValue = {
    "title": "Child development",
    "url": "https://courses.example.org/1",
    "about": "Free, in Arabic too",
}


class NormsGiven(Given):
    """What was agreed on, in paragraphs."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [{"text": "We begin on time.", "revision": 1, "changed_at": "2026-09-02T08:00:00Z"}]
        }
    )

    text: str
    revision: int = Field(description="How often they were changed.")
    changed_at: Instant | None


class NormsSet(Taken):
    """What is agreed on; empty for nothing."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"text": "We begin on time."}]})

    text: Annotated[Paragraphs, Field(max_length=LONGEST_NORMS)]


class LinkGiven(Given):
    """A course or a resource."""

    title: str
    url: str
    about: str


class LinksGiven(Given):
    """Courses and resources, in their order."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"links": [_LINK], "revision": 1}]})

    links: tuple[LinkGiven, ...]
    revision: int = Field(description="How often they were changed.")


class LinkSet(Taken):
    """A course or a resource to be shared."""

    title: Annotated[Line, Field(min_length=1, max_length=MOST_CHARACTERS)]
    url: Line = Field(min_length=1)
    about: Annotated[Line, Field(max_length=LONGEST_ABOUT, description="What it is for.")] = ""


class LinksSet(Taken):
    """All that is to be shared, in this order."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"links": [_LINK]}]})

    links: tuple[LinkSet, ...] = Field(max_length=MOST_LINKS)


class ProposalGiven(Given):
    """A workshop that a member proposes."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "id": "4e5f6a7b-8c9d-4e0f-8a1b-2c3d4e5f6a7b",
                    "person": "1f0c2f3a-7d0e-4f6e-8a51-0c9c0f4b3d11",
                    "name": "Songs & games",
                    "topic": "play",
                    "about": "What we sang as children.",
                    "leads": True,
                    "wishes": 4,
                    "state": "open",
                }
            ]
        }
    )

    id: str
    person: str = Field(description="Whose it is.")
    name: str
    topic: str
    about: str
    leads: bool = Field(description="They would lead it.")
    wishes: int = Field(description="How many wish for it.")
    state: ProposalState


class ProposalDecided(Taken):
    """What becomes of a proposal."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"state": "aside"}]})

    state: ProposalState


@room.get("/cohorts/<cohort>/norms", scope=Scope.COHORTS_READ)
def get_norms(access: Access, *, cohort: str) -> NormsGiven:
    """Read what was agreed on."""
    scope = access.cohort(cohort, need=LOOK)
    return NormsGiven.model_validate(scope.tx.community.norms(scope.cohort.id))


@room.put("/cohorts/<cohort>/norms", scope=Scope.COHORTS_WRITE, guards=get_norms)
def put_norms(access: Access, *, cohort: str, body: NormsSet) -> NormsGiven:
    """Have these be the norms."""
    scope = access.cohort(cohort, need=COORDINATE)
    keep_norms(scope, text=body.text, seen=scope.tx.community.norms(scope.cohort.id).revision)
    return get_norms(access, cohort=cohort)


@room.get("/cohorts/<cohort>/links", scope=Scope.COHORTS_READ)
def get_links(access: Access, *, cohort: str) -> LinksGiven:
    """Read the links to courses and resources."""
    scope = access.cohort(cohort, need=LOOK)
    return LinksGiven.model_validate(scope.tx.community.links(scope.cohort.id))


@room.put("/cohorts/<cohort>/links", scope=Scope.COHORTS_WRITE, guards=get_links)
def put_links(access: Access, *, cohort: str, body: LinksSet) -> LinksGiven:
    """Have these be the links, in this order."""
    scope = access.cohort(cohort, need=COORDINATE)
    links = [
        WrittenLink(row=number, place=number, title=link.title, url=link.url, about=link.about)
        for number, link in enumerate(body.links, start=1)
    ]
    keep_links(scope, links=links, seen=scope.tx.community.links(scope.cohort.id).revision)
    return get_links(access, cohort=cohort)


@room.get("/cohorts/<cohort>/proposals", scope=Scope.COHORTS_READ)
def list_proposals(access: Access, *, cohort: str, query: Paging) -> Listed[ProposalGiven]:
    """List what members propose, the most wished for first."""
    every = all_proposals(access.cohort(cohort, need=LOOK))
    return page_of(every, query, key=lambda each: each.id, shown=_proposal)


@room.get("/cohorts/<cohort>/proposals/<proposal>", scope=Scope.COHORTS_READ)
def get_proposal(access: Access, *, cohort: str, proposal: str) -> ProposalGiven:
    """Read a proposal."""
    for each in all_proposals(access.cohort(cohort, need=LOOK)):
        if each.id == proposal:
            return _proposal(each)
    raise NotFoundError


@room.patch("/cohorts/<cohort>/proposals/<proposal>", scope=Scope.COHORTS_WRITE, guards=get_proposal)
def decide_about_proposal(
    access: Access, *, cohort: str, proposal: str, body: ProposalDecided
) -> ProposalGiven:
    """Put a proposal aside, say that a workshop was made of it, or open it again."""
    decide_proposal(access.cohort(cohort, need=COORDINATE), proposal=proposal, state=body.state)
    return get_proposal(access, cohort=cohort, proposal=proposal)


def _proposal(each: Proposed) -> ProposalGiven:
    return ProposalGiven.model_validate(each)
