"""What a pair makes of the cohort's criteria, and which of them keeps a member from every coach, in words."""

from collections.abc import Iterable

from matcher.solution import Reason as Finding
from scheduler.domain.cohorts import Cohort, Criterion, Rule
from scheduler.domain.people import Person
from scheduler.domain.plans import Judged, Reason
from scheduler.languages.sentences import Listed, Sentence, Value, all_of, counted, message, sentence
from scheduler.problems.criteria import items, judged

_CODES = {
    "yes": "criterion_met",
    "partly": "criterion_partly_met",
    "no": "criterion_not_met",
    "unknown": "criterion_unknown",
}
_BLANK = {
    Rule.SAME: message("{column} is blank for {names}, and this cohort asks for it to be the same."),
    Rule.DIFFERENT: message("{column} is blank for {names}, and this cohort asks for it to differ."),
    Rule.OVERLAP: message(
        "{column} is blank for {names}, and this cohort asks for it to have something in common."
    ),
}
_PINNED = {
    Rule.SAME: message("They were put together although this cohort asks for {column} to be the same."),
    Rule.DIFFERENT: message("They were put together although this cohort asks for {column} to differ."),
    Rule.OVERLAP: message(
        "They were put together although this cohort asks for {column} to have something in common."
    ),
}


def required_blank(rule: Rule, *, column: str, names: Iterable[Value]) -> Sentence:
    """Return that the column, which is required, is blank for these people."""
    return sentence(_BLANK[rule], column=column, names=all_of(names))


def criterion_reason(finding: Finding, *, cohort: Cohort, member: Person, coach: Person) -> Reason:
    """Return how far a pair meets the criterion of `why_pair`'s `criterion`."""
    index = finding.params["criterion"]
    criterion = cohort.criteria[index]
    pair = judged(cohort=cohort, member=member, coach=coach)[index]
    params: dict[str, str | int] = {**_params(criterion, member=member), "coach": coach.key}
    if criterion.rule is Rule.OVERLAP and pair.met != "unknown":
        params |= {"common": finding.params["met"], "of": finding.params["of"]}
    if pair.met == "unknown":
        text = _unknown(criterion, member=member, coach=coach)
    elif criterion.rule is Rule.OVERLAP:
        text = _overlap(pair, criterion=criterion, member=member, of=finding.params["of"])
    else:
        text = _alike(pair, criterion=criterion)
    return Reason(code=_CODES[pair.met], params=params, text=text)


def pinned_reason(finding: Finding, *, cohort: Cohort, member: Person, coach: Person) -> Reason:
    """Return which required criterion a pin overrode: `why_pair`'s `must_no_criterion`."""
    criterion = cohort.criteria[finding.params["criterion"]]
    return Reason(
        code="must_no_criterion",
        params={**_params(criterion, member=member), "coach": coach.key},
        text=sentence(_PINNED[criterion.rule], column=criterion.column),
    )


def required_reason(
    finding: Finding, *, cohort: Cohort, member: Person, takers: tuple[Person, ...]
) -> Reason:
    """Return why coaches are out of the question: `why_unplaced`'s `criterion_...`."""
    criterion = cohort.criteria[finding.params["criterion"]]
    column, rule = criterion.column, criterion.rule
    params = _params(criterion, member=member)
    if "coach" in finding.params:
        coach = takers[finding.params["coach"]]
        text = required_blank(rule, column=column, names=[coach.name])
        return Reason(code=finding.code, params={**params, "coach": coach.key}, text=text)
    number, all_of_them = finding.params["coaches"], len(takers)
    if finding.code == "criterion_member_blank":
        text = required_blank(rule, column=column, names=[member.name])
    else:
        text = _unlike(criterion, member=member, coaches=number, of=all_of_them)
    return Reason(code=finding.code, params={**params, "coaches": number}, text=text)


def _unknown(criterion: Criterion, *, member: Person, coach: Person) -> Sentence:
    blank = [person.name for person in (member, coach) if not items(person, criterion=criterion)]
    if criterion.weight is None:
        return required_blank(criterion.rule, column=criterion.column, names=blank)
    return sentence(
        "{column} is blank for {names}, which counts neither for nor against.",
        column=criterion.column,
        names=all_of(blank),
    )


