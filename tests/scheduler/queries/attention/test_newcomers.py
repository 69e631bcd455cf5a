"""Members whom the release does not know, wishes that it does not, and who waits for a seat."""

from collections.abc import Callable

import pytest

from scheduler.domain.enrolments import Enrolment, Standing
from scheduler.domain.people import Person, Role
from scheduler.domain.seat_offers import OfferEnd, SeatOffer
from tests.scheduler.queries.attention.conftest import Community, at, section

GROUP = section("amina", leader="bea", starts=(at(2026, 2, 11, 18),))


@pytest.fixture
def people(make_person: Callable[..., Person]) -> tuple[Person, ...]:
    return (
        make_person("amina", workshops=("songs",)),
        make_person("ben", workshops=("songs",)),
        make_person("bea", role=Role.COACH),
    )


@pytest.fixture
def community(make_community, make_workshop, people) -> Community:
    """Amina has a seat and a coach, Ben neither."""
    community = make_community(workshops=(make_workshop("songs"),))
    community.release(*people, pairs=(("amina", "bea"),), sections=(GROUP,), unserved=("ben",))
    return community


def test_whom_the_release_left_out_it_knows(community) -> None:
    assert community.matters(2026, 2, 2) == ()


def test_a_newcomer_without_a_wish_has_no_coach(community, people, make_person) -> None:
    community.now_has(*people, make_person("nadia"))
    assert community.said(2026, 2, 2) == [
        ("new", None, "Nadia has come since the last release, and has no coach.")
    ]


def test_a_newcomer_with_a_wish_has_no_seat_either_while_there_are_seats(
    community, people, make_person
) -> None:
    community.now_has(*people, make_person("nadia", interests=("reading",)))
    assert community.said(2026, 2, 2) == [
        ("new", None, "Nadia has come since the last release, and has no coach and no seat in a workshop.")
    ]
    assert community.said(2026, 2, 12) == [
        ("new", None, "Nadia has come since the last release, and has no coach.")
    ]


def test_where_nobody_is_paired_a_newcomers_wish_is_named(
    make_community, make_workshop, people, make_person
) -> None:
    community = make_community(workshops=(make_workshop("songs"),), coaching=None)
    community.release(*people, sections=(GROUP,), unserved=("ben",))
    community.now_has(*people, make_person("nadia", workshops=("songs",)), make_person("omar"))
    (matter,) = community.matters(2026, 2, 2)
    assert (matter.kind, matter.since, matter.ids) == ("unseated", None, ("id-nadia",))
    assert matter.what == "Nadia wishes for a workshop since the last release, and has no seat in one."


@pytest.mark.parametrize("standing", [Standing.LEFT, Standing.WAITING])
def test_whoever_has_left_a_group_or_waits_for_a_seat_has_said_so_themselves(
    community, people, standing
) -> None:
    word = Enrolment(
        person=people[0].id,
        workshop="songs",
        section=1 if standing is Standing.WAITING else 0,
        standing=standing,
        since=at(2026, 2, 1),
    )
    community.change(lambda scope: scope.tx.enrolments.put(word))
    kinds = [matter.kind for matter in community.matters(2026, 2, 2)]
    assert kinds == (["few", "waiting"] if standing is Standing.WAITING else ["few"])


def test_those_who_wait_are_named_by_their_group(community, people) -> None:
    word = Enrolment(
        person=people[1].id, workshop="songs", section=1, standing=Standing.WAITING, since=at(2026, 2, 1)
    )
    community.change(lambda scope: scope.tx.enrolments.put(word))
    (matter,) = community.matters(2026, 2, 2)
    assert (matter.kind, matter.since, matter.ids) == ("waiting", None, ("id-ben",))
    assert matter.what == "One member waits for a seat in group 1 of Songs."


def test_a_seat_that_is_kept_is_named_with_its_time_on_the_cohorts_clock(community, people) -> None:
    offer = SeatOffer(
        id="offer",
        person=people[1].id,
        workshop="songs",
        section=1,
        offered_at=at(2026, 4, 1),
        until=at(2026, 4, 2, 16, 30),
    )
    community.change(lambda scope: scope.tx.seat_offers.add(offer))
    (matter,) = community.matters(2026, 4, 1, 12)
    assert (matter.kind, matter.since, matter.ids) == ("waiting", None, ("id-ben",))
    assert matter.what == "A seat in group 1 of Songs is kept for Ben until 2 April, 17:30 London time."
    community.change(lambda scope: scope.tx.seat_offers.end("offer", ended=OfferEnd.LAPSED, now=scope.tx.now))
    assert community.matters(2026, 4, 1, 13) == ()
