# ruff: noqa: RUF001 - people write in their own letters
"""What a community shares: its norms and its links, written by who runs it and read by everyone in it."""

import re

import pytest

from scheduler.domain.community import Norms, SharedLink, placed
from tests.scheduler.web.plain_words import PSEUDO, plain_words
from tests.scheduler.web.test_workshops import as_person

HERE = "/cohorts/cedar/community"
NORMS = "We listen.\n\nWhat is said here stays here."
SHORT_WAY = "/me/cedar-M1/norms"


def say(world, text: str = NORMS, *, seen: int = 0, role: str = "coordinator"):  # noqa: ANN201 - a TestResponse
    return world.browser(role).post(f"{HERE}/norms", {"text": text, "seen": str(seen)})


def norms(world) -> Norms:
    with world.store.read() as tx:
        return tx.community.norms("cedar")


def link(world, *rows: tuple[str, ...], seen: int = 0, gone: tuple[int, ...] = ()):  # noqa: ANN201 - a TestResponse
    """Send the form of links; a row is title, address and, where it is given, what it is for and its place."""
    whole = [
        (*row, "", "")[:2] + (row[2:3] or ("",)) + (row[3:4] or (str(n),)) for n, row in enumerate(rows, 1)
    ]
    columns = list(zip(*whole, strict=True))
    form = dict(zip(("title", "url", "about", "place"), columns, strict=True)) if columns else {}
    return world.browser("coordinator").post(
        f"{HERE}/links",
        {
            **{name: list(column) for name, column in form.items()},
            "seen": str(seen),
            "gone": list(map(str, gone)),
        },
    )


def links(world) -> list[str]:
    with world.store.read() as tx:
        return [each.title for each in tx.community.links("cedar").links]


COURSE, BOOK, FILM = (
    ("Course", "https://course.example.org/1"),
    ("Book", "https://book.example.org"),
    ("Film", "https://film.example.org"),
)


def wrong(page: str) -> list[str]:
    return re.findall(r'id="w-([\w-]+)"', page)


def test_members_read_what_was_agreed_on_and_since_when(world) -> None:
    assert "What we share" not in world.browser("member").get("/me").text
    answer = say(world)
    assert (answer.status_code, answer.location) == (303, f"{HERE}#norms")
    for path in ("/me", SHORT_WAY):
        page = world.browser("member").get(path).text
        assert NORMS in page
        assert "Last changed on" in page


def test_long_norms_begin_on_the_home_and_have_a_page_of_their_own(world) -> None:
    say(world, "x" * 200 + "\n" + "y" * 200)
    home = world.browser("member").get("/me").text
    assert ("x" * 200 in home, "y" * 200 in home, SHORT_WAY in home) == (True, False, True)
    assert "y" * 200 in world.browser("member").get(SHORT_WAY).text


@pytest.mark.parametrize(
    ("text", "beginning"),
    [
        ("", ""),
        ("One", "One"),
        ("x" * 900 + "\nmore", "x" * 900),
        ("One\n\n" + "y" * 299, "One"),
        ("One\n\n" + "y" * 297, "One\n\n" + "y" * 297),
    ],
)
def test_norms_begin_with_whole_lines(text: str, beginning: str) -> None:
    assert Norms(text=text).beginning == beginning


def test_only_who_may_change_the_cohort_has_the_forms(world) -> None:
    say(world)
    pages = {role: world.browser(role).get(HERE).text for role in ("coordinator", "facilitator")}
    assert [pages[role].count("<textarea") for role in pages] == [1, 0]
    assert "We listen." in pages["facilitator"]
    assert say(world, "Mine", seen=1, role="facilitator").status_code == 404
    assert norms(world).text == NORMS


def test_every_language_and_what_cannot_be_seen(world) -> None:
    """The joiner inside a Persian word stays; what turns the reading round goes, and no space is lost."""
    persian = "ما می\u200cخواهیم یاد بگیریم"
    say(world, f"  {persian}\x07\u202e \r\n\r\nHier\u00a0: ici\t!  ")
    assert norms(world).text == f"{persian}\n\nHier : ici !"


def test_a_text_is_short_however_its_lines_end(world) -> None:
    fits = "\r\n".join(["x" * 99] * 20)  # 1,999 letters; browsers send two signs for the end of a line
    assert say(world, fits).status_code == 303
    refused = say(world, "x" * 2001, seen=1)
    assert (refused.status_code, wrong(refused.text)) == (422, ["text"])
    assert "2,000" in refused.text
    assert "x" * 2001 in refused.text
    assert norms(world).revision == 1


def test_whoever_wrote_meanwhile_is_not_overwritten_unseen(world) -> None:
    say(world, "The first")
    say(world, "Hers", seen=1)
    refused = say(world, "Mine", seen=1)
    assert (refused.status_code, wrong(refused.text)) == (422, ["text"])
    assert "Somebody else has changed this" in refused.text
    assert "Hers" in refused.text
    assert ">\nMine</textarea>" in refused.text
    assert 'name="seen" value="2"' in refused.text
    assert norms(world).text == "Hers"
    assert say(world, "Both", seen=2).status_code == 303
    assert (norms(world).text, norms(world).revision) == ("Both", 3)


