"""Cohorts that were read by other zone data are known by the version, as long as a meeting of theirs is to come."""

from datetime import timedelta

from scheduler.domain.arrangements import Arrangement
from scheduler.domain.cohorts import CohortId
from tests.scheduler.store.conftest import START


def meeting(uid: str, hours: int) -> Arrangement:
    """Arrange a meeting that begins so many hours after the store's clock."""
    starts = START + timedelta(hours=hours)
    return Arrangement(
        uid=uid,
        time_zone="Europe/Kyiv",
        planned=starts,
        planned_minutes=60,
        starts=starts,
        wall=None,
        minutes=60,
    )


def test_cohorts_with_a_meeting_to_come_are_told_by_the_version_they_were_read_by(store, make_cohort) -> None:
    cohorts = {
        "old": ("2026e", (-24, 1)),
        "not-known": (None, (1,)),
        "of-ours": ("2026f", (1,)),
        "over": ("2026e", (-24, 0)),
        "nothing-arranged": ("2026e", ()),
    }
    with store.write() as tx:
        for number, (key, (version, hours)) in enumerate(cohorts.items()):
            cohort = make_cohort(id=CohortId(key))
            tx.people.add_cohort(cohort, now=tx.now + timedelta(seconds=number))
            tx.arrangements.put(cohort.id, [meeting(f"{key}-{hour}", hour) for hour in hours])
            if version is not None:
                tx.zone_data.note(cohort.id, version)
    with store.read() as tx:
        assert {key: tx.zone_data.of(CohortId(key)) for key in cohorts} == {
            key: version for key, (version, _) in cohorts.items()
        }
        assert tx.zone_data.others_than("2026f") == {"old": "2026e", "not-known": None}
        assert list(tx.zone_data.others_than("2026f")) == ["old", "not-known"]
