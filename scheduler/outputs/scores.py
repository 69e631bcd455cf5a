"""scores.csv: every member with every coach, allowed or not, and the parts of the score (DESIGN 8)."""

import csv
import io

from matcher.scoring import Pairs
from scheduler.domain.cohorts import Cohort
from scheduler.domain.people import Person
from scheduler.problems.coaching import coached, coaches
from scheduler.roster.safe_csv import guarded

HEADER = ("member", "coach", "allowed", "score", "interest", "shared_minutes", "language")
MOST_PAIRS = 250_000

_MILLION = 1_000_000


def scores_csv(*, cohort: Cohort, people: tuple[Person, ...], pairs: Pairs) -> bytes | None:
    """Return the table of all pairs, member by member in the roster's order; None above 250,000 pairs.

    Behind the columns of HEADER stands one for each criterion, `School (same)`: the share that a pair meets, 0..1.
    `pairs` answers `coaching_problem(cohort=cohort, people=people)`: one row a member, one column a coach.
    """
    member_keys = [guarded(person.key) for person in coached(cohort=cohort, people=people)]
    coach_keys = [guarded(person.key) for person in coaches(cohort=cohort, people=people)]
    if len(member_keys) * len(coach_keys) > MOST_PAIRS:
        return None
    columns = (
        pairs.allowed.tolist(),
        pairs.score.tolist(),
        pairs.interest_numerator.tolist(),
        pairs.interest_denominator.tolist(),
        pairs.shared_minutes.tolist(),
        pairs.common_language.tolist(),
        *(side.tolist() for share in pairs.criteria for side in (share.numerator, share.denominator)),
    )
    header = (*HEADER, *(guarded(f"{each.column} ({each.rule})") for each in cohort.criteria))
    rows = (
        (
            member,
            coach,
            "true" if allowed else "false",
            score,
            _six_decimals(numerator, denominator),
            shared_minutes,
            int(common_language),
            *(_six_decimals(met, of) for met, of in zip(shares[::2], shares[1::2], strict=True)),
        )
        for member, *of_member in zip(member_keys, *columns, strict=True)
        for coach, allowed, score, numerator, denominator, shared_minutes, common_language, *shares in zip(
            coach_keys, *of_member, strict=True
        )
    )
    # Programs read this table, so it has no byte order mark, which would become part of the first header.
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator="\n").writerows((header, *rows))
    return text.getvalue().encode()


def _six_decimals(numerator: int, denominator: int) -> str:
    """Return numerator / denominator (0..1) with six decimals, rounded half up on the exact fraction."""
    millionths = (2 * numerator * _MILLION + denominator) // (2 * denominator)
    return f"{millionths // _MILLION}.{millionths % _MILLION:06d}"
