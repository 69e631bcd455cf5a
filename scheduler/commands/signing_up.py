"""A sign-up form of our own: its link is shared, people write themselves in, a coordinator brings them in or does not.

What is sent is a row of a roster and is read as one: the same columns, the same words for what is wrong. It waits by
itself, out of everybody's sight but the coordinators', and nothing of it is left once they have decided.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from hmac import compare_digest

from scheduler.access import CohortScope
from scheduler.commands.rosters import import_people, person_ids
from scheduler.domain.cohorts import Cohort
from scheduler.domain.people import Person, PersonId
from scheduler.domain.problems import Problem
from scheduler.domain.sign_ups import SignUp, SignUpLink
from scheduler.errors import BadInputError, NotFoundError, NotNowError
from scheduler.events import SignUpSent
from scheduler.languages.sentences import sentence
from scheduler.roster.columns import COLUMNS, Field
from scheduler.roster.findings import Question
from scheduler.roster.people import Reading, read_people
from scheduler.roster.sheet import Row, Sheet
from scheduler.roster.spelling import clean
from scheduler.store.unit_of_work import Transaction
from scheduler.tokens import cohort_of_sign_up_token, sign_up_token

MOST_WAITING = 2_000
"""Forms of one cohort that may wait; more are a mistake, or mischief."""
LONGEST_CELL = 2_000
FIRST_ROW = 2
"""As a spreadsheet counts: the header is row 1."""


def open_form(scope: CohortScope) -> None:
    """Have the form answer at its link, which is made if there is none yet."""
    link = scope.tx.sign_ups.link(scope.cohort.id) or SignUpLink(generation=1, is_open=True)
    scope.tx.sign_ups.keep_link(scope.cohort.id, replace(link, is_open=True))


def close_form(scope: CohortScope) -> None:
    """Have the form take nobody any more; its link stays what it is, should it open again."""
    link = scope.tx.sign_ups.link(scope.cohort.id)
    if link is not None:
        scope.tx.sign_ups.keep_link(scope.cohort.id, replace(link, is_open=False))


def renew_link(scope: CohortScope) -> None:
    """Throw the link away for a new one; raise NotNowError where there is none."""
    link = scope.tx.sign_ups.link(scope.cohort.id)
    if link is None:
        raise NotNowError(sentence("There is no link yet: open the form first."))
    scope.tx.sign_ups.keep_link(scope.cohort.id, replace(link, generation=link.generation + 1))


def form_token(scope: CohortScope, *, key: bytes) -> str | None:
    """Return the secret of the form's address; None while it takes nobody."""
    link = scope.tx.sign_ups.link(scope.cohort.id)
    if link is None or not link.is_open:
        return None
    return sign_up_token(key=key, cohort=scope.cohort.id, generation=link.generation)


def cohort_to_join(tx: Transaction, *, token: str, key: bytes) -> Cohort:
    """Return the cohort whose open form has this address; raise NotFoundError where there is none."""
    cohort = tx.people.cohort(cohort_of_sign_up_token(token))
    link = cohort and tx.sign_ups.link(cohort.id)
    if cohort is None or link is None or not link.is_open:
        raise NotFoundError
    made = sign_up_token(key=key, cohort=cohort.id, generation=link.generation)
    if not compare_digest(made.encode(), token.encode()):
        raise NotFoundError
    return cohort


