"""What a letter says of whom its reader meets, in every language: names, and never to a discreet reader."""

import pytest

from scheduler.domain.company import Company, CompanyNews
from scheduler.domain.people import PersonId
from scheduler.outputs.company_text import company_text
from scheduler.outputs.letters import OWN_PAGE
from tests.scheduler.outputs.test_notice_text import to

ONE, OTHER, THIRD = map(PersonId, ("1", "2", "3"))
NAMES = {ONE: "Ruth\nBcc: x@example.org", OTHER: "Grace", THIRD: "Sami {own page}"}
LANGUAGES = ["en", "ar", "es", "fa", "fr", "sr", "sw", "uk"]


def news(was: Company, now: Company, *parted: PersonId) -> CompanyNews:
    return CompanyNews(was=was, now=now, parted=frozenset(parted))


def body(each: CompanyNews, **more: object) -> list[str]:
    return company_text(to=to(**more), news=each, names=NAMES).body.split("\n\n")


def test_word_by_word() -> None:
    text = company_text(to=to(), news=news(Company(coach=OTHER), Company(coach=ONE)), names=NAMES)
    assert text.subject == "Whom you meet in Cohort has changed"
    assert text.body == (
        "Hello Amina,\n\n"
        "Your coach is now Ruth Bcc: x@example.org.\nUntil now it was Grace.\n\n"
        "If you have a question about it, please ask the people who run Cohort.\n\n"
        "How it stands now is on your page:\n\n"
        f"{OWN_PAGE}\n\n"
        "If an hour does not suit you, please tell the people who run Cohort.\n"
    )


def test_a_coach_is_told_who_came_and_who_went() -> None:
    changed = news(Company(members=(ONE, OTHER)), Company(members=(THIRD,)), ONE)
    assert body(changed)[1].split("\n") == [
        (
            "You and Ruth Bcc: x@example.org no longer meet as coach and member. "
            "Hours of the two of you that were to come are off."
        ),
        "From now on you coach Sami.",
        "You no longer coach Grace.",
    ]
    both = news(Company(), Company(members=(OTHER, THIRD)))
    assert body(both)[1] == "From now on you coach Grace and Sami."


def test_who_is_not_known_any_more_is_not_named() -> None:
    gone = PersonId("gone")
    assert body(news(Company(coach=gone), Company()))[1] == "You have no coach for the moment."
    assert body(news(Company(members=(gone,)), Company()))[1] == (
        "Your coach, or the members whom you coach, are others now."
    )


@pytest.mark.parametrize("locale", LANGUAGES)
@pytest.mark.parametrize(
    ("change", "names", "lines"),
    [
        (news(Company(coach=OTHER), Company(), OTHER), ["Grace"], 2),
        (news(Company(coach=OTHER), Company()), ["Grace"], 2),
        (news(Company(), Company(coach=OTHER)), ["Grace"], 1),
        (news(Company(coach=OTHER), Company(coach=THIRD)), ["Grace", "Sami"], 2),
        (news(Company(members=(OTHER,)), Company(members=(THIRD,))), ["Grace", "Sami"], 2),
    ],
)
def test_in_every_language(locale: str, change: CompanyNews, names: list[str], lines: int) -> None:
    said = body(change, locale=locale)
    told = said[1].split("\n")
    assert len(told) == lines
    assert all(any(name in line for line in told) for name in names)
    english = body(change)
    assert (said[1] == english[1]) == (locale == "en")
    assert len(said) == len(english)
    discreet = body(change, locale=locale, discreet=True)
    assert not any(name in "".join(discreet) for name in (*names, "Cohort"))
    assert len(discreet[1].split("\n")) == 1


def test_a_language_may_have_its_country() -> None:
    changed = news(Company(), Company(members=(OTHER, THIRD)))
    assert "From now on you coach Grace and Sami." in body(changed, locale="en-US")
