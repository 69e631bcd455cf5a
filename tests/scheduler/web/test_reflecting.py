"""After a meeting: two questions for those who were there, answered alone and told in sum."""

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from scheduler.access import whole_cohort
from scheduler.commands.following import follow
from scheduler.commands.meetings import cancel_meeting, give_links, move_meeting
from scheduler.commands.rosters import import_people
from scheduler.domain.people import PersonId
from scheduler.domain.reflections import Reflection, Worth, in_sum
from tests.scheduler.web.plain_words import PSEUDO, plain_words
from tests.scheduler.web.test_workshops import as_person

ENDS = datetime(2026, 10, 13, 17, tzinfo=UTC)
GROUP = ("M1", "M2", "C1")
TEXTS = {"M1": "The songs.", "M2": "کمتر حرف بزنیم", "C1": "More <b>time</b>."}


@pytest.fixture
def after(world):  # noqa: ANN201 - a world
    """The whole group's meeting has just ended."""
    world.clock.at = ENDS
    return world


def say(  # noqa: ANN201 - a TestResponse
    world,
    key: str = "M1",
    worth: str = "yes",
    text: str = "",
    *,
    meeting: str = "",
    person: str = "",
    **more: str,
):
    browser, path = as_person(world, key)
    me = f"/me/{person}" if person else path.removesuffix("/workshops")
    where = f"{me}/meetings/{meeting or world.cedar.meeting}/reflection"
    return browser.post(where, {"worth": worth, "text": text, **more})


def kept(world, key: str = "M1") -> tuple[str, str] | None:
    with world.store.read() as tx:
        said = tx.reflections.of(PersonId(f"cedar-{key}"), world.cedar.meeting)
    return None if said is None else (said.worth.value, said.text)


def card(world, key: str = "M1", meeting: str = "") -> str:
    """Return the meeting as it stands among somebody's last ones, without its tags; empty where it does not."""
    browser, _ = as_person(world, key)
    _, found, rest = browser.get("/me").text.partition(f'id="past-{meeting or world.cedar.meeting}"')
    return found and words_of(rest.partition("</ol>")[0].partition('id="past-')[0])


