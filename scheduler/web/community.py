"""What a cohort has agreed on and shares: its norms, and its links to courses and resources."""

from http import HTTPStatus
from itertools import zip_longest

from flask import Blueprint, make_response, redirect, render_template, request, url_for
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from scheduler.access import COORDINATE, LOOK, CohortScope, Right
from scheduler.commands.community import (
    LONGEST_ABOUT,
    LONGEST_NORMS,
    MOST_LINKS,
    WrittenLink,
    keep_links,
    keep_norms,
)
from scheduler.commands.meeting_rules import MOST_CHARACTERS
from scheduler.domain.community import SharedLinks
from scheduler.errors import BadInputError
from scheduler.web.rule_forms import Filled, filled
from scheduler.web.speaking import reading_locale
from scheduler.web.visit import changing, looking
from scheduler.web.whole_numbers import whole_number_of

room = Blueprint("community", __name__, url_prefix="/cohorts/<cohort>/community")

ROWS_TO_ADD = 2
"""Empty ones at the end of the list."""
Row = dict[str, str]
"""What one row of the form has in its fields; `gone` where it is ticked."""


@room.get("")
def shared(cohort: str) -> str:
    """Show both, with a form for each to whoever may change them."""
    with looking() as access:
        return _page(access.cohort(cohort, need=LOOK))


@room.post("/norms")
def say_norms(cohort: str) -> Response:
    """Have these be the norms."""
    text, seen = request.form.get("text", ""), _seen()
    with changing() as access:
        scope = access.cohort(cohort, need=COORDINATE)
        try:
            keep_norms(scope, text=text, seen=seen)
        except BadInputError as error:
            page = _page(scope, norms=filled({"text": text}, error.problems))
            return make_response(page, HTTPStatus.UNPROCESSABLE_ENTITY)
    return redirect(url_for("community.shared", cohort=cohort, _anchor="norms"), 303)


@room.post("/links")
def say_links(cohort: str) -> Response:
    """Have these be the links."""
    rows, seen = _rows(request.form), _seen()
    with changing() as access:
        scope = access.cohort(cohort, need=COORDINATE)
        try:
            keep_links(scope, links=_written(rows), seen=seen)
        except BadInputError as error:
            page = _page(scope, links=filled({"rows": rows}, error.problems))
            return make_response(page, HTTPStatus.UNPROCESSABLE_ENTITY)
    return redirect(url_for("community.shared", cohort=cohort, _anchor="links"), 303)


def _page(scope: CohortScope, *, norms: Filled | None = None, links: Filled | None = None) -> str:
    kept, shares = (
        scope.tx.community.norms(scope.cohort.id),
        scope.tx.community.links(scope.cohort.id),
    )
    return render_template(
        "community.html",
        cohort=scope.cohort,
        norms=kept,
        links=shares,
        norms_form=norms or filled({"text": kept.text}),
        links_form=links or filled({"rows": _kept_rows(shares)}),
        longest=LONGEST_NORMS,
        most_characters=MOST_CHARACTERS,
        longest_about=LONGEST_ABOUT,
        coordinates=Right.COORDINATOR in scope.rights,
        locale=reading_locale(scope.cohort.locale),
    )


def _kept_rows(shares: SharedLinks) -> list[Row]:
    rows = [
        {"place": str(number), "title": link.title, "url": link.url, "about": link.about}
        for number, link in enumerate(shares.links, start=1)
    ]
    to_add = min(ROWS_TO_ADD, MOST_LINKS - len(rows))
    return [*rows, *({"place": str(len(rows) + number)} for number in range(1, to_add + 1))]


def _rows(form: MultiDict[str, str]) -> list[Row]:
    """Read the rows of the form as they were filled in: the fields come in fours."""
    names = ("place", "title", "url", "about")
    columns = [[text.strip() for text in form.getlist(name)] for name in names]
    gone = set(form.getlist("gone"))
    return [
        dict(zip(names, row, strict=True)) | ({"gone": "on"} if str(number) in gone else {})
        for number, row in enumerate(zip_longest(*columns, fillvalue=""), start=1)
    ]


def _written(rows: list[Row]) -> list[WrittenLink]:
    """Return the links: of a row that is ticked, or left empty, there is none."""
    return [
        WrittenLink(
            row=number,
            place=whole_number_of(row["place"]) if row["place"] else number,
            title=row["title"],
            url=row["url"],
            about=row["about"],
        )
        for number, row in enumerate(rows, start=1)
        if "gone" not in row and (row["title"] or row["url"] or row["about"])
    ]


def _seen() -> int:
    """Return which revision the page showed; none that there can be where it does not say."""
    found = whole_number_of(request.form.get("seen", ""))
    return -1 if found is None else found
