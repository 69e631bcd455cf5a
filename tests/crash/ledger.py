"""What a flow came to, with ids and instants left out, and whatever in it is against what was promised."""

import json
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Engine, text

from scheduler.events import EVENTS
from scheduler.store.outbox import Routes
from tests.crash.outside import Heard
from tests.crash.place import POSTED

_STAMPS = re.compile(rb"(DTSTAMP|LAST-MODIFIED|UID|URL|CONFERENCE[^:]*):[^\r]*(?:\r\n [^\r]*)*")
_GONE_OUT = dict.fromkeys(("sent", "unconfirmed"), "sent or unconfirmed")
"""Which of them a mail is depends on where its mailer was killed."""
_OUTCOMES = {"done": "plan.drafted", "failed": "run.failed"}
"""How a run that was asked for can end, and what is told of it then."""


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """What there is at the end of a flow, in a form in which two flows can be compared."""

    events: dict[str, int]
    deliveries: dict[tuple[str, str, str], int]
    runs: dict[str, int]
    plans: int
    releases: int
    entries: dict[tuple[str, int], int]
    uploads: int
    notices: dict[tuple[str, int, str, bool], int]
    feeds: dict[str, bytes]


@dataclass(frozen=True, kw_only=True)
class Before:
    """What there was when a way began: the ids of all, and how many revisions of entries."""

    ids: frozenset[str] = frozenset()
    revisions: int = 0


def look_before(engine: Engine) -> Before:
    """Return what is in the store now."""
    kinds = ("event", "run", "plan", "upload", "notice")
    found = (id_ for kind in kinds for (id_,) in _rows(engine, f"SELECT id FROM {kind}"))  # noqa: S608 - of our own words
    return Before(ids=frozenset(found), revisions=_revisions(engine))


