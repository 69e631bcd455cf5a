"""What `commonhour plan` says of the plan that it wrote."""

from pathlib import Path

from scheduler.domain.cohorts import Cohort
from scheduler.domain.plans import STOPPED, Plan
from scheduler.languages.sentences import counted
from scheduler.outputs.standing import standing_of, standing_words
from scheduler.terminal import console


def say_plan(plan: Plan, *, cohort: Cohort, report: Path) -> None:
    """Say what the plan achieves, after what it warns of and what is not proven, and where its `report` is."""
    kept = [reason for pair in plan.coaching.pairs for reason in pair.reasons]
    kept += [reason for section in plan.workshops.sections for reason in (*section.seats, *section.remarks)]
    for warning in (reason for reason in kept if reason.is_warning):
        console.print(f"warning: {warning.text}")
    if plan.solver.stopped is not None:
        console.print(STOPPED[plan.solver.stopped])
    for part, words in standing_words(standing_of(plan, cohort=cohort)).items():
        console.print(f"{part}, not proven to be the best: {words}")
    placed, served = plan.coaching.objective.placed, plan.workshops.objective.served
    said = (
        counted("{count} member has a coach", "{count} members have a coach", placed),
        counted("{count} has a seat in a workshop", "{count} have a seat in a workshop", served),
        counted("{count} session is placed", "{count} sessions are placed", len(plan.sessions.meetings)),
    )
    console.print(f"{', '.join(said)}: {report}")
