"""Somebody is erased: from tables, calendars, mails, spreadsheets and plans; a solve that knew them begins anew."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import partial

from calendars.entries import EntryContent
from scheduler.access import COORDINATE, CohortScope, Right, whole_cohort
from scheduler.commands.handing_over import take_right
from scheduler.commands.rewording import reword_entries
from scheduler.commands.runs import ENDED, fail_run, request_run
from scheduler.commands.setting_up import change_rules
from scheduler.documents import from_json, to_json
from scheduler.domain.cohorts import Coaching, Cohort, CohortId
from scheduler.domain.people import Person, PersonId
from scheduler.domain.plans import Reason
from scheduler.errors import NotFoundError
from scheduler.events import MailErased, PersonErased
from scheduler.languages.sentences import sentence
from scheduler.roster.mapping_file import read_mapping, write_mapping
from scheduler.roster.rows_of import marks_of, rows_of, settled_without, without_rows
from scheduler.roster.sheet import read_kept
from scheduler.store.identity import Identity
from scheduler.store.unit_of_work import Transaction

BEGUN_ANEW = Reason(
    code="person_erased",
    text=sentence(
        "Somebody was erased while this was worked out, so it was ended: what it knew of them is not kept. The same "
        "was asked for again, without them."
    ),
)
NOBODYS_KEY = "someone-erased"
"""Who leads a workshop by the rules that nobody else leads: no roster has them, and a coordinator is told."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Erased:
    """What was done, as numbers of rows by table: what was `deleted`, and `rewritten` so as to name nobody.

    `mails` are files to be deleted where mails become files, `begun_anew` are runs that were ended and asked for again.
    `words` are rows in which words of other people say the name, which stay. `account_stays` where somebody else, or a
    right in another cohort, needs the account.
    """

    people: tuple[PersonId, ...] = ()
    deleted: Mapping[str, int] = field(default_factory=dict[str, int])
    rewritten: Mapping[str, int] = field(default_factory=dict[str, int])
    words: Mapping[str, int] = field(default_factory=dict[str, int])
    mails: int = 0
    begun_anew: int = 0
    account_stays: bool = False

    def __add__(self, other: "Erased") -> "Erased":
        """Return what was done in both."""
        return Erased(
            people=(*self.people, *other.people),
            deleted=dict(Counter(self.deleted) + Counter(other.deleted)),
            rewritten=dict(Counter(self.rewritten) + Counter(other.rewritten)),
            words=dict(Counter(self.words) + Counter(other.words)),
            mails=self.mails + other.mails,
            begun_anew=self.begun_anew + other.begun_anew,
            account_stays=self.account_stays or other.account_stays,
        )


def erase_person(tx: Transaction, *, person: str, coordinators_stay: bool = False) -> Erased:
    """Erase somebody of one cohort, and what they sign in with unless that is needed for somebody else or elsewhere.

    With `coordinators_stay` whoever runs the cohort goes on to. Raises NotFoundError for nobody, and NotNowError for
    the only coordinator of the cohort.
    """
    known, cohort = tx.people.person(PersonId(person)), tx.people.cohort_of(PersonId(person))
    if known is None or cohort is None:
        raise NotFoundError
    accounts = _accounts_of(tx, known)
    done = Erased()
    for account in accounts:
        done += _take_rights(
            tx, account=account, cohorts=[cohort], but=COORDINATE if coordinators_stay else frozenset()
        )
    done += _erase(whole_cohort(tx, cohort), known)
    for account in accounts:
        done += _leave_account(tx, account=account, founders_stay=True)
    return done


def erase_address(tx: Transaction, *, email: str) -> Erased:
    """Erase everybody who has this address, in every cohort, and whoever signs in or has signed up by it.

    Raises NotFoundError where nothing is known of it, and NotNowError for the only coordinator of a cohort.
    """
    people = tx.personal_rows.people_at(email)
    account, done = tx.accounts.by_email(email), Erased()
    if account is not None:
        done += _take_rights(tx, account=account, cohorts=tx.accounts.rights(account))
    for _, person in people:
        done += erase_person(tx, person=person)
    for cohort in tx.people.cohorts():
        done += Erased(deleted=_drop_sign_ups(tx, cohort.id, email=email))
    done = replace(done + _drop_requests(tx, email=email), account_stays=False)
    if account is not None and tx.accounts.exists(account):
        done += _leave_account(tx, account=account, founders_stay=False)
    if done == Erased():
        raise NotFoundError
    return done


def _accounts_of(tx: Transaction, person: Person) -> tuple[str, ...]:
    """Return the accounts that they sign in with: one that was handed to them, one of their address, or both."""
    by_mail = tx.accounts.by_email(person.email) if person.email else None
    found = (tx.people.account_of(person.id), by_mail)
    return tuple(dict.fromkeys(each for each in found if each is not None))


def _take_rights(
    tx: Transaction, *, account: str, cohorts: Iterable[CohortId], but: frozenset[Right] = frozenset()
) -> Erased:
    """Take the rights in these cohorts back, `but` some; raises NotNowError for the last coordinator's."""
    held = tx.accounts.rights(account)
    every = [(cohort, Right(right)) for cohort in sorted(cohorts) for right in held.get(cohort, ())]
    theirs = [(cohort, right) for cohort, right in every if right not in but]
    for cohort, right in theirs:
        take_right(whole_cohort(tx, cohort), account=account, right=right)
    return Erased(deleted={"access_grant": len(theirs)} if theirs else {})


