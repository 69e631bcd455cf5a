"""What members want to learn: proposed, wished for, and taken up by who runs the cohort."""

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from scheduler.access import COORDINATE, LOOK, Right
from scheduler.commands.proposing import decide_proposal, propose, take_proposal_back, wish
from scheduler.domain.own_words import paragraphs
from scheduler.domain.proposals import ProposalState
from scheduler.errors import NotNowError
from scheduler.languages.sentences import sentence
from scheduler.queries.proposals import all_proposals
from scheduler.roster.spelling import clean
from scheduler.web.speaking import reading_locale
from scheduler.web.visit import changing, looking

room = Blueprint("proposals", __name__)


@room.post("/me/<person>/proposals")
def add(person: str) -> Response:
    """Propose a workshop."""
    with changing() as access:
        propose(
            access.myself(person),
            name=clean(request.form.get("name", "")),
            topic=request.form.get("topic", ""),
            about=paragraphs(request.form.get("about", "")),
            leads="leads" in request.form,
        )
    return _back(person)


@room.post("/me/<person>/proposals/<proposal>/wish")
def want(person: str, proposal: str) -> Response:
    """Wish for a proposal, or no more."""
    with changing() as access:
        wish(access.myself(person), proposal=proposal, wishes=request.form.get("wish") == "yes")
    return _back(person)


@room.post("/me/<person>/proposals/<proposal>/take-back")
def take_back(person: str, proposal: str) -> Response:
    """Take one's own proposal back."""
    with changing() as access:
        take_proposal_back(access.myself(person), proposal=proposal)
    return _back(person)


@room.get("/cohorts/<cohort>/proposals")
def every(cohort: str) -> str:
    """Show what members propose, the most wished for first."""
    with looking() as access:
        scope = access.cohort(cohort, need=LOOK)
        proposals = all_proposals(scope)
    return render_template(
        "proposals.html",
        cohort=scope.cohort,
        proposals=proposals,
        coordinates=Right.COORDINATOR in scope.rights,
        locale=reading_locale(scope.cohort.locale),
    )


@room.post("/cohorts/<cohort>/proposals/<proposal>")
def decide(cohort: str, proposal: str) -> Response:
    """Say what becomes of a proposal; one that is taken up leads on to the form of a workshop."""
    said = request.form.get("state", "")
    if said not in set(ProposalState):
        raise NotNowError(sentence("Load the page again: it does not say what becomes of the proposal."))
    state = ProposalState(said)
    with changing() as access:
        decide_proposal(access.cohort(cohort, need=COORDINATE), proposal=proposal, state=state)
    if state is ProposalState.TAKEN:
        form = url_for("setting_up.edit_item", cohort=cohort, table="workshop", ref="new", proposal=proposal)
        return redirect(form, 303)
    return redirect(url_for("proposals.every", cohort=cohort), 303)


def _back(person: str) -> Response:
    return redirect(url_for("workshops.every", person=person, _anchor="proposals"), 303)
