"""Two plans side by side: exactly who has something else, and all that is counted."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from scheduler.domain.cohorts import Cohort
from scheduler.domain.people import Person
from scheduler.domain.plans import Plan
from scheduler.errors import RefusedError
from scheduler.operator.comparing import compare_plans
from scheduler.outputs.comparison import Change, Held, Value, compare
from scheduler.outputs.plan_document import plan_json
from scheduler.outputs.plan_format import CoachingValue, Meeting, Pair, Section, SessionsValue
from scheduler.outputs.plan_format import Plan as Written

OCTOBER, NOVEMBER, DECEMBER = (f"2026-{month}-05T13:00:00Z" for month in (10, 11, 12))


@pytest.fixture
def before(cohort: Cohort, people: tuple[Person, ...], plan: Plan) -> Written:
    """A plan of three members, two sections and three dates."""
    made = Written.model_validate_json(plan_json(cohort=cohort, people=people, plan=plan))
    return made.model_copy(
        update={
            "coaching": made.coaching.model_copy(
                update={"pairs": (pair("M1", "C1", 900), pair("M2", "C1", 550))}
            ),
            "workshops": made.workshops.model_copy(
                update={"sections": (section("play", OCTOBER, "M1", "M2"), section("maths", NOVEMBER, "M3"))}
            ),
            "sessions": made.sessions.model_copy(
                update={
                    "meetings": (meeting("all", OCTOBER), meeting("all", NOVEMBER), meeting("new", OCTOBER))
                }
            ),
        }
    )


def pair(member: str, coach: str, score: int) -> Pair:
    return Pair(member=member, coach=coach, score=score, shared_minutes=60, topics=(), languages=())


def section(workshop: str, start: str, *members: str) -> Section:
    return Section(
        workshop=workshop, section=1, facilitator="F", starts=(start,), minutes=60, members=members
    )


def seat(start: str, facilitator: str = "F") -> Held:
    return Held(at=start, facilitator=facilitator)


def meeting(session: str, starts: str) -> Meeting:
    return Meeting(session=session, starts=starts, minutes=90)


def test_a_plan_and_itself_differ_in_nothing(before: Written) -> None:
    found = compare(before, before)
    assert found.changes == ()
    assert all(value.before == value.after for value in found.values)


def test_each_who_has_another_coach_seat_or_date_is_named_with_both(before: Written) -> None:
    after = before.model_copy(
        update={
            "coaching": before.coaching.model_copy(
                update={"pairs": (pair("M1", "C2", 700), pair("M3", "C1", 600))}
            ),
            "workshops": before.workshops.model_copy(
                update={"sections": (section("play", DECEMBER, "M1"), section("maths", NOVEMBER, "M2", "M3"))}
            ),
            "sessions": before.sessions.model_copy(
                update={"meetings": (meeting("all", OCTOBER), meeting("all", DECEMBER))}
            ),
        }
    )
    assert compare(before, after).changes == (
        Change(
            kind="coach", who="M1", what="", before=Held(at="C1", score=900), after=Held(at="C2", score=700)
        ),
        Change(kind="coach", who="M3", what="", before=None, after=Held(at="C1", score=600)),
        Change(kind="coach", who="M2", what="", before=Held(at="C1", score=550), after=None),
        Change(kind="seat", who="M1", what="play", before=seat(OCTOBER), after=seat(DECEMBER)),
        Change(kind="seat", who="M2", what="maths", before=None, after=seat(NOVEMBER)),
        Change(kind="seat", who="M2", what="play", before=seat(OCTOBER), after=None),
        Change(kind="session", who="all", what="", before=Held(at=NOVEMBER), after=Held(at=DECEMBER)),
        Change(kind="session", who="new", what="", before=Held(at=OCTOBER), after=None),
    )


def test_another_facilitator_at_the_same_start_is_another_seat(before: Written) -> None:
    (play, maths) = before.workshops.sections
    sections = (play.model_copy(update={"facilitator": "G"}), maths)
    after = before.model_copy(
        update={"workshops": before.workshops.model_copy(update={"sections": sections})}
    )
    assert compare(before, after).changes == tuple(
        Change(kind="seat", who=who, what="play", before=seat(OCTOBER), after=seat(OCTOBER, "G"))
        for who in ("M1", "M2")
    )


def test_plans_of_two_cohorts_are_not_compared(before: Written, tmp_path: Path) -> None:
    (tmp_path / "one.json").write_text(before.model_dump_json())
    (tmp_path / "other.json").write_text(before.model_copy(update={"cohort": "Another"}).model_dump_json())
    with pytest.raises(RefusedError, match="one of Another: name two plans of one cohort"):
        compare_plans.main([f"{tmp_path}/one.json", f"{tmp_path}/other.json"], standalone_mode=False)


def test_who_is_alone_is_compared_where_both_plans_count_it(before: Written) -> None:
    def counting(alone: int) -> Written:
        value = before.workshops.objective.model_copy(update={"alone": alone})
        return before.model_copy(
            update={"workshops": before.workshops.model_copy(update={"objective": value})}
        )

    both = compare(counting(3), counting(1)).values
    assert Value(part="workshops", name="alone", before=3, after=1) in both
    assert "alone" not in [value.name for value in compare(before, counting(1)).values]
    assert "alone" not in [value.name for value in compare(counting(1), before).values]


def test_everything_that_counts_is_set_beside_each_other_band_by_band(before: Written) -> None:
    better = CoachingValue(placed=3, shortfall=0, bands=(0,) * 8 + (1, 2), total=2700)
    after = before.model_copy(
        update={
            "coaching": before.coaching.model_copy(update={"objective": better}),
            "sessions": before.sessions.model_copy(update={"objective": SessionsValue(worst=2, total=9)}),
        }
    )
    values = compare(before, after).values
    assert [value.name for value in values] == [
        "placed",
        "shortfall",
        *(f"band {band}" for band in range(10)),
        "total",
        "served",
        "total",
        "worst",
        "total",
    ]
    assert values[0] == Value(part="coaching", name="placed", before=2, after=3)
    assert values[12] == Value(part="coaching", name="total", before=1450, after=2700)


def test_the_command_prints_the_changes_and_what_each_plan_is_worth(before: Written, tmp_path: Path) -> None:
    after = before.model_copy(
        update={"coaching": before.coaching.model_copy(update={"pairs": (pair("M1", "C1", 900),)})}
    )
    folder, file = tmp_path / "one", tmp_path / "other.json"
    folder.mkdir()
    (folder / "plan.json").write_text(before.model_dump_json())
    file.write_text(after.model_dump_json())

    told = CliRunner().invoke(compare_plans, [str(folder), str(file)])
    assert (told.exit_code, told.stdout) == (
        0,
        "what\twho\tof\tbefore\tafter\ncoach\tM2\t\tC1 (550)\t-\n",
    )
    assert told.stderr == "Both plans are worth the same.\n"

    read = json.loads(CliRunner().invoke(compare_plans, [str(folder), str(file), "--json"]).stdout)
    assert read["changes"] == [
        {
            "kind": "coach",
            "who": "M2",
            "what": "",
            "before": {"at": "C1", "score": 550, "facilitator": None},
            "after": None,
        }
    ]
    assert {"part": "coaching", "name": "placed", "before": 2, "after": 2} in read["values"]

    worth = before.coaching.objective.model_copy(update={"placed": 1})
    less = after.model_copy(update={"coaching": after.coaching.model_copy(update={"objective": worth})})
    file.write_text(less.model_dump_json())
    told = CliRunner().invoke(compare_plans, [str(folder), str(file)])
    assert told.stdout.endswith("\ncoaching\t\tplaced\t2\t1\n")
    assert told.stderr == ""


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (None, "has no plan.json: name a directory that `commonhour plan` wrote."),
        (
            '{"format": "commonhour.plan/1"}',
            "is no plan of the format commonhour.plan/1: cohort: Field required.",
        ),
        ("no JSON", "is no plan of the format commonhour.plan/1: : Invalid JSON"),
    ],
)
def test_what_is_no_plan_is_refused_with_what_is_wrong(
    before: Written, tmp_path: Path, content: str | None, said: str
) -> None:
    sound, folder = tmp_path / "sound.json", tmp_path / "folder"
    sound.write_text(before.model_dump_json())
    folder.mkdir()
    if content is not None:
        (folder / "plan.json").write_text(content)
    refused = CliRunner().invoke(compare_plans, [str(sound), str(folder)])
    assert refused.exit_code != 0
    assert said in str(refused.exception)
