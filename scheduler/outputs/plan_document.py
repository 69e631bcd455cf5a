"""A plan as plan.json (DESIGN 8): people by their external key, instants in UTC, the same bytes each time."""

import json
from collections.abc import Callable, Mapping
from dataclasses import asdict
from datetime import UTC, datetime

from scheduler.domain.cohorts import Cohort
from scheduler.domain.people import Person, PersonId
from scheduler.domain.plans import (
    CoachingPart,
    CoachingValue,
    Judged,
    LeftOut,
    Plan,
    Reason,
    SessionsPart,
    SessionsValue,
    SolverInfo,
    WorkshopsPart,
    WorkshopsValue,
)
from scheduler.outputs import plan_format as out

Key = Callable[[PersonId], str]


def plan_document(
    *, cohort: Cohort, people: tuple[Person, ...], plan: Plan, left: Mapping[PersonId, str] | None = None
) -> dict[str, object]:
    """Return the plan as the JSON object of DESIGN 8, its fields in that order and its lists in the plan's.

    `people` is the whole roster the plan was made for, `left` the keys of whoever is named though they have left: they
    led a group that is over. A plan that names anyone else raises KeyError.
    """
    keys = {**(left or {}), **{person.id: person.key for person in people}}
    return written(cohort=cohort, plan=plan, key=keys.__getitem__).model_dump(mode="json")


def written(*, cohort: Cohort, plan: Plan, key: Key) -> out.Plan:
    """Return the plan in the format of DESIGN 8, people by what `key` calls them."""
    return out.Plan(
        format="commonhour.plan/1",
        cohort=cohort.name,
        coaching=_coaching(plan.coaching, key),
        workshops=_workshops(plan.workshops, key),
        sessions=_sessions(plan.sessions),
        solver=_solver(plan.solver),
    )


def plan_json(
    *, cohort: Cohort, people: tuple[Person, ...], plan: Plan, left: Mapping[PersonId, str] | None = None
) -> bytes:
    """Return the bytes of plan.json: the document in UTF-8, indented by two, with a newline at its end."""
    document = plan_document(cohort=cohort, people=people, plan=plan, left=left)
    return (json.dumps(document, ensure_ascii=False, indent=2) + "\n").encode()


def instant(when: datetime) -> str:
    """Return an aware time as `2026-10-05T13:00:00Z`."""
    return f"{when.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"


def _coaching(part: CoachingPart, key: Key) -> out.Coaching:
    return out.Coaching(
        objective=coaching_value(part.objective),
        bound=coaching_value(part.bound),
        proven=part.proven,
        pairs=tuple(
            out.Pair(
                member=key(pair.member),
                coach=key(pair.coach),
                score=pair.score,
                shared_minutes=pair.shared_minutes,
                topics=pair.topics,
                languages=pair.languages,
                criteria=tuple(map(_criterion, pair.criteria)),
            )
            for pair in part.pairs
        ),
        unplaced=tuple(_left_out(left_out, key) for left_out in part.unplaced),
        advice=reasons(part.advice),
        advice_cut=part.advice_cut,
    )


def _criterion(judged: Judged) -> out.Criterion:
    return out.Criterion.model_validate(asdict(judged))


def coaching_value(value: CoachingValue) -> out.CoachingValue:
    """Return what pairs are worth in the format."""
    return out.CoachingValue(
        placed=value.placed, shortfall=value.shortfall, bands=value.bands, total=value.total
    )


def _workshops(part: WorkshopsPart, key: Key) -> out.Workshops:
    return out.Workshops(
        objective=workshops_value(part.objective),
        bound=workshops_value(part.bound),
        gap=float(part.gap),
        proven=part.proven,
        sections=tuple(
            out.Section(
                workshop=section.workshop,
                section=section.section,
                facilitator=key(section.facilitator),
                starts=tuple(map(instant, section.starts)),
                minutes=section.minutes,
                members=tuple(key(member) for member in section.members),
            )
            for section in part.sections
        ),
        unserved=tuple(_left_out(left_out, key) for left_out in part.unserved),
    )


def workshops_value(value: WorkshopsValue) -> out.WorkshopsValue:
    """Return what groups are worth in the format."""
    return out.WorkshopsValue(served=value.served, total=value.total, alone=value.alone)


def _sessions(part: SessionsPart) -> out.Sessions:
    return out.Sessions(
        objective=_sessions_value(part.objective),
        bound=_sessions_value(part.bound),
        proven=part.proven,
        meetings=tuple(
            out.Meeting(session=meeting.session, starts=instant(meeting.starts), minutes=meeting.minutes)
            for meeting in part.meetings
        ),
    )


def _sessions_value(value: SessionsValue) -> out.SessionsValue:
    return out.SessionsValue(worst=value.worst, total=value.total)


def _solver(info: SolverInfo) -> out.Solver:
    parts = info.parts
    return out.Solver(
        seed=info.seed,
        seconds=info.seconds,
        parts=out.Parts(sessions=parts.sessions, coaching=parts.coaching, workshops=parts.workshops),
        stopped=info.stopped,
    )


def _left_out(left_out: LeftOut, key: Key) -> out.LeftOut:
    return out.LeftOut(member=key(left_out.member), reasons=reasons(left_out.reasons))


def reasons(given: tuple[Reason, ...]) -> tuple[out.Reason, ...]:
    """Return reasons in the format."""
    # A store may hand the parameters back in another order, so it is fixed here.
    return tuple(
        out.Reason(code=reason.code, params=dict(sorted(reason.params.items())), text=reason.text)
        for reason in given
    )
