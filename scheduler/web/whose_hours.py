"""Availability, seen: everybody's day in any zone, on any date, and the week that two people share."""

from datetime import date

from flask import Blueprint, render_template, request

from scheduler.access import LOOK
from scheduler.queries.whose_hours import day_looked_at, day_table, shared_week, zone_looked_from
from scheduler.web.speaking import reading_locale
from scheduler.web.visit import looking

room = Blueprint("whose_hours", __name__, url_prefix="/cohorts/<cohort>/hours")

LONGEST_PLACE = 100


@room.get("")
def day(cohort: str) -> str:
    """Show who is free, awake or asleep, hour by hour."""
    with looking() as access:
        scope = access.cohort(cohort, need=LOOK)
        wanted = request.args.get("place", "")[:LONGEST_PLACE].strip()
        table = day_table(scope, day=day_looked_at(scope, _date()), time_zone=zone_looked_from(scope, wanted))
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
            scope,
            coach=coach,
            member=person,
            day=day_looked_at(scope, _date()),
            time_zone=zone_looked_from(scope, wanted),
        )
    return render_template(
        "hours_of_pair.html",
        cohort=scope.cohort,
        week=week,
        wanted=wanted,
        locale=reading_locale(scope.cohort.locale),
    )


def _date() -> date | None:
    """Return the date asked for."""
    try:
        return date.fromisoformat(request.args.get("date", ""))
    except ValueError:
        return None
