"""What the set-up's forms send, as the tables of a `cohort.toml`; what is wrong in it the reader of such files says."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal, InvalidOperation

from werkzeug.datastructures import MultiDict

from calendars.zones import resolve
from scheduler.domain.problems import Problem
from scheduler.languages.sentences import sentence
from scheduler.roster.cohort_out import Toml
from scheduler.roster.weektime import DAYS

Form = MultiDict[str, str]
LONGEST_LIST = 500
"""Lines of a list in a text field."""
EMPTY = (None, "", "[]")
LEFT_EMPTY = sentence("Please fill this in.")


@dataclass(frozen=True, kw_only=True, slots=True)
class Filled:
    """A form as it was filled in, and what is wrong with it, by field."""

    values: Mapping[str, object]
    problems: Mapping[str, tuple[Problem, ...]]
    elsewhere: tuple[Problem, ...] = ()

    def wrong(self, field: str) -> tuple[Problem, ...]:
        """Return what is wrong with a field."""
        return self.problems.get(field, ())


def filled(values: Mapping[str, object], problems: Iterable[Problem] = (), *, table: str = "") -> Filled:
    """Return the form with each problem at its field; `elsewhere` are those of other tables than this."""
    by_field: dict[str, list[Problem]] = {}
    elsewhere: list[Problem] = []
    for problem in problems:
        path, _, field = (problem.column or "").rpartition(".")
        if path == table or (table and path.startswith(f"{table}.")):
            at = "weights" if path.endswith("weights") else field
            by_field.setdefault(at, []).append(_for_a_form(problem))
        else:
            elsewhere.append(problem)
    return Filled(
        values=values,
        problems={field: tuple(found) for field, found in by_field.items()},
        elsewhere=tuple(elsewhere),
    )


def _for_a_form(problem: Problem) -> Problem:
    """Return the problem in words for somebody who sees no file: what is missing there was left empty here."""
    if problem.code == "missing_key" or (problem.code == "wrong_value" and problem.value in EMPTY):
        return replace(problem, message=LEFT_EMPTY, suggestion="")
    if problem.code == "wrong_value":
        return replace(problem, message=sentence("This cannot be {value}.", value=problem.value or ""))
    return problem


def basics(form: Form) -> Toml:
    """Read what a cohort is called, when and where it is."""
    return {
        "name": _text(form, "name"),
        "starts": _date(form, "starts"),
        "ends": _date(form, "ends"),
        "home_time_zone": _zone(form, "home_time_zone"),
        "locale": _text(form, "locale"),
        "topics": _lines(form, "topics"),
        "discreet": "discreet" in form,
        "erase_after_days": _whole(form, "erase_after_days"),
    }


def coaching(form: Form) -> Toml:
    """Read the rules of coaching; its pins are other forms'."""
    return {
        "capacity": [_whole(form, "least"), _whole(form, "most")],
        "meeting_minutes": _whole(form, "meeting_minutes"),
        "target_minutes": _whole(form, "target_minutes"),
        "weights": {key: _share(form, f"{key}_share") for key in ("interest", "time", "language")},
        "language": _text(form, "language"),
        "fairness": _text(form, "fairness"),
    }


def session(form: Form) -> Toml:
    """Read a session: at a set time each month, or one to be chosen."""
    when: Toml = (
        {"choose": _choice(form)}
        if form.get("when") == "choose"
        else {"at": f"{_text(form, 'ordinal')} {_text(form, 'weekday')} {_text(form, 'at')}"}
    )
    return {
        "name": _text(form, "name"),
        "minutes": _whole(form, "minutes"),
        **when,
        "join_url": _text(form, "join_url"),
    }


def workshop(form: Form) -> Toml:
    """Read a workshop."""
    return {
        "name": _text(form, "name"),
        "topic": _text(form, "topic"),
        "facilitators": form.getlist("facilitator"),
        "minutes": _whole(form, "minutes"),
        "size": [_whole(form, "least"), _whole(form, "most")],
        "sections": _whole(form, "sections"),
        "meetings": _whole(form, "meetings"),
        "window": [_date(form, "first"), _date(form, "last")],
        **_choice(form),
        "join_url": _text(form, "join_url"),
    }


def seats(form: Form) -> Toml:
    """Read how workshops are shared out."""
    return {"per_member": _whole(form, "per_member"), "served_first": "served_first" in form}


def _choice(form: Form) -> Toml:
    return {
        "weekdays": [day for day in DAYS if day in form.getlist("weekdays")],
        "from": _text(form, "from"),
        "to": "24:00" if _text(form, "to") == "00:00" else _text(form, "to"),
        "step_minutes": _whole(form, "step_minutes"),
    }


def _text(form: Form, field: str) -> str:
    return form.get(field, "").strip()


def _zone(form: Form, field: str) -> str:
    """Read a zone, or a place that has one; what could be several stays as it was written, and is no zone."""
    text = _text(form, field)
    found = resolve(text.removesuffix(" time"))  # as pages name a clock
    return found.time_zone if found.time_zone is not None and found.certain else text


def _lines(form: Form, field: str) -> list[str]:
    lines = (line.strip() for line in form.get(field, "").splitlines()[:LONGEST_LIST])
    return [line for line in lines if line]


def _whole(form: Form, field: str) -> object:
    """Return the number, or the text that is none: the reader says so."""
    text = _text(form, field)
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= 9 else text  # noqa: PLR2004 - a billion is too much anyway


def _share(form: Form, field: str) -> object:
    """Return a share written in per cent as the decimal that it is."""
    text = _text(form, field)
    try:
        return Decimal(text) / 100
    except InvalidOperation:
        return text


def _date(form: Form, field: str) -> object:
    text = _text(form, field)
    try:
        return date.fromisoformat(text)
    except ValueError:
        return text
