"""Only a whole address on the web becomes a link."""

import pytest

from scheduler.domain.web_addresses import is_web_address


@pytest.mark.parametrize(
    "text", ["https://example.org/notes", "http://localhost:8000/x?y#z", "https://пример.рф/зошит"]
)
def test_what_leads_to_the_web(text: str) -> None:
    assert is_web_address(text)


@pytest.mark.parametrize(
    "text",
    [
        "javascript:alert(1)",
        "ftp://example.org",
        "https://",
        "https://a b",
        "https://example.org/\r\nX-EVIL:1",
        "https://example.org/\N{LINE SEPARATOR}",
        "https://example.org/\N{NO-BREAK SPACE}",
        "https://example.org:x",
        "https://[::1",
        "https://example.org/" + "x" * 2_000,
    ],
)
def test_what_does_not(text: str) -> None:
    assert not is_web_address(text)
