"""The demo: the sample cohort moved into the present, imported, matched and published, with links to try."""

import socket
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from scheduler.access import Right, whole_cohort
from scheduler.commands.cohorts import account_of_person, create_cohort, grant, open_account
from scheduler.commands.publishing import publish_plan
from scheduler.commands.rosters import import_people, person_ids
from scheduler.commands.runs import ENDED, request_run
from scheduler.commands.signing_in import invite
from scheduler.domain.cohorts import Cohort, CohortId
from scheduler.domain.people import Person, PersonId, Role
from scheduler.errors import RefusedError
from scheduler.settings import Settings, read_settings
from scheduler.store.unit_of_work import Store, Transaction
from scheduler.tokens import feed_token

COORDINATOR = "coordinator@example.org"
FACILITATOR = "facilitator@example.org"
LOOK_SECONDS = 0.05
PATIENCE_SECONDS = 120
STUCK = "The demo did not come to its end: `commonhour demo --reset` starts afresh, and the log says why."


@dataclass(frozen=True, kw_only=True, slots=True)
class Links:
    """Where to go, as paths with their secrets."""

    coordinator: str
    facilitator: str
    member_page: str
    feed: str


def demo_settings(*, data_dir: Path) -> Settings:
    """Return the settings of a demo: a data folder of its own, and the first free port from the usual one on."""
    settings = read_settings({"COMMONHOUR_DATA_DIR": str(data_dir), "COMMONHOUR_DEMO": "1"})
    port = next(port for port in range(settings.port, settings.port + 100) if _is_free(settings.host, port))
    return replace(settings, port=port, base_url=f"http://{settings.host}:{port}")


def into_the_present(cohort: Cohort, *, today: date) -> Cohort:
    """Return the cohort moved on by whole years, so that it has not ended yet."""
    years = max(0, today.year - cohort.ends.year)
    years += _moved(cohort.ends, years) <= today
    return replace(
        cohort,
        name=cohort.name.replace(str(cohort.starts.year), str(cohort.starts.year + years)),
        starts=_moved(cohort.starts, years),
        ends=_moved(cohort.ends, years),
        workshops=tuple(
            replace(workshop, window=(_moved(workshop.window[0], years), _moved(workshop.window[1], years)))
            for workshop in cohort.workshops
        ),
    )


def set_up(
    store: Store,
    *,
    cohort: Cohort,
    people: Callable[[Cohort, Callable[[str], PersonId]], tuple[Person, ...]],
    tell: Callable[[str], None],
) -> CohortId:
    """Import, match and publish through the running service, or go on from what is there; return the cohort's id."""
    with store.write() as tx:
        known = tx.people.cohorts()
        if not known:
            create_cohort(tx, cohort=cohort)
            scope = whole_cohort(tx, cohort.id)
            import_people(scope, people=people(cohort, person_ids(scope)))
            tell(f"imported {len(scope.people())} people")
    cohort_id = known[0].id if known else cohort.id
    with store.write() as tx:
        scope = whole_cohort(tx, cohort_id)
        published = tx.runs.published(cohort_id)
        run = None if published or tx.runs.runs(cohort_id) else request_run(scope)
    if published is None:
        _wait(store, lambda tx: tx.runs.runs(cohort_id)[0].state in ENDED)
        with store.write() as tx:
            scope = whole_cohort(tx, cohort_id)
            drafted = tx.runs.plan_of_run(cohort_id, run or tx.runs.runs(cohort_id)[0].id)
            if drafted is None:
                raise RefusedError(STUCK)
            tell("matched; publishing")
            publish_plan(scope, plan=drafted.id, note="The first release")
    _wait(store, lambda tx: tx.runs.published(cohort_id) and not tx.deliveries.pending(cohort=cohort_id))
    return cohort_id


def make_links(store: Store, *, cohort: CohortId, feed_key: bytes) -> Links:
    """Return fresh sign-in links for a coordinator, a facilitator and a member, and that member's feed link."""
    with store.write() as tx:
        member = next(
            person
            for person in tx.people.people(cohort)
            if person.role is Role.MEMBER and tx.calendars.feed_of(person.id) is not None
        )
        account = account_of_person(tx, person=member.id)
        feed = tx.calendars.feed_of(member.id)
        if feed is None:
            raise RefusedError(STUCK)
        return Links(
            coordinator=_sign_in_as(tx, cohort, COORDINATOR, Right.COORDINATOR),
            facilitator=_sign_in_as(tx, cohort, FACILITATOR, Right.FACILITATOR),
            member_page=f"/sign-in/{invite(tx, account=account)}",
            feed=f"/feeds/{feed_token(key=feed_key, feed=feed.id, generation=feed.generation)}.ics",
        )


def welcome(links: Links, *, settings: Settings, went_on: bool) -> str:
    """Return what to tell whoever started the demo: where to go, and whether it `went_on` from one before."""
    end = ", and it went on from what was there (commonhour demo --reset starts afresh)." if went_on else "."
    return (
        f"This is a demo, on invented people. Its data is in {settings.data_dir}/{end}"
        f"\n\nCoordinator signs in:  {settings.base_url}{links.coordinator}"
        f"\nFacilitator signs in:  {settings.base_url}{links.facilitator}"
        f"\nMember signs in:       {settings.base_url}{links.member_page}"
        f"\nThat member's feed:    {settings.base_url}{links.feed}"
        "\n\nEach sign-in link works once; run the demo again for new ones. Ctrl-C stops it."
    )


def _is_free(host: str, port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex((host, port)) != 0


def _sign_in_as(tx: Transaction, cohort: CohortId, email: str, right: Right) -> str:
    account = open_account(tx, email=email)
    grant(tx, account=account, cohort=cohort, right=right)
    return f"/sign-in/{invite(tx, account=account)}"


def _wait(store: Store, is_so: Callable[[Transaction], object]) -> None:
    until = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < until:
        with store.read() as tx:
            if is_so(tx):
                return
        time.sleep(LOOK_SECONDS)
    raise RefusedError(STUCK)


def _moved(day: date, years: int) -> date:
    """Return the same date so many years on; 29 February becomes the 28th."""
    if day.month == 2 and day.day == 29:  # noqa: PLR2004 - the leap day
        day = day.replace(day=28)
    return day.replace(year=day.year + years)
