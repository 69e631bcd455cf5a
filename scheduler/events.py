"""Facts, frozen and versioned, and their CloudEvents 1.0 JSON; they carry ids, never personal data."""

from collections.abc import Callable
from dataclasses import dataclass, fields
from datetime import UTC, datetime
from typing import Annotated, ClassVar, cast, get_args, get_type_hints

from scheduler.trace import to_traceparent

SOURCE = "/commonhour"
EXCHANGE = "commonhour.events"
"""Where a broker has them: a durable topic exchange, the routing key being the type."""
CONTENT_TYPE = "application/cloudevents+json"


@dataclass(frozen=True, kw_only=True, slots=True)
class Meaning:
    """What a field says, and what it may look like; docs/events.md and docs/asyncapi.json are made of it."""

    text: str
    example: str | int


CohortRef = Annotated[str, Meaning(text="the cohort's id", example="0b54a1c6-6a35-4d0e-9a2e-5f1c9c1b7a10")]
RunRef = Annotated[str, Meaning(text="the run's id", example="7d1f0a52-43b1-4f5c-8a44-0a6f1f3f9e21")]
PlanRef = Annotated[str, Meaning(text="the plan's id", example="c9a7b8de-0d55-4a17-b6f0-3d2f4e8a6b32")]
MeetingRef = Annotated[
    str,
    Meaning(text="the meeting's UID, as in every calendar", example="3f0d9c1e-5b7a-5c2d-8e4f-6a1b2c3d4e5f"),
]
NoticeRef = Annotated[str, Meaning(text="the e-mail's id", example="51c2e3f4-9b7a-4c1d-8e6f-7a8b9c0d1e43")]
PersonRef = Annotated[str, Meaning(text="the person's id", example="8c1d2e3f-4a5b-4c6d-9e7f-0a1b2c3d4e5f")]
OfferRef = Annotated[str, Meaning(text="the offer's id", example="b7e6d5c4-a3f2-4e1d-8c0b-9a8f7e6d5c4b")]
Release = Annotated[int, Meaning(text="the release's number in its cohort, from 1", example=2)]


@dataclass(frozen=True, kw_only=True, slots=True)
class Event:
    """Something that happened in a cohort; one that is not `public` only wakes us up, and nobody else hears of it."""

    type: ClassVar[str]
    public: ClassVar[bool] = True
    cohort: CohortRef


@dataclass(frozen=True, kw_only=True, slots=True)
class CohortCreated(Event):
    """A cohort was set up."""

    type: ClassVar[str] = "cohort.created"


@dataclass(frozen=True, kw_only=True, slots=True)
class CohortChanged(Event):
    """A cohort's rules are others now."""

    type: ClassVar[str] = "cohort.changed"


@dataclass(frozen=True, kw_only=True, slots=True)
class RightsChanged(Event):
    """Someone may do more in a cohort now, or less."""

    type: ClassVar[str] = "rights.changed"


@dataclass(frozen=True, kw_only=True, slots=True)
class RosterImported(Event):
    """A roster took the place of the one before."""

    type: ClassVar[str] = "roster.imported"
    people: Annotated[int, Meaning(text="how many people it lists", example=55)]


@dataclass(frozen=True, kw_only=True, slots=True)
class SignUpSent(Event):
    """Someone has filled in the cohort's sign-up form, and waits for a coordinator to bring them in."""

    type: ClassVar[str] = "sign_up.sent"


@dataclass(frozen=True, kw_only=True, slots=True)
class PersonCorrected(Event):
    """Someone has said something of themselves anew: where they live, when they can, what they care for, their name."""

    type: ClassVar[str] = "person.corrected"
    person: PersonRef
    fields: Annotated[
        str,
        Meaning(
            text="which of `availability`, `interests`, `locale`, `languages`, `name`, `time_zone` and `workshops`, "
            "by comma",
            example="availability,time_zone",
        ),
    ]


@dataclass(frozen=True, kw_only=True, slots=True)
class PersonPaused(Event):
    """Someone pauses until a day, or has come back."""

    type: ClassVar[str] = "person.paused"
    person: PersonRef


