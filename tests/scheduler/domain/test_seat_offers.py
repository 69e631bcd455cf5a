"""Until when a seat is kept, and for whom: never more than there are, and nobody before who came first and could."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import event, given, settings
from hypothesis import strategies as st

from calendars.zones import zone
from scheduler.domain.seat_offers import (
    BEFORE_A_MEETING,
    LASTS,
    LEAST,
    NIGHT_BEGINS,
    NIGHT_ENDS,
    OfferEnd,
    SeatOffer,
    answer_by,
    ending,
    goes_to,
)

KYIV, CHICAGO = "Europe/Kyiv", "America/Chicago"
ZONES = (KYIV, CHICAGO, "Asia/Kathmandu", "Pacific/Auckland", "UTC")


def at(day: int, hour: int, minute: int = 0, *, month: int = 10, time_zone: str = KYIV) -> datetime:
    """Return the instant at which the clock of a place shows this, in 2026."""
    return datetime(2026, month, day, hour, minute, tzinfo=zone(time_zone)).astimezone(UTC)


@pytest.mark.parametrize(
    ("now", "meeting", "until"),
    [
        pytest.param(at(5, 12), at(20, 18), at(7, 12), id="two days"),
        pytest.param(at(5, 22, 30), at(20, 18), at(8, 8), id="not late in the evening, but the next morning"),
        pytest.param(at(5, 6), at(20, 18), at(7, 8), id="not early in the morning"),
        pytest.param(at(5, 8), at(20, 18), at(7, 8), id="the night is over at eight"),
        pytest.param(at(5, 21, 59), at(20, 18), at(7, 21, 59), id="it has not begun before ten"),
        pytest.param(at(5, 12), at(6, 18), at(6, 16), id="two hours before the meeting"),
        pytest.param(at(5, 23), at(8, 7), at(8, 5), id="the meeting's limit holds at night too"),
        pytest.param(at(23, 23), at(30, 18), at(26, 8), id="the morning after the clock went back"),
    ],
)
def test_a_seat_is_kept_until(now: datetime, meeting: datetime, until: datetime) -> None:
    assert answer_by(now=now, meetings=[meeting], time_zone=KYIV) == until


def test_where_the_next_meeting_leaves_no_time_it_is_kept_past_it() -> None:
    soon, later = at(5, 15), at(12, 15)
    assert answer_by(now=at(5, 11), meetings=[later, soon], time_zone=KYIV) == at(5, 13)
    assert answer_by(now=at(5, 11, 1), meetings=[later, soon], time_zone=KYIV) == at(7, 11, 1)
    assert answer_by(now=at(5, 11, 1), meetings=[soon], time_zone=KYIV) is None


def test_nobody_is_given_the_hours_of_their_night_alone() -> None:
    """From ten in the evening until two hours before a meeting at noon there are two hours of day; at eleven, one."""
    night = at(4, 22)
    assert answer_by(now=night, meetings=[at(5, 12)], time_zone=KYIV) == at(5, 10)
    assert answer_by(now=night, meetings=[at(5, 11)], time_zone=KYIV) is None
    assert answer_by(now=night, meetings=[at(5, 11)], time_zone=CHICAGO) == at(5, 9)


def test_an_evening_before_a_meeting_at_night_is_no_time_for_an_answer() -> None:
    """Of a group elsewhere: at half past nine there is half an hour of day left, and the next morning's counts too."""
    evening = at(5, 21, 30)
    assert answer_by(now=at(5, 20), meetings=[at(6, 3)], time_zone=KYIV) == at(6, 1)
    assert answer_by(now=evening, meetings=[at(6, 3)], time_zone=KYIV) is None
    assert answer_by(now=evening, meetings=[at(6, 11, 29)], time_zone=KYIV) is None
    assert answer_by(now=evening, meetings=[at(6, 11, 30)], time_zone=KYIV) == at(6, 9, 30)


@given(
    now=st.integers(0, 365 * 24 * 60).map(
        lambda minutes: datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)
    ),
    hours=st.lists(st.integers(-100, 400), max_size=4),
    time_zone=st.sampled_from(ZONES),
)
def test_whoever_is_offered_a_seat_has_time_for_an_answer(
    now: datetime, hours: list[int], time_zone: str
) -> None:
    meetings = [now + timedelta(hours=each) for each in hours]
    until = answer_by(now=now, meetings=meetings, time_zone=time_zone)
    if until is None:
        assert all(each - BEFORE_A_MEETING - now < timedelta(hours=10) + LEAST for each in meetings)
        return
    limits = [each - BEFORE_A_MEETING for each in meetings]
    shown = until.astimezone(zone(time_zone)).time()
    assert until - now >= LEAST
    assert until - now <= LASTS + timedelta(hours=11)  # a night, and an hour that a clock may gain
    assert until in limits or NIGHT_ENDS <= shown < NIGHT_BEGINS
    assert any(until <= limit for limit in limits)


