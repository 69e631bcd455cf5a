"""Pairs that share no hour, or less than now, in some week from the one that holds now on.

What people say of themselves holds for every week alike: where a week differs from the one before, a clock has changed.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, timedelta
from functools import partial

import numpy as np
from numpy.typing import NDArray

from calendars.availability import Weeks, weeks_between
from matcher.overlap import longest_stretch
from matcher.problem import CoachingProblem
from scheduler.domain.people import Person
from scheduler.languages.sentences import City, Minutes, Sentence, sentence
from scheduler.problems.coaching import coached, coaches, coaching_problem, shared_hours
from scheduler.queries.attention.clocks import Change, change_before
from scheduler.queries.attention.matters import Matter
from scheduler.queries.attention.standing import Standing
from scheduler.reasons.phrases import after_another, day

_WEEK = timedelta(weeks=1)


@dataclass(frozen=True, kw_only=True, slots=True, eq=False)
class _Shared:
    """What pairs share in each week of the cohort, by what people say of themselves now.

    `minutes` are int64[pairs, weeks], `this` is the week that holds now; `members` and `coaches` are each pair's two as
    the `problem` counts them.
    """

    pairs: tuple[tuple[Person, Person], ...]
    minutes: NDArray[np.int64]
    weeks: Weeks
    this: int
    problem: CoachingProblem
    members: NDArray[np.intp]
    coaches: NDArray[np.intp]


@dataclass(frozen=True, kw_only=True, slots=True)
class _Spell:
    """Weeks in a row [first, after) in which a pair shares too little; `after` None: to the cohort's end.

    `began` is the change of a clock that brought it, `until` the date with which it is over.
    """

    first: int
    after: int | None
    began: Change | None
    until: date | None


def pairs_out_of_step(standing: Standing) -> Iterator[Matter]:
    """Find, for each pair, when it first shares no hour; else when it first shares less than now and than aimed at.

    A pair that was to be whatever its hours is not looked at.
    """
    rules, shared = standing.cohort.coaching, _shared(standing)
    if rules is None or shared is None:
        return
    to_come = shared.minutes[:, shared.this :]
    enough = np.minimum(to_come[:, 0], rules.target_minutes)
    none, too_little = (to_come == 0).any(axis=1), (to_come < enough[:, np.newaxis]).any(axis=1)
    for pair in np.flatnonzero(none | too_little).tolist():
        spell = _spell(shared, pair, least=1 if none[pair] else int(enough[pair]))
        if none[pair]:
            yield _apart(standing, shared, pair, spell)
        elif spell.began is not None:  # this week is not in it, so that a clock brings it
            yield _less(standing, shared, pair, spell, began=spell.began)


def _shared(standing: Standing) -> _Shared | None:
    """Return what the pairs share; None where there are none, or no week is to come."""
    cohort = standing.cohort
    pairs = tuple((member, coach) for pair, member, coach in standing.pairs() if pair.shared_minutes > 0)
    weeks = weeks_between(starts=cohort.starts, ends=cohort.ends)
    this = max((standing.now.astimezone(UTC).date() - weeks.first_monday) // _WEEK, 0)
    if cohort.coaching is None or not pairs or this >= weeks.count:
        return None
    people = tuple({person.id: person for pair in pairs for person in pair}.values())
    problem = coaching_problem(cohort=cohort, people=people)
    member_of = {person.id: at for at, person in enumerate(coached(cohort=cohort, people=people))}
    coach_of = {person.id: at for at, person in enumerate(coaches(cohort=cohort, people=people))}
    members = np.array([member_of[member.id] for member, _ in pairs], dtype=np.intp)
    takers = np.array([coach_of[coach.id] for _, coach in pairs], dtype=np.intp)
    return _Shared(
        pairs=pairs,
        minutes=shared_hours(problem).by_week(members, takers),
        weeks=weeks,
        this=this,
        problem=problem,
        members=members,
        coaches=takers,
    )


def _spell(shared: _Shared, pair: int, *, least: int) -> _Spell:
    """Return the first spell from this week on in which a pair shares less than `least`, from its very begin on."""
    little: list[bool] = (shared.minutes[pair] < least).tolist()
    first = little.index(True, shared.this)
    after = little.index(False, first) if False in little[first:] else None
    while first > 0 and little[first - 1]:
        first -= 1
    one, other = shared.pairs[pair]
    change = partial(change_before, weeks=shared.weeks, zones=(one.time_zone, other.time_zone))
    began = None if first == 0 else change(week=first)
    if after is None:
        return _Spell(first=first, after=None, began=began, until=None)
    # What a change takes on its own day alone is there again with the next week.
    ends = change(week=after, later_than=date.min if began is None else began.on)
    monday = shared.weeks.first_monday + after * _WEEK
    return _Spell(first=first, after=after, began=began, until=monday if ends is None else ends.on)


def _apart(standing: Standing, shared: _Shared, pair: int, spell: _Spell) -> Matter:
    """Say since when a pair shares no hour, how long the longest stretch is that it has, and whether that passes."""
    member, coach = shared.pairs[pair]
    since, until = _since(standing, spell), spell.until
    both = {"member": member.name, "coach": coach.name}
    if spell.began is None:
        what = sentence("{member} and {coach} do not share an hour any more.", **both)
    else:
        when = _when(standing, spell.began, ahead=since is not None)
        what = sentence("{when} {member} and {coach} share no hour.", when=when, **both)
    stretch = _longest(shared, pair, spell)
    if stretch:
        at_most = sentence("The longest stretch they share is {minutes}.", minutes=Minutes(count=stretch))
        what = after_another(what, at_most)
    if until is not None:
        again = sentence("From {day} on they share one again.", day=day(until, cohort=standing.cohort))
        what = after_another(what, again)
    return Matter(kind="apart", what=what, people=(member, coach), since=since, until=until)


def _less(standing: Standing, shared: _Shared, pair: int, spell: _Spell, *, began: Change) -> Matter:
    """Say from when on a pair shares less, how little at worst, and until when."""
    member, coach = shared.pairs[pair]
    since, until = _since(standing, spell), spell.until
    minutes = shared.minutes[pair]
    what = sentence(
        "{when} {member} and {coach} share {minutes} a week instead of {before}.",
        when=_when(standing, began, ahead=since is not None),
        member=member.name,
        coach=coach.name,
        minutes=Minutes(count=int(minutes[spell.first : spell.after].min())),
        before=Minutes(count=int(minutes[shared.this])),
    )
    if until is not None:
        again = sentence("From {day} on it is more again.", day=day(until, cohort=standing.cohort))
        what = after_another(what, again)
    return Matter(kind="less", what=what, people=(member, coach), since=since, until=until)


def _since(standing: Standing, spell: _Spell) -> date | None:
    """Return when a spell begins, if that is to come."""
    return None if spell.began is None else standing.ahead(spell.began.on)


def _when(standing: Standing, change: Change, *, ahead: bool) -> Sentence:
    """Return since or from when, and what brings it: half a sentence."""
    on, place = day(change.on, cohort=standing.cohort), City(time_zone=change.time_zone)
    if ahead:
        return sentence("From {day}, when the clocks change in {place},", day=on, place=place)
    return sentence("Since {day}, when the clocks changed in {place},", day=on, place=place)


def _longest(shared: _Shared, pair: int, spell: _Spell) -> int:
    """Return the longest stretch in minutes that a pair shares in the worst week of a spell that is not over."""
    problem, weeks = shared.problem, slice(max(spell.first, shared.this), spell.after)
    member = problem.members[int(shared.members[pair])].weeks
    coach = problem.coaches[int(shared.coaches[pair])].weeks
    return longest_stretch(
        member=replace(member, of_week=member.of_week[weeks]),
        coach=replace(coach, of_week=coach.of_week[weeks]),
        edge=problem.edge,
    ).minutes