def _leave_account(tx: Transaction, *, account: str, founders_stay: bool) -> Erased:
    """Delete an account that nobody is left to use, with what was asked for to sign in by its address.

    Whom the operator lets set cohorts up, only the operator takes out (`founders_stay` else).
    """
    is_needed = tx.personal_rows.people_of(account) or tx.accounts.rights(account)
    if is_needed or (founders_stay and tx.accounts.may_found(account)):
        return Erased(account_stays=True)
    email = tx.accounts.email_of(account)
    done = Erased(deleted=tx.erasure.delete_account(account))
    return done if email is None else done + _drop_requests(tx, email=email)


def _drop_requests(tx: Transaction, *, email: str) -> Erased:
    mails = tx.erasure.delete_requests(email)
    tx.outbox.emit(*(MailErased(mail=mail) for mail in mails))
    return Erased(deleted={"sign_in_request": len(mails)} if mails else {}, mails=len(mails))


def _erase(scope: CohortScope, person: Person) -> Erased:
    """Erase somebody from one cohort.

    1. What others have of them loses their name: entries, mails that wait, what was told, plans and what is about them.
    2. Their own rows go, their form, their rows in spreadsheets, what happened to them, and the rules' pins on them.
    3. Runs that may have read of them are ended, and asked for again; calendars follow.
    """
    tx, cohort = scope.tx, scope.cohort.id
    everybody = (*scope.people(), *scope.leavers())
    others = tuple(each for each in everybody if each.id != person.id)
    who = Identity.of(person, stands_in=PersonId(tx.ids.new("person")), others=(each.name for each in others))
    words = tx.personal_rows.named_in_words(cohort, who)
    mails = tx.erasure.mails_about(cohort, who)
    rewritten = Counter({"entry": reword_entries(scope, others=others, write=partial(_without_name, who))})
    rewritten += tx.erasure.take_out_of_documents(cohort, who)
    deleted = Counter(tx.erasure.delete_events(person.id))
    deleted += tx.erasure.delete_person(person.id)
    deleted += Counter(_drop_sign_ups(tx, cohort, email=person.email or ""))
    rewritten += _take_out_of_uploads(scope, person)
    rewritten["cohort"] += _take_out_of_rules(scope, key=person.key)
    begun_anew = _begin_anew(whole_cohort(tx, cohort))
    tx.outbox.emit(PersonErased(cohort=cohort, person=person.id), *(MailErased(mail=mail) for mail in mails))
    return Erased(
        people=(person.id,),
        deleted=dict(deleted),
        rewritten=dict(+rewritten),
        words=dict(words),
        mails=len(mails),
        begun_anew=begun_anew,
    )


def _without_name(who: Identity, content: EntryContent) -> EntryContent:
    return from_json(who.reworded_entry(to_json(content)), as_type=EntryContent)


def _drop_sign_ups(tx: Transaction, cohort: CohortId, *, email: str) -> dict[str, int]:
    same = [each.id for each in tx.sign_ups.of_cohort(cohort) if email and each.email == email.lower()]
    if not same:
        return {}
    tx.sign_ups.drop(cohort, same)
    return {"sign_up": len(same)}


def _take_out_of_uploads(scope: CohortScope, person: Person) -> Counter[str]:
    """Take their rows out of every spreadsheet that is kept; one in which there is no other row goes."""
    marks, changed = marks_of(person), 0
    for upload in scope.tx.uploads.of_cohort(scope.cohort.id):
        sheet = read_kept(name=upload.filename, data=upload.content)
        rows = rows_of(sheet, marks)
        if not rows:
            continue
        changed += 1
        content, decisions = without_rows(sheet, rows), upload.decisions
        if content is None:
            scope.tx.uploads.drop(upload.id)
            continue
        if decisions is not None:
            settled = settled_without(read_mapping(data=decisions.encode()), sheet=sheet, rows=rows)
            decisions = write_mapping(mapping=settled).decode()
        scope.tx.uploads.change_upload(upload.id, content=content, decisions=decisions)
    return Counter({"upload": changed})


def _take_out_of_rules(scope: CohortScope, *, key: str) -> int:
    """Take them out of the rules; a workshop that nobody else leads waits for somebody who does."""
    rules = _without(scope.cohort, key=key)
    if rules == scope.cohort:
        return 0
    change_rules(scope, cohort=rules)
    return 1


def _without(cohort: Cohort, *, key: str) -> Cohort:
    return replace(
        cohort,
        coaching=None if cohort.coaching is None else _coaching_without(cohort.coaching, key=key),
        workshops=tuple(
            replace(each, facilitators=_others(each.facilitators, key=key) or (NOBODYS_KEY,))
            for each in cohort.workshops
        ),
        must_attend=tuple(each for each in cohort.must_attend if each[0] != key),
        never_attend=tuple(each for each in cohort.never_attend if each[0] != key),
    )


def _coaching_without(coaching: Coaching, *, key: str) -> Coaching:
    return replace(
        coaching,
        must=tuple(pair for pair in coaching.must if key not in pair),
        never=tuple(pair for pair in coaching.never if key not in pair),
    )


def _others(keys: tuple[str, ...], *, key: str) -> tuple[str, ...]:
    return tuple(each for each in keys if each != key)


def _begin_anew(scope: CohortScope) -> int:
    """End every run that has not ended, for it may know of them, and ask for the same again; return how many.

    Whoever is at it finds its run ended, and keeps nothing of what it worked out.
    """
    cut_off = [run for run in scope.tx.runs.runs(scope.cohort.id) if run.state not in ENDED]
    for run in cut_off:
        fail_run(scope, run=run.id, reasons=(BEGUN_ANEW,))
        if scope.people():
            request_run(replace(scope, parts=run.parts), kind=run.kind, seed=run.seed, seconds=run.seconds)
    return len(cut_off)
