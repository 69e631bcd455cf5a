"""What one person comes for: their coach or members, their groups, and their next meetings on their own clock."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from calendars.common_hours import CommonHour, Told
from calendars.entries import Link
from calendars.wording import local_times
from calendars.zones import zone
from scheduler.access import PersonScope
from scheduler.commands.foretelling import standing_erasure
from scheduler.commands.pausing import standing_pause
from scheduler.domain.agreements import Agreement
from scheduler.domain.answers import Answer, GivenAnswer
from scheduler.domain.circles import Circle
from scheduler.domain.common_hours import as_read_by, offered_hours, on_the_clock_of
from scheduler.domain.community import Norms, SharedLink
from scheduler.domain.meetings import Meeting, MeetingKind
from scheduler.domain.people import Person, PersonId
from scheduler.domain.plans import Pair, Plan
from scheduler.domain.preferences import Preference
from scheduler.domain.readers import Reader, reader_of
from scheduler.domain.reflections import InSum, Reflection, in_sum, is_asked, is_summed_up
from scheduler.errors import NotFoundError
from scheduler.languages import spoken, words
from scheduler.queries.my_workshops import KeptSeat, kept_seats
from scheduler.reasons.these_two import why_these_two
from scheduler.store.calendars import StoredFeed

SHOWN = 12
PAST_SHOWN = 6


@dataclass(frozen=True, kw_only=True, slots=True)
class WeeklyHour:
    """A weekly time at which two can meet all through: on the reader's clock, and on the other's.

    Of an hour that the other one has not said yes to, their clock is not shown: `theirs` is empty, and `hour` is what
    the reader's own clock shows first.
    """

    hour: CommonHour
    mine: tuple[Told, ...]
    theirs: tuple[Told, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Companion:
    """Someone whom one meets in coaching, why the two were matched, and the `hours` that they could choose.

    `agreed` is the hour that the two have agreed on; `suggested_to_me` what the other one suggests, and
    `suggested_by_me` what waits for the other one's yes.
    """

    id: str
    name: str
    shared_minutes: int
    why: tuple[str, ...]
    hours: tuple[WeeklyHour, ...]
    agreed: WeeklyHour | None
    suggested_to_me: WeeklyHour | None
    suggested_by_me: WeeklyHour | None


@dataclass(frozen=True, kw_only=True, slots=True)
class Group:
    """A workshop's group that one sits in or leads; `feed` is its calendar, if that is shared."""

    name: str
    number: int
    facilitator: str | None
    leads: bool
    people: int
    feed: StoredFeed | None


@dataclass(frozen=True, kw_only=True, slots=True)
class Upcoming:
    """A meeting to come; `elsewhere` is the zone by whose clock it is held, where that shows another hour.

    `before` is the start of the series' last one where the local hour then was another. `answer` is what the reader
    said of it, while that holds; it is `asked_anew` of whom had said so of another time. `to_share` tells somebody of
    it in the reader's own words, empty where their calendar is discreet.
    """

    uid: str
    title: str
    is_coaching: bool
    starts: datetime
    ends: datetime
    minutes: int
    elsewhere: str | None
    join_url: str | None
    links: tuple[Link, ...]
    cancelled: bool
    before: datetime | None
    clock_changed: bool
    answer: Answer | None
    asked_anew: bool
    to_share: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Past:
    """A meeting that the reader was at: where it leads, what they said of it, and all who were there in sum.

    They are `asked` for some days, and can take back what they said later too. In sum nothing is told (None) of a
    meeting of so few that none ever could.
    """

    uid: str
    title: str
    starts: datetime
    minutes: int
    links: tuple[Link, ...]
    asked: bool
    said: Reflection | None
    in_sum: InSum | None


@dataclass(frozen=True, kw_only=True, slots=True)
class MyPage:
    """One person of one cohort; without a published plan there is nothing but who they are."""

    person: str
    name: str
    locale: str | None
    cohort: str
    cohort_locale: str
    discreet_cohort: bool
    has_address: bool
    time_zone: str
    availability_assumed: bool
    free_minutes: int
    interests: tuple[str, ...]
    away_until: datetime | None
    published: bool
    coaches: tuple[Companion, ...]
    members: tuple[Companion, ...]
    waits_for_coach: bool
    groups: tuple[Group, ...]
    kept: tuple[KeptSeat, ...]
    upcoming: tuple[Upcoming, ...]
    past: tuple[Past, ...]
    norms: Norms
    links: tuple[SharedLink, ...]
    feed: StoredFeed | None
    chose: Preference
    erased_at: datetime | None


