"""Why a member goes with a coach, and why one goes with none (DESIGN 6, *Explanations*)."""

from collections import Counter
from collections.abc import Iterator

import numpy as np

from matcher.overlap import Stretch, longest_stretch
from matcher.problem import CoachingProblem
from matcher.scoring import Pairs, Scores
from matcher.solution import CoachingSolution, Reason


def why_pair(*, problem: CoachingProblem, scores: Scores, member: int, coach: int) -> tuple[Reason, ...]:
    """Give the parts of a pair's score and their evidence, then what a pin overrode.

    `pair` {score, shared_minutes, worst_week, most_minutes, topics (how many the member named), common_topics,
    language 0/1, must 0/1, and with a common topic best_topic and best_rank (the member's, from 1)}; for each criterion
    a `criterion` {criterion, met, of (met / of is the share that counts), member_blank 0/1, coach_blank 0/1}. For a
    pinned pair that is not otherwise allowed, the warnings `must_no_shared_time` {minutes, week: see `no_shared_time`
    below}, where a language is required `must_no_common_language` {}, and `must_no_criterion` {criterion} for each
    that is required.
    """
    person, must = problem.members[member], (member, coach) in problem.must
    pair = scores.of(np.array(member), np.array(coach))
    ranks = [
        (rank, topic)
        for rank, topic in enumerate(person.topics, start=1)
        if topic in problem.coaches[coach].topics
    ]
    params = {
        "score": int(pair.score),
        "shared_minutes": int(pair.shared_minutes),
        "worst_week": int(pair.worst_week),
        "most_minutes": int(pair.most_minutes),
        "topics": len(person.topics),
        "common_topics": len(ranks),
        "language": int(pair.common_language),
        "must": int(must),
    }
    if ranks:
        params["best_rank"], params["best_topic"] = ranks[0]
    reasons = [Reason(code="pair", params=params)]
    for index, (criterion, share) in enumerate(zip(problem.criteria, pair.criteria, strict=True)):
        of_criterion = {
            "criterion": index,
            "met": int(share.numerator),
            "of": int(share.denominator),
            "member_blank": int(not criterion.members[member]),
            "coach_blank": int(not criterion.coaches[coach]),
        }
        reasons.append(Reason(code="criterion", params=of_criterion))
    if must and not pair.shared_minutes:
        stretch = _stretch(problem, member=member, coach=coach)
        reasons.append(
            Reason(code="must_no_shared_time", params={"minutes": stretch.minutes, "week": stretch.week})
        )
    if must and problem.language_required and not pair.common_language:
        reasons.append(Reason(code="must_no_common_language"))
    for index, (criterion, share) in enumerate(zip(problem.criteria, pair.criteria, strict=True)):
        if must and criterion.weight is None and not share.numerator:
            reasons.append(Reason(code="must_no_criterion", params={"criterion": index}))
    return tuple(reasons)


def why_unplaced(
    *, problem: CoachingProblem, scores: Scores, solution: CoachingSolution, member: int
) -> tuple[Reason, ...]:
    """Say why a member has no coach: every coach is spoken for by exactly one of the reasons.

    `no_coaches` {} alone; `never` {coach} for each that is forbidden; of the others `no_shared_time` {coaches:
    how many share no hour in some week, coach: the one of them whose longest common stretch in the week where
    it is shortest is longest, minutes: that stretch, week: that week}; of the others `language_required`
    {coaches: how many have no common language}; of the others, for each criterion that is required and not met,
    `criterion_member_blank` {criterion, coaches: how many}, or `criterion_coach_blank` {criterion, coach} for each
    and `criterion_required` {criterion, coaches: how many}; of the others, which the member could go to, `coaches_full`
    {coaches: how many are full, coach: the first of them, maximum: that one's}, and `seat_free` {coach, load,
    maximum} for each that is not, which only a plan that is not optimal leaves.
    """
    if not problem.coaches:
        return (Reason(code="no_coaches"),)
    coaches = range(len(problem.coaches))
    pairs = scores.of(np.array(member), np.arange(len(problem.coaches)))
    banned = {coach for one, coach in problem.never if one == member}
    never = [coach for coach in coaches if coach in banned]
    open_to = [coach for coach in coaches if pairs.allowed[coach]]
    left = [coach for coach in coaches if coach not in banned]
    apart = [coach for coach in left if pairs.shared_minutes[coach] == 0]
    left = [coach for coach in left if pairs.shared_minutes[coach]]
    mute = [coach for coach in left if problem.language_required and not pairs.common_language[coach]]
    left = [coach for coach in left if coach not in mute]
    return (
        *(Reason(code="never", params={"coach": coach}) for coach in never),
        *_no_shared_time(problem, member=member, coaches=apart),
        *([Reason(code="language_required", params={"coaches": len(mute)})] if mute else ()),
        *_required(problem, pairs, member=member, coaches=left),
        *_seats(problem, solution, coaches=open_to),
    )


def _no_shared_time(problem: CoachingProblem, *, member: int, coaches: list[int]) -> Iterator[Reason]:
    if coaches:
        stretches = {coach: _stretch(problem, member=member, coach=coach) for coach in coaches}
        nearest = max(coaches, key=lambda coach: stretches[coach].minutes)
        stretch = stretches[nearest]
        params = {
            "coaches": len(coaches),
            "coach": nearest,
            "minutes": stretch.minutes,
            "week": stretch.week,
        }
        yield Reason(code="no_shared_time", params=params)


def _required(problem: CoachingProblem, pairs: Pairs, *, member: int, coaches: list[int]) -> Iterator[Reason]:
    for index, (criterion, share) in enumerate(zip(problem.criteria, pairs.criteria, strict=True)):
        if criterion.weight is not None:
            continue
        failing = [coach for coach in coaches if not share.numerator[coach]]
        coaches = [coach for coach in coaches if share.numerator[coach]]
        blank = [coach for coach in failing if not criterion.coaches[coach]]
        if failing and not criterion.members[member]:
            params = {"criterion": index, "coaches": len(failing)}
            yield Reason(code="criterion_member_blank", params=params)
            continue
        for coach in blank:
            yield Reason(code="criterion_coach_blank", params={"criterion": index, "coach": coach})
        if len(failing) > len(blank):
            params = {"criterion": index, "coaches": len(failing) - len(blank)}
            yield Reason(code="criterion_required", params=params)


def _seats(problem: CoachingProblem, solution: CoachingSolution, *, coaches: list[int]) -> Iterator[Reason]:
    loads = Counter(solution.coach_of)
    most = {coach: problem.coaches[coach].maximum for coach in coaches}
    full = [coach for coach in coaches if loads[coach] >= most[coach]]
    if full:
        yield Reason(
            code="coaches_full",
            params={"coaches": len(full), "coach": full[0], "maximum": most[full[0]]},
        )
    for coach in coaches:
        if loads[coach] < most[coach]:
            yield Reason(
                code="seat_free", params={"coach": coach, "load": loads[coach], "maximum": most[coach]}
            )


def _stretch(problem: CoachingProblem, *, member: int, coach: int) -> Stretch:
    return longest_stretch(
        member=problem.members[member].weeks, coach=problem.coaches[coach].weeks, edge=problem.edge
    )
