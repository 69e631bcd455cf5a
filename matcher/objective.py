"""The value of any answer, recomputed from the problem alone: what the orders of DESIGN 6 compare."""

from collections import Counter
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from matcher.problem import CoachingProblem, GatheringsProblem, GroupsProblem
from matcher.scoring import SCORE_SCALE, Scores, placements
from matcher.solution import BANDS, CoachingObjective, GatheringsObjective, GroupsObjective, Section

BAND_WIDTH = 100


def coaching_objective(
    *, problem: CoachingProblem, scores: Scores, coach_of: Sequence[int | None]
) -> CoachingObjective:
    """Count who is placed, what the coaches' minima lack, the pairs in each score band, and the sum of scores."""
    members, coaches = placements(coach_of)
    score = scores.of(members, coaches).score
    loads = np.bincount(coaches, minlength=len(problem.coaches)).tolist()
    return CoachingObjective(
        placed=len(members),
        shortfall=sum(
            max(0, coach.minimum - load) for coach, load in zip(problem.coaches, loads, strict=True)
        ),
        bands=tuple(np.bincount(band_of(score), minlength=BANDS).tolist()),
        total=int(score.sum()),
    )


def band_of(score: NDArray[np.int64]) -> NDArray[np.int64]:
    """Find the band of each score: 0 for 0-99, ..., 9 for 900-1000."""
    return np.minimum(score // BAND_WIDTH, BANDS - 1)


def coaching_ceiling(*, members: int) -> CoachingObjective:
    """Return what no plan is worth more than: everyone with a coach, at the highest score."""
    bands = (*(0 for _ in range(BANDS - 1)), members)
    return CoachingObjective(placed=members, shortfall=0, bands=bands, total=SCORE_SCALE * members)


def coaching_rank(objective: CoachingObjective, *, worst_first: bool) -> tuple[int, ...]:
    """Put an objective in DESIGN 6's order: of two, the better has the larger rank."""
    bands = objective.bands if worst_first else ()
    return (objective.placed, -objective.shortfall, *(-count for count in bands), objective.total)


def coaching_change(rank: Sequence[int]) -> CoachingObjective:
    """Say what an objective that ranks lower by so much has more of each part, or less; no bands, where none count."""
    placed, shortfall, *bands, total = rank
    return CoachingObjective(placed=-placed, shortfall=shortfall, bands=tuple(bands), total=-total)


def wish_worth(*, rank: int) -> int:
    """Worth of a wish met, rank 1 being the dearest: round_half_up(1000 * 0.7^(rank - 1)) (DESIGN 6)."""
    scale = 10 ** (rank - 1)
    return (2 * 1000 * 7 ** (rank - 1) + scale) // (2 * scale)


def gatherings_objective(
    *, problem: GatheringsProblem, chosen: Sequence[Sequence[int | None]]
) -> GatheringsObjective:
    """Sum what each person bears: the largest such sum, and all of them together (DESIGN 6, *Monthly sessions*)."""
    borne = [0] * problem.people
    for gathering, starts in zip(problem.gatherings, chosen, strict=True):
        for month, start in zip(gathering.months, starts, strict=True):
            if start is not None:
                borne = [sum(pair) for pair in zip(borne, month[start].burdens, strict=True)]
    return GatheringsObjective(worst=max(borne, default=0), total=sum(borne))


def gatherings_rank(objective: GatheringsObjective) -> tuple[int, ...]:
    """Put an objective in DESIGN 6's order: of two, the better has the larger rank."""
    return (-objective.worst, -objective.total)


def groups_objective(*, problem: GroupsProblem, sections: Sequence[Section]) -> GroupsObjective:
    """Count who wishes and has a seat, the worth of all wishes met, and who is alone (DESIGN 6, *Workshop groups*).

    A seat that was not wished for counts only where it must be, and is worth nothing. What is over counts as well.
    """
    seats, must = (
        [(person, section.workshop) for section in sections for person in section.members],
        set(problem.must),
    )
    met = [(person, w) for person, w in seats if w in problem.wishes[person]]
    pinned = {person for person, w in seats if (person, w) in must and problem.wishes[person]}
    languages, had = problem.languages, groups_had(problem)
    newly = {person for person in {person for person, _ in met} | pinned if not problem.had_by(person)}
    return GroupsObjective(
        served=had.served + len(newly),
        total=had.total
        + sum(wish_worth(rank=problem.ranks(person)[problem.wishes[person].index(w)]) for person, w in met),
        alone=None
        if languages is None
        else problem.had_alone + sum(len(alone(languages, members=section.members)) for section in sections),
    )


def groups_had(problem: GroupsProblem) -> GroupsObjective:
    """Count what is over: who wishes and has had a seat, the worth of the wishes that were met, who was alone."""
    return GroupsObjective(
        served=sum(1 for person, had in enumerate(problem.had) if had and problem.wishes_any(person)),
        total=sum(wish_worth(rank=rank) for had in problem.had for rank in had if rank),
        alone=None if problem.languages is None else problem.had_alone,
    )


def alone(languages: Sequence[Sequence[int]], *, members: Sequence[int]) -> tuple[int, ...]:
    """List the members of a section whose preferred language, the first of theirs, nobody else of it speaks.

    Whoever has no language given is never alone.
    """
    speakers = Counter(language for member in members for language in set(languages[member]))
    return tuple(member for member in members if languages[member] and speakers[languages[member][0]] == 1)


def groups_rank(objective: GroupsObjective, *, served_first: bool) -> tuple[int, ...]:
    """Put an objective in DESIGN 6's order: of two, the better has the larger rank.

    Served first, fewest alone come before the total; else after it, as nobody is alone where nobody has a seat.
    """
    fewest = () if objective.alone is None else (-objective.alone,)
    if served_first:
        return (objective.served, *fewest, objective.total)
    return (objective.total, *fewest)
