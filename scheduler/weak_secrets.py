"""Secrets that somebody can guess: words, examples, repetitions. A test for who forgot to make one, not of entropy."""

from collections import Counter
from itertools import pairwise

FEWEST_SIGNS = 8
"""Different bytes: of 32 random hexadecimal digits fewer come up less often than once in a million."""
WORDS = (
    b"changeme",
    b"change-me",
    b"change_me",
    b"changethis",
    b"commonhour",
    b"default",
    b"example",
    b"insecure",
    b"password",
    b"replace",
    b"secret",
)
"""As they stand in instructions; in a random secret each comes up once in some hundred million, at most."""


def is_guessable(secret: bytes) -> bool:
    """Whether this is one sign or a few again and again, a repetition, a row such as abc or 321, or has such words."""
    if len({*secret}) < FEWEST_SIGNS or secret in (secret + secret)[1:-1]:
        return True
    steps = Counter(after - before for before, after in pairwise(secret))
    if 2 * steps.most_common(1)[0][1] > len(secret):
        return True
    lower = secret.lower()
    return any(word in lower for word in WORDS)