def my_page(scope: PersonScope) -> MyPage:
    """Return the person's page as of now."""
    people = scope.tx.people.people(scope.cohort.id)
    known = {person.id: person for person in people}
    plan, chose = scope.standing_plan(), scope.tx.preferences.of(scope.person.id)
    mine, past = scope.meetings_and_past(people)
    erasure = standing_erasure(scope)
    return MyPage(
        person=scope.person.id,
        name=scope.person.name,
        locale=scope.person.locale,
        cohort=scope.cohort.name,
        cohort_locale=scope.cohort.locale,
        discreet_cohort=scope.cohort.discreet,
        has_address=bool(scope.person.email),
        time_zone=scope.person.time_zone,
        availability_assumed=scope.person.availability_assumed,
        free_minutes=scope.person.free_minutes,
        interests=scope.person.interests,
        away_until=None if (stands := standing_pause(scope)) is None else stands.until,
        published=plan is not None,
        coaches=() if plan is None else _companions(scope, plan.coaching.pairs, people=known, coached=True),
        members=() if plan is None else _companions(scope, plan.coaching.pairs, people=known, coached=False),
        waits_for_coach=plan is not None
        and any(one.member == scope.person.id for one in plan.coaching.unplaced),
        groups=() if plan is None else _groups(scope, plan=plan, people=known, mine=mine),
        kept=kept_seats(scope),
        upcoming=_upcoming(
            mine,
            reader=scope.person.id,
            people=known,
            as_read=reader_of(scope.person, cohort=scope.cohort, chose=chose),
            now=scope.tx.now,
            answers=scope.tx.answers.of(scope.person.id),
        ),
        past=_past(scope, past[: -PAST_SHOWN - 1 : -1]),
        norms=scope.tx.community.norms(scope.cohort.id),
        links=scope.tx.community.links(scope.cohort.id).links,
        feed=scope.feed(),
        chose=chose,
        erased_at=None if erasure is None else erasure.at,
    )


def my_companions(scope: PersonScope) -> tuple[Companion, ...]:
    """Return everyone whom the person meets in coaching, with the hours that the two could choose."""
    plan = scope.standing_plan()
    if plan is None:
        return ()
    known = {person.id: person for person in scope.tx.people.people(scope.cohort.id)}
    return tuple(
        companion
        for coached in (True, False)
        for companion in _companions(scope, plan.coaching.pairs, people=known, coached=coached)
    )


def _companions(
    scope: PersonScope, pairs: Iterable[Pair], *, people: Mapping[PersonId, Person], coached: bool
) -> tuple[Companion, ...]:
    """Return who coaches the reader (`coached`), or whom they coach."""
    agreements = scope.tx.agreements.of_cohort(scope.cohort.id)
    return tuple(
        _companion(
            scope,
            pair=pair,
            other=people[other],
            people=people,
            stands=agreements.get((pair.coach, pair.member)),
        )
        for pair in pairs
        for me, other in [(pair.member, pair.coach) if coached else (pair.coach, pair.member)]
        if me == scope.person.id and other in people
    )


def _companion(
    scope: PersonScope,
    *,
    pair: Pair,
    other: Person,
    people: Mapping[PersonId, Person],
    stands: Agreement | None,
) -> Companion:
    coach, member = people[pair.coach], people[pair.member]
    agreed = None if stands is None or stands.agreed is None else stands.agreed.hour
    suggested = None if stands is None else stands.suggested
    by_me = stands is not None and stands.suggested_by == scope.person.id

    def weekly(hour: CommonHour | None, *, with_theirs: bool) -> WeeklyHour | None:
        if hour is None:
            return None
        read = as_read_by(hour, cohort=scope.cohort, coach=coach, member=member)
        coaches = coach.id == scope.person.id
        mine, theirs = (read.coach, read.member) if coaches else (read.member, read.coach)
        if with_theirs:
            return WeeklyHour(hour=hour, mine=mine, theirs=theirs)
        return WeeklyHour(hour=on_the_clock_of(scope.person, mine), mine=mine, theirs=())

    offered = offered_hours(cohort=scope.cohort, coach=coach, member=member)
    return Companion(
        id=other.id,
        name=other.name,
        shared_minutes=pair.shared_minutes,
        why=why_these_two(pair),
        hours=tuple(
            filter(
                None,
                (
                    weekly(each.hour, with_theirs=False)
                    for each in offered
                    if each.hour not in {agreed, suggested}
                ),
            )
        ),
        agreed=weekly(agreed, with_theirs=True),
        suggested_to_me=None if by_me else weekly(suggested, with_theirs=True),
        suggested_by_me=weekly(suggested, with_theirs=False) if by_me else None,
    )


