"""The board of a draft: who goes with whom, changed by hand, taken back and done again."""

from http import HTTPStatus
from typing import Literal

from pydantic import ConfigDict, Field

from scheduler.access import Access
from scheduler.commands import boards
from scheduler.domain.boards import Says
from scheduler.domain.scopes import Scope
from scheduler.queries.board import Card, board_view, rest_of
from scheduler.web.api.operations import Room
from scheduler.web.api.shapes import Given, Id, Taken

room = Room(
    tag="Boards",
    about="A draft's pairs changed by hand. Whoever changes one says which revision they have `seen`, and is "
    "told (409) if that is not the present one. Whoever was put somewhere by hand stays there when the rest is solved.",
)

Said = Literal["must", "never", "nothing"]
MOST_REVISION = 999_999_999
SAYS = {"must": Says.MUST, "never": Says.NEVER, "nothing": Says.NOTHING}
_MEMBER = "1f0c2f3a-7d0e-4f6e-8a51-0c9c0f4b3d11"
_COACH = "9d2b7c8e-52a4-4a0f-9b1e-6f4c3f1d2e22"


class CardOnBoard(Given):
    """A member on the board; without a coach there is no score."""

    member: str
    score: int | None
    shared_minutes: int | None
    stays: bool = Field(description="Was put there by hand, or told to stay there.")
    told_to_stay: bool
    pinned: bool = Field(description="Is kept with this coach by the rules.")
    warned_of: bool = Field(description="Is there against their hours or languages, as was asked for.")


class ColumnOnBoard(Given):
    """A coach on the board, how many members they take, and those they have."""

    coach: str
    minimum: int
    maximum: int
    members: tuple[CardOnBoard, ...]


class BoardGiven(Given):
    """A draft as it stands."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "plan": "0b9c6f0e-5b06-4a3f-9c61-8f3f3f0d9a51",
                    "revision": 1,
                    "coaches": [
                        {
                            "coach": _COACH,
                            "minimum": 1,
                            "maximum": 4,
                            "members": [
                                {
                                    "member": _MEMBER,
                                    "score": 943,
                                    "shared_minutes": 180,
                                    "stays": True,
                                    "told_to_stay": False,
                                    "pinned": False,
                                    "warned_of": False,
                                }
                            ],
                        }
                    ],
                    "unplaced": [],
                    "total": 943,
                    "steps": 1,
                    "can_change": True,
                    "can_undo": True,
                    "can_redo": False,
                    "outdated": False,
                    "overtaken": False,
                    "follows": None,
                    "release": None,
                    "priced": True,
                }
            ]
        }
    )

    plan: str
    revision: int
    coaches: tuple[ColumnOnBoard, ...]
    unplaced: tuple[CardOnBoard, ...]
    total: int = Field(description="The sum of the scores.")
    steps: int = Field(description="How often it was changed by hand, without what was taken back.")
    can_change: bool
    can_undo: bool
    can_redo: bool
    outdated: bool = Field(description="The people or the rules are others than when it was made.")
    overtaken: bool = Field(description="Another release has been published since.")
    follows: int | None = Field(description="The release that a draft made midway follows.")
    release: int | None
    priced: bool = Field(description="Whether it is known what moves would cost.")


class RestGiven(Given):
    """What solving the rest around what was put in its place would bring: how many would move then."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [{"revision": 1, "working": False, "known": True, "outdated": False, "moves": 2}]
        }
    )

    revision: int
    working: bool = Field(description="It is being worked out: ask again.")
    known: bool
    outdated: bool
    moves: int


class BoardSeen(Taken):
    """Which revision of the board was looked at."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"seen": 0}]})

    seen: int = Field(ge=0, le=MOST_REVISION)


class MoveSaid(BoardSeen):
    """A member who goes to a coach, or to nobody (null); the rest stays, or is solved around it."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"seen": 0, "member": _MEMBER, "coach": _COACH, "solve_rest": False}]}
    )

    member: Id
    coach: Id | None
    solve_rest: bool = False


class RuleSaid(BoardSeen):
    """What the rules say of a pair from now on, for later runs too."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"seen": 0, "member": _MEMBER, "coach": _COACH, "says": "never"}]}
    )

    member: Id
    coach: Id
    says: Said


class HoldSaid(BoardSeen):
    """A member who stays where they are in this draft, or may move again."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"seen": 0, "member": _MEMBER, "stays": True}]})

    member: Id
    stays: bool


