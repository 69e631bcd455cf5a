"""Secrets: made from strong randomness or derived from a key, and kept only as their SHA-256."""

import base64
import hashlib
import hmac
import json
import secrets

from scheduler.domain.cohorts import CohortId
from scheduler.domain.reply_addresses import TAG_CHARACTERS


def new_token() -> str:
    """Return a fresh secret of 256 bits, fit for a URL."""
    return secrets.token_urlsafe(32)


def new_api_token() -> str:
    """Return a fresh secret for a program, by whose beginning it is known where it lies about."""
    return f"commonhour_{new_token()}"


def hash_token(token: str) -> str:
    """Return what the store keeps of a secret: its SHA-256, hexadecimal."""
    return hashlib.sha256(token.encode()).hexdigest()


def feed_token(*, key: bytes, feed: str, generation: int) -> str:
    """Return a feed's secret: base64url of HMAC-SHA-256(key, feed id and generation), 43 characters (DESIGN 7)."""
    return _derived(key, f"{feed}:{generation}")


def stop_token(*, key: bytes, person: str) -> str:
    """Return what lets whoever has a mail to this person stop their mails: the id, and an HMAC-SHA-256 of it."""
    return f"{person}.{_derived(key, f'stop mails:{person}')}"


def person_of_stop_token(*, key: bytes, token: str) -> str | None:
    """Return whose mails this token stops; None for one that we have not made."""
    person = token.partition(".")[0]
    made = stop_token(key=key, person=person)
    return person if hmac.compare_digest(made.encode(), token.encode()) else None


def sign_up_token(*, key: bytes, cohort: str, generation: int) -> str:
    """Return what the address of a cohort's sign-up form holds: the cohort's id, and an HMAC-SHA-256 of it."""
    return f"{cohort}.{_derived(key, f'sign up:{cohort}:{generation}')}"


def cohort_of_sign_up_token(token: str) -> CohortId:
    """Return whose form a token says it is of; that we have made it is for its HMAC to show."""
    return CohortId(token.partition(".")[0])


def sign_in_token(*, key: bytes, request: str) -> str:
    """Return what a mail's link holds by which whoever asked signs in: the request's id, and an HMAC-SHA-256 of it."""
    return f"{request}.{_derived(key, f'sign in:{request}')}"


def request_of_sign_in_token(*, key: bytes, token: str) -> str | None:
    """Return the request that this token is of; None for one that we have not made."""
    request = token.partition(".")[0]
    made = sign_in_token(key=key, request=request)
    return request if hmac.compare_digest(made.encode(), token.encode()) else None


def sign_in_code(*, key: bytes, request: str) -> str:
    """Return the six digits that can be typed in place of following the link: of an HMAC-SHA-256 of its id."""
    digest = hmac.new(key, f"sign-in code:{request}".encode(), hashlib.sha256).digest()
    return f"{int.from_bytes(digest[:8]) % 1_000_000:06}"


def counting_hash(*, key: bytes, name: str, under: tuple[str, ...]) -> str:
    """Return what attempts are counted under: an HMAC-SHA-256, hexadecimal, from which nobody reads an address."""
    return hmac.new(key, json.dumps(["attempt", name, *under]).encode(), hashlib.sha256).hexdigest()


def session_name(token_hash: str) -> str:
    """Return what a session is called on its owner's page; it opens nothing, and what the store keeps stays there."""
    return hash_token(f"session:{token_hash}")[:32]


def reply_tag(*, key: bytes, person: str, uid: str) -> str:
    """Return what shows that whoever answers has an invitation of this person to this meeting.

    The first 120 bits of an HMAC-SHA-256, in lower-case base32: mail servers change the case of addresses.
    """
    digest = hmac.new(key, f"answer:{person}:{uid}".encode(), hashlib.sha256).digest()
    return base64.b32encode(digest[: TAG_CHARACTERS * 5 // 8]).decode().lower()


def _derived(key: bytes, text: str) -> str:
    digest = hmac.new(key, text.encode(), hashlib.sha256).digest()
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
