"""A draft becomes a release: from then on calendars follow it."""

from dataclasses import replace

from scheduler.access import CohortScope
from scheduler.commands.meetings import keep_arranged
from scheduler.commands.runs import input_hash
from scheduler.domain.numbering import keep_numbers
from scheduler.domain.plans import Plan
from scheduler.errors import NotNowError
from scheduler.events import PlanPublished
from scheduler.judging import judge
from scheduler.languages.sentences import counted, sentence
from scheduler.store.runs import Release


def publish_plan(scope: CohortScope, *, plan: str, name: str = "", note: str = "") -> int:
    """Publish a draft as the cohort's next release and return its number.

    Raise NotNowError if it is published already, if the roster or the rules have changed since it was made, or if it
    breaks a rule.
    """
    draft = scope.plan(plan)
    people = scope.people()
    if draft.release is not None:
        raise NotNowError(sentence("This plan is release {number} already.", number=draft.release))
    if draft.input_hash != input_hash(cohort=scope.to_match(), people=people):
        raise NotNowError(
            sentence("The roster has changed since this plan was made: match again, then publish.")
        )
    document = draft.plan
    before = scope.tx.runs.published(scope.cohort.id)
    if before is not None:
        keep_arranged(scope, people=people)  # what is over by now was held as the release before has it
        document = numbered_after(scope, before.plan, document)
        scope.tx.runs.set_document(plan, document)
    broken = judge(cohort=scope.to_match(), people=people, plan=document)
    if broken:
        raise NotNowError(
            counted(
                "This plan breaks a rule: {rule} Match again.",
                "This plan breaks {count} rules: {rule} Match again.",
                len(broken),
                rule=broken[0].text,
            )
        )
    number = 1 + len(scope.tx.runs.releases(scope.cohort.id))
    scope.tx.runs.add_release(
        scope.cohort.id, Release(number=number, plan=plan, published_at=scope.tx.now, name=name, note=note)
    )
    scope.tx.enrolments.settle(scope.cohort.id)
    keep_arranged(
        scope, people=people
    )  # by the clocks that it was judged by, should whoever follows have others
    scope.tx.outbox.emit(PlanPublished(cohort=scope.cohort.id, plan=plan, release=number))
    return number


def numbered_after(scope: CohortScope, before: Plan, document: Plan) -> Plan:
    """Return the plan with each section's number kept from the last release, and no number ever given twice."""
    highest: dict[str, int] = {}
    for release in scope.tx.runs.releases(scope.cohort.id):
        for section in scope.plan(release.plan).plan.workshops.sections:
            highest[section.workshop] = max(section.section, highest.get(section.workshop, 0))
    sections = keep_numbers(
        previous=before.workshops.sections, current=document.workshops.sections, highest=highest
    )
    return replace(document, workshops=replace(document.workshops, sections=sections))
