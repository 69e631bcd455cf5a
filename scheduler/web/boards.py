"""The board: a draft's pairs moved by hand, each move with its price before it is made, taken back and done again."""

from collections.abc import Callable

from flask import Blueprint, Response, jsonify, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from scheduler.access import LOOK, CohortScope
from scheduler.commands import boards
from scheduler.domain.boards import Says
from scheduler.errors import NotFoundError, NotNowError
from scheduler.languages.sentences import sentence
from scheduler.queries.alternatives import Alternative, alternatives
from scheduler.queries.board import board_view, rest_of
from scheduler.queries.ending import ending
from scheduler.queries.other_coaches import Priced
from scheduler.web.speaking import reading_locale, told
from scheduler.web.visit import changing, looking
from scheduler.web.whole_numbers import whole_number_of

room = Blueprint("boards", __name__, url_prefix="/cohorts/<cohort>/plans/<plan>")


@room.get("/board")
def one(cohort: str, plan: str) -> str:
    """Show coaches as columns and members as cards."""
    with looking() as access:
        scope = access.drafting(cohort, plan=plan)
        board = board_view(scope, plan=plan)
    return render_template(
        "board.html", cohort=scope.cohort, board=board, locale=reading_locale(scope.cohort.locale)
    )


@room.get("/board/rest")
def rest(cohort: str, plan: str) -> Response:
    """Answer with what solving the rest would bring, as soon as it is known."""
    with looking() as access:
        scope = access.drafting(cohort, plan=plan)
        found = rest_of(scope, plan=plan)
    return make_response(render_template("board_rest.html", cohort=scope.cohort, rest=found))


@room.get("/members/<person>")
def card(cohort: str, plan: str, person: str) -> str:
    """Show why a member goes with their coach, and what every other coach would cost or why one is not possible."""
    with looking() as access:
        scope = access.cohort(cohort, need=LOOK)
        view = alternatives(scope, plan=plan, member=person)
        pair = ending(scope, plan=plan, member=view.member_id, coach=view.coach)
    return render_template(
        "card.html",
        cohort=scope.cohort,
        view=view,
        pair=pair,
        locale=reading_locale(scope.cohort.locale),
    )


@room.get("/members/<person>/prices")
def prices(cohort: str, plan: str, person: str) -> Response:
    """Answer with both prices of each other coach in words, for a card that is being dragged.

    With `?alone` only with what is known at once: what the one move costs.
    """
    with looking() as access:
        scope = access.drafting(cohort, plan=plan)
        view = alternatives(scope, plan=plan, member=person, alone="alone" in request.args)
    return jsonify({other.coach: _in_words(other) for other in view.others})


@room.post("/board/move")
def move(cohort: str, plan: str) -> AnyResponse:
    """Put a member with a coach, or with nobody; the rest stays as it is, or is solved around it."""
    member, coach = request.form.get("member", ""), request.form.get("coach", "")
    rest = request.form.get("rest") == "solve"

    def do(scope: CohortScope, seen: int) -> None:
        boards.move(scope, plan=plan, seen=seen, member=member, coach=coach or None, rest=rest)

    return _change(cohort, plan, do, at=member)


@room.post("/board/rule")
def rule(cohort: str, plan: str) -> AnyResponse:
    """Pin a pair, rule it out, or let the rules say nothing of it any more."""
    member, coach = request.form.get("member", ""), request.form.get("coach", "")
    said = request.form.get("says", "")
    if said not in set(Says):
        raise NotFoundError

    def do(scope: CohortScope, seen: int) -> None:
        boards.rule(scope, plan=plan, seen=seen, member=member, coach=coach, says=Says(said))

    return _change(cohort, plan, do, at=member)


@room.post("/board/hold")
def hold(cohort: str, plan: str) -> AnyResponse:
    """Have a member stay where they are in this draft, or let them move again."""
    member, stays = request.form.get("member", ""), request.form.get("stays", "")
    if stays not in {"yes", "no"}:
        raise NotFoundError

    def do(scope: CohortScope, seen: int) -> None:
        boards.hold(scope, plan=plan, seen=seen, member=member, stays=stays == "yes")

    return _change(cohort, plan, do, at=member)


@room.post("/board/solve")
def solve(cohort: str, plan: str) -> AnyResponse:
    """Have the rest go where the best plan around what was put in its place has them."""
    return _change(cohort, plan, lambda scope, seen: boards.solve_rest(scope, plan=plan, seen=seen))


@room.post("/board/undo")
def undo(cohort: str, plan: str) -> AnyResponse:
    """Take the last step back."""
    return _change(cohort, plan, lambda scope, seen: boards.undo(scope, plan=plan, seen=seen))


@room.post("/board/redo")
def redo(cohort: str, plan: str) -> AnyResponse:
    """Do again what was taken back last."""
    return _change(cohort, plan, lambda scope, seen: boards.redo(scope, plan=plan, seen=seen))


def _change(cohort: str, plan: str, do: Callable[[CohortScope, int], None], *, at: str = "") -> AnyResponse:
    """Change the board that was seen, and show it again, at the card that was moved."""
    seen = whole_number_of(request.form.get("seen", ""))
    if seen is None:
        raise NotNowError(sentence("Look at the board again, then decide."))
    with changing() as access:
        do(access.drafting(cohort, plan=plan), seen)
    anchor = f"m-{at}" if at else None
    return redirect(url_for("boards.one", cohort=cohort, plan=plan, _anchor=anchor), 303)


def _in_words(other: Alternative) -> dict[str, object]:
    return {
        "dropped": _first(other.dropped),
        "fits": other.dropped.is_possible,
        "solved": None if other.solved is None else _first(other.solved),
        "solves": other.solved is not None and other.solved.is_possible,
    }


def _first(priced: Priced) -> str:
    """Say what a price comes to, without who else would move, or what stands in the way first."""
    return str(told(priced.reasons[0].text))
