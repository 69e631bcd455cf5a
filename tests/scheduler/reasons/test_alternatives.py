"""What another coach costs is said in whole sentences, worst part first."""

from collections.abc import Callable
from datetime import date

import pytest

from scheduler.domain.cohorts import Coaching
from scheduler.domain.people import Capacity, Role
from scheduler.domain.plans import CoachingValue
from scheduler.domain.prices import Bar, CoachPrice, Move
from scheduler.reasons import alternative_reasons, change_figures

NONE = (0,) * 10


@pytest.fixture
def said(make_cohort, make_person) -> Callable[..., list[tuple[str, str]]]:
    """Return what is said of Amina with Dan: codes and texts."""
    people = {
        person.id: person
        for person in (
            make_person("amina", zone="America/New_York"),
            make_person("bilal"),
            make_person("dan", role=Role.COACH, zone="Europe/London"),
            make_person("ruth", role=Role.COACH),
        )
    }
    rules = Coaching(capacity=Capacity(minimum=0, maximum=2), meeting_minutes=60, target_minutes=180)
    cohort = make_cohort(coaching=rules, ends=date(2026, 11, 30))

    def say(*, change: CoachingValue | None = None, **more: object) -> list[tuple[str, str]]:
        price = CoachPrice(coach="id-dan", score=500, change=change, **more)
        reasons = alternative_reasons(cohort=cohort, people=people, member="id-amina", price=price)
        assert all((one.params["member"], one.params["coach"]) == ("amina", "dan") for one in reasons)
        return [(reason.code, reason.text) for reason in reasons]

    return say


def value(
    *, placed: int = 0, shortfall: int = 0, bands: tuple[int, ...] = NONE, total: int = 0
) -> CoachingValue:
    return CoachingValue(placed=placed, shortfall=shortfall, bands=bands, total=total)


@pytest.mark.parametrize(
    ("change", "text"),
    [
        (value(total=-45), "Costs 45 points in all and moves nobody."),
        (value(total=-1), "Costs 1 point in all and moves nobody."),
        (value(), "Costs nothing: a plan that is just as good has the two together, and moves nobody."),
        (
            value(bands=(0, 0, 0, 0, 2, -1, 0, 0, 0, -1), total=20),
            "Puts 2 more pairs at a score of 400 to 499, gains 20 points in all and moves nobody.",
        ),
        (
            value(bands=(*[0] * 8, -1, 1), total=5),
            "Puts 1 more pair at a score of 900 to 1000, gains 5 points in all and moves nobody.",
        ),
        (
            value(placed=-1, shortfall=1, bands=(0, 0, 0, 0, 0, -1, 0, 0, 0, 0), total=-500),
            (
                "Leaves 1 more member without a coach, leaves 1 more place empty that coaches wish to fill, "
                "costs 500 points in all and moves nobody."
            ),
        ),
        (
            value(placed=-2, shortfall=-1, bands=()),
            "Leaves 2 more members without a coach, fills 1 more place that coaches wish to fill and moves nobody.",
        ),
    ],
)
def test_a_price_is_a_sentence(said, change: CoachingValue, text: str) -> None:
    assert [words for _, words in said(change=change)] == [text]


def test_who_would_move_is_named_in_turn_and_who_has_left_is_not(said) -> None:
    moves = (
        Move(member="id-bilal", origin="id-dan", to="id-ruth"),
        Move(member="id-gone", origin="id-ruth", to=None),
    )
    assert said(change=value(total=-45), moves=moves) == [
        ("costs", "Costs 45 points in all."),
        ("would_move", "Bilal would then go with Ruth, and someone who has left with nobody."),
    ]


@pytest.mark.parametrize(
    ("bar", "text"),
    [
        (Bar(code="never"), "Not possible: this pair was ruled out."),
        (
            Bar(code="no_shared_time", params={"week": "2026-10-26", "most": 120}),
            (
                "They do not share 60 minutes in the week of 26 October, "
                "when London's clock has changed and New York's has not yet."
            ),
        ),
        (
            Bar(code="no_shared_time", params={"week": "2027-10-25", "most": 120}),
            "They do not share 60 minutes in the week of 25 October.",
        ),
        (
            Bar(code="no_shared_time", params={"week": "2026-10-26", "most": 0}),
            "They do not share 60 minutes in any week.",
        ),
        (Bar(code="language_required"), "They have no language in common, which this cohort asks for."),
        (
            Bar(
                code="criterion_required",
                params={"criterion": "School", "rule": "same", "member_blank": 0, "coach_blank": 0},
            ),
            "This cohort asks for School to be the same, and with these two it is not so.",
        ),
        (
            Bar(
                code="criterion_required",
                params={"criterion": "School", "rule": "different", "member_blank": 1, "coach_blank": 1},
            ),
            "School is blank for Amina and Dan, and this cohort asks for it to differ.",
        ),
        (
            Bar(code="pinned", params={"coach": "id-ruth"}),
            "Not possible: Amina is to go with Ruth, as was asked for.",
        ),
        (
            Bar(code="no_place", params={"maximum": 2}),
            "Not possible: Dan takes 2 members, chosen by hand.",
        ),
        (Bar(code="no_place", params={"maximum": 0}), "Not possible: Dan takes no members."),
    ],
)
def test_each_bar_has_its_words(said, bar: Bar, text: str) -> None:
    assert said(bars=(bar,)) == [(bar.code, text)]


def test_a_bar_that_has_no_words_is_a_defect(said) -> None:
    with pytest.raises(ValueError, match="no words for the bar full_moon"):
        said(bars=(Bar(code="full_moon"),))


def test_the_exact_figures_leave_out_bands_that_stay() -> None:
    assert change_figures(value(placed=-1, bands=(0, 1, *[0] * 7, -1), total=-800)) == (
        ("Members with a coach", -1),
        ("Places empty that coaches wish to fill", 0),
        ("Pairs at 100 to 199", 1),
        ("Pairs at 900 to 1000", -1),
        ("Points in all", -800),
    )
