"""Matching on a roster's own columns, from two files to the plan's directory; without them every byte is as it was."""

import csv
import hashlib
import io
import json
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from scheduler.commands.runs import input_hash
from scheduler.domain.cohorts import Cohort, CohortId
from scheduler.domain.people import Person
from scheduler.errors import BadInputError
from scheduler.operator.files import new_cohort, people_of
from scheduler.outputs import plan_format
from tests.circle import circle
from workers.plan_files import plan_files
from workers.throwaway import Planned, make_plan

CRITERIA = """
[[coaching.criterion]]
column = "Subjects"
rule = "overlap"
weight = 0.4

[[coaching.criterion]]
column = "School"
rule = "different"
require = true
"""
ROSTER = """name,email,role,time_zone,interests,SCHOOL,subjects
Maria,maria@example.org,member,Kyiv,reading,Hill,Art; maths
Dalia,dalia@example.org,member,Beirut,reading,Dale,music
Ines,ines@example.org,member,Lisbon,reading,,music
Ruth,ruth@example.org,coach,New York,reading,Dale,maths; MUSIC
Omar,omar@example.org,coach,New York,reading,hill,maths
"""

Plan = Callable[[str], Planned]


@pytest.fixture
def plan(tmp_path: Path) -> Plan:
    """Plan for the small circle with criteria, from a roster's text."""

    def planned(roster: str) -> Planned:
        weights = "target_minutes = 180\nweights = { interest = 0.3, time = 0.2, language = 0.1 }\n"
        rules = circle("Circle").replace("target_minutes = 180\n", weights + CRITERIA)
        (tmp_path / "cohort.toml").write_text(rules)
        (tmp_path / "roster.csv").write_text(roster)
        return make_plan(
            cohort=new_cohort(tmp_path / "cohort.toml"),
            people=people_of(tmp_path / "roster.csv"),
            as_of=datetime(2036, 9, 1, tzinfo=UTC),
        )

    return planned


def test_pairs_are_made_by_the_columns_that_the_cohort_names_and_the_files_say_so(plan: Plan) -> None:
    files = plan_files(plan(ROSTER))
    document = json.loads(files["plan.json"])
    plan_format.Plan.model_validate_json(files["plan.json"])
    pairs = document["coaching"]["pairs"]
    assert [(pair["member"], pair["coach"], pair["criteria"]) for pair in pairs] == [
        (
            "maria@example.org",
            "ruth@example.org",
            [
                {
                    "column": "Subjects",
                    "rule": "overlap",
                    "member": "Art; maths",
                    "coach": "maths; MUSIC",
                    "common": ["maths"],
                    "met": "partly",
                },
                {
                    "column": "School",
                    "rule": "different",
                    "member": "Hill",
                    "coach": "Dale",
                    "common": [],
                    "met": "yes",
                },
            ],
        ),
        (
            "dalia@example.org",
            "omar@example.org",
            [
                {
                    "column": "Subjects",
                    "rule": "overlap",
                    "member": "music",
                    "coach": "maths",
                    "common": [],
                    "met": "no",
                },
                {
                    "column": "School",
                    "rule": "different",
                    "member": "Dale",
                    "coach": "hill",
                    "common": [],
                    "met": "yes",
                },
            ],
        ),
    ]
    (left_out,) = document["coaching"]["unplaced"]
    assert left_out["reasons"] == [
        {
            "code": "criterion_member_blank",
            "params": {"column": "School", "coaches": 2, "member": "ines@example.org", "rule": "different"},
            "text": "School is blank for Ines, and this cohort asks for it to differ.",
        }
    ]
    rows = list(csv.reader(io.StringIO(files["scores.csv"].decode())))
    assert rows[0][-3:] == ["language", "Subjects (overlap)", "School (different)"]
    assert [(row[0][0] + row[1][0], row[2], row[-2], row[-1]) for row in rows[1:]] == [
        ("mr", "true", "0.500000", "1.000000"),
        ("mo", "false", "0.500000", "0.000000"),
        ("dr", "false", "1.000000", "0.000000"),
        ("do", "true", "0.000000", "1.000000"),
        ("ir", "false", "1.000000", "0.000000"),
        ("io", "false", "0.000000", "0.000000"),
    ]
    report = files["report.html"].decode()
    assert "Subjects in common: maths, of the 2 that Maria gave." in report
    assert "School differs, as this cohort asks: Hill and Dale." in report
    assert "and the cohort&#39;s own criteria." in report
    assert b"Hill" not in files["summary.html"] + b"".join(
        body for name, body in files.items() if name.startswith("feeds/")
    )


def test_a_roster_without_a_column_that_is_matched_on_is_refused_whole(plan: Plan) -> None:
    with pytest.raises(BadInputError) as refused:
        plan(ROSTER.replace("SCHOOL", "Schol"))
    (problem,) = refused.value.problems
    assert (problem.code, problem.suggestion) == ("missing_column", "Did you mean 'Schol'?")


def test_without_criteria_a_plan_s_input_has_the_hash_that_it_always_had(
    make_person: Callable[..., Person],
) -> None:
    """A draft that was made before anybody could be asked must not be called out of date."""
    cohort = Cohort(
        id=CohortId("c"),
        name="Cohort",
        starts=date(2026, 10, 1),
        ends=date(2026, 10, 31),
        home_time_zone="Europe/London",
        locale="en",
        topics=(),
    )
    written = (
        '[{"id": "c", "name": "Cohort", "starts": "2026-10-01", "ends": "2026-10-31", '
        '"home_time_zone": "Europe/London", "locale": "en", "topics": [], "coaching": null, "sessions": [], '
        '"workshops": [], "per_member": 1, "served_first": true}, [{"id": "id-ann", "key": "ann", "name": "Ann", '
        '"email": "ann@example.org", "role": "member", "time_zone": "UTC", "languages": [], "interests": [], '
        '"availability": [{"day": 0, "start": 540, "end": 600}], "availability_assumed": false, '
        '"capacity": null, "workshops": [], "locale": null, "whatsapp": null, "notes": null}]]'
    )
    people = (make_person("ann", hours="Mon 09:00-10:00"),)
    assert input_hash(cohort=cohort, people=people) == hashlib.sha256(written.encode()).hexdigest()