@dataclass(frozen=True, kw_only=True, slots=True)
class PersonErased(Event):
    """Someone was erased: whoever keeps anything by this person's id is to erase it too."""

    type: ClassVar[str] = "person.erased"
    person: PersonRef


@dataclass(frozen=True, kw_only=True, slots=True)
class MailErased(Event):
    """A mail to someone who was erased, or about them, is to stand in no folder any more; of no cohort."""

    type: ClassVar[str] = "mail.erased"
    public: ClassVar[bool] = False
    cohort: str = ""
    mail: Annotated[str, Meaning(text="the mail's id", example="51c2e3f4-9b7a-4c1d-8e6f-7a8b9c0d1e43")]


@dataclass(frozen=True, kw_only=True, slots=True)
class SeatChanged(Event):
    """A member has joined a workshop's group, or left it."""

    type: ClassVar[str] = "seat.changed"
    person: PersonRef


@dataclass(frozen=True, kw_only=True, slots=True)
class SeatOffered(Event):
    """A free seat in a workshop's group is kept for a member who waits for one."""

    type: ClassVar[str] = "seat.offered"
    person: PersonRef
    offer: OfferRef


@dataclass(frozen=True, kw_only=True, slots=True)
class OfferEnded(Event):
    """A seat is no longer kept for a member: they took it, let it go or did not answer, or it was withdrawn."""

    type: ClassVar[str] = "offer.ended"
    person: PersonRef
    offer: OfferRef
    state: Annotated[
        str,
        Meaning(
            text="`taken`, `declined`, `lapsed` when nobody had answered in time, or `withdrawn`: they no longer wait, "
            "or could not take it any more",
            example="taken",
        ),
    ]


@dataclass(frozen=True, kw_only=True, slots=True)
class SeatsDue(Event):
    """It is time to see whether a seat of a cohort's is to be offered, or is kept no longer."""

    type: ClassVar[str] = "seats.due"
    public: ClassVar[bool] = False


@dataclass(frozen=True, kw_only=True, slots=True)
class WorkshopProposed(Event):
    """A member has proposed a workshop."""

    type: ClassVar[str] = "workshop.proposed"
    person: PersonRef
    proposal: Annotated[
        str, Meaning(text="the proposal's id", example="4a3b2c1d-6e5f-4a7b-8c9d-0e1f2a3b4c5d")
    ]


@dataclass(frozen=True, kw_only=True, slots=True)
class RunRequested(Event):
    """A coordinator asked for a plan."""

    type: ClassVar[str] = "run.requested"
    run: RunRef


@dataclass(frozen=True, kw_only=True, slots=True)
class PlanDrafted(Event):
    """A run ended with a plan, which waits for a coordinator."""

    type: ClassVar[str] = "plan.drafted"
    run: RunRef
    plan: PlanRef


@dataclass(frozen=True, kw_only=True, slots=True)
class RunFailed(Event):
    """A run ended without a plan."""

    type: ClassVar[str] = "run.failed"
    run: RunRef
    code: Annotated[
        str, Meaning(text="the reason's code, such as `sessions_overlap`", example="sessions_overlap")
    ]


@dataclass(frozen=True, kw_only=True, slots=True)
class PlanEdited(Event):
    """A draft was changed by hand."""

    type: ClassVar[str] = "plan.edited"
    plan: PlanRef
    revision: Annotated[int, Meaning(text="how often it was changed by now", example=3)]


@dataclass(frozen=True, kw_only=True, slots=True)
class PricesDue(Event):
    """A draft was made without a solver, and what moves on its board would cost is to be worked out."""

    type: ClassVar[str] = "prices.due"
    public: ClassVar[bool] = False
    plan: PlanRef
    revision: Annotated[int, Meaning(text="how often it was changed by now", example=0)] = 0


@dataclass(frozen=True, kw_only=True, slots=True)
class PlanPublished(Event):
    """A plan became its cohort's next release."""

    type: ClassVar[str] = "plan.published"
    plan: PlanRef
    release: Release


@dataclass(frozen=True, kw_only=True, slots=True)
class MeetingArranged(Event):
    """A coordinator added a meeting, moved it, called it otherwise, linked it elsewhere, cancelled or restored it."""

    type: ClassVar[str] = "meeting.arranged"
    meeting: MeetingRef


