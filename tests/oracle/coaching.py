"""A judge of coaching: every rule of DESIGN 6 told apart, and the optimum by sequential CP-SAT over all pairs."""

from collections import Counter
from collections.abc import Iterator

from ortools.sat.python import cp_model

from scheduler.domain.cohorts import Coaching, Cohort, Fairness
from scheduler.domain.people import Person, PersonId, Role
from scheduler.domain.plans import CoachingPart, CoachingValue, Plan
from tests.oracle.optimum import Goal, lexicographic
from tests.oracle.pairs import Worth, capacity_of, of_role, worths

Worths = dict[tuple[PersonId, PersonId], Worth]


def coaching_findings(*, cohort: Cohort, people: tuple[Person, ...], plan: Plan) -> Iterator[str]:
    """Say everything that is wrong with the plan's coaching."""
    part = plan.coaching
    if cohort.coaching is None:
        if part.pairs:
            yield "people are paired though the cohort has no coaching"
        return
    known = worths(cohort=cohort, coaching=cohort.coaching, people=people)
    yield from _pair_findings(part, known)
    yield from _rule_findings(part, known, cohort.coaching, people)
    yield from _objective_findings(part, known, cohort.coaching, people)


def _pair_findings(part: CoachingPart, known: Worths) -> Iterator[str]:
    for pair in part.pairs:
        worth = known.get((pair.member, pair.coach))
        if worth is None:
            yield f"{pair.member} and {pair.coach} are no member and coach"
            continue
        told = (
            pair.score,
            pair.shared_minutes,
            pair.topics,
            pair.languages,
            [one.met for one in pair.criteria],
        )
        met = [{None: "unknown", 0: "no", 1: "yes"}.get(share, "partly") for share in worth.criteria]
        truth = (worth.score, worth.shared_minutes, worth.topics, worth.languages, met)
        if told != truth:
            yield f"{pair.member} with {pair.coach}: {told} told, {truth} true"
        if worth.by_week.get(pair.worst_week) != worth.shared_minutes:
            yield f"{pair.member} with {pair.coach}: {pair.worst_week} is not the worst of {worth.by_week}"


def _rule_findings(
    part: CoachingPart, known: Worths, coaching: Coaching, people: tuple[Person, ...]
) -> Iterator[str]:
    members = [member.id for member in of_role(people, Role.MEMBER)]
    keys = {person.id: person.key for person in people}
    placed = [pair.member for pair in part.pairs]
    if placed != [member for member in members if member in placed]:
        yield f"the pairs are not one a member in the roster's order: {placed}"
    left = [member for member in members if member not in placed]
    if [out.member for out in part.unplaced] != left:
        yield f"unplaced should be {left}, not {[out.member for out in part.unplaced]}"
    yield from (f"{out.member} is unplaced for no reason" for out in part.unplaced if not out.reasons)
    made = {(keys[pair.member], keys[pair.coach]) for pair in part.pairs}
    if missing := set(coaching.must) - made:
        yield f"must pairs are missing: {missing}"
    for pair in part.pairs:
        pinned = (keys[pair.member], keys[pair.coach]) in coaching.must
        if not pinned and not known[pair.member, pair.coach].allowed:
            yield f"{pair.member} may not be with {pair.coach}"
    load = Counter(pair.coach for pair in part.pairs)
    for coach in of_role(people, Role.COACH):
        if load[coach.id] > capacity_of(coach, coaching).maximum:
            yield f"{coach.id} has {load[coach.id]} members, over the maximum"


def _objective_findings(
    part: CoachingPart, known: Worths, coaching: Coaching, people: tuple[Person, ...]
) -> Iterator[str]:
    scores = [known[pair.member, pair.coach].score for pair in part.pairs]
    load = Counter(pair.coach for pair in part.pairs)
    value = CoachingValue(
        placed=len(scores),
        shortfall=sum(
            max(0, capacity_of(coach, coaching).minimum - load[coach.id])
            for coach in of_role(people, Role.COACH)
        ),
        bands=tuple(sum(min(9, score // 100) == band for score in scores) for band in range(10)),
        total=sum(scores),
    )
    if part.objective != value:
        yield f"coaching is worth {value}, not {part.objective}"
    if not part.proven or part.bound != part.objective:
        yield f"coaching is not proven: {part.bound} bounds {part.objective}"
    bands = value.bands if coaching.fairness is Fairness.WORST_FIRST else ()
    best = optimum(known, coaching, people, must=coaching.must)
    if (value.placed, value.shortfall, *bands, value.total) != best:
        yield f"the best coaching is {best}, not {value}"


Placed = dict[PersonId, PersonId | None]


def optimum(
    known: Worths,
    coaching: Coaching,
    people: tuple[Person, ...],
    *,
    must: tuple[tuple[str, str], ...],
    taken: Placed | None = None,
) -> tuple[int, ...] | None:
    """Return the best value with these pairs made: placed, shortfall, bands (worst first only), total.

    Midway, where a draft was `taken`, with the fewest who leave a coach they have there after placed.
    """
    model = cp_model.CpModel()
    keys = {person.id: person.key for person in people}
    pinned = {pair for pair in known if (keys[pair[0]], keys[pair[1]]) in must}
    chosen = {
        pair: model.new_bool_var(f"{pair}")
        for pair, worth in known.items()
        if worth.allowed or pair in pinned
    }
    for pair in pinned:
        model.add(chosen[pair] == 1)
    for member in of_role(people, Role.MEMBER):
        model.add_at_most_one(var for pair, var in chosen.items() if pair[0] == member.id)
    shortfalls: list[cp_model.IntVar] = []
    for coach in of_role(people, Role.COACH):
        capacity = capacity_of(coach, coaching)
        load = sum(var for pair, var in chosen.items() if pair[1] == coach.id)
        missing = model.new_int_var(0, capacity.minimum, f"short {coach.id}")
        model.add(load <= capacity.maximum)
        model.add(load + missing >= capacity.minimum)
        shortfalls.append(missing)
    goals: list[Goal] = [("most", sum(chosen.values()))]
    if taken is not None:
        stay = staying(taken, known=known, people=people, must=must)
        goals.append(("least", sum(1 - chosen[pair] for pair in stay)))
    goals.append(("least", sum(shortfalls)))
    if coaching.fairness is Fairness.WORST_FIRST:
        goals += [
            ("least", sum(var for pair, var in chosen.items() if min(9, known[pair].score // 100) == band))
            for band in range(10)
        ]
    goals.append(("most", sum(known[pair].score * var for pair, var in chosen.items())))
    return lexicographic(model, goals)


def staying(
    taken: Placed, *, known: Worths, people: tuple[Person, ...], must: tuple[tuple[str, str], ...]
) -> list[tuple[PersonId, PersonId]]:
    """List the pairs of a draft that may stay: pinned, or allowed and the member pinned to nobody."""
    keys = {person.id: person.key for person in people}
    pinned = {member for member, _ in must}
    pairs = [(member, coach) for member, coach in taken.items() if coach is not None]
    return [
        pair
        for pair in pairs
        if (keys[pair[0]], keys[pair[1]]) in must or (known[pair].allowed and keys[pair[0]] not in pinned)
    ]
