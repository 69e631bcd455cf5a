from datetime import date, time
from fractions import Fraction
from pathlib import Path

import pytest

from scheduler.domain.cohorts import (
    Choice,
    Coaching,
    Cohort,
    CohortId,
    Company,
    Fairness,
    Language,
    MonthlyAt,
    ScoreWeights,
    Session,
    Workshop,
)
from scheduler.domain.people import Capacity
from scheduler.domain.problems import Problem
from scheduler.roster.cohort_file import read_cohort
from scheduler.roster.errors import CohortFileError

FULL = """\
[cohort]
name = "Pathways"
starts = 2026-09-01
ends = 2027-05-31
home_time_zone = "America/New_York"
locale = "es-us"
topics = ["Early years", "Math games"]

[coaching]
capacity = [2, 4]
meeting_minutes = 50
target_minutes = 180
weights = {interest = 0.6, time = 0.3, language = 0.1}
language = "required"
fairness = "total"
must = [["M1", "C1"], ["M1", "C1"]]
never = [["M2", "C1"]]

[[session]]
id = "monthly"
name = "Monthly gathering"
minutes = 90
join_url = "https://zoom.example.org/j/1"
at = "last Thursday 18:30"

[[session]]
id = "elders"
name = "Elders"
minutes = 45
choose = {weekdays = ["Saturday", "Tue"], from = "08:00", to = "24:00", step_minutes = 25}

[workshops]
per_member = 2
served_first = false
must = [["M1", "early"], ["M1", "early"]]
never = [["M2", "early"]]
no_one_alone = ["languages"]

[[workshop]]
id = "early"
name = "How children learn"
topic = "early YEARS"
facilitators = ["C1", "S1", "C1"]
minutes = 90
size = [4, 10]
sections = 2
meetings = 3
window = [2026-10-01, "2026-10-31"]
weekdays = ["Mon"]
from = 09:00:00
to = "17:00"
step_minutes = 30
"""
LEAST = """\
[cohort]
name = "Small"
starts = 2026-09-01
ends = 2026-09-01
home_time_zone = "Africa/Nairobi"
"""


def problems_of(text: str | bytes) -> tuple[Problem, ...]:
    data = text if isinstance(text, bytes) else text.encode()
    with pytest.raises(CohortFileError) as raised:
        read_cohort(data=data, cohort_id=CohortId("c"))
    return raised.value.problems


def only_problem_of(text: str | bytes) -> tuple[str, str | None, int | None, str | None, str]:
    (problem,) = problems_of(text)
    return problem.code, problem.column, problem.row, problem.value, problem.suggestion


def changed(before: str, after: str) -> str:
    assert before in FULL
    return FULL.replace(before, after)


def test_a_whole_file_becomes_a_cohort_with_exact_weights_and_the_cohorts_spelling_of_topics() -> None:
    assert read_cohort(data=FULL.encode(), cohort_id=CohortId("c")) == Cohort(
        id=CohortId("c"),
        name="Pathways",
        starts=date(2026, 9, 1),
        ends=date(2027, 5, 31),
        home_time_zone="America/New_York",
        locale="es-US",
        topics=("Early years", "Math games"),
        coaching=Coaching(
            capacity=Capacity(minimum=2, maximum=4),
            meeting_minutes=50,
            target_minutes=180,
            weights=ScoreWeights(interest=Fraction(3, 5), time=Fraction(3, 10), language=Fraction(1, 10)),
            language=Language.REQUIRED,
            fairness=Fairness.TOTAL,
            must=(("M1", "C1"),),
            never=(("M2", "C1"),),
        ),
        sessions=(
            Session(
                id="monthly",
                name="Monthly gathering",
                minutes=90,
                when=MonthlyAt(ordinal=-1, weekday=3, at=time(18, 30)),
                join_url="https://zoom.example.org/j/1",
            ),
            Session(
                id="elders",
                name="Elders",
                minutes=45,
                when=Choice(weekdays=(1, 5), opens=480, closes=1440, step_minutes=25),
            ),
        ),
        workshops=(
            Workshop(
                id="early",
                name="How children learn",
                topic="Early years",
                facilitators=("C1", "S1"),
                minutes=90,
                size=Capacity(minimum=4, maximum=10),
                window=(date(2026, 10, 1), date(2026, 10, 31)),
                when=Choice(weekdays=(0,), opens=540, closes=1020, step_minutes=30),
                sections=2,
                meetings=3,
            ),
        ),
        per_member=2,
        served_first=False,
        must_attend=(("M1", "early"),),
        never_attend=(("M2", "early"),),
        no_one_alone=(Company.LANGUAGES,),
    )


