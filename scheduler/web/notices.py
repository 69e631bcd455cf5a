"""Mails before and after they are sent: read, approved, withdrawn, and sent again where that is a person's decision."""

from collections.abc import Callable, Sequence
from typing import Protocol

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from scheduler.access import COORDINATE, LOOK, CohortScope, Right
from scheduler.commands.notices import approve, approve_all, send_after_all, send_again, withdraw
from scheduler.commands.wording import LONGEST, languages_read, say_words
from scheduler.errors import NotNowError
from scheduler.languages.sentences import sentence
from scheduler.queries.notices import notices_page
from scheduler.web.speaking import reading_locale
from scheduler.web.visit import changing, house, looking

room = Blueprint("notices", __name__, url_prefix="/cohorts/<cohort>/notices")

MOST_DIGITS = 9
"""Of a number in a form."""


class Decision(Protocol):
    """What a coordinator decides about some notices."""

    def __call__(self, scope: CohortScope, *, notices: Sequence[str]) -> None:
        """Carry it out."""
        ...


@room.get("")
def every(cohort: str) -> str:
    """Show everyone's mails, as they are sent but for what is secret in them."""
    settings = house().settings
    with looking() as access:
        scope = access.cohort(cohort, need=LOOK)
        page, published = (
            notices_page(scope, own_page=settings.own_page),
            bool(scope.tx.runs.releases(scope.cohort.id)),
        )
    return render_template(
        "notices.html",
        cohort=scope.cohort,
        page=page,
        published=published,
        # On many machines only the mailer knows how mail leaves, and others see it by what became of the last.
        to_files=not settings.smtp_url if settings.embedded else page.filed,
        mail_dir=settings.mail_dir if settings.embedded else None,
        coordinates=Right.COORDINATOR in scope.rights,
        locale=reading_locale(scope.cohort.locale),
    )


@room.post("/approve")
def let_go(cohort: str) -> Response:
    """Let the chosen mails be sent, or all that were looked at."""
    if "up_to" in request.form:
        up_to = _place(request.form["up_to"])
        return _decide(cohort, lambda scope: approve_all(scope, up_to=up_to))
    return _decide_on_chosen(cohort, approve)


@room.post("/withdraw")
def hold_back(cohort: str) -> Response:
    """Have the chosen mails not sent."""
    return _decide_on_chosen(cohort, withdraw)


@room.post("/again")
def repeat(cohort: str) -> Response:
    """Send the chosen mails again."""
    return _decide_on_chosen(cohort, send_again)


@room.post("/after-all")
def let_go_after_all(cohort: str) -> Response:
    """Let the chosen mails be sent that were withdrawn."""
    return _decide_on_chosen(cohort, send_after_all)


@room.get("/words")
def words(cohort: str) -> str:
    """Show what letters say in the cohort's own words, by language."""
    with looking() as access:
        scope = access.cohort(cohort, need=COORDINATE)
        kept, languages = scope.tx.letter_words.of_cohort(scope.cohort.id), languages_read(scope)
    return render_template(
        "letter_words.html", cohort=scope.cohort, kept=kept, languages=languages, longest=LONGEST
    )


@room.post("/words")
def say(cohort: str) -> Response:
    """Have letters in one language say so."""
    with changing() as access:
        say_words(
            access.cohort(cohort, need=COORDINATE),
            language=request.form.get("language", ""),
            opening=request.form.get("opening", ""),
            closing=request.form.get("closing", ""),
        )
    return redirect(url_for("notices.words", cohort=cohort), 303)


def _place(text: str) -> tuple[int, int]:
    """Read the release and the round up to which the mails were looked at."""
    release, _, number = text.partition("-")
    if not all(part.isdecimal() and len(part) <= MOST_DIGITS for part in (release, number)):
        raise NotNowError(sentence("Load the page again: it does not say which mails you looked at."))
    return int(release), int(number)


def _decide_on_chosen(cohort: str, decision: Decision) -> Response:
    chosen = request.form.getlist("notice")
    return _decide(cohort, lambda scope: decision(scope, notices=chosen))


def _decide(cohort: str, decision: Callable[[CohortScope], None]) -> Response:
    with changing() as access:
        decision(access.cohort(cohort, need=COORDINATE))
    return redirect(url_for("notices.every", cohort=cohort), 303)
