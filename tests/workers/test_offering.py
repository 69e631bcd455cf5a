"""A seat that is freed goes by offer to whoever waits first, and on to the next: by itself, in time, and told of."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import update

from calendars.common_hours import CommonHour
from calendars.zones import zone
from scheduler.access import whole_cohort
from scheduler.commands.ending import end_pair, take_back
from scheduler.commands.enrolling import join, leave, let_go, wait
from scheduler.commands.inviting import choose
from scheduler.commands.meetings import cancel_meeting, move_meeting
from scheduler.commands.notices import not_replaced
from scheduler.commands.offering import pass_seats_on
from scheduler.commands.pausing import come_back, pause
from scheduler.commands.publishing import publish_plan
from scheduler.commands.rosters import import_people
from scheduler.commands.setting_up import change_rules
from scheduler.domain.agreements import AgreedHour, Agreement
from scheduler.domain.cohorts import Coaching
from scheduler.domain.enrolments import Enrolment, Standing
from scheduler.domain.people import Capacity, Role
from scheduler.domain.plans import Pair
from scheduler.domain.preferences import Preference
from scheduler.errors import NotNowError
from scheduler.events import SeatsDue
from scheduler.store import tables
from scheduler.store.notices import Kind
from tests.workers.hand_made import (
    FIRST,
    GAMES,
    SONGS,
    ByHand,
    cohort_of,
    people_of,
    person_id,
    section,
)
from workers.consumer import drain

LONDON = zone("Europe/London")
THURSDAY = FIRST + timedelta(days=3)
NOON = datetime(2026, 10, 5, 12, tzinfo=LONDON).astimezone(UTC)
FREE, GONE = "A seat is free: Songs (Cohort)", "No longer kept for you: a seat in Songs (Cohort)"


@pytest.fixture
def make_by_hand(store, mailing, clock, post, make_person) -> Callable[..., ByHand]:
    """Make a cohort in which ann and bob sit in songs, and cleo, dan and eve wait; keywords change its rules."""

    def make(*more: object, waits: tuple[str, ...] = ("cleo", "dan", "eve"), **rules: object) -> ByHand:
        clock.at = NOON - timedelta(hours=1)
        by_hand = ByHand(store=store, tools=mailing, cohort=cohort_of(**rules), post=post)
        people = people_of(make_person, "ann", "bob", "cleo", "dan", "eve")
        by_hand.set_up(*people, sections=(section("ann", "bob"), *more))
        by_hand.wait_in_line(*waits)
        by_hand.mails()
        clock.at = NOON
        return by_hand

    return make


@pytest.fixture
def songs(make_by_hand) -> ByHand:
    return make_by_hand()


def test_a_seat_that_somebody_leaves_is_kept_for_two_days_for_who_waits_first(songs: ByHand) -> None:
    songs.does("ann", leave, workshop=SONGS)
    (offer,) = songs.offers()
    assert (offer.person, offer.workshop, offer.section) == ("id-cleo", SONGS, 1)
    assert (offer.offered_at, offer.until) == (NOON, NOON + timedelta(days=2))
    assert songs.mails() == [("cleo", FREE)]
    assert songs.line() == ["cleo", "dan", "eve"]


def test_whoever_takes_it_sits_there_and_has_it_in_their_calendar_and_nobody_else_hears_of_it(
    songs: ByHand,
) -> None:
    songs.does("ann", leave, workshop=SONGS)
    songs.mails()
    songs.does("cleo", join, workshop=SONGS, section=1)
    assert songs.members() == ["bob", "cleo"]
    assert (songs.offers(), songs.ended(), songs.line()) == ([], [("cleo", "taken")], ["dan", "eve"])
    with songs.store.read() as tx:
        entries = tx.calendars.entries(person_id("cleo")).values()
        assert [each.content.status for each in entries] == ["CONFIRMED"] * 2
    assert songs.mails() == []


def test_without_an_answer_it_goes_to_the_next_at_that_very_instant(songs: ByHand, clock) -> None:
    songs.does("ann", leave, workshop=SONGS)
    songs.mails()
    clock.at = NOON + timedelta(days=2, seconds=-1)
    songs.settle()
    assert songs.offered_to() == ["cleo"]
    clock.at = NOON + timedelta(days=2)
    songs.settle()
    assert (songs.offered_to(), songs.ended(), songs.line()) == (
        ["dan"],
        [("cleo", "lapsed")],
        ["dan", "eve"],
    )
    assert songs.mails() == [("cleo", GONE), ("dan", FREE)]
    with pytest.raises(NotNowError):
        songs.does("cleo", join, workshop=SONGS, section=1)
    songs.does("cleo", wait, workshop=SONGS, section=1)
    assert songs.line() == ["dan", "eve", "cleo"]


def test_it_goes_down_the_whole_line_while_nobody_does_anything(songs: ByHand, clock) -> None:
    songs.does("ann", leave, workshop=SONGS)
    for _ in range(8):
        clock.pass_time(days=1)
        songs.settle()
    assert songs.ended() == [("cleo", "lapsed"), ("dan", "lapsed"), ("eve", "lapsed")]
    assert (songs.offers(), songs.line()) == ([], [])
    songs.does("cleo", join, workshop=SONGS, section=1)
    assert songs.members() == ["bob", "cleo"]


def test_let_go_it_goes_to_the_next_at_once(songs: ByHand) -> None:
    songs.does("ann", leave, workshop=SONGS)
    songs.mails()
    songs.does("cleo", let_go, workshop=SONGS)
    assert (songs.offered_to(), songs.ended(), songs.line()) == (
        ["dan"],
        [("cleo", "declined")],
        ["dan", "eve"],
    )
    assert songs.mails() == [("dan", FREE)]
    songs.does("cleo", let_go, workshop=SONGS)  # nothing is kept for her any more
    assert (songs.offered_to(), songs.line()) == (["dan"], ["dan", "eve"])


def test_who_waits_no_longer_is_offered_nothing_and_it_goes_to_the_next(songs: ByHand) -> None:
    songs.does("ann", leave, workshop=SONGS)
    songs.does("cleo", leave, workshop=SONGS)
    assert (songs.offered_to(), songs.ended()) == (["dan"], [("cleo", "withdrawn")])
    assert songs.mails() == [("cleo", FREE), ("dan", FREE)]


@pytest.mark.parametrize("ends", ["declined", "lapsed"])
def test_who_left_their_planned_seat_and_waited_again_does_not_come_back_to_it_by_saying_no(
    make_by_hand, clock, ends: str
) -> None:
    songs = make_by_hand(waits=("cleo",))
    songs.does("ann", leave, workshop=SONGS)
    songs.does("cleo", join, workshop=SONGS, section=1)
    songs.wait_in_line("ann", "dan")
    songs.does("bob", leave, workshop=SONGS)
    assert songs.offered_to() == ["ann"]
    if ends == "declined":
        songs.does("ann", let_go, workshop=SONGS)
    else:
        clock.pass_time(days=3)
        songs.settle()
    assert (songs.members(), songs.offered_to(), songs.line()) == (["cleo"], ["dan"], ["dan"])


def test_for_all_others_a_seat_on_offer_is_taken(songs: ByHand) -> None:
    songs.does("ann", leave, workshop=SONGS)
    for key in ("ann", "dan", "eve"):
        with pytest.raises(NotNowError, match="full"):
            songs.does(key, join, workshop=SONGS, section=1)


def test_two_seats_go_to_two_however_often_it_is_looked(songs: ByHand) -> None:
    with songs.store.write() as tx:
        for key in ("ann", "bob"):
            leave(songs.scope(tx, key), workshop=SONGS)
        tx.outbox.emit(*[SeatsDue(cohort=songs.cohort.id)] * 3)
    songs.settle()
    for _ in range(2):
        songs.change(pass_seats_on)
    assert songs.offered_to() == ["cleo", "dan"]
    assert songs.mails() == [("cleo", FREE), ("dan", FREE)]


def test_a_group_that_may_be_larger_offers_what_that_brings_and_a_smaller_one_takes_back_from_behind(
    songs: ByHand,
) -> None:
    def sized(maximum: int) -> None:
        workshops = tuple(
            replace(each, size=Capacity(minimum=1, maximum=maximum)) for each in songs.cohort.workshops
        )
        rules = songs.changed(workshops=workshops)
        songs.change(lambda scope: change_rules(scope, cohort=rules))

    sized(4)
    assert songs.offered_to() == ["cleo", "dan"]
    songs.mails()
    sized(3)
    assert (songs.offered_to(), songs.ended()) == (["cleo"], [("dan", "withdrawn")])
    assert songs.mails() == [("dan", GONE)]
    assert songs.line() == ["cleo", "dan", "eve"]


def test_who_has_left_the_cohort_frees_their_seat_and_is_offered_none(songs: ByHand) -> None:
    with songs.store.read() as tx:
        everyone = whole_cohort(tx, songs.cohort.id).people()

    def without(*keys: str) -> None:
        staying = tuple(person for person in everyone if person.key not in keys)
        songs.change(lambda scope: import_people(scope, people=staying))

    without("ann")
    assert songs.offered_to() == ["cleo"]
    songs.mails()
    without("ann", "cleo")
    assert (songs.offered_to(), songs.ended()) == (["dan"], [("cleo", "withdrawn")])
    assert songs.mails() == [("dan", FREE)]
    songs.does("dan", join, workshop=SONGS, section=1)
    assert songs.offered_to() == []


def test_who_pauses_is_passed_over_keeps_their_place_and_has_the_next_seat_when_they_are_back(
    songs: ByHand, clock
) -> None:
    songs.does("cleo", pause, until=datetime(2026, 10, 8, tzinfo=UTC).date())
    songs.does("ann", leave, workshop=SONGS)
    assert songs.offered_to() == ["dan"]
    songs.does("dan", join, workshop=SONGS, section=1)
    songs.does("bob", leave, workshop=SONGS)
    songs.does("eve", leave, workshop=SONGS)  # wait no longer
    assert (songs.offered_to(), songs.line()) == ([], ["cleo"])
    back = datetime(2026, 10, 8, tzinfo=LONDON)
    clock.at = back.astimezone(UTC) - timedelta(seconds=1)
    songs.settle()
    assert songs.offered_to() == []
    clock.at = back.astimezone(UTC)
    songs.settle()
    assert songs.offered_to() == ["cleo"]


def test_who_begins_to_pause_loses_the_offer_and_keeps_their_place(songs: ByHand) -> None:
    songs.does("ann", leave, workshop=SONGS)
    songs.mails()
    songs.does("cleo", pause, until=datetime(2026, 10, 20, tzinfo=UTC).date())
    assert (songs.offered_to(), songs.line()) == (["dan"], ["cleo", "dan", "eve"])
    assert songs.mails() == [("cleo", GONE), ("dan", FREE)]
    songs.does("cleo", come_back)
    assert songs.offered_to() == ["dan"]


def test_who_has_another_meeting_then_is_passed_over_until_that_is_over(make_by_hand, clock) -> None:
    """The first two meetings clash, the later ones do not."""
    other = replace(section("cleo", workshop=GAMES), starts=(FIRST, FIRST + timedelta(days=3)))
    songs = make_by_hand(other, waits=(), per_member=2)
    waits = Enrolment(
        person=person_id("cleo"), workshop=SONGS, section=1, standing=Standing.WAITING, since=NOON
    )
    songs.change(lambda scope: scope.tx.enrolments.put(waits))
    songs.does("ann", leave, workshop=SONGS)
    assert (songs.offered_to(), songs.line()) == ([], ["cleo"])
    songs.wait_in_line("dan")  # a seat is free that who waits already cannot take
    assert songs.offered_to() == ["dan"]
    songs.does("dan", let_go, workshop=SONGS)
    clock.at = FIRST - timedelta(seconds=1)
    songs.settle()
    assert songs.offered_to() == []
    clock.at = FIRST
    songs.settle()
    assert songs.offered_to() == ["cleo"]


def test_nobody_is_kept_two_seats_of_which_they_may_have_one(make_by_hand) -> None:
    songs = make_by_hand(section("eve", workshop=GAMES, starts=THURSDAY), waits=("cleo", "dan"))
    games = tuple(
        replace(each, size=Capacity(minimum=1, maximum=1)) if each.id == GAMES else each
        for each in songs.cohort.workshops
    )
    rules = songs.changed(workshops=games)
    songs.change(lambda scope: change_rules(scope, cohort=rules))
    songs.wait_in_line("cleo", workshop=GAMES)
    with songs.store.write() as tx:
        leave(songs.scope(tx, "bob"), workshop=SONGS)
        leave(songs.scope(tx, "eve"), workshop=GAMES)
    songs.settle()
    # Nobody may be in two: the seat in games waits for cleo's answer.
    assert [(each.person, each.workshop) for each in songs.offers()] == [("id-cleo", SONGS)]
    songs.does("cleo", let_go, workshop=SONGS)
    assert [(each.person, each.workshop) for each in songs.offers()] == [
        ("id-cleo", GAMES),
        ("id-dan", SONGS),
    ]


def test_a_group_over_offers_nothing_and_one_about_to_meet_for_the_last_time_neither(
    songs: ByHand, clock
) -> None:
    clock.at = FIRST + timedelta(days=7, hours=-3)
    songs.does("ann", leave, workshop=SONGS)
    assert songs.offered_to() == []
    clock.at = FIRST + timedelta(days=8)
    songs.does("bob", leave, workshop=SONGS)
    assert (songs.offers(), songs.ended()) == ([], [])


def test_what_a_coordinator_arranges_counts_a_moved_meeting_and_one_that_is_not_held(
    songs: ByHand,
) -> None:
    def first(scope) -> str:
        meeting, *_ = (each for each, _ in scope.arranged(scope.people()) if each.ref == SONGS)
        return meeting.uid

    day_after = datetime(2026, 10, 6, 18)  # noqa: DTZ001 - a reading of the clock
    songs.change(lambda scope: move_meeting(scope, meeting=first(scope), wall=day_after, minutes=60))
    songs.does("ann", leave, workshop=SONGS)
    limit = datetime(2026, 10, 6, 16, tzinfo=LONDON).astimezone(UTC)
    assert [offer.until for offer in songs.offers()] == [limit]
    songs.change(lambda scope: cancel_meeting(scope, meeting=first(scope)))
    songs.does("bob", leave, workshop=SONGS)
    assert [offer.until for offer in songs.offers()] == [limit, NOON + timedelta(days=2)]


def test_hours_of_a_pair_that_is_ended_stand_in_nobodys_way_and_do_again_once_it_goes_on(
    make_by_hand, make_person
) -> None:
    """Cleo and their coach have agreed on the very hour at which songs meet."""
    coaching = Coaching(capacity=Capacity(minimum=0, maximum=2), meeting_minutes=60, target_minutes=120)
    songs = make_by_hand(waits=(), coaching=coaching)
    cleo, kim = person_id("cleo"), make_person("kim", role=Role.COACH, zone="Europe/London")

    def pair_them(scope) -> None:
        import_people(scope, people=(*scope.people(), kim))
        last = scope.tx.runs.published(scope.cohort.id)
        pair = Pair(
            member=cleo, coach=kim.id, score=0, shared_minutes=60, topics=(), languages=(), worst_week=""
        )
        part = replace(last.plan.coaching, pairs=(pair,))
        scope.tx.runs.set_document(last.id, replace(last.plan, coaching=part))
        hour = CommonHour(time_zone="Europe/London", day=0, start=18 * 60)
        agreed = AgreedHour(hour=hour, minutes=60, since=NOON)
        scope.tx.agreements.put(Agreement(coach=kim.id, member=cleo, agreed=agreed))
        waits = Enrolment(person=cleo, workshop=SONGS, section=1, standing=Standing.WAITING, since=NOON)
        scope.tx.enrolments.put(waits)

    songs.change(pair_them)
    songs.does("ann", leave, workshop=SONGS)
    assert songs.offered_to() == []
    songs.change(lambda scope: end_pair(scope, member=cleo, coach=kim.id, reason="", never=False))
    assert songs.offered_to() == ["cleo"]
    songs.change(lambda scope: take_back(scope, member=cleo, coach=kim.id))
    assert (songs.offered_to(), songs.ended()) == ([], [("cleo", "withdrawn")])


def test_no_letter_goes_to_who_takes_no_mails_and_the_seat_is_kept_all_the_same(songs: ByHand) -> None:
    songs.change(
        lambda scope: choose(
            scope.tx, cohort=scope.cohort.id, person=person_id("cleo"), preference=Preference(mails=False)
        )
    )
    songs.does("ann", leave, workshop=SONGS)
    assert (songs.offered_to(), songs.mails()) == (["cleo"], [])
    with songs.store.read() as tx:
        assert [each for each in tx.notices.of_cohort(songs.cohort.id) if each.kind is Kind.SEAT] == []


def test_a_letter_that_lay_while_mail_was_away_does_not_go_once_the_seat_is_kept_no_longer(
    songs: ByHand, tools, clock
) -> None:
    with songs.store.write() as tx:
        leave(songs.scope(tx, "ann"), workshop=SONGS)
    drain(store=songs.store, tools=tools)  # which has no mail
    clock.pass_time(minutes=1)
    songs.does("cleo", let_go, workshop=SONGS)
    clock.pass_time(minutes=1)
    songs.settle()
    assert songs.mails() == [("dan", FREE)]
    with songs.store.read() as tx:
        kept = [each for each in tx.notices.of_cohort(songs.cohort.id) if each.kind is Kind.SEAT]
    assert [each.tells for each in kept if each.state == "withdrawn"] == [{}]
    assert sorted((each.person, each.state) for each in kept) == [
        ("id-cleo", "withdrawn"),
        ("id-dan", "sent"),
    ]


def test_of_two_words_about_one_seat_the_later_stands(songs: ByHand, clock) -> None:
    songs.does("ann", leave, workshop=SONGS)
    clock.pass_time(days=2)
    songs.settle()
    with songs.store.read() as tx:
        kept = [each for each in tx.notices.of_cohort(songs.cohort.id) if each.kind is Kind.SEAT]
    said = sorted((each for each in kept if each.person == "id-cleo"), key=lambda each: each.created_at)
    assert [each.subject for each in said] == [FREE, GONE]
    for order in (said, said[::-1]):
        assert not_replaced(order) == (said[1],)


def test_what_is_drafted_about_meetings_stays_whatever_seats_are_told_of(songs: ByHand) -> None:
    """A letter that waits for approval is replaced by none about a seat, nor tells that one its reader was told."""

    def letters() -> list[tuple[str, str]]:
        with songs.store.read() as tx:
            kept = tx.notices.of_cohort(songs.cohort.id)
            told = tx.told.to(person_id("cleo"))
        assert told == {}
        return [(each.person, each.state) for each in kept if each.kind is Kind.LETTER]

    before = letters()
    assert ("id-bob", "waiting") in before
    songs.does("ann", leave, workshop=SONGS)
    assert [each for each in letters() if each[0] != "id-ann"] == [
        each for each in before if each[0] != "id-ann"
    ]


def test_a_letter_about_a_seat_that_lay_goes_though_its_readers_meetings_have_changed_meanwhile(
    make_by_hand, tools
) -> None:
    songs = make_by_hand(section("cleo", workshop=GAMES, starts=THURSDAY), waits=("cleo",), per_member=2)
    with songs.store.write() as tx:
        leave(songs.scope(tx, "ann"), workshop=SONGS)
    drain(store=songs.store, tools=tools)  # which has no mail
    with songs.store.write() as tx:
        scope = whole_cohort(tx, songs.cohort.id)
        games, *_ = (each.uid for each, _ in scope.arranged(scope.people()) if each.ref == GAMES)
        cancel_meeting(scope, meeting=games)
    drain(store=songs.store, tools=tools)
    songs.store.clock.at += timedelta(minutes=1)
    songs.settle()
    assert songs.mails() == [("cleo", FREE)]


def test_seats_are_looked_at_again_though_a_look_was_lost(songs: ByHand, clock) -> None:
    songs.does("ann", leave, workshop=SONGS)
    with songs.store.engine.begin() as connection:
        connection.execute(
            update(tables.delivery)
            .where(tables.delivery.c.state == "waiting")
            .values(state="parked", ended_at=NOON)
        )
    clock.pass_time(days=3)
    songs.settle()
    assert songs.offered_to() == ["cleo"]
    songs.does("dan", leave, workshop=SONGS)
    songs.change(pass_seats_on)
    assert songs.offered_to() == ["eve"]
    clock.pass_time(days=3)
    songs.settle()
    assert songs.ended() == [("cleo", "lapsed"), ("eve", "lapsed")]


def test_where_nobody_waits_nothing_is_looked_at_in_time(make_by_hand, store) -> None:
    songs = make_by_hand(waits=())
    songs.does("ann", leave, workshop=SONGS)
    with store.read() as tx:
        assert [each for each in tx.deliveries.owed() if each.reaction == "pass_seats_on"] == []


def test_a_release_that_follows_midway_leaves_the_line_and_what_is_kept(songs: ByHand) -> None:
    songs.does("ann", leave, workshop=SONGS)
    kept = songs.offers()
    songs.mails()
    songs.publish(section("bob"), section("dan", workshop=GAMES, starts=THURSDAY), midway=True)
    assert (songs.offers(), songs.line(), songs.ended()) == (kept, ["cleo", "dan", "eve"], [])
    assert songs.mails() == []
    songs.does("cleo", let_go, workshop=SONGS)
    assert songs.offered_to() == ["eve"]  # dan sits in games: one workshop for each
    assert songs.line() == ["dan", "eve"]


def test_a_seat_that_a_release_midway_frees_is_offered(songs: ByHand) -> None:
    songs.publish(section("ann"), section("bob", workshop=GAMES, starts=THURSDAY), midway=True)
    assert (songs.offered_to(), songs.mails()) == (["cleo"], [("cleo", FREE)])


def test_who_gets_their_seat_by_a_release_is_told_of_no_offer_and_waits_no_longer(songs: ByHand) -> None:
    songs.does("ann", leave, workshop=SONGS)
    songs.mails()
    songs.publish(section("bob", "cleo"), midway=True)
    assert (songs.members(), songs.line()) == (["bob", "cleo"], ["dan", "eve"])
    assert (songs.offered_to(), songs.ended(), songs.mails()) == ([], [("cleo", "withdrawn")], [])


@pytest.mark.parametrize("midway", [True, False])
@pytest.mark.parametrize("ends", ["no answer", "let go"])
def test_an_offer_of_before_takes_nobody_the_seat_that_a_release_gave_them(
    songs: ByHand, clock, *, midway: bool, ends: str
) -> None:
    """The release is out just before the offer's time is over, and nobody has looked at seats in between."""
    songs.does("ann", leave, workshop=SONGS)
    songs.mails()
    draft = songs.draft(section("bob", "cleo"), midway=midway)
    with songs.store.write() as tx:
        publish_plan(whole_cohort(tx, songs.cohort.id), plan=draft)
    if ends == "no answer":
        clock.pass_time(days=3)
        songs.settle()
    else:
        songs.does("cleo", let_go, workshop=SONGS)
    assert songs.members() == ["bob", "cleo"]
    assert songs.ended() == [("cleo", "withdrawn" if ends == "no answer" else "declined")]
    assert songs.line() == (["dan", "eve"] if midway else [])