def _alike(pair: Judged, *, criterion: Criterion) -> Sentence:
    """Say whether what is to be the same is, or what is to differ does."""
    found: dict[str, Value] = {"column": criterion.column, "answer": pair.member}
    required = criterion.weight is None
    match (criterion.rule, pair.met):
        case (Rule.SAME, "yes"):
            if required:
                return sentence("{column} is the same, as this cohort asks: {answer}.", **found)
            return sentence("{column} is the same: {answer}.", **found)
        case (Rule.SAME, _):
            return sentence("{column} is not the same: {answer} and {other}.", other=pair.coach, **found)
        case (_, "yes"):
            if required:
                return sentence(
                    "{column} differs, as this cohort asks: {answer} and {other}.", other=pair.coach, **found
                )
            return sentence("{column} differs: {answer} and {other}.", other=pair.coach, **found)
        case _:
            return sentence("{column} does not differ: {answer}.", **found)


def _overlap(pair: Judged, *, criterion: Criterion, member: Person, of: int) -> Sentence:
    """Say how much of the `of` things that a member gave is a coach's too."""
    if pair.met == "no":
        return sentence(
            "{column}: nothing in common; {member} gave {answers}.",
            column=criterion.column,
            member=member.name,
            answers=_given(member, criterion),
        )
    found: dict[str, Value] = {
        "column": criterion.column,
        "common": all_of(pair.common),
        "member": member.name,
    }
    match (pair.met, criterion.weight is None):
        case ("partly", True):
            return counted(
                "{column} in common, as this cohort asks: {common}, of the {count} that {member} gave.",
                "{column} in common, as this cohort asks: {common}, of the {count} that {member} gave.",
                of,
                **found,
            )
        case ("partly", False):
            return counted(
                "{column} in common: {common}, of the {count} that {member} gave.",
                "{column} in common: {common}, of the {count} that {member} gave.",
                of,
                **found,
            )
        case (_, True):
            return sentence(
                "{column} in common, as this cohort asks: {common}, all that {member} gave.", **found
            )
        case _:
            return sentence("{column} in common: {common}, all that {member} gave.", **found)


def _unlike(criterion: Criterion, *, member: Person, coaches: int, of: int) -> Sentence:
    """Say how many coaches do not meet what is required, of all there are."""
    who: dict[str, Value] = {
        "column": criterion.column,
        "answers": _given(member, criterion),
        "member": member.name,
    }
    match (criterion.rule, coaches == of):
        case (Rule.DIFFERENT, True):
            return sentence(
                "Every coach has {column} {answers} as {member} has, and this cohort asks for it to differ.",
                **who,
            )
        case (Rule.DIFFERENT, False):
            return counted(
                "{count} of the {of} coaches has {column} {answers} as {member} has, and this cohort asks for it to "
                "differ.",
                "{count} of the {of} coaches have {column} {answers} as {member} has, and this cohort asks for it to "
                "differ.",
                coaches,
                of=of,
                **who,
            )
        case (Rule.OVERLAP, True):
            return sentence(
                "No coach shares any of {column} of {member} ({answers}), which this cohort asks for.", **who
            )
        case (Rule.OVERLAP, False):
            return counted(
                "{count} of the {of} coaches does not share any of {column} of {member} ({answers}), which this cohort "
                "asks for.",
                "{count} of the {of} coaches do not share any of {column} of {member} ({answers}), which this cohort "
                "asks for.",
                coaches,
                of=of,
                **who,
            )
        case (_, True):
            return sentence(
                "No coach shares the {column} of {member} ({answers}), which this cohort asks for.", **who
            )
        case _:
            return counted(
                "{count} of the {of} coaches does not share the {column} of {member} ({answers}), which this cohort "
                "asks for.",
                "{count} of the {of} coaches do not share the {column} of {member} ({answers}), which this cohort asks "
                "for.",
                coaches,
                of=of,
                **who,
            )


def _params(criterion: Criterion, *, member: Person) -> dict[str, str | int]:
    return {"member": member.key, "column": criterion.column, "rule": criterion.rule.value}


def _given(member: Person, criterion: Criterion) -> Listed:
    return all_of(items(member, criterion=criterion).values())
