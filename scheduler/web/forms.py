"""Forms come from our own pages only: each carries a token that belongs to the browser's cookie (CSRF).

In each answer it is masked with other bytes, so that the length of a compressed page tells nothing of it.
"""

import hashlib
import hmac
import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error as NotBase64Error
from typing import cast

from flask import Response, g, request
from werkzeug.exceptions import BadRequest

from scheduler.settings import Settings
from scheduler.tokens import new_token
from scheduler.web.api.urls import is_api
from scheduler.web.cookies import give_visitor, session_secret, visitor_secret
from scheduler.web.visit import house

FIELD = "form_token"
_BYTES = hashlib.sha256().digest_size
SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
BY_MAIL_PROGRAMS = frozenset({"mails.stop", "mails.take"})
"""One click and no cookie (RFC 8058): the secret in the path says who asks; or a mail gateway, with its own."""


class StaleFormError(BadRequest):
    """The form was not ours, or belongs to a session that has ended."""


def form_token() -> str:
    """Return what every form on the page must send back: a mask, and by it the browser's token; one for each answer."""
    if "form_token" not in g:
        g.form_token = _masked(_token(browser_secret(), house().settings), mask=secrets.token_bytes(_BYTES))
    return cast("str", g.form_token)


def browser_secret() -> str:
    """Return what tells this browser from every other; one that keeps nothing yet is given it with the answer."""
    settings = house().settings
    return session_secret(settings) or visitor_secret(settings) or _new_visitor()


def check_form() -> None:
    """Refuse every unsafe request whose token is not the browser's own.

    Left out is what a mail program sends by itself, under an address that only its reader has, and what a mail gateway
    does: nothing of a browser is asked of either. Nor is it of the API, where a token says who asks, and no cookie.
    """
    if request.method in SAFE or request.endpoint in BY_MAIL_PROGRAMS or is_api(request.path):
        return
    settings = house().settings
    secret = session_secret(settings) or visitor_secret(settings)
    sent = _unmasked(request.form.get(FIELD, ""))
    if secret is None or not hmac.compare_digest(sent, _token(secret, settings)):
        raise StaleFormError


def keep_visitor(response: Response) -> Response:
    """Hand out the visitor's secret that a form on this page was made with."""
    if "visitor" in g:
        give_visitor(response, secret=g.visitor, settings=house().settings)
    return response


def _new_visitor() -> str:
    return str(g.setdefault("visitor", new_token()))


def _token(secret: str, settings: Settings) -> bytes:
    """Return the browser's token: HMAC-SHA-256(session key, the browser's secret)."""
    return hmac.new(settings.session_key, f"form:{secret}".encode(), hashlib.sha256).digest()


def _masked(token: bytes, *, mask: bytes) -> str:
    return urlsafe_b64encode(mask + _exclusive_or(token, mask)).decode().rstrip("=")


def _unmasked(sent: str) -> bytes:
    """Return the token behind a mask; nothing for what is none."""
    try:
        whole = urlsafe_b64decode(f"{sent}==".encode())
    except NotBase64Error:
        return b""
    mask, masked = whole[:_BYTES], whole[_BYTES:]
    return _exclusive_or(masked, mask) if len(mask) == len(masked) else b""


def _exclusive_or(one: bytes, other: bytes) -> bytes:
    return bytes(a ^ b for a, b in zip(one, other, strict=True))
