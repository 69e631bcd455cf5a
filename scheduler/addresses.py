"""Where a webhook may go: which URLs may be written down, and which addresses may be connected to."""

from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address
from urllib.parse import urlsplit

from scheduler.errors import RefusedError

MOST_CHARACTERS = 2000
PORTS = {"https": 443, "http": 80}
FIRST_FREE_PORT = 1024
"""Below it, only the scheme's own port is spoken to: webhooks are not for reaching mail servers."""

GLOBAL_UNICAST = IPv6Network("2000::/3")
NAT64 = IPv6Network("64:ff9b::/96")
NOT_PUBLIC = (
    IPv4Network("192.0.0.0/24"),  # for protocols (RFC 6890)
    IPv4Network("192.88.99.0/24"),  # relays that are no more (RFC 7526)
    IPv6Network("2001::/23"),  # for protocols, Teredo among them
    IPv6Network("3fff::/20"),  # for documentation (RFC 9637)
)
"""What older versions of Python call global, and no other system's server is at."""


def require_url(url: str, *, private: bool) -> None:
    """Raise RefusedError, saying why, for an address that no webhook may have.

    Where its name leads is looked at each time it is connected to (see posting): names change.
    """
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port
    except ValueError as error:
        raise RefusedError(f"This is no URL: {error}.") from error
    if not url.isascii() or not url.isprintable() or " " in url or len(url) > MOST_CHARACTERS:
        raise RefusedError(
            f"A webhook's URL is plain ASCII without spaces, of at most {MOST_CHARACTERS} characters."
        )
    if parts.scheme not in (PORTS if private else ("https",)):
        raise RefusedError("A webhook's URL begins with https://.")
    if not host or "\\" in url or parts.fragment:
        raise RefusedError("A webhook's URL is https://, a host's name and a path.")
    if "@" in parts.netloc:
        raise RefusedError("A webhook's URL holds no user and password: a path that cannot be guessed does.")
    if not private and port is not None and port != PORTS[parts.scheme] and port < FIRST_FREE_PORT:
        raise RefusedError(f"A webhook's port is {PORTS[parts.scheme]}, or {FIRST_FREE_PORT} or more.")
    _require_host(host, private=private)


def is_public(address: str) -> bool:
    """Say whether an IP address is one that everybody on the Internet may reach, whichever way it is written.

    An IPv6 address that leads to an IPv4 one (mapped, RFC 4291; 6to4, RFC 3056; NAT64, RFC 6052) is judged by that.
    """
    found = ip_address(address)
    if isinstance(found, IPv6Address):
        within = _leads_to(found)
        if within is not None:
            return is_public(str(within))
        if found not in GLOBAL_UNICAST:
            return False
    elif found.is_reserved:
        return False
    return found.is_global and not found.is_multicast and not any(found in each for each in NOT_PUBLIC)


def _leads_to(address: IPv6Address) -> IPv4Address | None:
    if address in NAT64:
        return IPv4Address(int(address) & 0xFFFF_FFFF)
    return address.ipv4_mapped or address.sixtofour


def _require_host(host: str, *, private: bool) -> None:
    """Refuse addresses that are not public, and numbers that some programs read as addresses (127.1, 0x7f000001)."""
    try:
        public = is_public(host)
    except ValueError:
        last = host.rstrip(".").rpartition(".")[2]
        if last.isdigit() or last.startswith("0x"):
            raise RefusedError(
                "A webhook's host is a name, or an address of four numbers from 0 to 255."
            ) from None
        return
    if not (public or private):
        raise RefusedError(
            f"{host} is a private address: webhooks go to public ones, unless COMMONHOUR_WEBHOOKS_PRIVATE is 1."
        )
