"""From a cohort and its people to what the matcher is asked (DESIGN 5 and 6); no solver."""

from scheduler.problems.coaching import coached, coaches, coaching_problem
from scheduler.problems.gatherings import gatherings_problem, months_of, placing_order
from scheduler.problems.groups import groups_problem, wished_workshops
from scheduler.problems.more_hours import MoreHours

__all__ = [
    "MoreHours",
    "coached",
    "coaches",
    "coaching_problem",
    "gatherings_problem",
    "groups_problem",
    "months_of",
    "placing_order",
    "wished_workshops",
]
