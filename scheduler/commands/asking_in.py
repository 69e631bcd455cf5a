"""Signing in by mail: asked for from a browser, and opened in it by the mail's link or by the code that it names.

Whoever asks is told the same, whether or not we know the address, and the same is done: only the mailer looks who has
it. The secrets are made of the request's id and a key when they are needed, and kept nowhere.
"""

from dataclasses import dataclass
from datetime import timedelta
from hmac import compare_digest

from scheduler.commands.cohorts import open_account
from scheduler.commands.signing_in import begin_session
from scheduler.commands.throttling import Limit, count, has_room
from scheduler.domain.cohorts import CohortId
from scheduler.domain.people import Person
from scheduler.errors import NotFoundError, NotNowError
from scheduler.events import SignInAsked
from scheduler.languages.sentences import sentence
from scheduler.store.sign_in_requests import SignInRequest
from scheduler.store.unit_of_work import Transaction
from scheduler.tokens import hash_token, request_of_sign_in_token, sign_in_code

LASTS = timedelta(minutes=30)
MOST_TRIES = 5
"""Wrong codes, after which a request is no good any more."""
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@dataclass(frozen=True, kw_only=True, slots=True)
class Asker:
    """Who asks: the secret of their browser, and the network that they ask from; None where that is not known."""

    browser: str
    network: str | None


@dataclass(frozen=True, kw_only=True, slots=True)
class Asked:
    """A request that a mail is due for: the address, and the language to write in, a BCP 47 tag."""

    id: str
    email: str
    locale: str


def ask_in(tx: Transaction, *, email: str, asker: Asker, key: bytes) -> None:
    """Have a mail sent to this address, if anybody here has it."""
    address = email.lower()
    limits = _mails(address, asker)
    if not has_room(tx, limits, key=key):
        return
    count(tx, limits, key=key)
    request = tx.ids.new("sign_in")
    tx.sign_in_requests.add(
        request=request,
        email=address,
        browser_hash=hash_token(asker.browser),
        asked_at=tx.now,
        expires_at=tx.now + LASTS,
    )
    tx.outbox.emit(SignInAsked(request=request))


def asked_in(tx: Transaction, *, request: str) -> Asked | None:
    """Return the request if a mail is due: it is still good, and somebody has its address."""
    found = tx.sign_in_requests.request(request)
    if found is None or not _is_good(tx, found):
        return None
    people = tx.people.with_email(found.email)
    if not people and tx.accounts.by_email(found.email) is None:
        return None
    return Asked(id=request, email=found.email, locale=_locale(tx, people))


def look_at_mail(tx: Transaction, *, token: str, key: bytes, browser: str | None) -> bool:
    """Return whether the link can be used in this browser; raise NotFoundError for one that is no good anywhere."""
    found = _of_token(tx, token, key)
    return browser is not None and compare_digest(found.browser_hash, hash_token(browser))


def enter_by_link(tx: Transaction, *, token: str, key: bytes, browser: str) -> str:
    """Return the secret of a new session; raise NotFoundError for a link that is no good, or not in this browser."""
    found = _of_token(tx, token, key)
    if not compare_digest(found.browser_hash, hash_token(browser)):
        raise NotFoundError
    return _enter(tx, found)


def enter_by_code(tx: Transaction, *, code: str, key: bytes, asker: Asker) -> str | None:
    """Return the secret of a new session; None for a wrong code.

    Raises NotNowError where no code is good any more: of this request, or of any for this address or from this network,
    so that asking anew gives no tries without end. The mail's link goes on, lest a stranger keep somebody out.
    """
    found = tx.sign_in_requests.last_of(hash_token(asker.browser))
    limits = () if found is None else _codes(found.email, asker)
    may = has_room(tx, limits, key=key)
    found = (
        None if found is None else tx.sign_in_requests.request(found.id)
    )  # as whoever tried before us left it
    if found is None or not _is_good(tx, found):
        raise NotNowError(sentence("No code is good any more. Ask for a new one."))
    if not may:
        raise NotNowError(
            sentence("Too many wrong codes were typed today. Open the link in the mail, in this browser.")
        )
    typed = "".join(sign for sign in code if sign.isdecimal())
    if not compare_digest(typed.encode(), sign_in_code(key=key, request=found.id).encode()):
        tx.sign_in_requests.note_wrong_code(found.id)
        count(tx, limits, key=key)
        return None
    return _enter(tx, found)


def _mails(address: str, asker: Asker) -> tuple[Limit, ...]:
    """Return how many mails may be asked for; from one place so few that a stranger leaves its owner some."""
    where = () if asker.network is None else (asker.network,)
    limits = (
        Limit(name="mails to address from network", under=(address, *where), most=5, within=HOUR),
        Limit(name="mails to address", under=(address,), most=20, within=DAY),
        Limit(name="mails for browser", under=(asker.browser,), most=5, within=HOUR),
    )
    if asker.network is None:
        return limits
    return (*limits, Limit(name="mails from network", under=where, most=60, within=HOUR))


def _codes(address: str, asker: Asker) -> tuple[Limit, ...]:
    """Return how many wrong codes may be typed, besides MOST_TRIES."""
    limit = Limit(name="codes for address", under=(address,), most=10, within=DAY)
    if asker.network is None:
        return (limit,)
    return (limit, Limit(name="codes from network", under=(asker.network,), most=50, within=DAY))


def _of_token(tx: Transaction, token: str, key: bytes) -> SignInRequest:
    request = request_of_sign_in_token(key=key, token=token)
    found = None if request is None else tx.sign_in_requests.request(request)
    if found is None or not _is_good(tx, found):
        raise NotFoundError
    return found


def _is_good(tx: Transaction, found: SignInRequest) -> bool:
    return not found.used and found.tries < MOST_TRIES and tx.now < found.expires_at


def _enter(tx: Transaction, found: SignInRequest) -> str:
    """Spend the request; whoever reads the mailbox is everybody here who has its address, and nobody else is.

    An account that was opened by a handed link loses the person: whoever else had that link sees them no more.
    """
    people = tx.people.with_email(found.email)
    known = tx.accounts.by_email(found.email)
    if not tx.sign_in_requests.use(found.id, now=tx.now) or (known is None and not people):
        raise NotFoundError
    account = known or open_account(tx, email=found.email)
    before = {tx.people.account_of(person.id) for _, person in people}
    for _, person in people:
        tx.people.set_account(person.id, account)
    tx.sign_ins.end_where_nothing_is_left({each for each in before if each not in (None, account)})
    return begin_session(tx, account=account)


def _locale(tx: Transaction, people: tuple[tuple[CohortId, Person], ...]) -> str:
    """Return the language that the first who says one reads, else their cohort's; English for who is only staff."""
    spoken = [person.locale for _, person in people if person.locale]
    cohorts = (tx.people.cohort(cohort) for cohort, _ in people)
    return (*spoken, *(cohort.locale for cohort in cohorts if cohort is not None), "en")[0]