class Ledger:
    """Looks into a store after the event; a complaint begins with `lost`, `doubled` or `left`."""

    def __init__(
        self,
        engine: Engine,
        *,
        routes: Routes,
        heard: Heard,
        submitting_at_death: int = 0,
        before: Before | None = None,
        held_back: int = 0,
    ) -> None:
        """Take what the world has heard, and how many mails were being handed over when somebody was killed.

        Of what was there `before`, no complaint is made: what has become of it is seen in the outcome. So many mails
        were `held_back` by hand.
        """
        self._engine = engine
        self._routes = routes
        self._heard = heard
        self._submitting_at_death = submitting_at_death
        self._before = before or Before()
        self._held_back = held_back

    def outcome(self, *, feeds: Mapping[str, bytes]) -> Outcome:
        """Return what there is; `feeds` are everyone's as they were served."""
        return Outcome(
            events=self.counted("SELECT type FROM event"),
            deliveries=Counter(
                self._rows("SELECT type, reaction, state FROM delivery JOIN event ON event.id = event_id")
            ),
            runs=self.counted("SELECT state FROM run"),
            plans=len(self._rows("SELECT id FROM plan")),
            releases=len(self._rows("SELECT plan_id FROM release")),
            entries=Counter(
                self._rows("SELECT name, sequence FROM entry JOIN person ON person.id = person_id")
            ),
            uploads=len(self._rows("SELECT id FROM upload")),
            notices=Counter(
                (name, release, _GONE_OUT.get(state, state), bool(body))
                for name, release, state, body in self._rows(
                    "SELECT name, release, state, body FROM notice JOIN person ON person.id = person_id"
                )
            ),
            feeds={name: _STAMPS.sub(rb"\1:", body) for name, body in feeds.items()},
        )

    def complaints(self) -> list[str]:
        """Return whatever is against what was promised; nothing, if all is well."""
        return [
            *self._deliveries(),
            *self._runs(),
            *self._releases(),
            *self._calendars(),
            *self._mails(),
            *self._others(),
        ]

    def counted(self, sql: str) -> Counter[str]:
        """Count the values of a query's one column."""
        return Counter(value for (value,) in self._rows(sql))

    def _deliveries(self) -> list[str]:
        """Every event is owed to whom the routes say, and that is done; what is due only later waits untried."""
        wanted = Counter(
            (event, route.reaction)
            for event, kind in self._new("SELECT id, type FROM event")
            for route in self._routes.get(kind, ())
            if not route.per_webhook
        )
        found = Counter(self._new("SELECT event_id, reaction FROM delivery WHERE target = ''"))
        left = self._rows(
            "SELECT id, reaction, state, tries, error FROM delivery WHERE state IN ('claimed', 'parked') OR "
            "state = 'waiting' AND (tries > 0 OR due_at = (SELECT time FROM event WHERE event.id = event_id))"
        )
        return [*_differ("deliveries", found, wanted), *(f"left: {one}" for one in left)]

    def _runs(self) -> list[str]:
        """Every request has one outcome: a plan, or a failure, told of once."""
        runs = dict(self._new("SELECT id, state FROM run"))
        plans = Counter(run for _, run in self._new("SELECT id, run_id FROM plan"))
        done = Counter(run for run, state in runs.items() if state == "done")
        told = {kind: Counter(data["run"] for data, _ in self._told(kind)) for kind in _OUTCOMES.values()}
        return [
            *(f"left: a run is {state}" for state in runs.values() if state not in _OUTCOMES),
            *_differ(
                "requests",
                Counter(data["run"] for data, _ in self._told("run.requested")),
                Counter(list(runs)),
            ),
            *_differ("plans", plans, done),
            *_differ("plan.drafted", told["plan.drafted"], done),
            *_differ("run.failed", told["run.failed"], Counter(list(runs)) - done),
        ]

    def _releases(self) -> list[str]:
        """Every release is told of once, and followed by the calendars; these follow no oftener than things happen."""
        releases = Counter(
            (cohort, number)
            for _, cohort, number in self._new("SELECT plan_id, cohort_id, number FROM release")
        )
        told, followed = (
            Counter((cohort, data["release"]) for data, cohort in self._told(kind))
            for kind in ("plan.published", "entries.revised")
        )
        owed = self._new("SELECT event_id FROM delivery WHERE reaction = 'follow'")
        said = [*_differ("plan.published", told, releases)]
        said += [f"lost: entries.revised {one}" for one in releases - followed]
        if followed.total() > len(owed):
            said.append(f"doubled: calendars followed {followed.total()} times, and had to {len(owed)} times")
        return said

    def _calendars(self) -> list[str]:
        """Everyone in a cohort with a release has one feed, and SEQUENCE rises with each change that was told of.

        It rises no more than once a release, and once a roster that was brought in.
        """
        wanted = self._rows(
            "SELECT DISTINCT person.id FROM person JOIN release ON release.cohort_id = person.cohort_id"
        )
        found = self._rows("SELECT person_id FROM feed WHERE length(body) > 0")
        again = self._rows(
            "SELECT person_id, uid, sequence FROM entry JOIN person ON person.id = person_id WHERE sequence >= "
            "(SELECT count(*) FROM release WHERE release.cohort_id = person.cohort_id) + "
            "(SELECT count(*) FROM upload WHERE upload.cohort_id = person.cohort_id AND imported_at IS NOT NULL)"
        )
        made = _revisions(self._engine) - self._before.revisions
        told = sum(int(data["changed"]) for data, _ in self._told("entries.revised"))
        said = [*_differ("feeds", Counter(found), Counter(wanted))]
        said += [f"doubled: an entry was revised oftener than there was reason to: {one}" for one in again]
        if made != told:
            said.append(
                f"{'doubled' if made > told else 'lost'}: {made} entries were revised, {told} were told of"
            )
        return said

    def _mails(self) -> list[str]:
        """Sent is one mail; unconfirmed is one or none, and only what was being handed over may be that."""
        notices = dict(self._new("SELECT id, state FROM notice"))
        states = Counter(notices.values())
        came = Counter({found.strip("<").split("@")[0]: n for found, n in self._heard.letters.items()})
        sent = Counter(notice for notice, state in notices.items() if state == "sent")
        unconfirmed = Counter(notice for notice, state in notices.items() if state == "unconfirmed")
        said = [*_differ("mails", came, sent + (came & unconfirmed))]
        said += [
            f"left: a notice is {state}"
            for state in states.elements()
            if state not in {"sent", "unconfirmed", "withdrawn"}
        ]
        by_hand = len(self._new("SELECT id FROM notice WHERE state = 'withdrawn' AND error IS NULL"))
        if by_hand != self._held_back:
            said.append(f"lost: {by_hand} mails are withdrawn by hand, and {self._held_back} were held back")
        if unconfirmed.total() > self._submitting_at_death:
            said.append(
                f"lost: {unconfirmed.total()} mails are unconfirmed, and {self._submitting_at_death} were underway"
            )
        ended = Counter(data["notice"] for data, _ in self._told("notice.ended"))
        return [*said, *_differ("notice.ended", ended, sent + unconfirmed)]

    def _others(self) -> list[str]:
        """Others have heard of every event that is theirs; twice is allowed, under its one id."""
        kinds = dict(self._new("SELECT id, type FROM event"))
        public = {event for event, kind in kinds.items() if EVENTS[kind].public}
        announced = public if self._heard.announced is None else set(self._heard.announced)
        posted = {event for event, kind in kinds.items() if kind in POSTED}
        return [
            *(f"lost: never announced: {kinds[event]}" for event in public - announced),
            *(f"lost: never posted: {kinds[event]}" for event in posted - set(self._heard.posted)),
        ]

    def _told(self, kind: str) -> list[tuple[dict[str, str], str]]:
        rows = self._new("SELECT id, data, cohort_id FROM event WHERE type = :kind", kind=kind)
        return [(json.loads(data) if isinstance(data, str) else data, cohort) for _, data, cohort in rows]

    def _new(self, sql: str, **values: str) -> list[tuple[Any, ...]]:
        """Return the rows whose first column is no id of what was there before."""
        return [row for row in self._rows(sql, **values) if row[0] not in self._before.ids]

    def _rows(self, sql: str, **values: str) -> list[tuple[Any, ...]]:
        return _rows(self._engine, sql, **values)


def _rows(engine: Engine, sql: str, **values: str) -> list[tuple[Any, ...]]:
    with engine.connect() as connection:
        return [tuple(row) for row in connection.execute(text(sql), values)]


def _revisions(engine: Engine) -> int:
    """Return how often an entry was revised, its first revision included."""
    ((revisions,),) = _rows(engine, "SELECT coalesce(sum(sequence + 1), 0) FROM entry")
    return int(revisions)


def _differ(what: str, found: Counter[Any], wanted: Counter[Any]) -> Iterable[str]:
    """Yield what is there less often than wanted, and what is there more often."""
    yield from (f"lost: {what} {one}" for one in (wanted - found).elements())
    yield from (f"doubled: {what} {one}" for one in (found - wanted).elements())