def test_a_release_that_gives_the_seat_to_somebody_else_withdraws_the_offer_with_a_word(
    songs: ByHand,
) -> None:
    songs.does("ann", leave, workshop=SONGS)
    songs.mails()
    songs.publish(section("bob", "eve"), midway=True)
    assert (songs.offered_to(), songs.ended(), songs.line()) == ([], [("cleo", "withdrawn")], ["cleo", "dan"])
    assert songs.mails() == [("cleo", GONE)]


def test_a_release_that_seats_everyone_anew_ends_every_line_and_every_offer(songs: ByHand) -> None:
    songs.does("ann", leave, workshop=SONGS)
    songs.mails()
    songs.publish(section("bob"))
    assert (songs.offered_to(), songs.ended(), songs.line()) == ([], [("cleo", "withdrawn")], [])
    assert songs.mails() == [("cleo", GONE)]


def test_a_group_that_a_release_no_longer_holds_keeps_nobody_a_seat(songs: ByHand) -> None:
    songs.does("ann", leave, workshop=SONGS)
    songs.publish(section("bob", workshop=GAMES, starts=THURSDAY), midway=True)
    assert (songs.offered_to(), songs.ended(), songs.line()) == ([], [("cleo", "withdrawn")], [])


def test_a_seat_that_was_taken_while_a_rebalancing_was_made_is_not_lost_by_it(songs: ByHand, clock) -> None:
    songs.does("ann", leave, workshop=SONGS)
    draft = songs.draft(section("bob"), midway=True)
    clock.pass_time(minutes=5)
    songs.does("cleo", join, workshop=SONGS, section=1)  # her first wish already: her roster stays as it was
    with pytest.raises(NotNowError, match="taken a seat in a group since"):
        songs.change(lambda scope: publish_plan(scope, plan=draft))
