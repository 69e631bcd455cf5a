"""Taking a roster in: keep the spreadsheet, settle what is uncertain, import the people."""

from collections.abc import Callable, Iterator
from dataclasses import replace

from scheduler.access import CohortScope
from scheduler.commands.foretelling import foretell
from scheduler.domain.contacts import Shares, known_contact
from scheduler.domain.people import Person, PersonId
from scheduler.domain.problems import Problem
from scheduler.errors import BadInputError
from scheduler.events import RosterImported
from scheduler.languages.sentences import Quoted, sentence
from scheduler.roster.crosscheck import cross_check
from scheduler.store.uploads import Upload


def keep_upload(scope: CohortScope, *, filename: str, content: bytes) -> str:
    """Keep a spreadsheet as it was dropped in, and return the upload's id."""
    upload = Upload(
        id=scope.tx.ids.new("upload"), filename=filename, content=content, decisions=None, imported_at=None
    )
    scope.tx.uploads.add_upload(scope.cohort.id, upload, now=scope.tx.now)
    return upload.id


def settle_upload(scope: CohortScope, *, upload: str, decisions: str) -> None:
    """Keep what was settled about a spreadsheet: the text of a mapping file."""
    scope.tx.uploads.change_upload(scope.upload(upload).id, decisions=decisions)


def person_ids(scope: CohortScope) -> Callable[[str], PersonId]:
    """Return what gives a person's id by external key: the one they have, else a new one."""
    known = scope.tx.people.ids_by_key(scope.cohort.id)
    ids = scope.tx.ids
    return lambda key: known.get(key) or ids.person(scope.cohort.id, key)


def import_people(
    scope: CohortScope, *, people: tuple[Person, ...], keep_others: bool = False, upload: str | None = None
) -> None:
    """Make these the cohort's people; with `keep_others` whoever is not among them stays.

    What somebody has chosen to be called stays, whatever the roster calls them now; an address or a number that is
    another now, they have not shared with anybody. Raise BadInputError when two of them have one e-mail.
    """
    people = _as_they_are_called(scope, people)
    if keep_others:
        people = _merged(scope.people(), people)
    problems = tuple(_one_email_twice(people))
    if problems:
        raise BadInputError(problems)
    _share_no_other(scope, people)
    lost = scope.tx.people.replace(scope.cohort.id, people)
    scope.tx.sign_ins.end_where_nothing_is_left(lost)
    if upload is not None:
        scope.tx.uploads.change_upload(scope.upload(upload).id, imported_at=scope.tx.now)
    scope.tx.outbox.emit(RosterImported(cohort=scope.cohort.id, people=len(people)))
    foretell(scope)


def require_names(scope: CohortScope) -> None:
    """Raise BadInputError when the cohort's rules name someone who is missing or in the wrong role.

    On the page this is a warning, for good rows come in before the bad ones are mended; from files it is bad input.
    """
    problems = cross_check(cohort=scope.cohort, people=scope.people())
    if problems:
        raise BadInputError(problems)


def _as_they_are_called(scope: CohortScope, people: tuple[Person, ...]) -> tuple[Person, ...]:
    """Return people as a roster has them, but for the names that they have chosen, also before they left once."""
    chosen = {
        each.id: each.name for each in (*scope.leavers(), *scope.people()) if each.roster_name is not None
    }
    return tuple(
        replace(each, name=chosen[each.id], roster_name=each.listed_as) if each.id in chosen else each
        for each in people
    )


def _share_no_other(scope: CohortScope, people: tuple[Person, ...]) -> None:
    """Have nobody see an address or a number that whose it is did not know of when they agreed to it."""
    before = {each.id: known_contact(each) for each in scope.people()}
    shared = scope.tx.shared_contacts.in_cohort(scope.cohort.id)
    for each in people:
        if each.id in shared and each.id in before:
            was, now, said = before[each.id], known_contact(each), shared[each.id]
            still = Shares(
                email=said.email and was.email == now.email,
                whatsapp=said.whatsapp and was.whatsapp == now.whatsapp,
            )
            if still != said:
                scope.tx.shared_contacts.put(each.id, still)


def _one_email_twice(people: tuple[Person, ...]) -> Iterator[Problem]:
    first: dict[str, Person] = {}
    for person in people:
        if person.email is not None and first.setdefault(person.email.lower(), person) is not person:
            other = first[person.email.lower()].key
            yield Problem(
                code="duplicate_email",
                message=sentence(
                    "{id} and {other} in this cohort have the same e-mail.",
                    id=Quoted(text=person.key),
                    other=Quoted(text=other),
                ),
                suggestion=sentence(
                    "Give this row the id {id} if they are one person, or correct the e-mail.",
                    id=Quoted(text=other),
                ),
                column="email",
                value=person.email,
            )


def _merged(before: tuple[Person, ...], news: tuple[Person, ...]) -> tuple[Person, ...]:
    """Return everyone, in the order they first came, each as last told."""
    return tuple(({person.id: person for person in before} | {person.id: person for person in news}).values())
