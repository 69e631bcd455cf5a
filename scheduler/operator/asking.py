"""What `commonhour why` answers: what other coaches would cost a member, in the words of the plan's page."""

import json
from dataclasses import asdict

import click

from scheduler.domain.cohorts import Cohort
from scheduler.domain.people import Person, PersonId
from scheduler.errors import BadInputError, RefusedError
from scheduler.operator.files import People
from scheduler.queries.other_coaches import Priced
from scheduler.roster.crosscheck import cross_check
from scheduler.terminal import console, say_table


def people_to_ask(*, cohort: Cohort, people: People) -> tuple[Person, ...]:
    """Return everybody, each with their key for an id.

    Raises BadInputError for whatever `plan` would not take, and RefusedError where nobody is paired.
    """
    if cohort.coaching is None:
        raise RefusedError(
            f"{cohort.name} pairs nobody with a coach, so there is nothing to ask: its rules have no [coaching]."
        )
    everyone = people(cohort, PersonId)
    problems = cross_check(cohort=cohort, people=everyone)
    if problems:
        raise BadInputError(problems)
    return everyone


def one_of(people: tuple[Person, ...], *, called: str, what: str) -> Person:
    """Return the person of this key or name, in any case; raise RefusedError where there is none, or another."""
    found = [one for one in people if one.key.casefold() == called.casefold()]
    found = found or [one for one in people if one.name.casefold() == called.casefold()]
    if len(found) != 1:
        number = "more than one" if found else "no"
        raise RefusedError(
            f"The roster has {number} {what} {called!r}. Name one by the `id`, or else the e-mail."
        )
    return found[0]


def say_others(*, member: Person, coach: Person | None, others: tuple[Priced, ...], as_json: bool) -> None:
    """Say whom the member goes with, and what each of the others would cost."""
    if as_json:
        answer = {
            "member": member.key,
            "coach": coach and coach.key,
            "others": [_as_json(other) for other in others],
        }
        click.echo(json.dumps(answer, ensure_ascii=False, indent=2))
        return
    console.print(f"{member.name} goes with {coach.name if coach else 'nobody'}.")
    if not others:
        return
    say_table(
        header=("coach", "score", "what it costs"),
        rows=(
            (other.name or "", str(other.price.score), " ".join(reason.text for reason in other.reasons))
            for other in others
        ),
    )


def _as_json(other: Priced) -> dict[str, object]:
    """Return what is known of a coach; whoever reads a roster has the keys for ids."""
    price = other.price
    return {
        "coach": price.coach,
        "score": price.score,
        "change": price.change and asdict(price.change),
        "moves": [{"member": move.member, "from": move.origin, "to": move.to} for move in price.moves],
        "reasons": [asdict(reason) for reason in other.reasons],
    }
