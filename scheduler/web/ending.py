"""A pair of the last release is ended on the member's card, or goes on after all."""

from flask import Blueprint, redirect, request, url_for
from werkzeug.wrappers import Response

from scheduler.access import CohortScope
from scheduler.commands.ending import LONGEST_REASON, end_pair, take_back
from scheduler.domain.own_words import paragraphs
from scheduler.errors import NotFoundError
from scheduler.web.visit import changing

room = Blueprint("ending", __name__, url_prefix="/cohorts/<cohort>/pairs/<member>")


@room.post("/end")
def end(cohort: str, member: str) -> Response:
    """End the member's pair."""
    with changing() as access:
        scope = access.pairing(cohort)
        end_pair(
            scope,
            member=member,
            coach=request.form.get("coach", ""),
            reason=paragraphs(request.form.get("reason", ""))[:LONGEST_REASON],
            never="never" in request.form,
            by=access.account,
        )
        return _card(scope, member)


@room.post("/take-back")
def restore(cohort: str, member: str) -> Response:
    """Have the member's pair go on as it was."""
    with changing() as access:
        scope = access.pairing(cohort)
        take_back(scope, member=member, coach=request.form.get("coach", ""))
        return _card(scope, member)


def _card(scope: CohortScope, member: str) -> Response:
    """Show the member's card of the last release, at what was done."""
    last = scope.tx.runs.published(scope.cohort.id)
    if last is None:
        raise NotFoundError
    there = url_for("boards.card", cohort=scope.cohort.id, plan=last.id, person=member, _anchor="pair")
    return redirect(there, 303)
