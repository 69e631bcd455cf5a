"""A cohort file against its roster: whoever the rules name must be there, in a role that fits (DESIGN 5)."""

from collections.abc import Iterable, Iterator, Mapping

from scheduler.domain.cohorts import Cohort
from scheduler.domain.people import Person, Role
from scheduler.domain.problems import Problem
from scheduler.languages.sentences import Quoted, message, sentence
from scheduler.roster.spelling import did_you_mean, fold

_WRONG_ROLE = {
    (Role.COACH, Role.MEMBER): message("{id} is a coach in the roster, and a member is wanted here."),
    (Role.STAFF, Role.MEMBER): message("{id} is a staff in the roster, and a member is wanted here."),
    (Role.MEMBER, Role.COACH): message("{id} is a member in the roster, and a coach is wanted here."),
    (Role.STAFF, Role.COACH): message("{id} is a staff in the roster, and a coach is wanted here."),
}
"""What is said by the role that somebody has and the one that a rule names them in."""


def cross_check(*, cohort: Cohort, people: Iterable[Person]) -> tuple[Problem, ...]:
    """Find every key in `must`, `never` and `facilitators` that nobody has, or that someone in another role has.

    Anyone may facilitate. A `must` against a `never` or a maximum is not judged here: that is the matcher's.
    """
    by_key = {person.key: person for person in people}
    found = [
        problem
        for column, key, role in _named(cohort)
        for problem in _check(by_key, column=column, key=key, role=role)
    ]
    for number, workshop in enumerate(cohort.workshops, start=1):
        for key in workshop.facilitators:
            found.extend(_check(by_key, column=f"workshop[{number}].facilitators", key=key, role=None))
    return tuple(dict.fromkeys(found))


def _named(cohort: Cohort) -> Iterator[tuple[str, str, Role]]:
    """Yield whom each rule names, in which role."""
    coaching = cohort.coaching
    for rule, pairs in () if coaching is None else (("must", coaching.must), ("never", coaching.never)):
        for member, coach in pairs:
            yield f"coaching.{rule}", member, Role.MEMBER
            yield f"coaching.{rule}", coach, Role.COACH
    for rule, seats in (("must", cohort.must_attend), ("never", cohort.never_attend)):
        for member, _ in seats:
            yield f"workshops.{rule}", member, Role.MEMBER


def _check(by_key: Mapping[str, Person], *, column: str, key: str, role: Role | None) -> Iterable[Problem]:
    person = by_key.get(key)
    if person is None:
        same = [known for known in by_key if fold(known) == fold(key)]
        otherwise = sentence("Use the id from the roster, or the lower-cased e-mail.")
        yield Problem(
            code="unknown_person",
            message=sentence("Nobody in the roster has the id {id}.", id=Quoted(text=key)),
            suggestion=did_you_mean(key, among=same or by_key, otherwise=otherwise),
            column=column,
            value=key,
        )
    elif role is not None and person.role is not role:
        yield Problem(
            code="wrong_role",
            message=sentence(_WRONG_ROLE[person.role, role], id=Quoted(text=key)),
            suggestion=sentence("Each pair is [member, coach]: swap them, or correct the role in the roster.")
            if column.startswith("coaching")
            else sentence("Each pair is [member, workshop]: name one, or correct the role in the roster."),
            column=column,
            value=key,
        )
