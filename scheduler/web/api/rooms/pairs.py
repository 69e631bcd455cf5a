"""Pairs ended midway, for a reason that stays private; or that go on after all."""

from http import HTTPStatus
from typing import Annotated

from pydantic import ConfigDict, Field

from scheduler.access import Access
from scheduler.commands.ending import LONGEST_REASON, end_pair, take_back
from scheduler.domain.own_words import paragraphs
from scheduler.domain.scopes import Scope
from scheduler.web.api.operations import Room
from scheduler.web.api.shapes import Id, Paragraphs, Taken

room = Room(
    tag="Pairs", about="A pair of the last release is ended, or goes on after all; a card tells of it."
)

_COACH = "9d2b7c8e-52a4-4a0f-9b1e-6f4c3f1d2e22"


class PairEndedSaid(Taken):
    """A pair that ends, and why; that is kept for coordinators."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"coach": _COACH, "reason": "They asked for it.", "never": False}]}
    )

    coach: Id
    reason: Annotated[Paragraphs, Field(max_length=LONGEST_REASON)] = ""
    never: bool = Field(default=False, description="The two are not paired again.")


class PairRestoredSaid(Taken):
    """A pair that goes on after all."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"coach": _COACH}]})

    coach: Id


@room.post("/cohorts/<cohort>/pairs/<member>/end", scope=Scope.PLANS_WRITE, status=HTTPStatus.NO_CONTENT)
def end_one_pair(access: Access, *, cohort: str, member: str, body: PairEndedSaid) -> None:
    """End a member's pair of the last release."""
    end_pair(
        access.pairing(cohort),
        member=member,
        coach=body.coach,
        reason=paragraphs(body.reason),
        never=body.never,
        by=access.account,
    )


@room.post(
    "/cohorts/<cohort>/pairs/<member>/take-back", scope=Scope.PLANS_WRITE, status=HTTPStatus.NO_CONTENT
)
def restore_one_pair(access: Access, *, cohort: str, member: str, body: PairRestoredSaid) -> None:
    """Have a pair that was ended go on as it was."""
    take_back(access.pairing(cohort), member=member, coach=body.coach)
