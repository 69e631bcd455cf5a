"""A cohort's rules written and changed by whoever runs it: a table at a time, from a file, or after another cohort."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from typing import cast

from scheduler.access import CohortScope, Right
from scheduler.commands.cohorts import create_cohort, grant
from scheduler.commands.foretelling import foretell
from scheduler.domain.cohorts import Cohort, CohortId
from scheduler.errors import BadInputError, NotFoundError, NotNowError
from scheduler.events import CohortChanged
from scheduler.languages.sentences import sentence
from scheduler.roster.cohort_file import read_cohort, read_values
from scheduler.roster.cohort_out import Toml, cohort_values
from scheduler.roster.errors import CohortFileError
from scheduler.store.unit_of_work import Transaction

LISTS = ("session", "workshop")
"""Tables of which there are many, each known by its id."""


def set_up_cohort(tx: Transaction, *, account: str, values: Mapping[str, object]) -> CohortId:
    """Set up a cohort whose coordinator the account is; raises BadInputError with every problem."""
    cohort = _read(values, CohortId(tx.ids.new("cohort")))
    create_cohort(tx, cohort=cohort)
    grant(tx, account=account, cohort=cohort.id, right=Right.COORDINATOR)
    return cohort.id


def set_up_after(tx: Transaction, *, account: str, model: Cohort, name: str, starts: date) -> CohortId:
    """Set up a cohort with the rules of another one, all its dates moved by as many days as its first; nobody is in it.

    Pins, which name people, do not come along.
    """
    cohort = replace(
        _moved(model, starts=starts),
        id=CohortId(tx.ids.new("cohort")),
        name=name,
        coaching=None if model.coaching is None else replace(model.coaching, must=(), never=()),
        must_attend=(),
        never_attend=(),
    )
    return set_up_cohort(tx, account=account, values=cohort_values(cohort))


def change_table(scope: CohortScope, *, table: str, values: Mapping[str, object] | None) -> None:
    """Write a table of the rules anew, or take it out where there are no `values`; raises BadInputError.

    What a table says that no form asks for stays.
    """
    rules = cohort_values(scope.cohort)
    if values is None:
        rules.pop(table, None)
    else:
        rules[table] = {**cast("Toml", rules.get(table, {})), **values}
        _drop_empty(cast("Toml", rules[table]))
    change_rules(scope, cohort=_read(rules, scope.cohort.id))


def put_in_list(scope: CohortScope, *, table: str, ref: str | None, values: Mapping[str, object]) -> str:
    """Write the session or workshop of this id anew, or add one where there is none; return its id.

    Its id stays what it was: calendars know its meetings by it. Raises NotFoundError and BadInputError.
    """
    rules = cohort_values(scope.cohort)
    items = list(_items(rules, table))
    if ref is None:
        ref = _new_id(str(values.get("name", "")), taken=[str(each["id"]) for each in items], table=table)
        items.append({"id": ref, **values})
    else:
        at = _place(items, ref)
        items[at] = {"id": ref, **values}
    _drop_empty(items[_place(items, ref)])
    rules[table] = items
    change_rules(scope, cohort=_read(rules, scope.cohort.id))
    return ref


def take_from_list(scope: CohortScope, *, table: str, ref: str) -> None:
    """Take a session or workshop out of the rules; raises NotNowError for one that the last release holds."""
    rules = cohort_values(scope.cohort)
    items = list(_items(rules, table))
    del items[_place(items, ref)]
    rules[table] = items
    if not items:
        del rules[table]
    change_rules(scope, cohort=_read(rules, scope.cohort.id))


def change_by_file(scope: CohortScope, *, data: bytes, name: str, starts: date | None = None) -> None:
    """Have the rules be those of a `cohort.toml`, but for the name; raises BadInputError with every problem of it.

    With `starts`, all its dates are moved by as many days as its first.
    """
    cohort = _of_file(scope, data=data, name=name)
    cohort = cohort if starts is None else _moved(cohort, starts=starts)
    change_rules(scope, cohort=replace(cohort, name=scope.cohort.name))


def put_file(scope: CohortScope, *, data: bytes, name: str) -> None:
    """Have the rules be those of a `cohort.toml`, name and all; raises BadInputError with every problem of it."""
    change_rules(scope, cohort=_of_file(scope, data=data, name=name))


def _of_file(scope: CohortScope, *, data: bytes, name: str) -> Cohort:
    try:
        return read_cohort(data=data, cohort_id=scope.cohort.id, name=name)
    except CohortFileError as error:
        raise BadInputError(error.problems) from error


def _moved(cohort: Cohort, *, starts: date) -> Cohort:
    """Return the rules with every date moved by as many days as the first one."""
    by = starts - cohort.starts
    return replace(
        cohort,
        starts=starts,
        ends=cohort.ends + by,
        workshops=tuple(
            replace(workshop, window=(workshop.window[0] + by, workshop.window[1] + by))
            for workshop in cohort.workshops
        ),
    )


def change_rules(scope: CohortScope, *, cohort: Cohort) -> None:
    """Have these be the rules from now on; the same rules again change nothing.

    Raises NotNowError where something goes that the last release holds.
    """
    if cohort == scope.cohort:
        return
    published = scope.tx.runs.published(scope.cohort.id)
    if published is not None:
        sessions = {meeting.session for meeting in published.plan.sessions.meetings}
        workshops = {section.workshop for section in published.plan.workshops.sections}
        gone = (sessions - {each.id for each in cohort.sessions}) | (
            workshops - {each.id for each in cohort.workshops}
        )
        if gone:
            raise NotNowError(
                sentence(
                    "The last release holds meetings of {name}: that stays in the rules. Cancel its meetings instead.",
                    name=min(gone),
                )
            )
    scope.tx.people.change_cohort(cohort)
    scope.tx.outbox.emit(CohortChanged(cohort=cohort.id))
    foretell(replace(scope, cohort=cohort))


def _read(values: Mapping[str, object], cohort: CohortId) -> Cohort:
    try:
        return read_values(values=values, cohort_id=cohort)
    except CohortFileError as error:
        raise BadInputError(error.problems) from error


def _items(rules: Toml, table: str) -> Iterable[Toml]:
    if table not in LISTS:
        raise NotFoundError
    return cast("Iterable[Toml]", rules.get(table, []))


def _place(items: list[Toml], ref: str) -> int:
    for at, each in enumerate(items):
        if each["id"] == ref:
            return at
    raise NotFoundError


def _drop_empty(values: Toml) -> None:
    """Leave out what was left empty, and so is as by default."""
    for key in [key for key, value in values.items() if value in (None, "", [])]:
        del values[key]


def _new_id(name: str, *, taken: Iterable[str], table: str) -> str:
    """Return an id that nobody has yet: of the name's letters, else of what it is."""
    plain = "-".join("".join(c if c.isascii() and c.isalnum() else " " for c in name.lower()).split())[:40]
    base, known = plain or table, {each.casefold() for each in taken}
    return next(each for each in _numbered(base) if each not in known)


def _numbered(base: str) -> Iterable[str]:
    yield base
    number = 2
    while True:
        yield f"{base}-{number}"
        number += 1
