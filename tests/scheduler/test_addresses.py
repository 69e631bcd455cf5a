"""Which URLs a webhook may have, and which addresses are everybody's."""

import pytest

from scheduler.addresses import is_public, require_url
from scheduler.errors import RefusedError

PUBLIC = (
    "93.184.216.34",
    "8.8.8.8",
    "2606:2800:220:1::1",
    "::ffff:8.8.8.8",
    "64:ff9b::808:808",
    "2002:808:808::1",
)
NOT_PUBLIC = (
    "0.0.0.0",  # noqa: S104 - nothing binds there
    "0.1.2.3",
    "10.1.2.3",
    "100.64.0.1",
    "127.0.0.1",
    "127.9.9.9",
    "169.254.169.254",
    "172.16.0.1",
    "192.0.0.8",
    "192.0.2.1",
    "192.88.99.1",
    "192.168.1.1",
    "198.18.0.1",
    "224.0.0.1",
    "240.0.0.1",
    "255.255.255.255",
    "::",
    "::1",
    "::127.0.0.1",
    "::ffff:127.0.0.1",
    "::ffff:10.0.0.1",
    "::ffff:0:127.0.0.1",
    "64:ff9b::a00:1",
    "64:ff9b::7f00:1",
    "64:ff9b:1::808:808",
    "2001:0:5ef5:79fb::1",
    "2001:db8::1",
    "2002:7f00:1::1",
    "2002:a00:1::1",
    "3fff::1",
    "fc00::1",
    "fd00::1",
    "fe80::1",
    "fe80::1%eth0",
    "fec0::1",
    "ff02::1",
)


@pytest.mark.parametrize("address", PUBLIC)
def test_an_address_that_everybody_may_reach_is_public(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize("address", NOT_PUBLIC)
def test_an_address_that_leads_inside_or_nowhere_is_not_public(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize(
    "url",
    [
        "https://hooks.example.org/",
        "https://hooks.example.org:443/a?b=c",
        "https://hooks.example.org:8443",
        "https://8.8.8.8/",
        "https://[2606:2800:220:1::1]/",
        "HTTPS://xn--bcher-kva.example/",
    ],
)
def test_a_url_of_a_public_place_may_be_a_webhooks(url: str) -> None:
    require_url(url, private=False)


@pytest.mark.parametrize(
    "url",
    [
        "",
        "hooks.example.org",
        "https://",
        "https:///path",
        "http://hooks.example.org/",
        "ftp://hooks.example.org/",
        "file:///etc/passwd",
        "https://user:password@hooks.example.org/",
        "https://hooks.example.org@127.0.0.1/",
        "https://@hooks.example.org/",
        "https://hooks.example.org/#part",
        "https://hooks.example.org\\@127.0.0.1/",
        "https://hooks.example.org/a b",
        "https://hooks.example.org/\r\nX-More: 1",
        "https://bücher.example/",
        "https://hooks.example.org/" + "x" * 2000,
        "https://hooks.example.org:25/",
        "https://hooks.example.org:0/",
        "https://hooks.example.org:80/",
        "https://hooks.example.org:65536/",
        "https://hooks.example.org:port/",
        "https://127.0.0.1/",
        "https://0.0.0.0/",
        "https://169.254.169.254/latest/meta-data/",
        "https://[::1]/",
        "https://[::ffff:127.0.0.1]/",
        "https://[fe80::1%25eth0]/",
        "https://10.0.0.1/",
        "https://2130706433/",
        "https://0x7f000001/",
        "https://0x7f.1/",
        "https://0177.0.0.1/",
        "https://127.1/",
        "https://127.0.0.1./",
        "https://[::1/",
    ],
)
def test_a_url_that_leads_inside_or_hides_where_it_leads_is_refused(url: str) -> None:
    with pytest.raises(RefusedError):
        require_url(url, private=False)


@pytest.mark.parametrize("url", ["http://127.0.0.1:80/", "https://10.0.0.1:25/", "http://[::1]:8080/"])
def test_where_private_addresses_are_allowed_so_are_http_and_every_port(url: str) -> None:
    require_url(url, private=True)


@pytest.mark.parametrize("url", ["ftp://127.0.0.1/", "http://user@127.0.0.1/", "http://127.1/"])
def test_even_then_a_url_is_one_of_the_web_without_a_password_and_plain(url: str) -> None:
    with pytest.raises(RefusedError):
        require_url(url, private=True)
