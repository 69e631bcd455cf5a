"""All that is kept of somebody, to be taken along, and pages on which it is erased: one's own, a coordinator's."""

import json

from flask import Blueprint, Response, g, make_response, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from scheduler.access import COORDINATE
from scheduler.commands.erasing import Erased, erase_person
from scheduler.domain.cohorts import Cohort
from scheduler.domain.people import Person
from scheduler.errors import NotNowError
from scheduler.languages.sentences import sentence
from scheduler.outputs.backups import what_backups_hold
from scheduler.queries.personal_record import For, Record, personal_record, record_counts
from scheduler.store.personal_data import REACHED
from scheduler.web.cookies import take_session
from scheduler.web.visit import changing, house, looking

room = Blueprint("personal_data", __name__)


@room.get("/me/<person>/record")
def my_record(person: str) -> Response:
    """Hand out all that is kept of oneself."""
    with looking() as access:
        scope = access.myself(person)
        return _file(personal_record(scope.tx, people=[scope.person.id], reader=For.THEMSELF))


@room.get("/me/<person>/erase")
def before_mine(person: str) -> str:
    """Show what goes when one is erased, and ask."""
    with looking() as access:
        scope = access.myself(person)
        record = personal_record(scope.tx, people=[scope.person.id], reader=For.THEMSELF)
    return _ask(scope.cohort, scope.person, record, is_own=True)


@room.post("/me/<person>/erase")
def erase_me(person: str) -> AnyResponse:
    """Erase oneself, and say what was done."""
    with changing() as access:
        scope = access.myself(person)
        _be_sure()
        done, now = erase_person(scope.tx, person=scope.person.id), scope.tx.now
        g.signed_in = scope.tx.accounts.exists(access.account or "")
    backups = what_backups_hold(house().settings.backup_days, since=now)
    page = make_response(
        render_template("erased.html", done=_told(done), all=done, backups=backups, cohort=None)
    )
    if not g.signed_in:
        take_session(page, settings=house().settings)
    return page


@room.get("/cohorts/<cohort>/people/<person>/record")
def record(cohort: str, person: str) -> Response:
    """Hand out what the cohort keeps of somebody, for who asks its coordinators."""
    with looking() as access:
        scope = access.cohort(cohort, need=COORDINATE)
        return _file(personal_record(scope.tx, people=[scope.person(person).id], reader=For.COORDINATOR))


@room.get("/cohorts/<cohort>/people/<person>/erase")
def before(cohort: str, person: str) -> str:
    """Show what goes when somebody is erased, and ask."""
    with looking() as access:
        scope = access.cohort(cohort, need=COORDINATE)
        (who,) = scope.to_read((scope.person(person),))
        record = personal_record(scope.tx, people=[who.id], reader=For.COORDINATOR)
    return _ask(scope.cohort, who, record, is_own=False)


@room.post("/cohorts/<cohort>/people/<person>/erase")
def erase(cohort: str, person: str) -> str:
    """Erase somebody, and say what was done."""
    with changing() as access:
        scope = access.cohort(cohort, need=COORDINATE)
        who = scope.person(person)
        _be_sure()
        done, now = erase_person(scope.tx, person=who.id), scope.tx.now
    backups = what_backups_hold(house().settings.backup_days, since=now)
    return render_template("erased.html", done=_told(done), all=done, backups=backups, cohort=scope.cohort)


def _ask(cohort: Cohort, who: Person, record: Record, *, is_own: bool) -> str:
    return render_template(
        "erase.html",
        cohort=cohort,
        who=who,
        kept=[(REACHED[table].why, count) for table, count in record_counts(record).items()],
        is_own=is_own,
        days=house().settings.backup_days,
    )


def _be_sure() -> None:
    if "sure" not in request.form:
        raise NotNowError(
            sentence(
                "Tick that you are sure first: nothing was erased, and what is erased cannot be brought back."
            )
        )


def _told(done: Erased) -> list[tuple[str, int, bool]]:
    """Return what was done: what with, how many of it, and whether they are gone or only name nobody any more."""
    gone = [(REACHED[table].why, count, True) for table, count in done.deleted.items()]
    return gone + [(REACHED[table].why, count, False) for table, count in done.rewritten.items()]


def _file(record: Record) -> Response:
    file = make_response(json.dumps(record, indent=2, ensure_ascii=False))
    file.headers["Content-Type"] = "application/json"
    file.headers["Content-Disposition"] = 'attachment; filename="commonhour-person.json"'
    return file
