"""Who calls: a program, by a token in the header of each request; a browser's cookie opens nothing here."""

from contextlib import suppress

from flask import request

from scheduler.commands.api_tokens import token_of, use_is_due
from scheduler.domain.scopes import ApiToken, Scope
from scheduler.errors import UnavailableError
from scheduler.web.access_log import also_say
from scheduler.web.api.problems import SCOPE_MISSING, TOKEN_MISSING, TOKEN_NO_GOOD, ProblemError
from scheduler.web.visit import house

PATIENCE_SECONDS = 0.1
"""How long a request waits, at most, for the use of its token to be noted while others write."""


def caller(*, need: Scope) -> ApiToken:
    """Return the token by which this request is made; raise ProblemError unless it is good for what is asked."""
    scheme, _, secret = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not secret:
        raise ProblemError(
            TOKEN_MISSING,
            "Send `Authorization: Bearer TOKEN`; a coordinator makes tokens on their page, an operator by "
            "`commonhour token`.",
            headers={"WWW-Authenticate": 'Bearer realm="commonhour"'},
        )
    with house().store.read() as tx:
        token = token_of(tx, secret=secret.strip())
        due = token is not None and use_is_due(tx, token=token)
    if token is None:
        raise ProblemError(
            TOKEN_NO_GOOD,
            "It is unknown, has expired or was revoked: make another.",
            headers={"WWW-Authenticate": 'Bearer realm="commonhour", error="invalid_token"'},
        )
    also_say(account=token.account, token=token.id)
    if need not in token.scopes:
        raise ProblemError(
            SCOPE_MISSING,
            f"It takes a token for `{need.value}`: make one that has it.",
            headers={
                "WWW-Authenticate": f'Bearer realm="commonhour", error="insufficient_scope", scope="{need.value}"'
            },
        )
    if due:
        with suppress(UnavailableError), house().store.write(patience=PATIENCE_SECONDS) as tx:
            tx.api_tokens.note_use(token.id, at=tx.now)  # next time, if others write just now
    return token
