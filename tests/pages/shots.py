"""Pictures of every page in every state, for people to look at: `make shots`."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page

from tests.browser import DESK, PHONE
from tests.pages.states import VISITS

FOLDER = Path("docs/pages")

SETTINGS = {
    "desk": {"viewport": DESK, "locale": "en-US"},
    "phone": {"viewport": PHONE, "locale": "en-US", "has_touch": True},
    "dark": {"viewport": PHONE, "locale": "en-US", "color_scheme": "dark"},
    "right-to-left": {"viewport": PHONE, "locale": "ar-XB"},
}


@pytest.mark.parametrize("setting", SETTINGS)
@pytest.mark.parametrize("role", VISITS)
def test_pictures_are_taken(house, open_page: Callable[..., Page], role: str, setting: str) -> None:
    page = open_page(role=role, **SETTINGS[setting])
    FOLDER.mkdir(parents=True, exist_ok=True)
    for name in VISITS[role](page, house):
        page.screenshot(path=FOLDER / f"{name}-{setting}.png", full_page=True)
