"""Availability, seen: everybody's day in any zone, on any date, and the week that two people share."""

from datetime import date

from flask import Blueprint, render_template, request

from calendars.zones import resolve
from scheduler.access import LOOK, CohortScope
from scheduler.queries.whose_hours import day_table, shared_week
from scheduler.web.speaking import reading_locale
from scheduler.web.visit import looking

room = Blueprint("whose_hours", __name__, url_prefix="/cohorts/<cohort>/hours")

FIRST, LAST = date(1990, 1, 1), date(2100, 1, 1)
LONGEST_PLACE = 100


@room.get("")
def day(cohort: str) -> str:
    """Show who is free, awake or asleep, hour by hour."""
    with looking() as access:
        scope = access.cohort(cohort, need=LOOK)
        wanted = request.args.get("place", "")[:LONGEST_PLACE].strip()
        table = day_table(scope, day=_date(scope), time_zone=_zone(scope, wanted))
    return render_template(
        "hours_of_day.html",
        cohort=scope.cohort,
        table=table,
        wanted=wanted,
        locale=reading_locale(scope.cohort.locale),
    )


@room.get("/<coach>/<person>")
def pair(cohort: str, coach: str, person: str) -> str:
    """Show the week of a coach and a member."""
    with looking() as access:
        scope = access.cohort(cohort, need=LOOK)
        wanted = request.args.get("place", "")[:LONGEST_PLACE].strip()
        week = shared_week(
            scope, coach=coach, member=person, day=_date(scope), time_zone=_zone(scope, wanted)
        )
    return render_template(
        "hours_of_pair.html",
        cohort=scope.cohort,
        week=week,
        wanted=wanted,
        locale=reading_locale(scope.cohort.locale),
    )


def _date(scope: CohortScope) -> date:
    """Return the date asked for; else today, or the cohort's nearest date to it."""
    try:
        asked = date.fromisoformat(request.args.get("date", ""))
    except ValueError:
        asked = None
    if asked is not None and FIRST <= asked <= LAST:
        return asked
    return min(max(scope.tx.now.date(), scope.cohort.starts), scope.cohort.ends)


def _zone(scope: CohortScope, wanted: str) -> str:
    """Return the zone of the place asked for, the likeliest where it could be several; else the cohort's own."""
    found = resolve(wanted).time_zone if wanted else None
    return found or scope.cohort.home_time_zone