def words_of(html: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", f"<{html}").split())


def whole(world, key: str = "M1", meeting: str = "") -> str:
    """Return the page of a meeting that is over, without its tags, for somebody who was there."""
    browser, path = as_person(world, key)
    where = f"{path.removesuffix('/workshops')}/meetings/{meeting or world.cedar.meeting}"
    return words_of(browser.get(where).text)


def seen_by_staff(world, role: str = "coordinator") -> str:
    page = world.browser(role).get(f"/cohorts/cedar/meetings/{world.cedar.meeting}").text
    _, found, rest = page.partition('<h2 id="worth">')
    return found and words_of(rest.partition("</section>")[0])


def events(world) -> list[dict[str, object]]:
    with world.store.engine.connect() as connection:
        rows = connection.exec_driver_sql("SELECT data FROM event WHERE type = 'meeting.reflected'").scalars()
        return list(rows)


def test_whoever_was_there_is_asked_and_sees_what_they_said(after) -> None:
    assert "Two short questions about it" in card(after)
    answer = say(after, text="  The songs.\x07 ")
    assert (answer.status_code, answer.location) == (303, f"/me#past-{after.cedar.meeting}")
    assert kept(after) == ("yes", "The songs.")
    assert "You said: Yes, very much" in card(after)
    assert "Change what you said" in card(after)
    say(after, worth="no", text="")
    assert kept(after) == ("no", "")


def test_before_it_has_ended_nobody_is_asked(world) -> None:
    world.clock.at = ENDS - timedelta(seconds=1)
    assert (card(world), say(world).status_code, kept(world)) == ("", 404, None)
    assert seen_by_staff(world) == ""


def test_after_fourteen_days_it_stands_as_it_is(after) -> None:
    say(after)
    after.clock.at = ENDS + timedelta(days=14, seconds=-1)
    assert say(after, worth="partly").status_code == 303
    after.clock.at = ENDS + timedelta(days=14)
    refused = say(after, worth="no")
    assert (refused.status_code, kept(after)) == (409, ("partly", ""))
    assert "too long ago" in refused.text
    assert "questions" not in card(after)
    assert "Change what you said" not in card(after)
    assert say(after, **{"take-back": "1"}).status_code == 303  # one's own words are one's own
    assert kept(after) is None


def test_it_is_taken_back(after) -> None:
    say(after)
    for _ in range(2):
        assert say(after, **{"take-back": "1"}).status_code == 303
    assert kept(after) is None
    assert "You said" not in card(after)


@pytest.mark.parametrize(
    ("worth", "text", "why"),
    [
        ("", "x", "Choose one of the three"),
        ("very", "", "Choose one of the three"),
        ("yes", "x" * 501, "500"),
    ],
)
def test_what_the_page_does_not_send_is_refused_in_words(after, worth, text, why) -> None:
    refused = say(after, worth=worth, text=text)
    assert (refused.status_code, kept(after)) == (409, None)
    assert why in refused.text


def test_nobody_speaks_for_another_or_of_a_meeting_that_was_not_theirs(after) -> None:
    statuses = [
        say(after, person="cedar-M2").status_code,
        say(after, meeting=after.birch.meeting).status_code,
        say(after, meeting="nothing").status_code,
        as_person(after, "M1")[0].get(f"/me/cedar-M2/meetings/{after.cedar.meeting}").status_code,
    ]
    assert statuses == [404] * 4


def test_two_answers_are_told_to_nobody_and_three_to_those_who_were_there(after) -> None:
    for key in ("M1", "M2"):
        say(after, key, worth="partly", text=TEXTS[key])
    for shown in (card(after), whole(after), seen_by_staff(after), seen_by_staff(after, "facilitator")):
        assert "2 people have answered" in shown
        assert "shown once three people have given theirs" in shown
        assert TEXTS["M2"] not in shown
    assert "have answered" not in card(after, "C1")  # the form says it to who has not answered yet
    say(after, "C1", worth="no", text=TEXTS["C1"])
    for shown in (card(after), card(after, "C1")):
        assert "0 Partly 2 Not really 1 Read what 3 people wrote" in shown
        assert TEXTS["M2"] not in shown  # on a page of its own: fifty people write a lot
    for shown in (
        whole(after),
        whole(after, "C1"),
        seen_by_staff(after),
        seen_by_staff(after, "facilitator"),
    ):
        assert "Yes, very much 0 Partly 2 Not really 1" in shown
        assert all(text in shown for text in ("The songs.", TEXTS["M2"], "More &lt;b&gt;time&lt;/b&gt;."))
    say(after, "M2", **{"take-back": "1"})
    assert "Partly 2" not in seen_by_staff(after)
    assert "2 people have answered" in seen_by_staff(after)


def test_no_page_of_staff_says_who_has_answered(after) -> None:
    before = seen_by_staff(after)
    say(after, text="The songs.")
    assert "Mariam" not in seen_by_staff(after)
    assert seen_by_staff(after).replace("1 person has answered. ", "") == before


def test_the_order_of_the_texts_follows_from_nothing_but_themselves() -> None:
    def said(text: str, minute: int) -> Reflection:
        return Reflection(worth=Worth.YES, text=text, given_at=ENDS + timedelta(minutes=minute))

    texts = [f"Word {n}" for n in range(8)]
    one = in_sum([said(text, n) for n, text in enumerate(texts)])
    other = in_sum([said(text, -n) for n, text in enumerate(reversed(texts))])
    assert one == other
    assert sorted(one.texts) == texts
    assert one.texts not in (tuple(texts), tuple(reversed(texts)))


def test_others_hear_that_somebody_did_and_neither_who_nor_what(after) -> None:
    for _ in range(2):
        say(after, text="The songs.")
    assert len(events(after)) == 1
    assert "cedar-M1" not in str(events(after))
    assert "yes" not in str(events(after))
    say(after, worth="no")
    say(after, **{"take-back": "1"})
    say(after, **{"take-back": "1"})
    assert len(events(after)) == 3


def test_of_fewer_than_three_nothing_is_asked(world) -> None:
    """The group of stories is Mariam and Ruth: either would know what the other one said."""
    with world.store.read() as tx:
        scope = whole_cohort(tx, "cedar")
        meeting = next(each.uid for each in scope.arranged_meetings(scope.people()) if each.ref == "stories")
    world.clock.at = datetime(2026, 10, 22, 17, tzinfo=UTC)
    assert "Stories" in card(world, meeting=meeting)
    assert "questions" not in card(world, meeting=meeting)
    assert say(world, meeting=meeting).status_code == 404
    assert 'id="worth"' not in world.browser("coordinator").get(f"/cohorts/cedar/meetings/{meeting}").text


def test_a_meeting_that_is_cancelled_or_moved_is_asked_about_when_it_was_held(world) -> None:
    with world.store.write() as tx:
        cancel_meeting(whole_cohort(tx, "cedar"), meeting=world.cedar.meeting)
        follow(whole_cohort(tx, "cedar"), feed_key=world.settings.feed_key)
    world.clock.at = ENDS
    assert (card(world), say(world).status_code) == ("", 404)
    with world.store.write() as tx:
        scope = whole_cohort(tx, "cedar")
        move_meeting(scope, meeting=world.cedar.meeting, wall=datetime(2026, 10, 14, 12), minutes=60)  # noqa: DTZ001
    assert say(world).status_code == 404


def test_a_meeting_that_moved_is_asked_about_after_its_new_time(world) -> None:
    with world.store.write() as tx:
        scope = whole_cohort(tx, "cedar")
        move_meeting(scope, meeting=world.cedar.meeting, wall=datetime(2026, 10, 14, 12), minutes=60)  # noqa: DTZ001
        follow(scope, feed_key=world.settings.feed_key)
    world.clock.at = ENDS
    assert say(world).status_code == 404
    world.clock.at = ENDS + timedelta(days=1)
    assert say(world).status_code == 303


def test_what_somebody_who_left_has_said_goes_with_them(after) -> None:
    for key in GROUP:
        say(after, key, text=TEXTS[key])
    with after.store.write() as tx:
        scope = whole_cohort(tx, "cedar")
        import_people(scope, people=tuple(each for each in scope.people() if each.key != "M2"))
    assert kept(after, "M2") is None
    assert TEXTS["M2"] not in seen_by_staff(after)


def test_whoever_came_later_was_not_there(after) -> None:
    with after.store.write() as tx:
        scope = whole_cohort(tx, "cedar")
        mariam = scope.people()[0]
        late = replace(
            mariam, id=PersonId("cedar-M9"), key="M9", name="Nadia", email="nadia@cedar.example.org"
        )
        import_people(scope, people=(*scope.people(), late))
        follow(scope, feed_key=after.settings.feed_key)
    assert (card(after, "M9"), say(after, "M9").status_code) == ("", 404)
    browser, _ = as_person(after, "M9")
    assert browser.get(f"/me/cedar-M9/meetings/{after.cedar.meeting}").status_code == 404


def test_whoever_left_a_group_since_was_at_its_meeting(world) -> None:
    """Fereshta joins stories, is there, and leaves: her word counts, and of the other two nobody is told apart."""
    browser, path = as_person(world, "M2")
    browser.post(f"{path}/stories/join", {"section": "1"})
    with world.store.write() as tx:
        scope = whole_cohort(tx, "cedar")
        follow(scope, feed_key=world.settings.feed_key)
        meeting = next(each.uid for each in scope.arranged_meetings(scope.people()) if each.ref == "stories")
    world.clock.at = datetime(2026, 10, 22, 17, tzinfo=UTC)
    world.stay_signed_in()
    browser.post(f"{path}/stories/leave", {"section": "1"})
    with world.store.write() as tx:
        follow(whole_cohort(tx, "cedar"), feed_key=world.settings.feed_key)
    for key in GROUP:
        assert say(world, key, meeting=meeting).status_code == 303
    assert "Yes, very much 3" in card(world, "M2", meeting=meeting)


def test_whoever_left_or_paused_before_was_not_there(world) -> None:
    """Their calendar has it, as cancelled."""
    browser, path = as_person(world, "M2")
    me = path.removesuffix("/workshops")
    browser.post(f"{me}/pause", {"until": "2026-10-20"})
    with world.store.write() as tx:
        follow(whole_cohort(tx, "cedar"), feed_key=world.settings.feed_key)
    world.clock.at = ENDS
    assert (card(world, "M2"), say(world, "M2").status_code) == ("", 404)
    assert say(world, "M1").status_code == 404  # and so the other two are not asked


def test_what_a_meeting_leaves_behind_stays_on_the_page(after) -> None:
    with after.store.write() as tx:
        scope = whole_cohort(tx, "cedar")
        give_links(
            scope, meeting=after.cedar.meeting, links=[("The recording", "https://video.example.org/1")]
        )
    after.clock.at = ENDS + timedelta(days=40)
    assert "The recording" in card(after)


def test_the_last_meetings_are_few_and_the_last_comes_first(world) -> None:
    world.clock.at = datetime(2026, 12, 12, tzinfo=UTC)
    browser, _ = as_person(world, "M1")
    page = browser.get("/me").text
    dates = re.findall(r'id="past-.*?datetime="(\d{4}-\d\d-\d\d)', page, flags=re.DOTALL)
    assert dates == ["2026-12-08", "2026-11-10", "2026-10-29", "2026-10-22", "2026-10-13"]
    assert "Earlier meetings" in page


def test_everything_is_said_in_its_language(after) -> None:
    for key in GROUP:
        say(after, key, text=TEXTS[key])
        browser, _ = as_person(after, key)
        for path in ("/me", f"/me/cedar-{key}/meetings/{after.cedar.meeting}"):
            assert plain_words(browser.get(path, headers=PSEUDO).text) == []
    path = f"/cohorts/cedar/meetings/{after.cedar.meeting}"
    assert plain_words(after.browser("coordinator").get(path, headers=PSEUDO).text) == []