@dataclass
class Group:
    """A group as people and time change it: who sits there, who waits, who could come, what is offered to whom."""

    seats: int
    members: list[str] = field(default_factory=list)
    queue: list[str] = field(default_factory=list)
    able: set[str] = field(default_factory=set)
    offers: list[SeatOffer] = field(default_factory=list)
    now: datetime = datetime(2026, 10, 1, tzinfo=UTC)

    @property
    def room(self) -> int:
        return self.seats - len(self.members)

    def look(self) -> list[str]:
        """Pass seats on, as the command does; return to whom one was offered."""
        ended = ending(
            self.offers, queue=self.queue, room=self.room, stands=self.able.__contains__, now=self.now
        )
        for how, some in ended.items():
            for offer in some:
                self.offers.remove(offer)
                if how is OfferEnd.LAPSED:
                    self.queue.remove(offer.person)
        offered = goes_to(
            self.queue,
            kept={offer.person for offer in self.offers},
            room=self.room,
            can=self.able.__contains__,
        )
        for person in offered:
            event("offered")
            self.offers.append(
                SeatOffer(
                    id=f"{person} {self.now}",
                    person=person,
                    workshop="songs",
                    section=1,
                    offered_at=self.now,
                    until=self.now + timedelta(hours=2),
                )
            )
        return list(offered)


PEOPLE = "abcdef"
STEPS = st.one_of(
    st.tuples(st.just("wait"), st.sampled_from(PEOPLE)),
    st.tuples(st.just("leave"), st.sampled_from(PEOPLE)),
    st.tuples(st.just("take"), st.sampled_from(PEOPLE)),
    st.tuples(st.just("let go"), st.sampled_from(PEOPLE)),
    st.tuples(st.just("can"), st.sampled_from(PEOPLE)),
    st.tuples(st.just("cannot"), st.sampled_from(PEOPLE)),
    st.tuples(st.just("seats"), st.integers(0, 4)),
    st.tuples(st.just("hours"), st.integers(1, 3)),
)


def step(group: Group, what: str, value: str | int) -> None:
    offered = [offer for offer in group.offers if offer.person == value]
    match what:
        case "wait" if value not in (*group.members, *group.queue):
            group.queue.append(value)
        case "leave" if value in group.members:
            group.members.remove(value)
        case "take" if offered:
            group.offers.remove(offered[0])
            group.queue.remove(value)
            group.members.append(value)
        case "let go" if value in group.queue:
            group.offers = [offer for offer in group.offers if offer.person != value]
            group.queue.remove(value)
        case "can":
            group.able.add(value)
        case "cannot":
            group.able.discard(value)
        case "seats":
            group.seats = value
        case "hours":
            group.now += timedelta(hours=value)
        case _:
            pass


@settings(max_examples=1000)
@given(
    line=st.permutations(PEOPLE),
    sit=st.integers(0, 3),
    unable=st.sets(st.sampled_from(PEOPLE), max_size=3),
    steps=st.lists(STEPS, max_size=30),
)
def test_whatever_happens_seats_go_in_the_order_of_the_line(
    line: list[str], sit: int, unable: set[str], steps: list[tuple[str, str | int]]
) -> None:
    """Some sit there, in a full group, and all others wait."""
    group = Group(seats=sit, members=line[:sit], queue=line[sit:], able=set(PEOPLE) - unable)
    for what, value in steps:
        step(group, what, value)
        waited = list(group.queue)
        before = {offer.person for offer in group.offers}
        group.look()
        holders = [offer.person for offer in group.offers]
        # Never more members and offers than seats; one offer each, to who waits and could come.
        assert len(holders) <= max(0, group.room)
        assert len(set(holders)) == len(holders)
        assert set(holders) <= set(group.queue) & group.able
        # The line keeps its order: only who did not answer has lost their place.
        assert group.queue == [person for person in waited if person in group.queue]
        assert set(waited) - set(group.queue) <= before
        # No seat stays free that somebody could take, and nobody is passed over who could come.
        waiting = [person for person in group.queue if person in group.able and person not in holders]
        assert not waiting or len(holders) == max(0, group.room)
        for person in set(holders) - before:
            assert not any(group.queue.index(other) < group.queue.index(person) for other in waiting)
        # A second look changes nothing.
        assert group.look() == []
        assert [offer.person for offer in group.offers] == holders


def offer(person: str, *, hours: int = 48) -> SeatOffer:
    begin = datetime(2026, 10, 1, tzinfo=UTC)
    return SeatOffer(
        id=person,
        person=person,
        workshop="songs",
        section=1,
        offered_at=begin,
        until=begin + timedelta(hours=hours),
    )


def test_of_more_offers_than_seats_those_furthest_behind_are_withdrawn() -> None:
    offers = [offer("c"), offer("a"), offer("b")]
    ended = ending(
        offers, queue=("a", "b", "c"), room=1, stands=lambda _: True, now=datetime(2026, 10, 1, tzinfo=UTC)
    )
    assert ended == {OfferEnd.LAPSED: (), OfferEnd.WITHDRAWN: (offers[0], offers[2])}


def test_an_offer_ends_at_its_very_instant() -> None:
    mine = offer("a", hours=2)
    for seconds, lapsed in ((-1, ()), (0, (mine,))):
        now = mine.until + timedelta(seconds=seconds)
        ended = ending([mine], queue=("a",), room=1, stands=lambda _: True, now=now)
        assert ended == {OfferEnd.LAPSED: lapsed, OfferEnd.WITHDRAWN: ()}
