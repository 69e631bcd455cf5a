"""Ids say nothing and clocks are aware; for a plan both come out the same every time."""

import uuid
from datetime import UTC, datetime, timedelta, timezone

import pytest

from scheduler.clock import FixedClock, SystemClock
from scheduler.domain.cohorts import CohortId
from scheduler.ids import NamedIds, RandomIds


def test_random_ids_never_repeat() -> None:
    ids = RandomIds()
    made = [ids.new("run"), ids.new("run"), ids.cohort("A"), ids.cohort("A"), ids.person(CohortId("c"), "k")]
    assert len(set(made)) == 5


def test_named_ids_are_the_same_for_the_same_names() -> None:
    def made(ids: NamedIds) -> list[str]:
        cohort = ids.cohort("A")
        return [cohort, ids.person(cohort, "m1"), ids.new("run"), ids.new("run"), ids.new("plan")]

    assert made(NamedIds()) == made(NamedIds())
    assert len(set(made(NamedIds()))) == 5


def test_a_persons_id_in_a_plan_is_uuid5_of_cohort_and_key() -> None:
    ids = NamedIds()
    cohort = ids.cohort("A")
    assert ids.person(cohort, "m1") == str(uuid.uuid5(uuid.UUID(cohort), "m1"))


def test_a_fixed_clock_stands_still_in_utc() -> None:
    clock = FixedClock(at=datetime(2026, 10, 1, 15, tzinfo=timezone(timedelta(hours=3))))
    assert (clock.now(), clock.now().tzinfo) == (datetime(2026, 10, 1, 12, tzinfo=UTC), UTC)


def test_a_fixed_clock_of_no_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="has no zone"):
        FixedClock(at=datetime(2026, 10, 1))  # noqa: DTZ001 - the point


def test_the_machines_clock_is_aware() -> None:
    assert SystemClock().now().tzinfo is UTC
