"""Why a member goes with a coach, why one goes with none, and which pins contradict each other."""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta

from calendars.availability import weeks_between
from matcher.coaching.shortage import Shortage
from matcher.solution import Reason as Finding
from scheduler.assembly import shared_languages, shared_topics
from scheduler.domain.cohorts import Cohort
from scheduler.domain.people import Person
from scheduler.domain.plans import Reason
from scheduler.problems.coaching import coaches
from scheduler.reasons.clock_changes import clocks_in_week
from scheduler.reasons.criteria import criterion_reason, pinned_reason, required_reason
from scheduler.reasons.phrases import counted, day, language, listed, ordinal, who_share


def pair_reasons(
    *, cohort: Cohort, member: Person, coach: Person, findings: Iterable[Finding]
) -> tuple[Reason, ...]:
    """Return, for what `matcher.coaching.explain.why_pair` finds, the pair's topics, hours, language, criteria, pin."""
    return tuple(
        reason
        for finding in findings
        for reason in _pair_reasons(finding, cohort=cohort, member=member, coach=coach)
    )


def unplaced_reasons(
    *, cohort: Cohort, people: tuple[Person, ...], member: Person, findings: Iterable[Finding]
) -> tuple[Reason, ...]:
    """Return, for what `matcher.coaching.explain.why_unplaced` finds, why no coach could take the member."""
    takers = coaches(cohort=cohort, people=people)
    return tuple(
        required_reason(finding, cohort=cohort, member=member, takers=takers)
        if "criterion" in finding.params
        else _unplaced_reason(finding, cohort=cohort, member=member, takers=takers)
        for finding in findings
    )


def shortage_reason(
    *, cohort: Cohort, people: tuple[Person, ...], member: Person, shortage: Shortage
) -> Reason | None:
    """Return how many can go only to which coaches, as `coaching.shortage` finds; None where it is to none."""
    takers = coaches(cohort=cohort, people=people)
    named = [takers[coach] for coach in shortage.coaches]
    if not named:
        return None
    members, pinned = len(shortage.members), len(shortage.pinned)
    places = members - 1
    who = f"{member.name} and {counted(places, 'other')}" if places else member.name
    kept = f" ({pinned} of them by a pin)" if pinned else ""
    take = "takes" if len(named) == 1 else "take"
    wants = "want" if places else "wants"
    text = (
        f"{who} {wants} a coach, and the cohort's coaches take {places} in all: one more place with any of them, and "
        "all have one."
        if len(named) == len(takers)
        else f"{who} can go only to {listed(coach.name for coach in named)}{kept}, who {take} {places}: one more place "
        "there, or one of them free to go to a coach who has a place, and all have a coach."
    )
    return Reason(
        code="too_few_places",
        params={
            "member": member.key,
            "members": members,
            "places": places,
            "pinned": pinned,
            "coaches": ";".join(coach.key for coach in named),
        },
        text=text,
    )


def _pair_reasons(finding: Finding, *, cohort: Cohort, member: Person, coach: Person) -> Iterator[Reason]:
    params, pair = finding.params, {"member": member.key, "coach": coach.key}
    match finding.code:
        case "pair":
            yield _topics(member=member, coach=coach)
            if params["shared_minutes"]:
                yield _hours(finding, cohort=cohort, member=member, coach=coach)
            yield _languages(member=member, coach=coach)
            if params["must"]:
                yield Reason(
                    code="must",
                    params=pair,
                    text="This pair was asked for.",
                )
        case "must_no_shared_time":
            week, minutes = _monday(cohort, params["week"]), params["minutes"]
            yield Reason(
                code="must_no_shared_time",
                params={**pair, "minutes": minutes, "week": str(week)},
                text=f"They were put together although they do not share {_meeting(cohort)} in every week: in "
                f"the week of {day(week, cohort=cohort)} it is {counted(minutes, 'minute')} at most.",
            )
        case "must_no_common_language":
            yield Reason(
                code="must_no_common_language",
                params=pair,
                text="They were put together although they share no language, which this cohort asks for.",
            )
        case "criterion":
            yield criterion_reason(finding, cohort=cohort, member=member, coach=coach)
        case "must_no_criterion":
            yield pinned_reason(finding, cohort=cohort, member=member, coach=coach)
        case _:
            raise ValueError(f"no words for the finding {finding.code}")


