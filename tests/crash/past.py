"""A cohort as it was left forty days ago, with one release out, by a service that has not run since.

It is made once, within this process, on a clock that stands there; each flow of the second release begins with a copy.
"""

import threading
from collections.abc import Callable
from datetime import datetime, timedelta

from commonhour import _tools
from scheduler.access import CohortScope, whole_cohort
from scheduler.clock import FixedClock, SystemClock
from scheduler.commands.cohorts import create_cohort
from scheduler.commands.housekeeping import owe_tidying
from scheduler.commands.importing import import_upload, read_upload, take_upload
from scheduler.commands.inviting import note_subscribed
from scheduler.commands.notices import approve
from scheduler.commands.publishing import publish_plan
from scheduler.commands.runs import request_run
from scheduler.ids import RandomIds
from scheduler.roster.cohort_file import read_cohort
from scheduler.settings import Settings
from scheduler.store.engine import open_engine
from scheduler.store.unit_of_work import Store
from tests.circle import circle
from tests.crash.coordinator import ROSTER
from workers.consumer import drain
from workers.routing import routes

AGO = timedelta(days=40)
"""Longer than anything is kept that is not needed."""
FAST = timedelta(days=1)
"""By so much the clock was fast on which the next tidying was owed last."""
NOT_WRITTEN_TO = "Dalia"


def released_and_left(settings: Settings, *, name: str = "circle") -> None:
    """Take a cohort to its first release: before it stands a draft that nobody wanted, behind it a mail not approved.

    The housekeeper has never been there: it is owed a look, at an instant that lies ahead.
    """
    now = SystemClock().now()
    engine = open_engine(settings.database_url)
    cohort = read_cohort(data=circle(name).encode(), cohort_id=RandomIds().cohort(name), name="circle.toml")
    tools = _tools(settings, threading.Event())

    def store_at(instant: datetime) -> Store:
        return Store(engine, clock=FixedClock(at=instant), ids=RandomIds(), routes=routes())

    def happens(at: datetime, what: Callable[[CohortScope], object]) -> None:
        with store_at(at).write() as tx:
            what(whole_cohort(tx, cohort.id))
        drain(store=store_at(at), tools=tools)

    with store_at(now - AGO).write() as tx:
        create_cohort(tx, cohort=cohort)
    happens(now - AGO, _people_come_in)
    happens(now - AGO, request_run)
    happens(now - AGO + timedelta(hours=1), request_run)
    happens(now - AGO + timedelta(hours=2), _last_plan_is_published)
    happens(now - AGO + timedelta(hours=2), _everyone_subscribes)
    happens(now - AGO + timedelta(hours=3), _mails_are_approved_but_one)
    with store_at(now + FAST).write() as tx:
        owe_tidying(tx, again_in=timedelta(0))
    engine.dispose()


def _people_come_in(scope: CohortScope) -> None:
    upload = take_upload(scope, sheet=read_upload(filename="roster.csv", content=ROSTER))
    import_upload(scope, upload=upload, others_leave=False)


def _last_plan_is_published(scope: CohortScope) -> None:
    last = max(scope.tx.runs.runs(scope.cohort.id), key=lambda run: run.requested_at)
    plan = scope.tx.runs.plan_of_run(scope.cohort.id, last.id)
    assert plan is not None
    publish_plan(scope, plan=plan.id)


def _everyone_subscribes(scope: CohortScope) -> None:
    for feed in scope.tx.calendars.feeds(scope.cohort.id).values():
        note_subscribed(scope.tx, feed=feed)


def _mails_are_approved_but_one(scope: CohortScope) -> None:
    names = {person.id: person.name for person in scope.people()}
    notices = scope.tx.notices.of_cohort(scope.cohort.id)
    approve(scope, notices=[each.id for each in notices if names[each.person] != NOT_WRITTEN_TO])
