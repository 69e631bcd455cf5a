"""`commonhour export` and `commonhour erase`: all that is kept of a person, read out or taken out."""

import json
import os
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path

import click

from scheduler.commands.erasing import Erased, erase_address, erase_person
from scheduler.domain.people import PersonId
from scheduler.errors import NotFoundError, RefusedError, UnavailableError
from scheduler.operator.instance import Instance
from scheduler.outputs.backups import what_backups_hold
from scheduler.queries.personal_record import personal_record, record_counts
from scheduler.roster.cells import is_email
from scheduler.store.erasure import overwrite
from scheduler.store.personal_data import REACHED
from scheduler.store.unit_of_work import Transaction
from scheduler.terminal import console, say_table


@click.command(name="export")
@click.argument("person")
@click.option(
    "--out", type=click.Path(dir_okay=False, path_type=Path), help="A new file, which only you may read."
)
@click.pass_obj
def export_person(instance: Instance, person: str, out: Path | None) -> None:
    """Write all that is kept of PERSON, an id or an e-mail address, as one JSON document, each part with its purpose.

    Of an address it is of everybody who has it, in every cohort: they are named on standard error.
    """
    with instance.store().write() as tx:
        people, email = _asked(tx, person)
        record = personal_record(tx, people=people, email=email)
        _put_on_record(tx, "export", people, writes=False)
    _say_who(record["people"], email=email)
    text = json.dumps(record, indent=2, ensure_ascii=False)
    if out is None:
        click.echo(text)
        return
    try:
        with os.fdopen(
            os.open(out, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8"
        ) as file:
            file.write(f"{text}\n")
    except FileExistsError:
        raise RefusedError(f"{out} is there already: name a new file.") from None
    except OSError as error:
        raise RefusedError(f"{out} cannot be written: {error.strerror}.") from error
    console.print(f"{out} holds all that is kept of them. It is theirs: hand it over, and delete it here.")


@click.command(name="erase")
@click.argument("person")
@click.option("--yes", is_flag=True, help="Do not ask whether it is meant.")
@click.pass_obj
def erase(instance: Instance, person: str, *, yes: bool) -> None:
    """Erase PERSON, an id or an e-mail address, from everything that is kept, and say what was done.

    Of an address it is everybody who has it, in every cohort. It cannot be taken back: export them before.
    """
    settings = instance.look_at_settings()
    store = instance.open_store(settings)
    with store.read() as tx:
        people, email = _asked(tx, person)
        counts = record_counts(personal_record(tx, people=people, email=email))
    _say_who(people, email=email)
    if not yes:
        say_table(
            header=("what is kept", "where", "rows"),
            rows=((REACHED[table].why, table, str(count)) for table, count in counts.items()),
        )
        click.confirm("All of that goes, and cannot be brought back. Erase?", abort=True, err=True)
    with store.write() as tx:
        _put_on_record(tx, "erase", people, writes=True)
        done = erase_address(tx, email=email) if email else erase_person(tx, person=people[0])
        began = tx.now
    with suppress(UnavailableError):  # somebody reads at this moment: the service's own try comes after
        overwrite(store.engine)
    say_table(header=("what", "done", "rows"), rows=_told(done))
    for sentence in _besides(done):
        console.print(sentence)
    console.print(what_backups_hold(settings.backup_days, since=began))
    if done.people:
        again = "; ".join(f"commonhour erase {each}" for each in done.people)
        console.print(f"Should one from before be restored, erase again: {again}")


def _put_on_record(tx: Transaction, did: str, people: Iterable[str], *, writes: bool) -> None:
    """Keep in the audit trail whose data the operator reaches by this command."""
    for person in people:
        tx.audit.add(did, writes=writes, cohort=tx.people.cohort_of(PersonId(person)), person=person)


def _asked(tx: Transaction, person: str) -> tuple[tuple[str, ...], str | None]:
    """Return who is meant, and the address if one was named."""
    if is_email(person):
        return tuple(each for _, each in tx.personal_rows.people_at(person)), person
    if tx.people.cohort_of(PersonId(person)) is None:
        raise NotFoundError(
            f"Nobody has the id {person!r}. Name an id, as events and the addresses of pages have it, or an e-mail "
            "address."
        )
    return (person,), None


def _say_who(people: tuple[str, ...] | list[str], *, email: str | None) -> None:
    if email is not None:
        console.print(
            f"People of this address: {', '.join(people) if people else 'none, but it is known otherwise'}."
        )


def _told(done: Erased) -> Iterator[tuple[str, str, str]]:
    for table, count in done.deleted.items():
        yield REACHED[table].why, "deleted", str(count)
    for table, count in done.rewritten.items():
        yield REACHED[table].why, "rewritten, so that it names nobody", str(count)
    if done.mails:
        yield "files of mails to them, or about them", "deleted where mails become files", str(done.mails)
    if done.begun_anew:
        yield "runs that had begun with them", "ended and asked for again", str(done.begun_anew)


def _besides(done: Erased) -> Iterator[str]:
    if done.words:
        where = ", ".join(f"{REACHED[table].why} ({count})" for table, count in done.words.items())
        yield f"Words that other people wrote still say their name, for you to look at: {where}."
    if done.account_stays:
        yield (
            "Their account stays: somebody else signs in with it, or it holds a right in another cohort, or may set "
            "cohorts up. `commonhour erase` with the e-mail address reaches all of that."
        )
    yield "Calendars follow within seconds; where none of the processes runs, as soon as they do."