def test_only_name_dates_and_home_zone_are_required_and_without_coaching_nobody_is_paired() -> None:
    assert read_cohort(data=LEAST.encode(), cohort_id=CohortId("c")) == Cohort(
        id=CohortId("c"),
        name="Small",
        starts=date(2026, 9, 1),
        ends=date(2026, 9, 1),
        home_time_zone="Africa/Nairobi",
        locale="en",
        topics=(),
    )


def test_weights_are_sixty_thirty_ten_where_the_file_says_nothing_and_sections_and_meetings_one() -> None:
    text = FULL
    for line in (
        "weights = {interest = 0.6, time = 0.3, language = 0.1}\n",
        "sections = 2\n",
        "meetings = 3\n",
    ):
        text = text.replace(line, "")
    for line in (
        "per_member = 2\n",
        "served_first = false\n",
        'language = "required"\n',
        'fairness = "total"\n',
    ):
        text = text.replace(line, "")
    cohort = read_cohort(data=text.encode(), cohort_id=CohortId("c"))
    assert cohort.coaching is not None
    assert cohort.coaching.weights == ScoreWeights(
        interest=Fraction(6, 10), time=Fraction(3, 10), language=Fraction(1, 10)
    )
    assert (cohort.coaching.language, cohort.coaching.fairness) == (Language.PREFERRED, Fairness.WORST_FIRST)
    assert (cohort.workshops[0].sections, cohort.workshops[0].meetings) == (1, 1)
    assert (cohort.per_member, cohort.served_first) == (1, True)


def test_a_byte_order_mark_is_accepted() -> None:
    assert read_cohort(data=b"\xef\xbb\xbf" + LEAST.encode(), cohort_id=CohortId("c")).name == "Small"


def test_weights_that_are_whole_numbers_are_as_good_as_decimals() -> None:
    text = changed("interest = 0.6, time = 0.3, language = 0.1", "interest = 1, time = 0, language = 0")
    coaching = read_cohort(data=text.encode(), cohort_id=CohortId("c")).coaching
    assert coaching is not None
    assert coaching.weights == ScoreWeights(interest=Fraction(1), time=Fraction(0), language=Fraction(0))


def test_weights_of_one_and_a_tenth_are_one_clear_problem() -> None:
    assert problems_of(changed("interest = 0.6", "interest = 0.7")) == (
        Problem(
            code="weights_sum",
            message="The weights sum to 1.1, not to 1.",
            suggestion="Change interest, time and language so that they sum to 1.",
            row=13,
            column="coaching.weights",
            value="1.1",
            file="cohort.toml",
        ),
    )


@pytest.mark.parametrize("interest", ["0.600000000001", "0.599999999999", "0.6000", "0.61"])
def test_weights_sum_exactly_as_written_to_the_last_decimal(interest: str) -> None:
    text = changed("interest = 0.6", f"interest = {interest}")
    if interest == "0.6000":
        assert read_cohort(data=text.encode(), cohort_id=CohortId("c")).coaching is not None
    else:
        assert only_problem_of(text)[0] == "weights_sum"
        assert only_problem_of(text)[3] != "1"


def test_a_misspelled_key_is_one_problem_that_says_what_was_meant() -> None:
    assert problems_of(changed("meeting_minutes", "meting_minutes")) == (
        Problem(
            code="unknown_key",
            message="Nothing is called coaching.meting_minutes.",
            suggestion="Did you mean 'meeting_minutes'?",
            row=11,
            column="coaching.meting_minutes",
            value="50",
            file="cohort.toml",
        ),
    )