def send_form(tx: Transaction, *, cohort: Cohort, cells: Mapping[str, str]) -> str:
    """Keep a form that was filled in, and return its id; one that was sent before from the same address goes.

    Raises BadInputError with everything that is to be mended, NotNowError where too many wait already.
    """
    row = {column: clean(text)[:LONGEST_CELL] for column, text in cells.items()}
    reading = read_forms(cohort, [row])
    problems = problems_of(reading)
    if problems:
        raise BadInputError(problems)
    email = row["email"].lower()
    waiting = tx.sign_ups.of_cohort(cohort.id)
    same = [each.id for each in waiting if each.email == email]
    if len(waiting) - len(same) >= MOST_WAITING:
        raise NotNowError(
            sentence("Too many have signed up and wait: please tell the people who run the group.")
        )
    tx.sign_ups.drop(cohort.id, same)
    sign_up = SignUp(id=tx.ids.new("sign_up"), cells=row, sent_at=tx.now)
    tx.sign_ups.add(cohort.id, sign_up)
    tx.outbox.emit(SignUpSent(cohort=cohort.id))
    return sign_up.id


def bring_in(scope: CohortScope, *, sign_ups: Collection[str]) -> int:
    """Take these into the roster, and return how many; who is there already is as they say now.

    Raises NotFoundError where none of them waits, BadInputError where one cannot be read by the rules any more.
    """
    chosen = _waiting(scope, sign_ups)
    keys = {person.email.lower(): person.key for person in scope.people() if person.email}
    rows = [dict(each.cells) | {"id": keys.get(each.email, "")} for each in chosen]
    reading = read_forms(scope.cohort, rows, scope=scope)
    problems = problems_of(reading)
    if problems:
        raise BadInputError(problems)
    import_people(scope, people=reading.people, keep_others=True)
    scope.tx.sign_ups.drop(scope.cohort.id, [each.id for each in chosen])
    return len(reading.people)


def put_aside(scope: CohortScope, *, sign_ups: Collection[str]) -> None:
    """Forget these; raise NotFoundError where none of them waits."""
    scope.tx.sign_ups.drop(scope.cohort.id, [each.id for each in _waiting(scope, sign_ups)])


def read_forms(
    cohort: Cohort, rows: Sequence[Mapping[str, str]], *, scope: CohortScope | None = None
) -> Reading:
    """Read forms as a roster is read; with a `scope` whoever is known there keeps their id."""
    header = (*COLUMNS, *cohort.own_columns)
    sheet = Sheet(
        name="",
        header=header,
        rows=tuple(
            Row(number=number, cells=tuple(row.get(column, "") for column in header))
            for number, row in enumerate(rows, start=FIRST_ROW)
        ),
    )
    return read_people(sheet=sheet, cohort=cohort, new_id=PersonId if scope is None else person_ids(scope))


def problems_of(reading: Reading) -> tuple[Problem, ...]:
    """Return what is to be mended: problems, and what is uncertain, each at its column."""
    return (
        *reading.problems,
        *(
            Problem(
                code="uncertain",
                message=_asked(question),
                suggestion="",
                row=next(iter(question.rows), None),
                column=question.field,
                value=question.value,
            )
            for question in reading.questions
        ),
    )


def _asked(question: Question) -> str:
    """Return what is uncertain in words for whom it is about."""
    if question.field != Field.TIME_ZONE:
        return question.message
    if question.candidates:
        return sentence("Which place do you mean? Choose it below, or write your city.")
    return sentence("We do not know this place: write a bigger city near you, or your country.")


def places_meant(cohort: Cohort, cells: Mapping[str, str]) -> tuple[str, ...]:
    """Return the zones that the place which was written could mean, where that is not certain."""
    asked = read_forms(cohort, [cells]).questions
    return next((each.candidates for each in asked if each.field == Field.TIME_ZONE), ())


def person_of(cohort: Cohort, sign_up: SignUp) -> Person | None:
    """Return who a form is of, as the roster would have them; None where it cannot be read by the rules any more."""
    people = read_forms(cohort, [sign_up.cells]).people
    return people[0] if people else None


def _waiting(scope: CohortScope, sign_ups: Collection[str]) -> tuple[SignUp, ...]:
    chosen = tuple(each for each in scope.tx.sign_ups.of_cohort(scope.cohort.id) if each.id in sign_ups)
    if not chosen:
        raise NotFoundError
    return chosen
