"""Where a request comes from, as far as that can be known: used to count what is tried too often, and kept nowhere."""

from ipaddress import IPv6Address, ip_address, ip_network

from flask import request

from scheduler.web.cookies import is_https
from scheduler.web.visit import house

HOME_PREFIX = 64
"""Bits of an IPv6 address that one household or one machine has to itself: the rest it chooses freely."""


def client_network() -> str | None:
    """Return the IPv4 address or IPv6 network that asks; None where all that is known is the proxy's own.

    Neither server of ours speaks TLS: where browsers reach us over it, a proxy stands in front, and unless a setting
    says how many do, everybody seems to come from it. Of what proxies say the last so many are believed, as in
    Werkzeug's ProxyFix: what stands before, the client itself may have written.
    """
    settings = house().settings
    if not settings.proxies:
        return None if is_https(settings) else _network(request.remote_addr)
    said = request.headers.get("X-Forwarded-For", "").split(",")
    beyond = said[-settings.proxies].strip() if len(said) >= settings.proxies else ""
    return _network(beyond or request.remote_addr)


def _network(text: str | None) -> str | None:
    try:
        address = ip_address(text or "")
    except ValueError:
        return None
    if not isinstance(address, IPv6Address):
        return str(address)
    if address.ipv4_mapped is not None:
        return str(address.ipv4_mapped)
    return str(ip_network((int(address), HOME_PREFIX), strict=False))
