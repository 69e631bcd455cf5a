"""Every reaction to an event, in one table."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from scheduler.errors import TimeUpError
from scheduler.events import (
    EVENTS,
    CohortChanged,
    EntriesExpire,
    Event,
    HourAgreed,
    HourDropped,
    InvitationsDue,
    MailErased,
    MeetingArranged,
    NoticeApproved,
    OfferEnded,
    PairEnded,
    PairRestored,
    PersonCorrected,
    PersonErased,
    PersonPaused,
    PlanEdited,
    PlanPublished,
    PreferencesChosen,
    PricesDue,
    RemindersDue,
    RepliesDue,
    RetentionDue,
    RosterImported,
    RunRequested,
    SeatChanged,
    SeatsDue,
    SignInAsked,
    TidyingDue,
    ZonesRenewed,
)
from scheduler.store.claims import Claim
from scheduler.store.outbox import Route, Routes
from scheduler.store.unit_of_work import Transaction
from workers import (
    announcing,
    calendar,
    housekeeping,
    mailer,
    matching,
    replies,
    repricing,
    retention,
    seats,
    sign_in_mails,
    webhooks,
)
from workers.job import Job
from workers.solver_process import SolverOutOfMemoryError, SolverTimedOutError

SOON = tuple(timedelta(seconds=seconds) for seconds in (1, 2, 4, 8))
"""Pauses between the tries of what fails by accident: five tries in a quarter of a minute."""
OF_ANOTHER_VERSION = (*SOON, *(timedelta(minutes=minutes) for minutes in (1, 5, 15)))
"""Pauses between the tries of what this version does not know: the one that does may just be on its way in."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Consumer:
    """Who works: how many deliveries at a time in one process, and how many more are taken along with each hint.

    When it is told to stop, what is being worked on has `closing_seconds` to end; what takes longer goes back untried.
    """

    name: str
    hands: int = 1
    at_once: int = 1
    ahead: int = 0
    closing_seconds: float = 8.0


@dataclass(frozen=True, kw_only=True, slots=True)
class Reaction:
    """When one of `on` happens (or any public event, if `Event` is among them), `consumer` does `do`.

    What fails is tried again after each of the `pauses`, then parked; what fails with one of the `final` errors, which
    would only come again, is parked at once; what takes longer than `limit` has failed. `give_up` is written when it
    is parked.
    """

    on: tuple[type[Event], ...]
    consumer: Consumer
    do: Callable[[Job], None]
    give_up: Callable[[Transaction, Claim], None] | None = None
    pauses: tuple[timedelta, ...] = SOON
    final: tuple[type[Exception], ...] = ()
    limit: timedelta = timedelta(minutes=5)
    per_webhook: bool = False

    @property
    def name(self) -> str:
        """What deliveries call this reaction."""
        return self.do.__name__


MATCHER = Consumer(name="matcher")
PRICER = Consumer(name="pricer")
CALENDARS = Consumer(name="calendars", hands=4, at_once=5, ahead=5)
MAILER = Consumer(name="mailer", hands=2, at_once=5, ahead=5, closing_seconds=mailer.CLOSING_SECONDS)
HOUSEKEEPER = Consumer(name="housekeeper")
ANNOUNCER = Consumer(name="announcer", hands=4, at_once=50, ahead=50)
WEBHOOKS = Consumer(name="webhooks", hands=16, at_once=16, ahead=16)

REACTIONS = (
    Reaction(
        on=(RunRequested,),
        consumer=MATCHER,
        do=matching.draft_plan,
        give_up=matching.give_up_run,
        final=(SolverTimedOutError, SolverOutOfMemoryError, TimeUpError),
        limit=timedelta(days=1),  # its solve has a bound of its own
    ),
    Reaction(on=(PlanEdited, PricesDue), consumer=PRICER, do=repricing.price_draft),
    Reaction(
        on=(
            PlanPublished,
            MeetingArranged,
            RosterImported,
            CohortChanged,
            PersonCorrected,
            PersonPaused,
            PersonErased,
            SeatChanged,
            PreferencesChosen,
            HourAgreed,
            HourDropped,
            PairEnded,
            PairRestored,
            ZonesRenewed,
        ),
        consumer=CALENDARS,
        do=calendar.follow,
    ),
    Reaction(on=(EntriesExpire,), consumer=CALENDARS, do=calendar.drop_expired),
    Reaction(on=(InvitationsDue,), consumer=CALENDARS, do=calendar.invite),
    Reaction(on=(RemindersDue,), consumer=CALENDARS, do=calendar.remind),
    Reaction(
        on=(
            SeatsDue,
            SeatChanged,
            OfferEnded,
            PlanPublished,
            MeetingArranged,
            RosterImported,
            CohortChanged,
            PersonPaused,
            PersonErased,
            HourAgreed,
            HourDropped,
            PairEnded,
            PairRestored,
        ),
        consumer=CALENDARS,
        do=seats.pass_seats_on,
    ),
    Reaction(
        on=(NoticeApproved,),
        consumer=MAILER,
        do=mailer.send_mail,
        give_up=mailer.give_up_notice,
        pauses=mailer.PAUSES,
        limit=mailer.LIMIT,
    ),
    Reaction(
        on=(SignInAsked,),
        consumer=MAILER,
        do=sign_in_mails.send_sign_in,
        pauses=sign_in_mails.PAUSES,
        limit=mailer.LIMIT,
    ),
    Reaction(on=(MailErased,), consumer=MAILER, do=mailer.forget_mail),
    Reaction(on=(RepliesDue,), consumer=MAILER, do=replies.read_replies, give_up=replies.give_up_replies),
    Reaction(
        on=(TidyingDue,), consumer=HOUSEKEEPER, do=housekeeping.tidy, give_up=housekeeping.give_up_tidying
    ),
    Reaction(on=(RetentionDue,), consumer=HOUSEKEEPER, do=retention.keep_no_longer, pauses=retention.PAUSES),
    Reaction(on=(PersonErased,), consumer=HOUSEKEEPER, do=housekeeping.overwrite_erased),
    Reaction(on=(Event,), consumer=ANNOUNCER, do=announcing.announce, pauses=announcing.PAUSES),
    Reaction(
        on=(Event,), consumer=WEBHOOKS, do=webhooks.post_webhook, pauses=webhooks.PAUSES, per_webhook=True
    ),
)

FORMERLY = {"follow_release": "follow", "send_notice": "send_mail"}
"""What deliveries of a version before call a reaction: its own machines know no more of it than they did."""
_NOW = {reaction.name: reaction for reaction in REACTIONS}
BY_NAME = _NOW | {former: _NOW[name] for former, name in FORMERLY.items()}
CONSUMERS = {reaction.consumer.name: reaction.consumer for reaction in REACTIONS}
ABROAD = frozenset({"announcer"})
"""Consumers that only a real broker has any use for."""


def routes(*, embedded: bool = True) -> Routes:
    """Return the table as the outbox needs it."""
    table: dict[str, tuple[Route, ...]] = {}
    for reaction in REACTIONS:
        if embedded and reaction.consumer.name in ABROAD:
            continue
        route = Route(
            consumer=reaction.consumer.name, reaction=reaction.name, per_webhook=reaction.per_webhook
        )
        for event in EVENTS.values():
            if event in reaction.on or (Event in reaction.on and event.public):
                table[event.type] = (*table.get(event.type, ()), route)
    return table
