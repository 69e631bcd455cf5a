"""A draft becomes a release: from then on calendars follow it."""

from collections.abc import Iterator
from dataclasses import replace

from calendars.burden import NIGHT
from scheduler.access import CohortScope
from scheduler.commands.meetings import keep_arranged
from scheduler.commands.rebalancing import OUTDATED
from scheduler.commands.runs import input_hash
from scheduler.domain.endings import forgotten, paired_before
from scheduler.domain.enrolments import Standing, waiting_on
from scheduler.domain.numbering import highest_numbers, keep_numbers
from scheduler.domain.people import Person
from scheduler.domain.plans import Plan
from scheduler.errors import NotNowError
from scheduler.events import PlanPublished
from scheduler.judging import judge
from scheduler.languages.sentences import sentence
from scheduler.problems.hours import burdens
from scheduler.problems.instants import interval
from scheduler.store.runs import Release, StoredPlan


def publish_plan(scope: CohortScope, *, plan: str, name: str = "", note: str = "") -> int:
    """Publish a draft as the cohort's next release and return its number.

    Raise NotNowError if it is published already, if the roster or the rules have changed since it was made, or if it
    breaks a rule.
    """
    draft, people = draft_to_publish(scope, plan=plan), scope.people()
    document = to_publish(scope, draft.plan)
    if scope.last_release() is not None:
        keep_arranged(scope, people=people)  # what is over by now was held as the release before has it
    for obstacle in in_the_way(scope, draft=draft, people=people, document=document):
        raise NotNowError(sentence("This plan cannot be published: {why}", why=obstacle))
    scope.tx.runs.set_document(plan, saying_whose_night(document, people=people))
    number = 1 + len(scope.tx.runs.releases(scope.cohort.id))
    scope.tx.runs.add_release(
        scope.cohort.id, Release(number=number, plan=plan, published_at=scope.tx.now, name=name, note=note)
    )
    _settle_seats(scope, document)
    keep_arranged(
        scope, people=people
    )  # by the clocks that it was judged by, should whoever follows have others
    scope.tx.outbox.emit(PlanPublished(cohort=scope.cohort.id, plan=plan, release=number))
    return number


def _settle_seats(scope: CohortScope, document: Plan) -> None:
    """Have everyone sit where the release has them; one that follows another leaves who waits in their line."""
    kept = () if document.midway is None else scope.tx.enrolments.of_cohort(scope.cohort.id)
    scope.tx.enrolments.settle(scope.cohort.id, but=waiting_on(document, kept))


def saying_whose_night(plan: Plan, *, people: tuple[Person, ...]) -> Plan:
    """Return the plan with, for each session, whose night it is, so that whoever moves can be told from them."""
    stretches = tuple(
        interval(starts=meeting.starts, minutes=meeting.minutes) for meeting in plan.sessions.meetings
    )
    meetings = tuple(
        replace(
            meeting,
            at_night=tuple(person.id for person, cost in zip(people, borne, strict=True) if cost == NIGHT),
        )
        for meeting, borne in zip(
            plan.sessions.meetings, burdens(people=people, intervals=stretches), strict=True
        )
    )
    return replace(plan, sessions=replace(plan.sessions, meetings=meetings))


def draft_to_publish(scope: CohortScope, *, plan: str) -> StoredPlan:
    """Return a draft; raises NotFoundError, and NotNowError for what is a release already."""
    draft = scope.plan(plan)
    if draft.release is not None:
        raise NotNowError(sentence("This plan is release {number} already.", number=draft.release))
    return draft


def in_the_way(
    scope: CohortScope, *, draft: StoredPlan, people: tuple[Person, ...], document: Plan
) -> Iterator[str]:
    """Yield what keeps a draft from being published as this document: it is outdated, or breaks rules."""
    rules = scope.to_match(people)
    if draft.input_hash != input_hash(cohort=rules, people=people):
        yield sentence("The people or the rules have changed since this plan was made: match again.")
        return
    if document.midway is not None and document.midway.release != scope.last_release():
        yield sentence(
            "It follows release {number}, and another has been published since: rebalance again.",
            number=document.midway.release,
        )
        return
    if _forgets_who_joined(scope, document):
        yield sentence("Somebody has taken a seat in a group since this plan was made: rebalance again.")
        return
    ended, made = scope.tx.endings.of_cohort(scope.cohort.id), scope.run(draft.run).requested_at
    if forgotten(document, ended):
        yield OUTDATED
        return
    names = {person.id: person.name for person in people}
    for pair in paired_before(document, ended, made=made):
        yield sentence(
            "The pair of {member} and {coach} was ended after this plan was asked for: ask for another.",
            member=names[pair.member],
            coach=names[pair.coach],
        )
        return
    for broken in judge(cohort=rules, people=people, plan=document):
        yield broken.text


def _forgets_who_joined(scope: CohortScope, document: Plan) -> bool:
    """Whether a plan that only follows the last release has no seat for who took one while it was made."""
    seats = {(member, each.workshop) for each in document.workshops.sections for member in each.members}
    return document.midway is not None and any(
        each.standing is Standing.JOINED
        and each.since > document.midway.as_of
        and (each.person, each.workshop) not in seats
        for each in scope.tx.enrolments.of_cohort(scope.cohort.id)
    )


def to_publish(scope: CohortScope, document: Plan) -> Plan:
    """Return the plan with each section's number kept from the last release, and no number ever given twice.

    A rebalancing knows itself which group continues which.
    """
    before = scope.tx.runs.published(scope.cohort.id)
    if before is None or document.midway is not None:
        return document
    earlier = (scope.plan(release.plan).plan for release in scope.tx.runs.releases(scope.cohort.id))
    highest = highest_numbers(earlier)
    sections = keep_numbers(
        previous=before.plan.workshops.sections, current=document.workshops.sections, highest=highest
    )
    return replace(document, workshops=replace(document.workshops, sections=sections))
