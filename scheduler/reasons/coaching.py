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
from scheduler.languages.sentences import (
    Language,
    Minutes,
    Ordinal,
    Sentence,
    Value,
    all_of,
    counted,
    in_english,
    sentence,
)
from scheduler.problems.coaching import coaches
from scheduler.reasons.clock_changes import clocks_in_week
from scheduler.reasons.criteria import criterion_reason, pinned_reason, required_reason
from scheduler.reasons.phrases import day, meeting


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
    text = (
        _too_few_in_all(member, places=places)
        if len(named) == len(takers)
        else _too_few_with(named, member=member, places=places, pinned=pinned)
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


def _too_few_in_all(member: Person, *, places: int) -> Sentence:
    if not places:
        return sentence(
            "{member} wants a coach, and the cohort's coaches take 0 in all: one more place with any of them, and all "
            "have one.",
            member=member.name,
        )
    return counted(
        "{member} and {count} other want a coach, and the cohort's coaches take {count} in all: one more place with "
        "any of them, and all have one.",
        "{member} and {count} others want a coach, and the cohort's coaches take {count} in all: one more place with "
        "any of them, and all have one.",
        places,
        member=member.name,
    )


def _too_few_with(named: list[Person], *, member: Person, places: int, pinned: int) -> Sentence:
    """Say which coaches are the only ones for some, of whom `pinned` must go with them, and that one finds no place."""
    who: dict[str, Value] = {"member": member.name, "coaches": all_of(coach.name for coach in named)}
    if not places:
        return (
            sentence(
                "{member} can go only to {coaches}, who take 0: one more place there, or one of them free to go to a "
                "coach who has a place, and all have a coach.",
                **who,
            )
            if len(named) > 1
            else sentence(
                "{member} can go only to {coaches}, who takes 0: one more place there, or one of them free to go to a "
                "coach who has a place, and all have a coach.",
                **who,
            )
        )
    match (len(named) > 1, pinned > 0):
        case (False, False):
            return counted(
                "{member} and {count} other can go only to {coaches}, who takes {count}: one more place there, or one "
                "of them free to go to a coach who has a place, and all have a coach.",
                "{member} and {count} others can go only to {coaches}, who takes {count}: one more place there, or one "
                "of them free to go to a coach who has a place, and all have a coach.",
                places,
                **who,
            )
        case (False, True):
            return counted(
                "{member} and {count} other can go only to {coaches} ({pinned} of them by a pin), who takes {count}: "
                "one more place there, or one of them free to go to a coach who has a place, and all have a coach.",
                "{member} and {count} others can go only to {coaches} ({pinned} of them by a pin), who takes {count}: "
                "one more place there, or one of them free to go to a coach who has a place, and all have a coach.",
                places,
                pinned=pinned,
                **who,
            )
        case (_, False):
            return counted(
                "{member} and {count} other can go only to {coaches}, who take {count}: one more place there, or one "
                "of them free to go to a coach who has a place, and all have a coach.",
                "{member} and {count} others can go only to {coaches}, who take {count}: one more place there, or one "
                "of them free to go to a coach who has a place, and all have a coach.",
                places,
                **who,
            )
        case _:
            return counted(
                "{member} and {count} other can go only to {coaches} ({pinned} of them by a pin), who take {count}: "
                "one more place there, or one of them free to go to a coach who has a place, and all have a coach.",
                "{member} and {count} others can go only to {coaches} ({pinned} of them by a pin), who take {count}: "
                "one more place there, or one of them free to go to a coach who has a place, and all have a coach.",
                places,
                pinned=pinned,
                **who,
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
                    text=sentence("This pair was asked for."),
                )
        case "must_no_shared_time":
            week, minutes = _monday(cohort, params["week"]), params["minutes"]
            yield Reason(
                code="must_no_shared_time",
                params={**pair, "minutes": minutes, "week": str(week)},
                text=sentence(
                    "They were put together although they do not share {meeting} in every week: in the week of {week} "
                    "it is {time} at most.",
                    meeting=meeting(cohort),
                    week=day(week, cohort=cohort),
                    time=Minutes(count=minutes),
                ),
            )
        case "must_no_common_language":
            yield Reason(
                code="must_no_common_language",
                params=pair,
                text=sentence(
                    "They were put together although they share no language, which this cohort asks for."
                ),
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
        text = sentence(
            "{member} named no topics, so no coach is nearer than another by topic.", member=member.name
        )
        return Reason(code="no_topics_named", params=params, text=text)
    if not common:
        text = sentence(
            "They have no topic in common: {member} chose {topics}.",
            member=member.name,
            topics=all_of(member.interests),
        )
        return Reason(code="no_common_topic", params=params, text=text)
    ranks = [member.interests.index(topic) + 1 for topic in common]
    chosen = all_of(
        sentence("{topic} ({rank})", topic=topic, rank=Ordinal(number=rank))
        for topic, rank in zip(common, ranks, strict=True)
    )
    return Reason(
        code="common_topics",
        params={**params, "common": len(common), "best_topic": common[0], "best_rank": ranks[0]},
        text=sentence("Both chose {topics}: all that {member} named.", topics=chosen, member=member.name)
        if len(common) == len(member.interests)
        else counted(
            "Both chose {topics}, of the one topic that {member} named.",
            "Both chose {topics}, of the {count} topics that {member} named.",
            len(member.interests),
            topics=chosen,
            member=member.name,
        ),
    )


def _hours(finding: Finding, *, cohort: Cohort, member: Person, coach: Person) -> Reason:
    minutes, index = finding.params["shared_minutes"], finding.params["worst_week"]
    week = _monday(cohort, index)
    clocks = clocks_in_week(
        zones=(member.time_zone, coach.time_zone),
        weeks=weeks_between(starts=cohort.starts, ends=cohort.ends),
        week=index,
    )
    time = Minutes(count=minutes)
    text = (
        sentence(
            "They share {time} even in the week of {week}, {clocks}.",
            time=time,
            week=day(week, cohort=cohort),
            clocks=clocks,
        )
        if clocks and finding.params["most_minutes"] > minutes
        else sentence("They share {time} or more in every week.", time=time)
    )
    params = {"member": member.key, "coach": coach.key, "minutes": minutes, "week": str(week)}
    return Reason(code="shared_hours", params=params, text=text)


def _languages(*, member: Person, coach: Person) -> Reason:
    common = shared_languages(member=member, coach=coach)
    pair = {"member": member.key, "coach": coach.key}
    if not common:
        return Reason(
            code="no_common_language", params=pair, text=sentence("They have no language in common.")
        )
    by_name: dict[str, Language] = {}  # Chinese in two scripts is said once
    for tag in common:
        language = Language(tag=tag)
        by_name.setdefault(in_english(language), language)
    return Reason(
        code="common_language",
        params={**pair, "language": common[0]},
        text=sentence("They both speak {languages}.", languages=all_of(by_name.values())),
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
            text = sentence("The cohort has no coach.")
        case "never":
            text = sentence("{coach} and {member} are not to go together.", coach=named, member=member.name)
        case "no_shared_time":
            week = _monday(cohort, finding.params["week"])
            params["week"] = str(week)
            text = _apart(finding, cohort=cohort, member=member, named=named, of=len(takers))
        case "language_required":
            text = _no_language(finding.params["coaches"], of=len(takers), member=member)
        case "coaches_full":
            text = _full(finding, named)
        case "seat_free":
            text = counted(
                "{coach} has room for {count} more: match again.",
                "{coach} has room for {count} more: match again.",
                finding.params["maximum"] - finding.params["load"],
                coach=named,
            )
        case _:
            raise ValueError(f"no words for the finding {finding.code}")
    return Reason(code=finding.code, params=params, text=text)


def _apart(finding: Finding, *, cohort: Cohort, member: Person, named: str, of: int) -> Sentence:
    """Say how many coaches, of all there are, share too little time with a member, and who shares most."""
    coaches, minutes = finding.params["coaches"], finding.params["minutes"]
    they: dict[str, Value] = {"meeting": meeting(cohort), "member": member.name}
    nearest: dict[str, Value] = {
        "time": Minutes(count=minutes),
        "coach": named,
        "week": day(_monday(cohort, finding.params["week"]), cohort=cohort),
    }
    match (coaches == of, minutes > 0):
        case (True, True):
            return sentence(
                "No coach shares {meeting} with {member} in every week; nearest: {time} with {coach} in the week of "
                "{week}.",
                **they,
                **nearest,
            )
        case (True, False):
            return sentence(
                "No coach shares {meeting} with {member} in every week; with each there is a week without even a "
                "quarter of an hour.",
                **they,
            )
        case (_, True):
            return counted(
                "{count} of the {of} coaches does not share {meeting} with {member} in every week; nearest: {time} "
                "with {coach} in the week of {week}.",
                "{count} of the {of} coaches do not share {meeting} with {member} in every week; nearest: {time} "
                "with {coach} in the week of {week}.",
                coaches,
                of=of,
                **they,
                **nearest,
            )
        case _:
            return counted(
                "{count} of the {of} coaches does not share {meeting} with {member} in every week; with each there is "
                "a week without even a quarter of an hour.",
                "{count} of the {of} coaches do not share {meeting} with {member} in every week; with each there is "
                "a week without even a quarter of an hour.",
                coaches,
                of=of,
                **they,
            )


def _no_language(coaches: int, *, of: int, member: Person) -> Sentence:
    if coaches == of:
        return sentence(
            "No coach shares a language with {member}, which this cohort asks for.", member=member.name
        )
    return counted(
        "{count} of the {of} coaches does not share a language with {member}, which this cohort asks for.",
        "{count} of the {of} coaches do not share a language with {member}, which this cohort asks for.",
        coaches,
        of=of,
        member=member.name,
    )


def _full(finding: Finding, named: str) -> Sentence:
    others, maximum = finding.params["coaches"] - 1, finding.params["maximum"]
    if others:
        return counted(
            "{coach} and {count} other coach could, but have as many members as they take.",
            "{coach} and {count} other coaches could, but have as many members as they take.",
            others,
            coach=named,
        )
    if maximum:
        return counted(
            "{coach} could, but has {count} member already, the most they take.",
            "{coach} could, but has {count} members already, the most they take.",
            maximum,
            coach=named,
        )
    return sentence("{coach} could, but takes nobody.", coach=named)


def _monday(cohort: Cohort, week: int) -> date:
    return weeks_between(starts=cohort.starts, ends=cohort.ends).first_monday + timedelta(weeks=week)
