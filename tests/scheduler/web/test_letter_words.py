"""What a cohort adds to its letters in its own words: read before it is approved, and sent as it was approved."""

from dataclasses import replace
from email.headerregistry import Address

import pytest

from scheduler.access import whole_cohort
from scheduler.commands.mailing import outgoing
from scheduler.commands.notices import approve
from scheduler.domain.letter_words import LetterWords, words_for
from scheduler.domain.preferences import Preference
from scheduler.outputs.letters import with_words
from scheduler.queries.notices import notices_page
from tests.scheduler.web.plain_words import PSEUDO, plain_words
from workers.mail import Mail
from workers.mail_folder import Folder
from workers.messages import message_of

HERE = "/cohorts/cedar/notices"
WELCOME = {"language": "", "opening": "Welcome, all of you!", "closing": "Anna and Joy"}


def say(world, **words: str):  # noqa: ANN201 - a TestResponse
    return world.browser("coordinator").post(f"{HERE}/words", {**WELCOME, **words})


def sent(world, tmp_path) -> str:
    """Approve the letter, and return the text that its mail has."""
    with world.store.write() as tx:
        approve(whole_cohort(tx, "cedar"), notices=[world.cedar.notice])
        found = outgoing(tx, notice=world.cedar.notice)
    mail = Mail(
        way=Folder(path=tmp_path),
        sender=Address("", "commonhour", "example.org"),
        base_url="https://example.org",
    )
    return message_of(found, mail=mail, key=b"k" * 32, now=world.clock.at).get_content()


def shown(world) -> str:
    """Return the letter as the page of mails shows it."""
    with world.store.read() as tx:
        page = notices_page(whole_cohort(tx, "cedar"), own_page="https://example.org/me")
    rows = (*page.waiting, *page.underway)
    return next(row.body for row in rows if row.id == world.cedar.notice)


def test_they_come_after_the_greeting_and_at_the_end(world, tmp_path) -> None:
    assert say(world).status_code == 303
    paragraphs = sent(world, tmp_path).rstrip("\n").split("\n\n")
    assert paragraphs[0].startswith("Hello")
    assert (paragraphs[1], paragraphs[-1]) == (WELCOME["opening"], WELCOME["closing"])


def test_they_are_read_before_and_stay_as_they_were_approved(world, tmp_path) -> None:
    say(world)
    coordinator = world.browser("coordinator")
    assert WELCOME["opening"] in coordinator.get(HERE).text
    say(world, opening="Dear friends,")
    assert "Dear friends," in coordinator.get(HERE).text
    sent(world, tmp_path)
    say(world, opening="Too late")
    assert "Dear friends," in shown(world)
    assert "Too late" not in shown(world)


def test_a_letter_approved_before_there_were_any_has_none(world, tmp_path) -> None:
    assert "Welcome" not in sent(world, tmp_path)
    say(world)
    assert WELCOME["opening"] not in shown(world)


def test_the_readers_language_goes_before(world, tmp_path) -> None:
    with world.store.write() as tx:
        reader, people = tx.notices.notice(world.cedar.notice).person, whole_cohort(tx, "cedar").people()
        told = tuple(replace(each, locale="uk") if each.id == reader else each for each in people)
        tx.people.replace("cedar", told)
    say(world)
    assert say(world, language="uk", opening="Вітаємо!", closing="").status_code == 303
    text = sent(world, tmp_path)
    assert "Вітаємо!" in text
    assert WELCOME["opening"] not in text
    assert WELCOME["closing"] not in text  # in that language there is none


def test_a_discreet_reader_gets_none(world, tmp_path) -> None:
    say(world)
    with world.store.write() as tx:
        person = tx.notices.notice(world.cedar.notice).person
        tx.preferences.put(person, Preference(discreet=True))
    assert WELCOME["opening"] not in sent(world, tmp_path)


def test_empty_ones_are_none_and_too_long_ones_are_refused(world) -> None:
    say(world)
    say(world, opening=" \n ", closing="")
    with world.store.read() as tx:
        assert tx.letter_words.of_cohort("cedar") == {}
    refused = say(world, opening="x" * 2001)
    assert refused.status_code == 409
    assert "2,000" in refused.text
    assert say(world, language="sw").status_code == 409


def test_what_cannot_be_seen_is_not_kept(world) -> None:
    say(world, opening="  One\x07\u202e \r\n\r\n  two  ")
    with world.store.read() as tx:
        assert tx.letter_words.of_cohort("cedar")[""].opening == "One\n\ntwo"


@pytest.mark.parametrize(
    ("words", "text"),
    [
        (LetterWords(), "Hello,\n\nIt is on.\n\nBye.\n"),
        (LetterWords(opening="A\n\nB"), "Hello,\n\nA\n\nB\n\nIt is on.\n\nBye.\n"),
        (LetterWords(closing="C"), "Hello,\n\nIt is on.\n\nBye.\n\nC\n"),
    ],
)
def test_paragraphs_stand_apart(words: LetterWords, text: str) -> None:
    assert with_words("Hello,\n\nIt is on.\n\nBye.\n", words) == text


def test_any_language_stands_for_those_without_words() -> None:
    words = {"": LetterWords(opening="a"), "uk": LetterWords(opening="b")}
    assert [words_for(words, language=each).opening for each in ("uk", "en")] == ["b", "a"]
    assert words_for({}, language="en") == LetterWords()


def test_the_page_is_said_in_the_pages_language(world) -> None:
    say(world)
    assert plain_words(world.browser("coordinator").get(f"{HERE}/words", headers=PSEUDO).text) == []
