"""A cohort's rules back to what `cohort.toml` says (DESIGN 5): for a file to keep, and for forms to begin from."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from fractions import Fraction

import tomli_w

from scheduler.domain.cohorts import (
    Choice,
    Coaching,
    Cohort,
    Criterion,
    MonthlyAt,
    Session,
    Workshop,
)
from scheduler.roster.weektime import DAYS, clock_text

Toml = dict[str, object]
ORDINALS: Mapping[int, str] = {1: "first", 2: "second", 3: "third", 4: "fourth", -1: "last"}


def write_cohort(cohort: Cohort) -> bytes:
    """Write a file that reads back to the same rules."""
    return tomli_w.dumps(cohort_values(cohort)).encode()


def cohort_values(cohort: Cohort) -> Toml:
    """Return the tables of the file; what is as by default is left out."""
    head: Toml = {
        "name": cohort.name,
        "starts": cohort.starts,
        "ends": cohort.ends,
        "home_time_zone": cohort.home_time_zone,
        "locale": cohort.locale,
        "topics": list(cohort.topics),
    }
    if cohort.discreet:
        head["discreet"] = True
    if cohort.erase_after_days is not None:
        head["erase_after_days"] = cohort.erase_after_days
    values: Toml = {"cohort": head}
    if cohort.coaching is not None:
        values["coaching"] = _coaching(cohort.coaching)
    if cohort.sessions:
        values["session"] = [session_values(session) for session in cohort.sessions]
    seats = _seats(cohort)
    if seats:
        values["workshops"] = seats
    if cohort.workshops:
        values["workshop"] = [workshop_values(workshop) for workshop in cohort.workshops]
    return values


def session_values(session: Session) -> Toml:
    """Return the table of a session."""
    values: Toml = {"id": session.id, "name": session.name, "minutes": session.minutes}
    if isinstance(session.when, MonthlyAt):
        values["at"] = monthly_text(session.when)
    else:
        values["choose"] = _choice(session.when)
    return values | _join(session.join_url)


def workshop_values(workshop: Workshop) -> Toml:
    """Return the table of a workshop."""
    return {
        "id": workshop.id,
        "name": workshop.name,
        "topic": workshop.topic,
        "facilitators": list(workshop.facilitators),
        "minutes": workshop.minutes,
        "size": [workshop.size.minimum, workshop.size.maximum],
        "sections": workshop.sections,
        "meetings": workshop.meetings,
        "window": list[date](workshop.window),
        **_choice(workshop.when),
        **_join(workshop.join_url),
    }


def monthly_text(when: MonthlyAt) -> str:
    """Return `second Tuesday 18:00`, with the day in short."""
    return f"{ORDINALS[when.ordinal]} {DAYS[when.weekday]} {when.at.isoformat('minutes')}"


def _coaching(coaching: Coaching) -> Toml:
    values: Toml = {
        "capacity": [coaching.capacity.minimum, coaching.capacity.maximum],
        "meeting_minutes": coaching.meeting_minutes,
        "target_minutes": coaching.target_minutes,
        "weights": {
            "interest": _decimal(coaching.weights.interest),
            "time": _decimal(coaching.weights.time),
            "language": _decimal(coaching.weights.language),
        },
        "language": coaching.language.value,
        "fairness": coaching.fairness.value,
    }
    for key, pairs in (("must", coaching.must), ("never", coaching.never)):
        if pairs:
            values[key] = [list(pair) for pair in pairs]
    if coaching.criteria:
        values["criterion"] = [_criterion(criterion) for criterion in coaching.criteria]
    return values


def _criterion(criterion: Criterion) -> Toml:
    weight: Toml = {"require": True} if criterion.weight is None else {"weight": _decimal(criterion.weight)}
    return {"column": criterion.column, "rule": criterion.rule.value, **weight}


def _seats(cohort: Cohort) -> Toml:
    values: Toml = {}
    if cohort.per_member != 1:
        values["per_member"] = cohort.per_member
    if not cohort.served_first:
        values["served_first"] = False
    for key, pairs in (("must", cohort.must_attend), ("never", cohort.never_attend)):
        if pairs:
            values[key] = [list(pair) for pair in pairs]
    if cohort.no_one_alone:
        values["no_one_alone"] = [company.value for company in cohort.no_one_alone]
    return values


def _choice(when: Choice) -> Toml:
    return {
        "weekdays": [DAYS[day] for day in when.weekdays],
        "from": clock_text(when.opens),
        "to": clock_text(when.closes),
        "step_minutes": when.step_minutes,
    }


def _join(url: str | None) -> Toml:
    return {} if url is None else {"join_url": url}


def _decimal(share: Fraction) -> Decimal:
    """Return the decimal that was read: of at most twelve places, so exact."""
    return Decimal(share.numerator) / Decimal(share.denominator)