def _groups(
    scope: PersonScope, *, plan: Plan, people: Mapping[PersonId, Person], mine: tuple[Meeting, ...]
) -> tuple[Group, ...]:
    feeds = scope.section_feeds(mine)
    titles = {workshop.id: workshop.name for workshop in scope.cohort.workshops}
    return tuple(
        Group(
            name=titles[section.workshop],
            number=section.section,
            facilitator=people[section.facilitator].name if section.facilitator in people else None,
            leads=section.facilitator == scope.person.id,
            people=len(section.members),
            feed=feeds.get(Circle(workshop=section.workshop, section=section.section)),
        )
        for section in plan.workshops.sections
        if scope.person.id in (*section.members, section.facilitator)
    )


def _upcoming(
    meetings: tuple[Meeting, ...],
    *,
    reader: PersonId,
    people: Mapping[PersonId, Person],
    as_read: Reader,
    now: datetime,
    answers: Mapping[str, GivenAnswer],
) -> tuple[Upcoming, ...]:
    """Return the next meetings, each marked where its local hour is not that of the meeting before in its series."""
    here = zone(as_read.time_zone)
    before: dict[tuple[MeetingKind, str, int | None], datetime] = {}
    shown: list[Upcoming] = []
    for meeting in meetings:
        starts, last = meeting.starts.astimezone(here), before.get(meeting.series)
        if not meeting.cancelled:
            before[meeting.series] = starts
        if meeting.ends <= now:
            continue
        given = answers.get(meeting.uid)
        holds = given is not None and given.holds_for(starts=meeting.starts, ends=meeting.ends)
        shifted = last is not None and last.time() != starts.time()
        shown.append(
            Upcoming(
                uid=meeting.uid,
                title=_title(meeting, reader=reader, people=people),
                is_coaching=meeting.kind is MeetingKind.COACHING,
                starts=meeting.starts,
                ends=meeting.ends,
                minutes=meeting.minutes,
                elsewhere=None
                if _wall(meeting.starts, meeting.time_zone) == _wall(meeting.starts, as_read.time_zone)
                else meeting.time_zone,
                join_url=meeting.join_url,
                links=meeting.links,
                cancelled=meeting.cancelled,
                before=last if shifted else None,
                clock_changed=last is not None and last.utcoffset() != starts.utcoffset(),
                answer=given.answer if given is not None and holds else None,
                asked_anew=given is not None and not holds,
                to_share=_to_share(meeting, as_read),
            )
        )
    return tuple(shown[:SHOWN])


def _wall(at: datetime, time_zone: str) -> datetime:
    """Return what a zone's clock shows."""
    return at.astimezone(zone(time_zone)).replace(tzinfo=None)


def past_meeting(scope: PersonScope, *, meeting: str) -> Past:
    """Return a meeting that the person was at; raises NotFoundError."""
    _, past = scope.meetings_and_past(scope.tx.people.people(scope.cohort.id))
    for found in _past(scope, tuple(each for each in past if each.uid == meeting)):
        return found
    raise NotFoundError


def _past(scope: PersonScope, meetings: tuple[Meeting, ...]) -> tuple[Past, ...]:
    uids = [meeting.uid for meeting in meetings]
    said, there = scope.tx.reflections.about(uids), scope.tx.calendars.who_had(scope.cohort.id, uids)
    return tuple(
        Past(
            uid=meeting.uid,
            title=meeting.title,
            starts=meeting.starts,
            minutes=meeting.minutes,
            links=meeting.links,
            asked=is_asked(meeting, there=there[meeting.uid], now=scope.tx.now),
            said=said[meeting.uid].get(scope.person.id),
            in_sum=in_sum(said[meeting.uid].values()) if is_summed_up(there[meeting.uid]) else None,
        )
        for meeting in meetings
    )


def _to_share(meeting: Meeting, reader: Reader) -> str:
    """Say what a meeting is, when, on the reader's clock and its own, and where to join it."""
    if reader.discreet or meeting.cancelled or meeting.kind is MeetingKind.COACHING:
        return ""
    say = words(reader.locale).gettext
    when = local_times(
        starts=meeting.starts,
        ends=meeting.ends,
        reader_zone=reader.time_zone,
        meeting_zone=meeting.time_zone,
        locale=spoken(reader.locale),
    )
    join = [say("Join: {link}").format(link=meeting.join_url)] if meeting.join_url else []
    return "\n".join((meeting.title, when, *join))


def _title(meeting: Meeting, *, reader: PersonId, people: Mapping[PersonId, Person]) -> str:
    """Say what its reader calls a meeting: of a pair, by the other one's name."""
    if meeting.kind is not MeetingKind.COACHING:
        return meeting.title
    (other,) = (person for person in meeting.people if person != reader)
    return f"{meeting.title} with {people[other].name}"
