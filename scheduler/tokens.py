"""Secrets: made from strong randomness or derived from a key, and kept only as their SHA-256."""

import base64
import hashlib
import hmac
import secrets


def new_token() -> str:
    """Return a fresh secret of 256 bits, fit for a URL."""
    return secrets.token_urlsafe(32)


def hash_token(token: str) -> str:
    """Return what the store keeps of a secret: its SHA-256, hexadecimal."""
    return hashlib.sha256(token.encode()).hexdigest()


def feed_token(*, key: bytes, feed: str, generation: int) -> str:
    """Return a feed's secret: base64url of HMAC-SHA-256(key, feed id and generation), 43 characters (DESIGN 7)."""
    digest = hmac.new(key, f"{feed}:{generation}".encode(), hashlib.sha256).digest()
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
