"""Rebalancing midway: asked for, what each number of moves would buy, and a point of it taken."""

from http import HTTPStatus

from pydantic import ConfigDict, Field

from scheduler.access import LOOK, Access
from scheduler.commands.rebalancing import keep_together, request_rebalancing, take_point
from scheduler.domain.scopes import Scope
from scheduler.queries.rebalancing import offered_by
from scheduler.web.api.operations import Room
from scheduler.web.api.rooms.frontiers import FrontierGiven, frontier_given
from scheduler.web.api.shapes import Id, Made, Taken
from scheduler.web.api.urls import url_of

room = Room(
    tag="Rebalancing",
    about="What could follow the last release, now that somebody has left or come: the best plan for each number of "
    "people who move, pairs and seats apart.",
)

MOST_MOVES = 999_999


class PointTaken(Taken):
    """A point of each frontier, by its moves."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"moves": 0, "seat_moves": 0}]})

    moves: int = Field(ge=0, le=MOST_MOVES)
    seat_moves: int = Field(ge=0, le=MOST_MOVES)


class MemberKept(Taken):
    """A member who is to stay with the coach they have."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"member": "1f0c2f3a-7d0e-4f6e-8a51-0c9c0f4b3d11"}]}
    )

    member: Id


@room.post("/cohorts/<cohort>/rebalancings", scope=Scope.PLANS_WRITE, status=HTTPStatus.ACCEPTED)
def ask_to_rebalance(access: Access, *, cohort: str) -> Made:
    """Ask what could follow the last release, the cohort being as it is now.

    What is offered is read once the run is done.
    """
    run = request_rebalancing(access.rebalancing(cohort))
    return Made(id=run, url=url_of("get_run", cohort=cohort, run=run))


@room.get("/cohorts/<cohort>/rebalancings/<run>", scope=Scope.PLANS_READ)
def get_frontier(access: Access, *, cohort: str, run: str) -> FrontierGiven:
    """Read what a rebalancing offers; there is nothing before its run is done."""
    return frontier_given(run, offered_by(access.cohort(cohort, need=LOOK), run=run))


@room.post("/cohorts/<cohort>/rebalancings/<run>/take", scope=Scope.PLANS_WRITE)
def take_offer(access: Access, *, cohort: str, run: str, body: PointTaken) -> Made:
    """Make a draft of what is offered for these numbers of moves."""
    plan = take_point(access.rebalancing(cohort), run=run, moves=body.moves, seat_moves=body.seat_moves)
    return Made(id=plan, url=url_of("get_plan", cohort=cohort, plan=plan))


@room.post("/cohorts/<cohort>/rebalancings/<run>/keep", scope=Scope.PLANS_WRITE, status=HTTPStatus.ACCEPTED)
def keep_with_coach(access: Access, *, cohort: str, run: str, body: MemberKept) -> Made:
    """Pin a member who would move to the coach they have, and ask again."""
    again = keep_together(access.pairing(cohort), run=run, member=body.member)
    return Made(id=again, url=url_of("get_run", cohort=cohort, run=again))