def test_a_misspelled_table_is_one_problem_too() -> None:
    assert only_problem_of(changed("[coaching]", "[couching]"))[:3] == ("unknown_key", "couching", 9)


def test_a_key_that_is_like_no_other_is_told_which_are_known() -> None:
    code, column, row, value, suggestion = only_problem_of(LEAST + "colour = 1\n")
    assert (code, column, row, value) == ("unknown_key", "cohort.colour", 6, "1")
    assert (
        suggestion
        == "Known here: discreet, ends, erase_after_days, home_time_zone, locale, name, starts, topics."
    )


def test_every_problem_of_a_file_is_reported_at_once_in_the_order_of_its_lines() -> None:
    text = FULL
    for before, after in (
        ('name = "Pathways"\n', ""),
        ("America/New_York", "America/New_Yorck"),
        ("last Thursday", "fifth Thursday"),
        ('to = "24:00"', 'to = "25:00"'),
        ('"https://zoom.example.org/j/1"', '"javascript:alert(1)"'),
        ("size = [4, 10]", "size = [0, 10]"),
        ('topic = "early YEARS"', 'topic = "early year"'),
        ('to = "17:00"', 'to = "09:00"'),
    ):
        assert before in text
        text = text.replace(before, after)
    assert [(problem.code, problem.column, problem.row) for problem in problems_of(text)] == [
        ("missing_key", "cohort.name", 1),
        ("unknown_zone", "cohort.home_time_zone", 4),
        ("bad_url", "session[1].join_url", 22),
        ("bad_rule", "session[1].at", 23),
        ("bad_time", "session[2].choose.to", 29),
        ("unknown_topic", "workshop[1].topic", 41),
        ("wrong_value", "workshop[1].size", 44),
        ("empty_span", "workshop[1].to", 50),
    ]


