"""Calendars that are shared: a coordinator makes their links, makes them anew and closes them."""

from flask import Blueprint, redirect, request, url_for
from werkzeug.wrappers import Response

from scheduler.access import COORDINATE
from scheduler.commands.feeds import revoke_feed, rotate_feed
from scheduler.commands.sharing import share
from scheduler.domain.circles import Circle
from scheduler.errors import NotFoundError
from scheduler.web.visit import changing, house

room = Blueprint("sharing", __name__, url_prefix="/cohorts/<cohort>/feeds/shared")

MOST_DIGITS = 9
"""Of a number in a form."""


@room.post("")
def make(cohort: str) -> Response:
    """Make the link to the calendar of the whole group, or of the section that the form names."""
    circle = _circle()
    with changing() as access:
        scope = access.cohort(cohort, need=COORDINATE)
        share(scope, circle=circle, feed_key=house().settings.feed_key)
    return _back(cohort)


@room.post("/<shared>/renew")
def renew(cohort: str, shared: str) -> Response:
    """Throw a link away and make a new one; also opens a calendar that was closed."""
    with changing() as access:
        scope = access.cohort(cohort, need=COORDINATE)
        rotate_feed(scope.tx, feed=scope.shared_feed(shared), feed_key=house().settings.feed_key)
    return _back(cohort)


@room.post("/<shared>/revoke")
def revoke(cohort: str, shared: str) -> Response:
    """Close a calendar until a new link to it is made."""
    with changing() as access:
        scope = access.cohort(cohort, need=COORDINATE)
        revoke_feed(scope.tx, feed=scope.shared_feed(shared))
    return _back(cohort)


def _circle() -> Circle:
    workshop, number = (request.form.get(name, "") for name in ("workshop", "section"))
    section = int(number) if number.isdecimal() and len(number) <= MOST_DIGITS else 0
    if bool(workshop) != (section > 0):
        raise NotFoundError
    return Circle(workshop=workshop, section=section)


def _back(cohort: str) -> Response:
    return redirect(url_for("cohorts.feeds", cohort=cohort, _anchor="shared"), 303)
