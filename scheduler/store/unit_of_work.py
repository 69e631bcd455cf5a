"""One transaction at a time: state, event and deliveries are written together or not at all."""

from collections.abc import Generator
from contextlib import contextmanager
from datetime import datetime

from sqlalchemy import Connection, Engine

from scheduler import crash_points
from scheduler.clock import Clock
from scheduler.ids import Ids
from scheduler.store.accounts import Accounts
from scheduler.store.added_meetings import AddedMeetings
from scheduler.store.agreements import Agreements
from scheduler.store.answers import Answers
from scheduler.store.api_tokens import ApiTokens
from scheduler.store.arrangements import Arrangements
from scheduler.store.attempts import Attempts
from scheduler.store.audit import AuditTrail
from scheduler.store.boards import Boards
from scheduler.store.calendars import Calendars
from scheduler.store.claims import Claims
from scheduler.store.community import Community
from scheduler.store.company import Companies
from scheduler.store.deliveries import Deliveries
from scheduler.store.encryption import Encryption
from scheduler.store.endings import Endings
from scheduler.store.engine import READING
from scheduler.store.enrolments import Enrolments
from scheduler.store.erasure import Erasure
from scheduler.store.faults import passing_faults
from scheduler.store.hints import Hints
from scheduler.store.housekeeping import Housekeeping
from scheduler.store.kept_answers import KeptAnswers
from scheduler.store.letter_words import LetterWordings
from scheduler.store.notices import Notices
from scheduler.store.outbox import Outbox, Routes
from scheduler.store.pauses import Pauses
from scheduler.store.people import People
from scheduler.store.personal_rows import PersonalRows
from scheduler.store.preferences import Preferences
from scheduler.store.prices import Prices
from scheduler.store.proposals import Proposals
from scheduler.store.reflections import Reflections
from scheduler.store.reminders import Reminders
from scheduler.store.renaming import Renaming
from scheduler.store.retention import Retention
from scheduler.store.runs import Runs
from scheduler.store.seat_offers import SeatOffers
from scheduler.store.shared_contacts import SharedContacts
from scheduler.store.shared_feeds import SharedFeeds
from scheduler.store.sign_in_requests import SignInRequests
from scheduler.store.sign_ins import SignIns
from scheduler.store.sign_ups import SignUps
from scheduler.store.steering import Steering
from scheduler.store.told import WhatWasTold
from scheduler.store.uploads import Uploads
from scheduler.store.webhooks import Webhooks
from scheduler.store.zone_data import ZoneData


class Transaction:
    """What may be read and written at the instant `now`; ends with the `with` block that opened it."""

    def __init__(
        self, connection: Connection, *, now: datetime, ids: Ids, routes: Routes, writes: bool
    ) -> None:
        self.now = now
        self.ids = ids
        self.people = People(connection, now=now, writes=writes)
        self.runs = Runs(connection)
        self.boards = Boards(connection)
        self.prices = Prices(connection)
        self.uploads = Uploads(connection)
        self.added_meetings = AddedMeetings(connection)
        self.arrangements = Arrangements(connection)
        self.agreements = Agreements(connection)
        self.endings = Endings(connection)
        self.enrolments = Enrolments(connection)
        self.seat_offers = SeatOffers(connection)
        self.pauses = Pauses(connection)
        self.proposals = Proposals(connection)
        self.zone_data = ZoneData(connection, now=now)
        self.calendars = Calendars(connection)
        self.shared_feeds = SharedFeeds(connection)
        self.accounts = Accounts(connection)
        self.audit = AuditTrail(connection, now=now)
        self.api_tokens = ApiTokens(connection)
        self.kept_answers = KeptAnswers(connection, now=now)
        self.community = Community(connection)
        self.letter_words = LetterWordings(connection)
        self.notices = Notices(connection)
        self.company = Companies(connection)
        self.shared_contacts = SharedContacts(connection, now=now)
        self.told = WhatWasTold(connection, now=now)
        self.answers = Answers(connection)
        self.reflections = Reflections(connection)
        self.preferences = Preferences(connection)
        self.reminders = Reminders(connection, now=now)
        self.retention = Retention(connection)
        self.sign_ups = SignUps(connection)
        self.sign_ins = SignIns(connection, now=now)
        self.attempts = Attempts(connection, now=now, ids=ids)
        self.sign_in_requests = SignInRequests(connection)
        self.webhooks = Webhooks(connection)
        self.deliveries = Deliveries(connection, now=now)
        self.personal_rows = PersonalRows(connection)
        self.erasure = Erasure(connection)
        self.encryption = Encryption(connection)
        self.renaming = Renaming(connection)
        self.housekeeping = Housekeeping(connection, now=now)
        self.outbox = Outbox(connection, now=now, ids=ids, routes=routes)
        self.hints = Hints(connection, now=now)
        self.claims = Claims(connection, now=now)
        self.steering = Steering(connection, now=now)


class Store:
    """Opens transactions on one database; safe to share between threads."""

    def __init__(self, engine: Engine, *, clock: Clock, ids: Ids, routes: Routes) -> None:
        self.engine = engine
        self._writing = engine.execution_options(writes=True)
        self.clock = clock
        self._ids = ids
        self._routes = routes

    @contextmanager
    def read(self) -> Generator[Transaction]:
        """Open a transaction that only reads: one consistent view. Raises UnavailableError."""
        with passing_faults(), self.engine.connect() as connection:
            reading = connection.execution_options(**READING[self.engine.dialect.name])
            with reading.begin():
                yield self._transaction(reading, writes=False)

    @contextmanager
    def write(self, doing: str = "command", *, patience: float | None = None) -> Generator[Transaction]:
        """Open a transaction that writes: committed when the block ends, undone when it raises.

        `doing` names it among the points at which a test kills this process. `patience` is how many seconds it waits
        for what others hold, at each lock (None: some ten). Raises UnavailableError.
        """
        writing = self._writing if patience is None else self._writing.execution_options(patience=patience)
        with passing_faults(), writing.connect() as connection:
            with connection.begin():
                yield self._transaction(connection, writes=True)
                crash_points.before("commit", doing)
            crash_points.after("commit", doing)

    def _transaction(self, connection: Connection, *, writes: bool) -> Transaction:
        return Transaction(
            connection, now=self.clock.now(), ids=self._ids, routes=self._routes, writes=writes
        )
