"""The figures of a plan that both printed pages show: counts alone, nobody's name."""

from dataclasses import dataclass
from statistics import median_low

from scheduler.domain.people import Person, Role
from scheduler.domain.plans import Plan


@dataclass(frozen=True, kw_only=True, slots=True)
class Figures:
    """How many there are, and how many are placed.

    `wishing` counts the members who wish for any workshop, `served` those of them with a seat; `shared_median` is
    the (lower) median of the minutes a week that pairs share, None without pairs.
    """

    members: int
    coaches: int
    staff: int
    zones: int
    placed: int
    wishing: int
    served: int
    sections: int
    meetings: int
    worst_burden: int
    shared_median: int | None


def figures(*, people: tuple[Person, ...], plan: Plan) -> Figures:
    """Count what the plan does for these people, the whole roster it was made for."""
    roles = [person.role for person in people]
    coaching, workshops, sessions = plan.coaching, plan.workshops, plan.sessions
    shared = [pair.shared_minutes for pair in coaching.pairs]
    return Figures(
        members=roles.count(Role.MEMBER),
        coaches=roles.count(Role.COACH),
        staff=roles.count(Role.STAFF),
        zones=len({person.time_zone for person in people}),
        placed=len(coaching.pairs),
        wishing=workshops.objective.served + len(workshops.unserved),
        served=workshops.objective.served,
        sections=len(workshops.sections),
        meetings=len(sessions.meetings),
        worst_burden=sessions.objective.worst,
        shared_median=median_low(shared) if shared else None,
    )
