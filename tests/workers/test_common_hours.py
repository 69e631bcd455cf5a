"""An hour that a coach and a member agree on stands in both calendars, week by week, until one of them ends it."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from icalendar import Calendar

from calendars.common_hours import CommonHour
from calendars.zones import zone
from scheduler.access import PersonScope, whole_cohort
from scheduler.commands.agreeing import end_hour, say_yes
from scheduler.commands.inviting import choose, note_subscribed
from scheduler.commands.rosters import import_people
from scheduler.domain.common_hours import offered_hours
from scheduler.domain.people import PersonId
from scheduler.domain.preferences import Channel
from scheduler.errors import NotFoundError, NotNowError
from workers.consumer import drain

AMINA = PersonId("id-amina")
END = date(2026, 11, 30)
Say = Callable[..., None]


@pytest.fixture
def coach(store, imported, published) -> PersonId:
    """Whom Amina was matched with."""
    with store.read() as tx:
        pairs = tx.runs.published(imported.id).plan.coaching.pairs
    return next(pair.coach for pair in pairs if pair.member == AMINA)


@pytest.fixture
def hours(store, imported, coach) -> tuple[CommonHour, ...]:
    with store.read() as tx:
        people = {person.id: person for person in whole_cohort(tx, imported.id).people()}
    return tuple(
        each.hour for each in offered_hours(cohort=imported, coach=people[coach], member=people[AMINA])
    )


@pytest.fixture
def do(store, imported, mailing, clock) -> Say:
    """Have someone say yes to an hour with somebody, or end it, five minutes later."""

    def do(what, by: PersonId, **more: object) -> None:
        clock.pass_time(minutes=5)
        with store.write() as tx:
            scope = whole_cohort(tx, imported.id)
            what(PersonScope(tx=tx, cohort=scope.cohort, person=scope.person(by)), **more)
        drain(store=store, tools=mailing)

    return do


@pytest.fixture
def agree(do, coach) -> Callable[[CommonHour], None]:
    def agree(hour: CommonHour) -> None:
        do(say_yes, AMINA, other=coach, hour=hour)
        do(say_yes, coach, other=AMINA, hour=hour)

    return agree


def feeds(store, imported) -> dict[PersonId, bytes]:
    with store.read() as tx:
        return {person: feed.body for person, feed in tx.calendars.feeds(imported.id).items()}


def coaching(body: bytes) -> dict[str, tuple[datetime, int, str, str]]:
    """Return the hours of two in a feed, by UID: start, SEQUENCE, state and title."""
    return {
        str(event["UID"]): (
            event["DTSTART"].dt.astimezone(UTC),
            event["SEQUENCE"],
            str(event["STATUS"]),
            str(event["SUMMARY"]),
        )
        for event in Calendar.from_ical(body).walk("VEVENT")
        if "CATEGORIES" in event
    }


def due(hour: CommonHour, *, after: datetime) -> list[datetime]:
    """Return every instant at which the hour's clock shows it on its weekday, up to the cohort's end."""
    local = zone(hour.time_zone)
    days = (date(2026, 10, 1) + timedelta(days=n) for n in range((END - date(2026, 10, 1)).days + 1))
    starts = (
        datetime(day.year, day.month, day.day, hour.start // 60, hour.start % 60, tzinfo=local).astimezone(
            UTC
        )
        for day in days
        if day.weekday() == hour.day
    )
    return [each for each in starts if each > after]


def test_it_comes_into_both_calendars_when_both_have_said_yes_and_into_no_other(
    store, imported, clock, do, hours, coach
) -> None:
    before = feeds(store, imported)
    do(say_yes, AMINA, other=coach, hour=hours[0])
    do(say_yes, AMINA, other=coach, hour=hours[0])
    assert feeds(store, imported) == before
    do(say_yes, coach, other=AMINA, hour=hours[0])
    after = feeds(store, imported)
    assert {person for person in after if after[person] != before[person]} == {AMINA, coach}
    mine, theirs = coaching(after[AMINA]), coaching(after[coach])
    assert [each[0] for each in mine.values()] == due(hours[0], after=clock.at)
    assert {each[1:] for each in mine.values()} == {(0, "CONFIRMED", "Coaching with Carla")}
    assert {each[1:] for each in theirs.values()} == {(0, "CONFIRMED", "Coaching with Amina")}
    assert [(uid, each[0]) for uid, each in mine.items()] == [(uid, each[0]) for uid, each in theirs.items()]


def test_it_keeps_its_clocks_hour_when_that_changes(store, imported, agree, hours) -> None:
    """London leaves summer time on 25 October 2026, Nairobi keeps its own; the offered hours hold through it."""
    agree(hours[0])
    local = zone(hours[0].time_zone)
    starts = [each[0].astimezone(local) for each in coaching(feeds(store, imported)[AMINA]).values()]
    assert {(each.weekday(), 60 * each.hour + each.minute) for each in starts} == {
        (hours[0].day, hours[0].start)
    }
    assert starts[0].date() < date(2026, 10, 25) < starts[-1].date()


def test_another_suggestion_changes_nothing_until_the_other_says_yes_to_it(
    store, imported, agree, do, hours, coach
) -> None:
    agree(hours[0])
    before = feeds(store, imported)
    do(say_yes, coach, other=AMINA, hour=hours[1])
    assert feeds(store, imported) == before
    do(say_yes, AMINA, other=coach, hour=hours[1])
    after = coaching(feeds(store, imported)[AMINA])
    held = [each[0] for each in after.values() if each[2] == "CONFIRMED"]
    assert held == due(hours[1], after=datetime(2026, 9, 1, tzinfo=UTC))
    gone = {uid for uid, each in after.items() if each[2] == "CANCELLED"}
    assert gone | {uid for uid in after if uid not in gone} >= set(coaching(before[AMINA]))


def test_whoever_ends_it_ends_it_for_both_and_what_was_stays(
    store, imported, agree, do, clock, hours, coach
) -> None:
    agree(hours[0])
    began = feeds(store, imported)
    clock.at = sorted(each[0] for each in coaching(began[AMINA]).values())[1] + timedelta(hours=2)
    do(end_hour, coach, other=AMINA)
    for person in (AMINA, coach):
        now = coaching(feeds(store, imported)[person])
        assert [each[1:3] for each in now.values()] == [(0, "CONFIRMED")] * 2 + [(1, "CANCELLED")] * (
            len(now) - 2
        )
    agree(hours[0])
    again = coaching(feeds(store, imported)[AMINA])
    assert [each[1:3] for each in again.values()] == [(0, "CONFIRMED")] * 2 + [(2, "CONFIRMED")] * (
        len(again) - 2
    )


def test_nobody_has_to_tell_them(store, imported, agree, do, hours, coach, mailing) -> None:
    with store.read() as tx:
        before = {notice.id for notice in tx.notices.of_cohort(imported.id)}
    agree(hours[0])
    do(end_hour, AMINA, other=coach)
    with store.read() as tx:
        assert {notice.id for notice in tx.notices.of_cohort(imported.id)} == before


def test_whoever_wants_invitations_gets_them_at_once_and_one_for_each_week(
    store, imported, mailing, agree, do, hours, coach, to_amina, clock
) -> None:
    with store.write() as tx:
        chose = replace(tx.preferences.of(AMINA), channel=Channel.MAIL)
        choose(tx, cohort=imported.id, person=AMINA, preference=chose)
    drain(store=store, tools=mailing)
    to_amina()
    agree(hours[0])
    weeks = len(due(hours[0], after=clock.at))
    assert [said.split()[0] + said[said.index(" Coach") :] for said in to_amina()] == [
        "REQUEST Coaching with Carla"
    ] * weeks
    do(end_hour, coach, other=AMINA)
    assert [said.split()[0] for said in to_amina()] == ["CANCEL"] * weeks


def test_the_hour_goes_with_the_pair(store, imported, mailing, agree, hours, coach, people) -> None:
    with store.write() as tx:
        note_subscribed(tx, feed=tx.calendars.feed_of(coach))
    agree(hours[0])
    with store.write() as tx:
        left = tuple(each for each in people if each.id != AMINA)
        import_people(whole_cohort(tx, imported.id), people=left)
    drain(store=store, tools=mailing)
    for person in (AMINA, coach):
        assert {each[2] for each in coaching(feeds(store, imported)[person]).values()} == {"CANCELLED"}
    with store.write() as tx:
        import_people(whole_cohort(tx, imported.id), people=people)
    drain(store=store, tools=mailing)
    for person in (AMINA, coach):
        assert {each[2] for each in coaching(feeds(store, imported)[person]).values()} == {"CONFIRMED"}


def test_only_an_hour_that_holds_and_only_with_ones_own_coach(do, hours, coach) -> None:
    with pytest.raises(NotNowError, match="does not suit you both"):
        do(say_yes, AMINA, other=coach, hour=replace(hours[0], start=hours[0].start + 7))
    for stranger in ("id-nobody", AMINA):
        with pytest.raises(NotFoundError):
            do(say_yes, AMINA, other=stranger, hour=hours[0])
        with pytest.raises(NotFoundError):
            do(end_hour, AMINA, other=stranger)