@dataclass(frozen=True, kw_only=True, slots=True)
class MeetingAnswered(Event):
    """Someone has said whether they come to a meeting, or says otherwise now."""

    type: ClassVar[str] = "meeting.answered"
    meeting: MeetingRef
    person: PersonRef
    answer: Annotated[
        str,
        Meaning(
            text="`yes`, `if_need_be` or `no`; it holds until the meeting is held at another time",
            example="yes",
        ),
    ]


@dataclass(frozen=True, kw_only=True, slots=True)
class MeetingReflected(Event):
    """Someone who was at a meeting said what it was worth, or otherwise, or took it back: not told who, nor what."""

    type: ClassVar[str] = "meeting.reflected"
    meeting: MeetingRef


@dataclass(frozen=True, kw_only=True, slots=True)
class EntriesRevised(Event):
    """Everyone's calendar follows what changed: the plan, a meeting, or the people."""

    type: ClassVar[str] = "entries.revised"
    release: Annotated[int, Meaning(text="the number of the cohort's last release", example=2)]
    changed: Annotated[int, Meaning(text="how many calendar entries have new content", example=12)]


@dataclass(frozen=True, kw_only=True, slots=True)
class EntriesExpire(Event):
    """Cancelled entries that were shown for their time leave the feeds."""

    type: ClassVar[str] = "entries.expire"
    public: ClassVar[bool] = False


@dataclass(frozen=True, kw_only=True, slots=True)
class ZonesRenewed(Event):
    """An operator has a cohort's meetings read by the zone data that are installed now."""

    type: ClassVar[str] = "zones.renewed"
    public: ClassVar[bool] = False


@dataclass(frozen=True, kw_only=True, slots=True)
class NoticeApproved(Event):
    """A coordinator approved an e-mail; it may be sent."""

    type: ClassVar[str] = "notice.approved"
    notice: NoticeRef


@dataclass(frozen=True, kw_only=True, slots=True)
class NoticeEnded(Event):
    """An e-mail will not be sent any more: it was, or it cannot be, or nobody knows."""

    type: ClassVar[str] = "notice.ended"
    notice: NoticeRef
    state: Annotated[
        str,
        Meaning(
            text="`sent`, `refused` by the mail server for good, or `unconfirmed`: handed over with no answer",
            example="sent",
        ),
    ]


@dataclass(frozen=True, kw_only=True, slots=True)
class PreferencesChosen(Event):
    """Someone has chosen otherwise how their calendar is to be."""

    type: ClassVar[str] = "preferences.chosen"
    public: ClassVar[bool] = False
    person: PersonRef


@dataclass(frozen=True, kw_only=True, slots=True)
class InvitationsDue(Event):
    """Someone's meetings come to them by mail from now on, or do not any more."""

    type: ClassVar[str] = "invitations.due"
    public: ClassVar[bool] = False
    person: PersonRef


@dataclass(frozen=True, kw_only=True, slots=True)
class HourAgreed(Event):
    """A coach and a member have agreed to meet at an hour each week."""

    type: ClassVar[str] = "hour.agreed"
    coach: PersonRef
    member: PersonRef


@dataclass(frozen=True, kw_only=True, slots=True)
class HourDropped(Event):
    """A coach or a member has ended the hour that the two had agreed on."""

    type: ClassVar[str] = "hour.dropped"
    coach: PersonRef
    member: PersonRef


@dataclass(frozen=True, kw_only=True, slots=True)
class PairEnded(Event):
    """A coach and a member do not meet as such any more: not told why."""

    type: ClassVar[str] = "pair.ended"
    coach: PersonRef
    member: PersonRef


@dataclass(frozen=True, kw_only=True, slots=True)
class PairRestored(Event):
    """A coach and a member whose pair was ended go on after all."""

    type: ClassVar[str] = "pair.restored"
    coach: PersonRef
    member: PersonRef


@dataclass(frozen=True, kw_only=True, slots=True)
class RetentionDue(Event):
    """It is time to tell a cohort's people that they will be erased, or to erase them."""

    type: ClassVar[str] = "retention.due"
    public: ClassVar[bool] = False