def _topics(*, member: Person, coach: Person) -> Reason:
    common = shared_topics(member=member, coach=coach)
    params: dict[str, str | int] = {"member": member.key, "coach": coach.key, "topics": len(member.interests)}
    if not member.interests:
        text = f"{member.name} named no topics, so no coach is nearer than another by topic."
        return Reason(code="no_topics_named", params=params, text=text)
    if not common:
        text = f"They have no topic in common: {member.name} chose {listed(member.interests)}."
        return Reason(code="no_common_topic", params=params, text=text)
    ranks = [member.interests.index(topic) + 1 for topic in common]
    chosen = listed(f"{topic} ({ordinal(rank)})" for topic, rank in zip(common, ranks, strict=True))
    of_how_many = (
        f": all that {member.name} named"
        if len(common) == len(member.interests)
        else f", of the {len(member.interests)} topics that {member.name} named"
    )
    return Reason(
        code="common_topics",
        params={**params, "common": len(common), "best_topic": common[0], "best_rank": ranks[0]},
        text=f"Both chose {chosen}{of_how_many}.",
    )


def _hours(finding: Finding, *, cohort: Cohort, member: Person, coach: Person) -> Reason:
    minutes, index = finding.params["shared_minutes"], finding.params["worst_week"]
    week = _monday(cohort, index)
    clocks = clocks_in_week(
        zones=(member.time_zone, coach.time_zone),
        weeks=weeks_between(starts=cohort.starts, ends=cohort.ends),
        week=index,
    )
    text = (
        f"They share {counted(minutes, 'minute')} even in the week of {day(week, cohort=cohort)}, {clocks}."
        if clocks and finding.params["most_minutes"] > minutes
        else f"They share {counted(minutes, 'minute')} or more in every week."
    )
    params = {"member": member.key, "coach": coach.key, "minutes": minutes, "week": str(week)}
    return Reason(code="shared_hours", params=params, text=text)


def _languages(*, member: Person, coach: Person) -> Reason:
    common = shared_languages(member=member, coach=coach)
    pair = {"member": member.key, "coach": coach.key}
    if not common:
        return Reason(code="no_common_language", params=pair, text="They have no language in common.")
    names = listed(dict.fromkeys(language(tag) for tag in common))
    return Reason(
        code="common_language", params={**pair, "language": common[0]}, text=f"They both speak {names}."
    )


def _unplaced_reason(
    finding: Finding, *, cohort: Cohort, member: Person, takers: tuple[Person, ...]
) -> Reason:
    params: dict[str, str | int] = {"member": member.key, **finding.params}
    named = ""
    if "coach" in finding.params:
        coach = takers[finding.params["coach"]]
        params["coach"], named = coach.key, coach.name
    match finding.code:
        case "no_coaches":
            text = "The cohort has no coach."
        case "never":
            text = f"{named} and {member.name} are not to go together."
        case "no_shared_time":
            week = _monday(cohort, finding.params["week"])
            params["week"] = str(week)
            minutes = finding.params["minutes"]
            nearest = (
                f"nearest: {counted(minutes, 'minute')} with {named} in the week of {day(week, cohort=cohort)}"
                if minutes
                else "with each there is a week without even a quarter of an hour"
            )
            who = who_share(finding.params["coaches"], of=len(takers))
            text = f"{who} {_meeting(cohort)} with {member.name} in every week; {nearest}."
        case "language_required":
            who = who_share(finding.params["coaches"], of=len(takers))
            text = f"{who} a language with {member.name}, which this cohort asks for."
        case "coaches_full":
            text = _full(finding, named)
        case "seat_free":
            text = f"{named} has room for {finding.params['maximum'] - finding.params['load']} more: match again."
        case _:
            raise ValueError(f"no words for the finding {finding.code}")
    return Reason(code=finding.code, params=params, text=text)


def _full(finding: Finding, named: str) -> str:
    others, maximum = finding.params["coaches"] - 1, finding.params["maximum"]
    if others:
        more = counted(others, "other coach", "other coaches")
        return f"{named} and {more} could, but have as many members as they take."
    if maximum:
        return f"{named} could, but has {counted(maximum, 'member')} already, the most they take."
    return f"{named} could, but takes nobody."


def _monday(cohort: Cohort, week: int) -> date:
    return weeks_between(starts=cohort.starts, ends=cohort.ends).first_monday + timedelta(weeks=week)


def _meeting(cohort: Cohort) -> str:
    """Return how long a coaching meeting is."""
    return counted(cohort.coaching.meeting_minutes if cohort.coaching else 0, "minute")
