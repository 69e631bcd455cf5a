"""The meetings, one by one: moved, called otherwise, linked elsewhere, cancelled, restored, and given notes."""

from datetime import datetime

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from scheduler.access import COORDINATE, LOOK, Right
from scheduler.commands.meetings import (
    MOST_LINKS,
    cancel_meeting,
    describe_meeting,
    give_links,
    move_meeting,
    restore_meeting,
)
from scheduler.domain.reflections import OPEN_FOR
from scheduler.errors import NotNowError
from scheduler.languages.sentences import sentence
from scheduler.queries.meetings import cohort_meetings, meeting_page
from scheduler.web.meeting_forms import day_of, time_of
from scheduler.web.speaking import reading_locale
from scheduler.web.visit import changing, looking
from scheduler.web.whole_numbers import whole_number_of

room = Blueprint("meetings", __name__, url_prefix="/cohorts/<cohort>/meetings")


@room.get("")
def every(cohort: str) -> str:
    """List what is to come, and what is over."""
    with looking() as access:
        scope = access.cohort(cohort, need=LOOK)
        rows = cohort_meetings(scope)
        is_released = scope.last_release() is not None
    return render_template(
        "meetings.html",
        cohort=scope.cohort,
        to_come=[row for row in rows if not row.over],
        over=[row for row in rows if row.over],
        can_add=is_released and Right.COORDINATOR in scope.rights,
        locale=reading_locale(scope.cohort.locale),
    )


@room.get("/<meeting>")
def one(cohort: str, meeting: str) -> str:
    """Show one meeting, for whom it is, and what may be done about it."""
    with looking() as access:
        scope = access.cohort(cohort, need=LOOK)
        page = meeting_page(scope, meeting=meeting)
    return render_template(
        "meeting.html",
        cohort=scope.cohort,
        page=page,
        most_links=MOST_LINKS,
        asked_days=OPEN_FOR.days,
        coordinates=Right.COORDINATOR in scope.rights,
        locale=reading_locale(scope.cohort.locale),
    )


@room.post("/<meeting>/move")
def move(cohort: str, meeting: str) -> Response:
    """Hold it at another time of its own clock."""
    wall, minutes = _wall(), _minutes()
    with changing() as access:
        move_meeting(access.cohort(cohort, need=COORDINATE), meeting=meeting, wall=wall, minutes=minutes)
    return _back(cohort, meeting)


@room.post("/<meeting>/describe")
def describe(cohort: str, meeting: str) -> Response:
    """Call it so, and have it joined there."""
    title, join_url = (request.form.get(name, "").strip() for name in ("title", "join_url"))
    with changing() as access:
        scope = access.cohort(cohort, need=COORDINATE)
        describe_meeting(scope, meeting=meeting, title=title, join_url=join_url)
    return _back(cohort, meeting)


@room.post("/<meeting>/links")
def link(cohort: str, meeting: str) -> Response:
    """Have it lead to these notes and resources: the fields come in pairs, those without an address are none."""
    titles, urls = (
        [text.strip() for text in request.form.getlist(name)] for name in ("link_title", "link_url")
    )
    given = [(title, url) for title, url in zip(titles, urls, strict=False) if url]
    with changing() as access:
        give_links(access.cohort(cohort, need=COORDINATE), meeting=meeting, links=given)
    return _back(cohort, meeting)


@room.post("/<meeting>/cancel")
def cancel(cohort: str, meeting: str) -> Response:
    """Have it not held."""
    with changing() as access:
        cancel_meeting(access.cohort(cohort, need=COORDINATE), meeting=meeting)
    return _back(cohort, meeting)


@room.post("/<meeting>/restore")
def restore(cohort: str, meeting: str) -> Response:
    """Have it held after all."""
    with changing() as access:
        restore_meeting(access.cohort(cohort, need=COORDINATE), meeting=meeting)
    return _back(cohort, meeting)


def _wall() -> datetime:
    """Read the form's date and time: what the meeting's own clock is to show."""
    day, at = day_of(request.form.get("day", "")), time_of(request.form.get("at", ""))
    if day is None or at is None:
        raise NotNowError(
            sentence("Say the day and the time, such as {day} and {time}.", day="2026-10-13", time="18:00")
        )
    return datetime.combine(day, at)


def _minutes() -> int:
    minutes = whole_number_of(request.form.get("minutes", ""))
    if minutes is None:
        raise NotNowError(sentence("Say how many minutes it lasts, as a whole number."))
    return minutes


def _back(cohort: str, meeting: str) -> Response:
    return redirect(url_for("meetings.one", cohort=cohort, meeting=meeting), 303)
