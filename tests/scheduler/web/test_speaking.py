"""In which language a page is."""

import pytest
from flask import Flask

from scheduler.languages.sentences import sentence
from scheduler.web.speaking import reading_locale, told


@pytest.mark.parametrize(
    ("browser", "wanted", "locale"),
    [
        ("", ("en-GB",), "en_GB"),
        ("", ("uk", "en-US"), "en_US"),
        ("", (None, "en"), "en"),
        ("", ("xx-!!", "prs"), "en"),
        ("", (), "en"),
        ("fr, en-KE;q=0.8", (), "en_KE"),
        ("en-US", (None, "en-KE"), "en_KE"),
        ("ar-XB", ("en-KE",), "ar"),
        ("en-XA", ("en-KE",), "en_KE"),
    ],
)
def test_the_browser_says_which_language_and_the_reader_which_kind_of_it(browser, wanted, locale) -> None:
    with Flask(__name__).test_request_context(headers={"Accept-Language": browser}):
        assert reading_locale(*wanted) == locale


def test_what_is_english_alone_is_marked_as_such_on_a_page_in_another_language() -> None:
    with Flask(__name__).test_request_context(headers={"Accept-Language": "en-XA"}):
        assert told(sentence("Not now.")) == "[Ñöţ ñöŵ.··]"
        assert told("<b>") == '<span lang="en" dir="ltr">&lt;b&gt;</span>'
    with Flask(__name__).test_request_context():
        assert told("<b>") == "<b>"


def test_pages_say_which_language_they_are_in_and_that_another_reader_may_have_another(world) -> None:
    answer = world.browser("nobody").get("/", headers={"Accept-Language": "ar-XB"})
    assert '<html lang="ar-XB" dir="rtl"' in answer.text
    assert "Accept-Language" in answer.headers["Vary"]
