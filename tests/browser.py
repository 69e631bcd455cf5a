"""Chromium, as Debian has it, for the tests that look at pages."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

CHROMIUM = Path("/usr/bin/chromium")
DESK = {"width": 1280, "height": 900}
PHONE = {"width": 390, "height": 844}


@pytest.fixture(scope="session")
def chromium(need: Callable[..., None]) -> Iterator[Browser]:
    """One browser for all tests of a process: Playwright bears no second one beside it."""
    need(f"Chromium, at {CHROMIUM},", there=CHROMIUM.exists())
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        browser.close()
