"""SIGKILL in the middle of a solve and in the middle of a publish: the work finishes after restart, once."""

import json
import signal

import pytest

EXAMPLE = "examples/ptp-2024"
RELEASE = "plan.published"


def import_example(service) -> str:
    done = service.command("import", f"{EXAMPLE}/cohort.toml", f"{EXAMPLE}/roster.csv")
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


@pytest.fixture
def cohort(service) -> str:
    return import_example(service)


def state_of(service, reaction: str, *, to: str = "%") -> str:
    """Return the state of what this reaction owes to an event of this type."""
    return service.query(
        "SELECT state FROM delivery JOIN event ON event.id = event_id WHERE reaction = ? AND type LIKE ?",
        reaction,
        to,
    )[0][0]


def test_a_solve_that_was_killed_is_finished_after_restart_with_one_plan(service, cohort: str) -> None:
    with service.running() as process:
        run = service.request(cohort)
        service.wait_until(
            lambda: (
                service.query("SELECT phase FROM run WHERE state = 'solving'") not in ([], [("starting",)])
            )
        )
        process.send_signal(signal.SIGKILL)
        process.wait()
    assert service.query("SELECT state FROM run") == [("solving",)]
    assert service.query("SELECT count(*) FROM plan") == [(0,)]
    with service.running():
        service.wait_until(lambda: state_of(service, "draft_plan") == "done")
    assert service.query("SELECT id, state FROM run") == [(run, "done")]
    assert service.query("SELECT count(*) FROM plan") == [(1,)]
    assert service.query("SELECT tries FROM delivery WHERE reaction = 'draft_plan'") == [(2,)]
    assert service.query(
        "SELECT type, count(*) FROM event WHERE type <> 'tidying.due' GROUP BY type ORDER BY type"
    ) == [
        ("cohort.created", 1),
        ("plan.drafted", 1),
        ("roster.imported", 1),
        ("run.requested", 1),
    ]


def test_a_publish_that_was_killed_reaches_every_calendar_once_after_restart(service, cohort: str) -> None:
    with service.running():
        run = service.request(cohort)
        service.wait_until(lambda: state_of(service, "draft_plan") == "done")
    assert service.publish(cohort, run) == "1"
    with service.running() as process:
        service.wait_until(lambda: state_of(service, "follow", to=RELEASE) == "claimed", every=0.001)
        process.send_signal(signal.SIGKILL)
        process.wait()
    assert state_of(service, "follow", to=RELEASE) == "claimed"
    assert service.query("SELECT count(*) FROM feed") == [(0,)]
    with service.running():
        service.wait_until(lambda: state_of(service, "follow", to=RELEASE) == "done")
    assert service.query("SELECT count(*), max(sequence) FROM entry") == [(entries_expected(service), 0)]
    assert service.query("SELECT count(*) FROM feed WHERE body <> ''") == [(55,)]
    assert service.query("SELECT count(*) FROM event WHERE type = 'entries.revised'") == [(1,)]
    assert service.query("SELECT count(*) FROM delivery WHERE state <> 'done' AND reaction <> 'tidy'") == [
        (0,)
    ]


def entries_expected(service) -> int:
    """Count each person's sessions, and the meetings of the sections they attend or lead, from the plan itself."""
    document = json.loads(service.query("SELECT document FROM plan")[0][0])
    sections = document["workshops"]["sections"]
    seats = sum(len(section["starts"]) * (len(section["members"]) + 1) for section in sections)
    return 55 * len(document["sessions"]["meetings"]) + seats