@pytest.mark.parametrize(
    ("before", "after", "code", "column", "value"),
    [
        ('name = "Pathways"', 'name = " \\u200b"', "wrong_value", "cohort.name", " \u200b"),
        ("starts = 2026-09-01", "starts = 2011-09-01", "bad_date", "cohort.starts", "2011-09-01"),
        ("ends = 2027-05-31", "ends = 2127-05-31", "bad_date", "cohort.ends", "2127-05-31"),
        ("ends = 2027-05-31", 'ends = "31 May"', "bad_date", "cohort.ends", "31 May"),
        ("ends = 2027-05-31", "ends = 2027-05-31T10:00:00", "bad_date", "cohort.ends", "2027-05-31 10:00:00"),
        ("ends = 2027-05-31", "ends = 2026-05-31", "empty_span", "cohort.ends", "2026-05-31"),
        (
            "ends = 2027-05-31",
            "ends = 2027-05-31\nerase_after_days = 29",
            "wrong_value",
            "cohort.erase_after_days",
            "29",
        ),
        (
            "ends = 2027-05-31",
            "ends = 2027-05-31\nerase_after_days = 3651",
            "wrong_value",
            "cohort.erase_after_days",
            "3651",
        ),
        (
            "ends = 2027-05-31",
            "ends = 2027-05-31\nerase_after_days = true",
            "wrong_value",
            "cohort.erase_after_days",
            "true",
        ),
        ('locale = "es-us"', 'locale = "klingonese"', "unknown_language", "cohort.locale", "klingonese"),
        ('"Math games"]', '"Math; games"]', "bad_topic", "cohort.topics", "Math; games"),
        ('"Math games"]', '"EARLY years"]', "duplicate_topic", "cohort.topics", "EARLY years"),
        ('"Math games"]', "1]", "wrong_value", "cohort.topics", "['Early years', 1]"),
        ("capacity = [2, 4]", "capacity = [5, 2]", "wrong_value", "coaching.capacity", "[5, 2]"),
        ("capacity = [2, 4]", "capacity = 4", "wrong_value", "coaching.capacity", "4"),
        ("target_minutes = 180", "target_minutes = true", "wrong_value", "coaching.target_minutes", "true"),
        ("target_minutes = 180", "target_minutes = 0", "wrong_value", "coaching.target_minutes", "0"),
        (
            "language = 0.1}",
            "language = 1e-999999999}",
            "wrong_value",
            "coaching.weights.language",
            "1E-999999999",
        ),
        ("language = 0.1}", "language = nan}", "wrong_value", "coaching.weights.language", "NaN"),
        ("language = 0.1}", "language = -0.1}", "wrong_value", "coaching.weights.language", "-0.1"),
        ("language = 0.1}", "language = true}", "wrong_value", "coaching.weights.language", "true"),
        (", language = 0.1}", "}", "missing_key", "coaching.weights.language", None),
        (
            "weights = {interest = 0.6, time = 0.3, language = 0.1}",
            "weights = 1",
            "wrong_value",
            "coaching.weights",
            "1",
        ),
        ('"required"', '"requird"', "wrong_value", "coaching.language", "requird"),
        ('never = [["M2", "C1"]]', 'never = ["M2"]', "wrong_value", "coaching.never", "M2"),
        ('never = [["M2", "C1"]]', 'never = "M2"', "wrong_value", "coaching.never", "M2"),
        (
            'at = "last Thursday 18:30"',
            'at = "last Thursday 24:00"',
            "bad_rule",
            "session[1].at",
            "last Thursday 24:00",
        ),
        ('at = "last Thursday 18:30"', 'at = "Thursday"', "bad_rule", "session[1].at", "Thursday"),
        ('at = "last Thursday 18:30"\n', "", "bad_rule", "session[1].at", None),
        ('at = "last Thursday 18:30"\n', "at = 1\n", "wrong_value", "session[1].at", "1"),
        ("minutes = 45\n", 'minutes = 45\nat = "first Mon 10:00"\n', "bad_rule", "session[2].at", None),
        (
            '["Saturday", "Tue"]',
            '["Saturday", "Funday"]',
            "bad_weekday",
            "session[2].choose.weekdays",
            "Funday",
        ),
        ('["Saturday", "Tue"]', "[]", "wrong_value", "session[2].choose.weekdays", "[]"),
        ("step_minutes = 25", "step_minutes = 0", "wrong_value", "session[2].choose.step_minutes", "0"),
        ('id = "elders"', 'id = "Monthly"', "duplicate_id", "session[2].id", "Monthly"),
        ('id = "elders"', 'id = "../x"', "bad_id", "session[2].id", "../x"),
        ("served_first = false", 'served_first = "no"', "wrong_value", "workshops.served_first", "no"),
        ("per_member = 2", "per_member = 0", "wrong_value", "workshops.per_member", "0"),
        (
            'facilitators = ["C1", "S1", "C1"]',
            "facilitators = []",
            "wrong_value",
            "workshop[1].facilitators",
            "[]",
        ),
        ("from = 09:00:00", "from = 9", "wrong_value", "workshop[1].from", "9"),
        ("from = 09:00:00", "from = 09:00:30", "bad_time", "workshop[1].from", "09:00:30"),
        ('from = "08:00"', 'from = "8 am"', "bad_time", "session[2].choose.from", "8 am"),
        ('["M1", "early"]', '["M1", "earyl"]', "unknown_workshop", "workshops.must", "earyl"),
        ('["M2", "early"]', '["M2", "Early"]', "unknown_workshop", "workshops.never", "Early"),
        ('[["M1", "early"], ', '["M1", ', "wrong_value", "workshops.must", "M1"),
        ('["languages"]', '["languages", "zones"]', "wrong_value", "workshops.no_one_alone", "zones"),
        ("[2026-10-01, ", "[2026-11-01, ", "empty_span", "workshop[1].window", "2026-10-31"),
        ("[2026-10-01, ", "[", "wrong_value", "workshop[1].window", "['2026-10-31']"),
        ("[2026-10-01, ", "[2126-10-01, ", "bad_date", "workshop[1].window", "2126-10-01"),
        ('"https://zoom.example.org/j/1"', '"http://["', "bad_url", "session[1].join_url", "http://["),
        ('"https://zoom.example.org/j/1"', '"https://x y"', "bad_url", "session[1].join_url", "https://x y"),
    ],
)
def test_one_slip_is_one_problem_at_its_key(
    before: str, after: str, code: str, column: str, value: str | None
) -> None:
    assert only_problem_of(changed(before, after))[:2] == (code, column)
    assert only_problem_of(changed(before, after))[3] == value


