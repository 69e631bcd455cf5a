"""Webhooks of one cohort, looked after by its coordinators: other systems that hear what happens in it, and no more.

Where webhooks may lead to private addresses only operators set them up: whoever says where to post could reach there
what only the server reaches.
"""

from collections.abc import Iterator

from scheduler.access import CohortScope
from scheduler.addresses import require_url
from scheduler.commands.webhooks import (
    PUBLIC_TYPES,
    add_webhook,
    disable_webhook,
    enable_webhook,
    rotate_secret,
)
from scheduler.domain.problems import Problem
from scheduler.errors import BadInputError, NotNowError, RefusedError
from scheduler.languages.sentences import sentence
from scheduler.signing import is_secret

MOST_WEBHOOKS = 10
"""Of one cohort."""


def add_to_cohort(scope: CohortScope, *, url: str, types: tuple[str, ...], secret: str, private: bool) -> str:
    """Keep a new webhook of this cohort and return its id; `private` is whether webhooks here may lead anywhere.

    Raises BadInputError, and NotNowError where only operators may do so or there are enough.
    """
    _leave_it_to_operators(private=private)
    if len(scope.webhooks()) >= MOST_WEBHOOKS:
        raise NotNowError(
            sentence(
                "There are {most} webhooks of this cohort already: remove one first.", most=MOST_WEBHOOKS
            )
        )
    _require((*_against_url(url), *_against_types(types), *_against_secret(secret)))
    webhook = add_webhook(
        scope.tx, url=url, private=False, cohort=scope.cohort.id, types=types, secret=secret
    )
    return webhook.id


def change_in_cohort(
    scope: CohortScope,
    *,
    webhook: str,
    url: str | None,
    types: tuple[str, ...] | None,
    enabled: bool | None,
    private: bool,
) -> None:
    """Change what is not None of a webhook; raises as `add_to_cohort`.

    Of one that is disabled what waits is parked; enabled again it hears what happens from then on.
    """
    found = scope.webhook(webhook)
    if url is not None:
        _leave_it_to_operators(private=private)
    _require((*(() if url is None else _against_url(url)), *_against_types(types or ())))
    if url is not None:
        scope.tx.webhooks.change(found.id, url=url, failing_since=None, quiet_until=None)
    if types is not None:
        scope.tx.webhooks.change(found.id, types=list(types))
    if enabled is True and found.disabled_at is not None:
        enable_webhook(scope.tx, webhook=found.id)
    if enabled is False and found.disabled_at is None:
        disable_webhook(scope.tx, webhook=found.id)


def change_secret(scope: CohortScope, *, webhook: str, secret: str) -> None:
    """Have a webhook sign with this secret, and for a day with the one before too; raises BadInputError."""
    found = scope.webhook(webhook)
    _require(tuple(_against_secret(secret)))
    rotate_secret(scope.tx, webhook=found.id, secret=secret)


def _leave_it_to_operators(*, private: bool) -> None:
    if private:
        raise NotNowError(
            sentence(
                "Here webhooks may lead to private addresses, so only those who run this service say where: ask them."
            )
        )


def _require(problems: tuple[Problem, ...]) -> None:
    if problems:
        raise BadInputError(problems)


def _against_url(url: str) -> Iterator[Problem]:
    try:
        require_url(url, private=False)
    except RefusedError as error:
        yield Problem(code="url", message=str(error), suggestion="Send another one.", column="url")


def _against_types(types: tuple[str, ...]) -> Iterator[Problem]:
    for each in types:
        if each not in PUBLIC_TYPES:
            yield Problem(
                code="type",
                message="This is no type of event that is posted.",
                suggestion=f"There are {', '.join(PUBLIC_TYPES)}.",
                column="types",
                value=each,
            )


def _against_secret(secret: str) -> Iterator[Problem]:
    if not is_secret(secret):
        yield Problem(
            code="secret",
            message="This is no secret as Standard Webhooks writes them.",
            suggestion="Send whsec_ and the base64 of 24 to 64 random bytes.",
            column="secret",
        )
