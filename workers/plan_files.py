"""What `commonhour plan` writes of a plan: the files of its directory (DESIGN 8)."""

from matcher.scoring import score_pairs
from scheduler.outputs.assignments import assignments_csv
from scheduler.outputs.directory import feed_name
from scheduler.outputs.plan_document import plan_json
from scheduler.outputs.report import report_html
from scheduler.outputs.scores import MOST_PAIRS, scores_csv
from scheduler.outputs.summary import summary_html
from scheduler.problems.coaching import coaching_problem
from scheduler.problems.so_far import from_then_on
from workers.throwaway import Planned


def plan_files(planned: Planned) -> dict[str, bytes]:
    """Return the files by their relative POSIX path."""
    cohort, people, plan, left = planned.cohort, planned.people, planned.plan, planned.left
    files = {
        "plan.json": plan_json(cohort=cohort, people=people, plan=plan, left=left),
        "assignments.csv": assignments_csv(cohort=cohort, people=people, plan=plan),
        "report.html": report_html(cohort=cohort, people=people, plan=plan, left=left),
        "summary.html": summary_html(cohort=cohort, people=people, plan=plan),
    }
    problem = coaching_problem(cohort=from_then_on(cohort, midway=plan.midway), people=people)
    if len(problem.members) * len(problem.coaches) <= MOST_PAIRS:
        scores = scores_csv(cohort=cohort, people=people, pairs=score_pairs(problem))
        files |= {} if scores is None else {"scores.csv": scores}
    return files | {feed_name(key=person.key): planned.feeds[person.id] for person in people}