@dataclass(frozen=True, kw_only=True, slots=True)
class RemindersDue(Event):
    """It is time to remind people of a meeting, as they chose."""

    type: ClassVar[str] = "reminders.due"
    public: ClassVar[bool] = False


@dataclass(frozen=True, kw_only=True, slots=True)
class SignInAsked(Event):
    """Somebody has asked to sign in by mail; of no cohort."""

    type: ClassVar[str] = "sign_in.asked"
    public: ClassVar[bool] = False
    cohort: str = ""
    request: Annotated[str, Meaning(text="the request's id", example="6e5d4c3b-2a19-4f8e-9d7c-6b5a49382716")]


@dataclass(frozen=True, kw_only=True, slots=True)
class TidyingDue(Event):
    """It is time to delete what has been kept for long enough; of no cohort."""

    type: ClassVar[str] = "tidying.due"
    public: ClassVar[bool] = False
    cohort: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class RepliesDue(Event):
    """It is time to look for answers in the mail; of no cohort."""

    type: ClassVar[str] = "replies.due"
    public: ClassVar[bool] = False
    cohort: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class WebhookTested(Event):
    """An operator asked whether a webhook works; it goes to that one alone, and is kept nowhere."""

    type: ClassVar[str] = "webhook.tested"
    public: ClassVar[bool] = False
    webhook: Annotated[str, Meaning(text="the webhook's id", example="2f6b1d0c-7e3a-4b8c-9d5f-1a2b3c4d5e65")]


EVENTS: dict[str, type[Event]] = {
    kind.type: kind
    for kind in (
        CohortCreated,
        CohortChanged,
        RightsChanged,
        RosterImported,
        SignUpSent,
        PersonCorrected,
        PersonPaused,
        PersonErased,
        MailErased,
        SeatChanged,
        SeatOffered,
        OfferEnded,
        SeatsDue,
        WorkshopProposed,
        RunRequested,
        PlanDrafted,
        PlanEdited,
        PricesDue,
        RunFailed,
        PlanPublished,
        MeetingArranged,
        MeetingAnswered,
        MeetingReflected,
        HourAgreed,
        HourDropped,
        PairEnded,
        PairRestored,
        EntriesRevised,
        EntriesExpire,
        ZonesRenewed,
        NoticeApproved,
        NoticeEnded,
        PreferencesChosen,
        InvitationsDue,
        RemindersDue,
        RetentionDue,
        SignInAsked,
        TidyingDue,
        RepliesDue,
    )
}
"""Every event that is kept, by its CloudEvents type."""


def to_cloudevent(
    *, event_id: str, time: datetime, event: Event, trace: str | None = None
) -> dict[str, object]:
    """Return the event in CloudEvents 1.0 structured JSON form (CloudEvents spec 1.0.2, JSON format 1.0.2).

    An event of no cohort has no subject, for that may not be empty. `trace` goes along as the Distributed Tracing
    extension.
    """
    envelope: dict[str, object] = {
        "specversion": "1.0",
        "id": event_id,
        "source": SOURCE,
        "type": event.type,
        **({"subject": event.cohort} if event.cohort else {}),
        "time": time.astimezone(UTC).isoformat().replace("+00:00", "Z"),
        "datacontenttype": "application/json",
        "data": data_of(event),
    }
    return envelope if trace is None else envelope | {"traceparent": to_traceparent(trace)}


def meanings(kind: type[Event]) -> dict[str, tuple[type[str | int], Meaning]]:
    """Return what each field of this kind of event is and says, in order."""
    hints = get_type_hints(kind, include_extras=True)
    return {field.name: get_args(hints[field.name]) for field in fields(kind)}


def data_of(event: Event) -> dict[str, str | int]:
    """Return the event's own fields."""
    return {field.name: cast("str | int", getattr(event, field.name)) for field in fields(event)}


def from_data(*, kind: str, data: dict[str, str | int]) -> Event:
    """Return the event of this CloudEvents type; raise KeyError for a type that this version does not know.

    What a later version says besides is left out: it has taken nothing away from what this one needs.
    """
    named = EVENTS[kind]
    known = {field.name: data[field.name] for field in fields(named)}
    return cast("Callable[..., Event]", named)(**known)
