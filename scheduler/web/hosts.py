"""The names that this service answers to: its own address, and this machine's for who runs it.

Werkzeug's own check cuts what it trusts off at the first colon, and so knows no address of IPv6.
"""

from collections.abc import Callable
from functools import lru_cache
from urllib.parse import urlsplit

from werkzeug.exceptions import SecurityError
from werkzeug.wsgi import get_host

from scheduler.settings import Settings

LOOPBACK = frozenset({"localhost", "127.0.0.1", "[::1]"})
SPELLINGS = 64
"""How many spellings of our own names are remembered."""

IsOurs = Callable[[str], bool]
"""Whether a Host header names this service, by whichever port."""


def hosts_of(settings: Settings) -> IsOurs:
    """Return what says whether a request is for this instance."""
    own = urlsplit(settings.base_url).hostname or ""
    names = LOOPBACK | {f"[{own}]" if ":" in own else own.encode("idna").decode()}

    @lru_cache(SPELLINGS)
    def is_ours(said: str) -> bool:
        try:
            host = get_host({"wsgi.url_scheme": "http", "HTTP_HOST": said})
        except SecurityError:
            return False
        return _without_port(host).lower() in names

    return is_ours


def _without_port(host: str) -> str:
    """Return the name of a well-formed host, with the brackets that an address of IPv6 has."""
    name, bracket, _ = host.partition("]")
    return name + bracket if bracket else host.partition(":")[0]
