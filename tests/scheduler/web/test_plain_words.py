"""Every word of every page goes through a catalogue."""

import pytest

from tests.scheduler.web.plain_words import PSEUDO, plain_words
from tests.scheduler.web.test_access_matrix import ROLES, TABLE, _path

PAGES = [
    (route, role)
    for (method, route), answers in TABLE.items()
    if method == "GET" and not route.startswith(("/feeds", "/static", "/livez", "/readyz"))
    for role, status in zip(ROLES, answers, strict=True)
    if status == 200 or role == "nobody"
]


@pytest.mark.parametrize(("route", "role"), PAGES)
def test_no_page_says_a_word_that_is_not_said_in_its_language(world, route, role) -> None:
    answer = world.browser(role).get(
        _path(world, route, cohort=world.cedar, inside=world.cedar), headers=PSEUDO
    )
    if answer.mimetype == "text/html" and answer.status_code != 303:
        assert plain_words(answer.text) == []


@pytest.mark.parametrize(
    ("page", "found"),
    [
        ("<p>Øñé [Šåý] ١٢</p>", []),
        ("<p>[Ñåɱé] plain</p>", ["[Ñåɱé] plain"]),
        ("<p><bdi>Anna</bdi><br><img alt='a house'></p> and", ["a house", "and"]),
        ("<p dir=auto>Autumn <b>circle</b></p><i aria-label='close it'></i>", ["close it"]),
        ("<title>Commonhour</title><p>\u2068Anna\u2069</p>", []),
    ],
)
def test_what_was_forgotten_is_found(page: str, found: list[str]) -> None:
    assert plain_words(page) == found
