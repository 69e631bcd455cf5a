"""What goes to a webhook: a CloudEvent's bytes, always the same, signed as Standard Webhooks 1.0 says."""

import base64
import json
import secrets
from collections.abc import Iterable, Mapping
from datetime import datetime

from standardwebhooks import Webhook

from scheduler.events import CONTENT_TYPE

SECRET_BYTES = 32
LEAST_BYTES, MOST_BYTES = 24, 64
"""Of a secret, as the standard has it."""
PREFIX = "whsec_"


def new_secret() -> str:
    """Return a secret as the standard writes it."""
    return PREFIX + base64.b64encode(secrets.token_bytes(SECRET_BYTES)).decode()


def is_secret(text: str) -> bool:
    """Whether a secret is as the standard writes it: `whsec_` and the base64 of 24 to 64 bytes."""
    try:
        key = base64.b64decode(text.removeprefix(PREFIX), validate=True)
    except ValueError:
        return False
    return text.startswith(PREFIX) and LEAST_BYTES <= len(key) <= MOST_BYTES


def body_of(event: Mapping[str, object]) -> bytes:
    """Return the CloudEvent's bytes."""
    return json.dumps(event, separators=(",", ":")).encode()


def headers_of(*, event_id: str, body: bytes, at: datetime, secrets: Iterable[str]) -> dict[str, str]:
    """Return the headers that a receiver proves the body by, with a signature for each of the secrets."""
    signatures = (
        Webhook(secret).sign(msg_id=event_id, timestamp=at, data=body.decode()) for secret in secrets
    )
    return {
        "Content-Type": CONTENT_TYPE,
        "User-Agent": "Commonhour",
        "webhook-id": event_id,
        "webhook-timestamp": str(int(at.timestamp())),
        "webhook-signature": " ".join(signatures),
    }
