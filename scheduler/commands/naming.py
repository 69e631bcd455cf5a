"""People choose what others of their cohort call them."""

import unicodedata
from collections.abc import Iterable

from calendars.entries import EntryContent
from scheduler.access import CohortScope, PersonScope, whole_cohort
from scheduler.agenda import with_another_name
from scheduler.commands.drafting import draft_notices
from scheduler.commands.rewording import reword_entries
from scheduler.domain.own_words import one_line
from scheduler.domain.people import Person, Role
from scheduler.errors import NotNowError
from scheduler.events import PersonCorrected
from scheduler.languages.sentences import counted, sentence
from scheduler.roster.spelling import clean, fold
from scheduler.store.identity import Identity

LONGEST_NAME = 60
"""Letters."""


def choose_name(scope: PersonScope, *, name: str) -> None:
    """Have others see this name of somebody, from now on and where it stands already; an empty one is the roster's.

    Calendars follow; what is over in them, or was called off, says the new name at once. Mails that were not sent are
    drafted anew, and wait to be read again where they say something else. Raises NotNowError for what
    is no name, and for that of somebody whom others trust with more.
    """
    me = scope.person
    said = clean(one_line(name)) or me.listed_as
    if said != me.listed_as:
        _require_name(said)
        _require_nobody_elses(scope, said)
    now = me.called(said)
    if now == me:
        return
    whole = whole_cohort(scope.tx, scope.cohort.id)
    scope.tx.people.call(now)
    _call_anew(whole, before=me, now=now)
    scope.tx.outbox.emit(PersonCorrected(cohort=scope.cohort.id, person=me.id, fields="name"))


def call_as_now(scope: CohortScope, *, read: Iterable[Person]) -> None:
    """Have what was just worked out from people as they were `read` call them as they are called now."""
    called = {person.id: person for person in (*scope.people(), *scope.leavers())}
    for before in read:
        now = called.get(before.id, before)
        if now.name != before.name:
            scope.tx.renaming.in_documents(scope.cohort.id, _as_known(scope, before), to=now.name)


def _call_anew(scope: CohortScope, *, before: Person, now: Person) -> None:
    """Have everything say the new name that says the old one and follows nothing by itself.

    Of texts only the places are touched in which names stand: whatever somebody calls themself, no other word changes.
    """
    tx, cohort, who = scope.tx, scope.cohort.id, _as_known(scope, before)
    theirs = tx.calendars.entries(before.id)

    def anew(content: EntryContent) -> EntryContent:
        if content.uid not in theirs:
            return content
        return with_another_name(content, names=who.names, now=now.name)

    def past_anew(content: EntryContent) -> EntryContent:
        return anew(content) if content.ends <= tx.now or content.status == "CANCELLED" else content

    everybody = (*scope.people(), *scope.leavers())
    reword_entries(scope, others=[each for each in everybody if each.id != before.id], write=past_anew)
    tx.renaming.in_documents(cohort, who, to=now.name)
    tx.renaming.in_what_was_told(cohort, write=anew, now=tx.now)
    release, readers = scope.last_release(), tx.renaming.unsent_to(cohort, who)
    if release is not None and readers:
        draft_notices(
            scope,
            release=release,
            people=everybody,
            affected=readers,
            entries=tx.calendars.entries_of_cohort(cohort),
        )


def _as_known(scope: CohortScope, person: Person) -> Identity:
    around = (each.name for each in (*scope.people(), *scope.leavers()) if each.id != person.id)
    return Identity.of(person, stands_in=person.id, others=around)


def _require_name(said: str) -> None:
    if len(said) > LONGEST_NAME:
        raise NotNowError(
            counted(
                "Choose a shorter name: it may have one letter.",
                "Choose a shorter name: it may have {count} letters.",
                LONGEST_NAME,
            )
        )
    if not any(map(str.isalpha, said)):
        raise NotNowError(sentence("Choose a name with a letter in it, so that others can say it."))


def _require_nobody_elses(scope: PersonScope, said: str) -> None:
    """Refuse the names of those whom others trust with more: who coaches, leads a workshop, or runs the cohort.

    Members may share a name, as they do in a roster, and nobody finds out by trying whether somebody is a member.
    """
    tx, cohort = scope.tx, scope.cohort
    leads = {key for workshop in cohort.workshops for key in workshop.facilitators}
    mine, called = tx.people.account_of(scope.person.id), tx.people.by_account(cohort.id)
    held = tx.accounts.holders(cohort.id)
    runs = {called[account].name for account in held if account in called and account != mine}
    others = (each for each in tx.people.people(cohort.id) if each.id != scope.person.id)
    trusted = runs | {each.name for each in others if each.role is not Role.MEMBER or each.key in leads}
    if _heard(said) in set(map(_heard, trusted)):
        raise NotNowError(
            sentence("Choose another name: somebody who coaches, leads or runs this group is called so.")
        )


def _heard(name: str) -> str:
    """Return a name without what makes no other name of it: case, width, and whatever is no letter, mark or number."""
    return "".join(sign for sign in fold(name) if unicodedata.category(sign)[0] in "LMN")
