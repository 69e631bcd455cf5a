"""The last answer counts, in whatever order they come, for the time it was given for."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from functools import reduce

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scheduler.domain.answers import Answer, GivenAnswer, later

NOON = datetime(2026, 10, 1, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
YES = GivenAnswer(
    answer=Answer.YES, sequence=1, starts=NOON, ends=NOON + HOUR, given_at=NOON - HOUR, by="mail"
)


def test_an_answer_holds_while_the_time_of_the_meeting_stays() -> None:
    assert YES.holds_for(starts=NOON, ends=NOON + HOUR)
    assert YES.holds_for(starts=NOON.astimezone(timezone(HOUR)), ends=NOON + HOUR)
    assert not YES.holds_for(starts=NOON + HOUR, ends=NOON + 2 * HOUR)
    assert not YES.holds_for(starts=NOON, ends=NOON + 2 * HOUR)


def test_of_two_to_one_revision_the_one_given_later_counts() -> None:
    no = replace(YES, answer=Answer.NO, given_at=YES.given_at + timedelta(seconds=1))
    assert later(YES, no) == later(no, YES) == no


def test_one_to_a_later_revision_counts_whenever_it_was_given() -> None:
    """RFC 5546, 2.1.5: SEQUENCE first, then DTSTAMP."""
    no = replace(YES, answer=Answer.NO, sequence=2, given_at=YES.given_at - HOUR)
    assert later(YES, no) == later(no, YES) == no


def test_the_first_counts() -> None:
    assert later(None, YES) == YES


ANY = st.builds(
    GivenAnswer,
    answer=st.sampled_from(Answer),
    sequence=st.integers(0, 2),
    starts=st.sampled_from((NOON, NOON + HOUR)),
    ends=st.just(NOON + 3 * HOUR),
    given_at=st.integers(0, 2).map(lambda seconds: NOON + timedelta(seconds=seconds)),
    by=st.sampled_from(("mail", "page")),
)


@given(
    st.lists(ANY, min_size=1, max_size=6).flatmap(
        lambda them: st.tuples(st.just(them), st.permutations(them))
    )
)
def test_in_whatever_order_and_however_often_they_come_the_same_one_counts(orders) -> None:
    first, second = orders
    assert reduce(later, first, None) == reduce(later, [*second, *first], None)


@pytest.mark.parametrize("answer", Answer)
def test_calendars_and_people_say_the_same(answer: Answer) -> None:
    assert Answer.of_partstat(answer.partstat) is answer


def test_an_answer_of_no_zone_is_none() -> None:
    with pytest.raises(ValueError, match="given_at"):
        replace(YES, given_at=datetime(2026, 10, 1))  # noqa: DTZ001 - what it is about
