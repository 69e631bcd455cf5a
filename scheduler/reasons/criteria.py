"""What a pair makes of the cohort's criteria, and which of them keeps a member from every coach, in words."""

from matcher.solution import Reason as Finding
from scheduler.domain.cohorts import Cohort, Criterion, Rule
from scheduler.domain.people import Person
from scheduler.domain.plans import Reason
from scheduler.problems.criteria import items, judged
from scheduler.reasons.phrases import listed, who_share

ASKED = {
    Rule.SAME: "to be the same",
    Rule.DIFFERENT: "to differ",
    Rule.OVERLAP: "to have something in common",
}
_CODES = {
    "yes": "criterion_met",
    "partly": "criterion_partly_met",
    "no": "criterion_not_met",
    "unknown": "criterion_unknown",
}


def criterion_reason(finding: Finding, *, cohort: Cohort, member: Person, coach: Person) -> Reason:
    """Return how far a pair meets the criterion of `why_pair`'s `criterion`."""
    index = finding.params["criterion"]
    criterion = cohort.criteria[index]
    pair = judged(cohort=cohort, member=member, coach=coach)[index]
    params: dict[str, str | int] = {**_params(criterion, member=member), "coach": coach.key}
    if criterion.rule is Rule.OVERLAP and pair.met != "unknown":
        params |= {"common": finding.params["met"], "of": finding.params["of"]}
    column, asked = criterion.column, ", as this cohort asks" if criterion.weight is None else ""
    match (criterion.rule, pair.met):
        case (_, "unknown"):
            counts = (
                f"and this cohort asks for it {ASKED[criterion.rule]}"
                if criterion.weight is None
                else "which counts neither for nor against"
            )
            blank = [person for person in (member, coach) if not items(person, criterion=criterion)]
            text = f"{column} is blank for {listed(person.name for person in blank)}, {counts}."
        case (Rule.SAME, "yes"):
            text = f"{column} is the same{asked}: {pair.member}."
        case (Rule.SAME, _):
            text = f"{column} is not the same: {pair.member} and {pair.coach}."
        case (Rule.DIFFERENT, "yes"):
            text = f"{column} differs{asked}: {pair.member} and {pair.coach}."
        case (Rule.DIFFERENT, _):
            text = f"{column} does not differ: {pair.member}."
        case (Rule.OVERLAP, "no"):
            text = f"{column}: nothing in common; {member.name} gave {_given(member, criterion)}."
        case (Rule.OVERLAP, _):
            of = finding.params["of"]
            how_many = f", of the {of} that" if pair.met == "partly" else ", all that"
            text = f"{column} in common{asked}: {listed(pair.common)}{how_many} {member.name} gave."
    return Reason(code=_CODES[pair.met], params=params, text=text)


def pinned_reason(finding: Finding, *, cohort: Cohort, member: Person, coach: Person) -> Reason:
    """Return which required criterion a pin overrode: `why_pair`'s `must_no_criterion`."""
    criterion = cohort.criteria[finding.params["criterion"]]
    asked = f"although this cohort asks for {criterion.column} {ASKED[criterion.rule]}"
    return Reason(
        code="must_no_criterion",
        params={**_params(criterion, member=member), "coach": coach.key},
        text=f"They were put together {asked}.",
    )


def required_reason(
    finding: Finding, *, cohort: Cohort, member: Person, takers: tuple[Person, ...]
) -> Reason:
    """Return why coaches are out of the question: `why_unplaced`'s `criterion_...`."""
    criterion = cohort.criteria[finding.params["criterion"]]
    column, asked = criterion.column, f"and this cohort asks for it {ASKED[criterion.rule]}"
    params = _params(criterion, member=member)
    if "coach" in finding.params:
        coach = takers[finding.params["coach"]]
        text = f"{column} is blank for {coach.name}, {asked}."
        return Reason(code=finding.code, params={**params, "coach": coach.key}, text=text)
    number, all_of_them = finding.params["coaches"], len(takers)
    if finding.code == "criterion_member_blank":
        text = f"{column} is blank for {member.name}, {asked}."
    elif criterion.rule is Rule.DIFFERENT:
        some = f"{number} of the {all_of_them} coaches {'has' if number == 1 else 'have'}"
        who = "Every coach has" if number == all_of_them else some
        text = f"{who} {column} {_given(member, criterion)} as {member.name} has, {asked}."
    else:
        what = "any of" if criterion.rule is Rule.OVERLAP else "the"
        of_whom = f"{column} of {member.name} ({_given(member, criterion)})"
        text = f"{who_share(number, of=all_of_them)} {what} {of_whom}, which this cohort asks for."
    return Reason(code=finding.code, params={**params, "coaches": number}, text=text)


def _params(criterion: Criterion, *, member: Person) -> dict[str, str | int]:
    return {"member": member.key, "column": criterion.column, "rule": criterion.rule.value}


def _given(member: Person, criterion: Criterion) -> str:
    return listed(items(member, criterion=criterion).values())
