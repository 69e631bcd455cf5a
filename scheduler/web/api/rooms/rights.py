"""Rights: who may coordinate a cohort or facilitate in it, and which parts of its plan each facilitator rebalances."""

from http import HTTPStatus

from pydantic import ConfigDict, Field

from scheduler.access import COORDINATE, Access, Right
from scheduler.commands.handing_over import give_parts, give_right, take_right
from scheduler.domain.parts import Parts
from scheduler.domain.scopes import Scope
from scheduler.errors import NotFoundError
from scheduler.queries.rights import Holder, holders
from scheduler.web.api.operations import Room
from scheduler.web.api.paging import page_of
from scheduler.web.api.shapes import Given, Id, Listed, Paging, Taken

room = Room(
    tag="Rights",
    about="Who may do what in a cohort. Coordinators give rights to its people, and take them back.",
)


class PartsGiven(Given):
    """Parts of a plan: who coaches whom, and the groups of workshops (null: of all)."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"coaching": True, "workshops": ["stories"]}]})

    coaching: bool
    workshops: tuple[str, ...] | None


class PartsSet(Taken):
    """Parts of a plan that are to be a facilitator's."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"coaching": True, "workshops": ["stories"]}]})

    coaching: bool = False
    workshops: tuple[Id, ...] = Field(default=(), max_length=1000, description="By their ids.")


class HolderGiven(Given):
    """An account that holds rights: of one of the cohort's people, or of somebody who is none of them."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "account": "7e6d5c4b-3a29-4180-9f7e-6d5c4b3a2918",
                    "name": "Ruth Abernathy",
                    "email": "ruth@example.org",
                    "rights": ["facilitator"],
                    "parts": {"coaching": True, "workshops": ["stories"]},
                }
            ]
        }
    )

    account: str
    name: str | None = Field(description="Null for who is not among the cohort's people.")
    email: str | None = Field(description="By which they sign in; null for who was handed a link.")
    rights: tuple[Right, ...]
    parts: PartsGiven = Field(
        description="What they rebalance as a facilitator; a coordinator may all of it."
    )


class RightToGive(Taken):
    """A right for one of the cohort's people."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [{"person": "1f0c2f3a-7d0e-4f6e-8a51-0c9c0f4b3d11", "right": "facilitator"}]
        }
    )

    person: Id
    right: Right


@room.get("/cohorts/<cohort>/rights", scope=Scope.PEOPLE_READ)
def list_rights(access: Access, *, cohort: str, query: Paging) -> Listed[HolderGiven]:
    """List who holds rights, coordinators first."""
    every = holders(access.cohort(cohort, need=COORDINATE))
    return page_of(every, query, key=lambda holder: holder.account, shown=_holder)


@room.post("/cohorts/<cohort>/rights", scope=Scope.COHORTS_WRITE, status=HTTPStatus.NO_CONTENT)
def give_right_to(access: Access, *, cohort: str, body: RightToGive) -> None:
    """Let somebody of the cohort facilitate in it, or coordinate it."""
    give_right(access.cohort(cohort, need=COORDINATE), person=body.person, right=body.right)


@room.delete("/cohorts/<cohort>/rights/<account>/<right>", scope=Scope.COHORTS_WRITE)
def take_right_back(access: Access, *, cohort: str, account: str, right: str) -> None:
    """Take a right back; the last coordinator keeps theirs."""
    scope = access.cohort(cohort, need=COORDINATE)
    if right not in set(Right):
        raise NotFoundError
    take_right(scope, account=account, right=Right(right))


@room.get("/cohorts/<cohort>/rights/<account>/parts", scope=Scope.COHORTS_READ)
def get_parts(access: Access, *, cohort: str, account: str) -> PartsGiven:
    """Read which parts of the plan a facilitator rebalances."""
    for holder in holders(access.cohort(cohort, need=COORDINATE)):
        if holder.account == account and Right.FACILITATOR in holder.rights:
            return PartsGiven.model_validate(holder.parts)
    raise NotFoundError


@room.put("/cohorts/<cohort>/rights/<account>/parts", scope=Scope.COHORTS_WRITE, guards=get_parts)
def put_parts(access: Access, *, cohort: str, account: str, body: PartsSet) -> PartsGiven:
    """Have these be the parts that a facilitator rebalances."""
    scope = access.cohort(cohort, need=COORDINATE)
    theirs = Parts(coaching=body.coaching, workshops=tuple(dict.fromkeys(body.workshops)))
    give_parts(scope, account=account, parts=theirs)
    return get_parts(access, cohort=cohort, account=account)


def _holder(holder: Holder) -> HolderGiven:
    return HolderGiven.model_validate(holder)