def test_the_same_words_twice_change_nothing(world) -> None:
    say(world)
    world.clock.at = world.clock.at.replace(day=2)
    assert say(world).status_code == 303  # as pressing twice sends it
    assert (norms(world).revision, norms(world).changed_at.day) == (1, 1)


def test_norms_can_be_taken_out(world) -> None:
    say(world)
    say(world, " \n ", seen=1)
    assert norms(world).text == ""
    assert "What we share" not in world.browser("member").get("/me").text
    assert "has not written down its norms" in world.browser("member").get(SHORT_WAY).text


def test_what_it_is_not_said_to_have_seen_is_not_overwritten(world) -> None:
    assert world.browser("coordinator").post(f"{HERE}/norms", {"text": "x"}).status_code == 422
    assert norms(world) == Norms()


def test_links_are_added_and_stand_on_everyones_page(world) -> None:
    answer = link(world, (*COURSE, "For your first week"), BOOK, ("", ""))
    assert (answer.status_code, answer.location) == (303, f"{HERE}#links")
    home = world.browser("member").get("/me").text
    assert f'href="{COURSE[1]}"' in home
    assert "For your first week" in home
    assert f'href="{BOOK[1]}"' in world.browser("facilitator").get(HERE).text
    form = world.browser("coordinator").get(HERE).text
    assert form.count('name="url"') == 4  # both, and two to add


def test_links_are_changed_taken_out_and_put_in_order(world) -> None:
    link(world, COURSE, BOOK, FILM)
    link(world, COURSE, BOOK, (*FILM, "", "1"), seen=1)
    assert links(world) == ["Film", "Course", "Book"]
    link(world, (*FILM, "", "3"), COURSE, BOOK, seen=2)
    assert links(world) == ["Course", "Book", "Film"]
    link(world, COURSE, ("Novel", BOOK[1]), FILM, seen=3, gone=(1,))
    assert links(world) == ["Novel", "Film"]
    link(world, ("Novel", BOOK[1], "", "2"), FILM, seen=4)
    assert links(world) == ["Film", "Novel"]


@pytest.mark.parametrize(
    ("places", "order"),
    [
        ([(1, 1), (2, 2), (3, 3)], "abc"),
        ([(1, 1), (2, 1), (3, 3)], "bac"),
        ([(1, 2), (2, 2), (3, 3)], "bac"),
        ([(2, 3), (3, 3)], "ba"),
        ([(1, 99), (2, 2), (3, 0)], "cba"),
    ],
)
def test_one_that_is_given_anothers_place_moves_before_or_behind_it(places, order: str) -> None:
    made = [
        (had, given, SharedLink(title=title, url=""))
        for (had, given), title in zip(places, "abc", strict=False)
    ]
    assert "".join(each.title for each in placed(made)) == order


def test_every_problem_is_named_at_its_field_and_what_was_typed_stays(world) -> None:
    refused = link(
        world,
        COURSE,
        ("", "https://no.example.org"),
        ("x" * 201, "javascript:alert(1)"),
        ("Only a name", "", "y" * 201, "soon"),
    )
    assert refused.status_code == 422
    assert wrong(refused.text) == ["title-2", "title-3", "url-3", "url-4", "about-4", "place-4"]
    assert 'value="Only a name"' in refused.text
    assert links(world) == []


def test_a_list_is_short(world) -> None:
    many = [(f"Link {n}", f"https://example.org/{n}") for n in range(21)]
    refused = link(world, *many)
    assert (refused.status_code, wrong(refused.text)) == (422, ["links"])
    assert link(world, *many[:20]).status_code == 303
    assert world.browser("coordinator").get(HERE).text.count('name="url"') == 20


def test_whoever_changed_the_list_meanwhile_is_not_overwritten_unseen(world) -> None:
    link(world, COURSE)
    link(world, COURSE, BOOK, seen=1)
    assert link(world, COURSE, BOOK, seen=1).status_code == 303  # pressed twice
    refused = link(world, COURSE, FILM, seen=1)
    assert (refused.status_code, wrong(refused.text)) == (422, ["links"])
    assert "Somebody else has changed this" in refused.text
    assert f'href="{BOOK[1]}"' in refused.text
    assert f'value="{FILM[1]}"' in refused.text
    assert links(world) == ["Course", "Book"]


def test_a_persian_name_has_its_joiners(world) -> None:
    assert link(world, ("آموزش\u200cها", COURSE[1])).status_code == 303
    assert links(world) == ["آموزش\u200cها"]


def test_what_a_cohort_shares_is_its_own(world) -> None:
    say(world)
    assert SHORT_WAY in world.browser("member").get(SHORT_WAY).request.path
    assert world.browser("other").get(SHORT_WAY).status_code == 404
    assert NORMS not in world.browser("other").get("/cohorts/birch/community").text


def test_the_pages_are_said_in_their_language(world) -> None:
    say(world)
    link(world, COURSE)
    fereshta, _ = as_person(world, "M2")
    for browser, path in (
        (world.browser("coordinator"), HERE),
        (fereshta, "/me/cedar-M2/norms"),
        (fereshta, "/me"),
    ):
        assert plain_words(browser.get(path, headers=PSEUDO).text) == []
    assert plain_words(say(world, "Else", seen=0).text.replace('lang="en"', "")) != []
