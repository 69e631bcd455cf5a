"""Every table, one place each fact: the database row is the truth (DESIGN 3)."""

from scheduler.store.tables.calendars import (
    agreement,
    answer,
    arrangement,
    entry,
    feed,
    notice,
    preference,
    reminder,
    shared_entry,
    told,
)
from scheduler.store.tables.columns import Instant, in_utc, metadata
from scheduler.store.tables.outbox import delivery, event, webhook
from scheduler.store.tables.people import (
    account,
    cohort,
    correction,
    enrolment,
    grant,
    person,
    sign_in_link,
    sign_in_request,
    upload,
    web_session,
)
from scheduler.store.tables.plans import plan, price, release, run

__all__ = [
    "Instant",
    "account",
    "agreement",
    "answer",
    "arrangement",
    "cohort",
    "correction",
    "delivery",
    "enrolment",
    "entry",
    "event",
    "feed",
    "grant",
    "in_utc",
    "metadata",
    "notice",
    "person",
    "plan",
    "preference",
    "price",
    "release",
    "reminder",
    "run",
    "shared_entry",
    "sign_in_link",
    "sign_in_request",
    "told",
    "upload",
    "web_session",
    "webhook",
]