def test_a_session_that_chooses_needs_a_table_to_choose_from() -> None:
    text = changed(
        'choose = {weekdays = ["Saturday", "Tue"], from = "08:00", to = "24:00", step_minutes = 25}',
        "choose = 1",
    )
    assert ("wrong_value", "session[2].choose") in [(each.code, each.column) for each in problems_of(text)]


def test_a_topic_of_a_cohort_without_topics_is_told_where_topics_stand() -> None:
    text = changed('topics = ["Early years", "Math games"]\n', "")
    assert only_problem_of(text)[4] == "Add it to topics under [cohort], or use one of those."


def test_a_file_without_a_cohort_is_one_problem() -> None:
    assert problems_of("") == (
        Problem(
            code="missing_key",
            message="cohort is missing.",
            suggestion="Write [cohort] in the file.",
            column="cohort",
            file="cohort.toml",
        ),
    )


@pytest.mark.parametrize(
    ("text", "column"),
    [("cohort = 1\n", "cohort"), ("[session]\nid = 1\n", "session"), ("session = [1]\n", "session")],
)
def test_a_table_that_is_none_is_a_problem(text: str, column: str) -> None:
    assert column in [problem.column for problem in problems_of(text)]


@pytest.mark.parametrize(
    ("data", "code", "row"),
    [
        (b"[cohort]\nname = \xff\n", "not_utf8", 2),
        (LEAST.encode("utf-16"), "not_utf8", 1),
        (b"[cohort]\nname = Pathways\n", "not_toml", 2),
        (b"[cohort]\n[cohort]\n", "not_toml", 2),
        (b"a = 1e99999999999999999999\n", "not_toml", None),
        (b"a = " + b"9" * 5000, "not_toml", None),
        (b"a = " + b"[" * 5000, "not_toml", None),
        (b"#" * 1_000_001, "too_large", None),
    ],
)
def test_what_is_no_toml_at_all_is_one_problem_with_its_line(data: bytes, code: str, row: int | None) -> None:
    assert [(problem.code, problem.row) for problem in problems_of(data)] == [(code, row)]


def test_a_line_that_only_looks_like_a_key_within_a_long_text_is_not_taken_for_it() -> None:
    text = LEAST.replace('name = "Small"', 'name = """\nstarts = 1\n"""').replace(
        "2026-09-01\nends", "2011-09-01\nends"
    )
    assert [(problem.column, problem.row) for problem in problems_of(text)] == [("cohort.starts", 5)]


def test_the_problems_are_the_errors_words() -> None:
    with pytest.raises(CohortFileError, match=r"^The weights sum to 1\.1, not to 1\. Change interest"):
        read_cohort(data=changed("interest = 0.6", "interest = 0.7").encode(), cohort_id=CohortId("c"))


@pytest.mark.parametrize("name", ["ptp-2024", "qhl", "school", "200"])
def test_every_cohort_file_of_the_examples_is_good(examples: Path, name: str) -> None:
    data = (examples / name / "cohort.toml").read_bytes()
    assert read_cohort(data=data, cohort_id=CohortId(name)).id == name


def test_a_key_of_too_many_parts_and_too_many_tables_are_refused_unread() -> None:
    with pytest.raises(CohortFileError) as raised:
        read_cohort(data=b'x = "a.b"\n' + b"a." * 100 + b"a = 1", cohort_id=CohortId("c"))
    assert [(each.row, each.message) for each in raised.value.problems] == [
        (2, "Line 2 has a key of more than 64 parts.")
    ]
    with pytest.raises(CohortFileError) as raised:
        read_cohort(data=b'[[workshop]]\nid = "a"\n' * 1_001, cohort_id=CohortId("c"))
    assert [each.message for each in raised.value.problems] == ["There are more than 1,000 of 'workshop'."]
