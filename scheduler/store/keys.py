"""The keys that columns are encrypted under: the first writes, all read.

AES-SIV (RFC 5297): the same under the same key is the same ciphertext, so it can be looked up, and be unique. Who has
the database alone sees which of its values are equal and how long they are, and no more.
"""

import base64
import binascii
import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from scheduler.errors import RefusedError

MARK = b"enc:"
"""What is encrypted is written `enc:<the key's id>:<base64>`; plain text that happens to begin so, `enc::<it>`."""
ID_DIGITS = 8
PLAIN = ""
"""The id of no key: what is written stays as it is."""
DAMAGED = (
    "Something encrypted in the database is not as it was written: it was changed or damaged. Restore a backup, as "
    "docs/operation.md says."
)
PURPOSE = b"commonhour contact columns"
"""Keys are derived from secrets (HKDF, RFC 5869) for this and nothing else."""


@dataclass(frozen=True, kw_only=True, slots=True)
class _Key:
    id: str
    encrypt: Callable[[bytes], bytes]
    decrypt: Callable[[bytes], bytes]


class Keys:
    """Encrypts and decrypts what is kept, under keys of `secrets` of at least 32 bytes each; an empty one is PLAIN."""

    def __init__(self, secrets: Sequence[bytes] = ()) -> None:
        keys = [_key(secret) if secret else None for secret in secrets]
        self._keys = keys if None in keys else [*keys, None]
        self._by_id = {key.id: key for key in keys if key is not None}

    @property
    def ids(self) -> tuple[str, ...]:
        """What the keys are known by, which says nothing of them: the one that writes first; PLAIN is always one."""
        return tuple(PLAIN if key is None else key.id for key in self._keys)

    def write(self, plain: bytes) -> bytes:
        """Return what is kept of this."""
        return next(self.forms(plain))

    def forms(self, plain: bytes) -> Iterator[bytes]:
        """Yield each form in which this may be kept, the one that is written first."""
        for key in self._keys:
            if key is None:
                yield MARK + b":" + plain if plain.startswith(MARK) else plain
            else:
                yield MARK + key.id.encode() + b":" + base64.urlsafe_b64encode(key.encrypt(plain))

    def read(self, kept: bytes) -> bytes:
        """Return what was written; raise RefusedError where the key is not among these, or what is kept is damaged."""
        if not kept.startswith(MARK):
            return kept
        key_id, _, rest = kept.removeprefix(MARK).partition(b":")
        if not key_id:
            return rest
        from cryptography.exceptions import InvalidTag  # noqa: PLC0415 - it loads where there are keys

        key = self._by_id.get(key_id.decode(errors="replace"))
        if key is None:
            raise RefusedError(missing(key_id.decode(errors="replace")))
        try:
            return key.decrypt(base64.urlsafe_b64decode(rest))
        except (binascii.Error, InvalidTag):
            raise RefusedError(DAMAGED) from None


def missing(key_id: str) -> str:
    """Return what to say where something is encrypted under a key that is not there."""
    return (
        f"The database holds what was encrypted under the key {key_id}, and COMMONHOUR_CONTACT_KEYS does not have it: "
        "set it as it was, former keys behind the newest."
    )


def _key(secret: bytes) -> _Key:
    from cryptography.hazmat.primitives import hashes  # noqa: PLC0415 - it loads where there are keys
    from cryptography.hazmat.primitives.ciphers.aead import AESSIV  # noqa: PLC0415 - the same
    from cryptography.hazmat.primitives.kdf.hkdf import HKDF  # noqa: PLC0415 - the same

    derived = HKDF(hashes.SHA256(), length=64, salt=None, info=PURPOSE).derive(secret)
    cipher = AESSIV(derived)
    return _Key(
        id=hashlib.sha256(derived).hexdigest()[:ID_DIGITS],
        encrypt=lambda plain: cipher.encrypt(plain, None),
        decrypt=lambda kept: cipher.decrypt(kept, None),
    )