@room.get("/cohorts/<cohort>/plans/<plan>/board", scope=Scope.PLANS_READ)
def get_board(access: Access, *, cohort: str, plan: str) -> BoardGiven:
    """Read a draft as it is to be changed by hand."""
    found = board_view(access.drafting(cohort, plan=plan), plan=plan)
    return BoardGiven(
        plan=found.plan,
        revision=found.revision,
        coaches=tuple(
            ColumnOnBoard(
                coach=column.id,
                minimum=column.capacity.minimum,
                maximum=column.capacity.maximum,
                members=tuple(map(_card, column.cards)),
            )
            for column in found.columns
        ),
        unplaced=tuple(map(_card, found.unplaced)),
        total=found.total,
        steps=len(found.steps),
        can_change=found.can_change,
        can_undo=found.can_undo,
        can_redo=found.can_redo,
        outdated=found.outdated,
        overtaken=found.overtaken,
        follows=found.follows,
        release=found.release,
        priced=found.priced,
    )


@room.get("/cohorts/<cohort>/plans/<plan>/board/rest", scope=Scope.PLANS_READ)
def get_rest_of_board(access: Access, *, cohort: str, plan: str) -> RestGiven:
    """Read what solving the rest would bring, as soon as it is known."""
    found = rest_of(access.drafting(cohort, plan=plan), plan=plan)
    return RestGiven.model_validate(found)


@room.post("/cohorts/<cohort>/plans/<plan>/board/move", scope=Scope.PLANS_WRITE, status=HTTPStatus.NO_CONTENT)
def move_on_board(access: Access, *, cohort: str, plan: str, body: MoveSaid) -> None:
    """Put a member with a coach, or with nobody."""
    boards.move(
        access.drafting(cohort, plan=plan),
        plan=plan,
        seen=body.seen,
        member=body.member,
        coach=body.coach,
        rest=body.solve_rest,
    )


@room.post("/cohorts/<cohort>/plans/<plan>/board/rule", scope=Scope.PLANS_WRITE, status=HTTPStatus.NO_CONTENT)
def rule_on_board(access: Access, *, cohort: str, plan: str, body: RuleSaid) -> None:
    """Pin a pair, rule it out, or let the rules say nothing of it any more."""
    boards.rule(
        access.drafting(cohort, plan=plan),
        plan=plan,
        seen=body.seen,
        member=body.member,
        coach=body.coach,
        says=SAYS[body.says],
    )


@room.post("/cohorts/<cohort>/plans/<plan>/board/hold", scope=Scope.PLANS_WRITE, status=HTTPStatus.NO_CONTENT)
def hold_on_board(access: Access, *, cohort: str, plan: str, body: HoldSaid) -> None:
    """Have a member stay where they are in this draft, or let them move again."""
    boards.hold(
        access.drafting(cohort, plan=plan), plan=plan, seen=body.seen, member=body.member, stays=body.stays
    )


@room.post(
    "/cohorts/<cohort>/plans/<plan>/board/solve", scope=Scope.PLANS_WRITE, status=HTTPStatus.NO_CONTENT
)
def solve_rest_of_board(access: Access, *, cohort: str, plan: str, body: BoardSeen) -> None:
    """Have the rest go where the best plan around what was put in its place has them."""
    boards.solve_rest(access.drafting(cohort, plan=plan), plan=plan, seen=body.seen)


@room.post("/cohorts/<cohort>/plans/<plan>/board/undo", scope=Scope.PLANS_WRITE, status=HTTPStatus.NO_CONTENT)
def undo_on_board(access: Access, *, cohort: str, plan: str, body: BoardSeen) -> None:
    """Take the last step back."""
    boards.undo(access.drafting(cohort, plan=plan), plan=plan, seen=body.seen)


@room.post("/cohorts/<cohort>/plans/<plan>/board/redo", scope=Scope.PLANS_WRITE, status=HTTPStatus.NO_CONTENT)
def redo_on_board(access: Access, *, cohort: str, plan: str, body: BoardSeen) -> None:
    """Do again what was taken back last."""
    boards.redo(access.drafting(cohort, plan=plan), plan=plan, seen=body.seen)


def _card(card: Card) -> CardOnBoard:
    return CardOnBoard(
        member=card.id,
        score=card.pair and card.pair.score,
        shared_minutes=card.pair and card.pair.shared_minutes,
        stays=card.stays,
        told_to_stay=card.settled,
        pinned=card.pinned,
        warned_of=card.warned_of,
    )
