"""What has come up since the last release is derived, and named with whom to write to."""

import re
from dataclasses import replace

from calendars.availability import Window
from scheduler.access import whole_cohort
from scheduler.commands.rosters import import_people
from scheduler.domain.people import PersonId
from scheduler.queries.attention import attention
from tests.scheduler.web.plain_words import PSEUDO, plain_words
from tests.scheduler.web.test_workshops import as_person, full

ONE_HOUR, ANOTHER = ((Window(day=day, start=12 * 60, end=13 * 60),) for day in (0, 3))


def matters(world) -> list[tuple[str, str]]:
    with world.store.read() as tx:
        return [(each.kind, str(each.what)) for each in attention(whole_cohort(tx, "cedar")).matters]


def change(world, by) -> None:
    """Have the roster be what `by` makes of it."""
    with world.store.write() as tx:
        scope = whole_cohort(tx, "cedar")
        import_people(scope, people=by(scope.people()))


def test_where_nothing_has_come_up_nothing_is_named(world) -> None:
    assert matters(world) == []
    assert (
        "Nothing: everyone has whom they were given"
        in world.browser("facilitator").get("/cohorts/cedar/attention").text
    )


def test_a_pair_that_no_longer_shares_an_hour_is_named(world) -> None:
    change(
        world,
        lambda people: (
            replace(people[0], availability=ONE_HOUR),
            people[1],
            replace(people[2], availability=ANOTHER),
        ),
    )
    assert matters(world)[0] == (
        "apart",
        "Mariam and Ruth <b>Abernathy</b> do not share an hour any more.",
    )


def test_there_are_words_to_write_to_them(world) -> None:
    change(
        world,
        lambda people: (
            replace(people[0], availability=ONE_HOUR),
            *people[1:2],
            replace(people[2], availability=ANOTHER),
        ),
    )
    page = world.browser("facilitator").get("/cohorts/cedar/attention").text
    words = re.search(r"<textarea[^>]*readonly[^>]*>(.*?)</textarea>", page)[1]
    assert words.startswith("About Cedar circle: ")
    assert "do not share an hour any more. Could you tell me what would suit you?" in words
    assert "mailto:mariam@cedar.example.org?subject=Cedar%20circle&amp;body=About%20Cedar%20circle" in page


def test_who_has_come_since_and_whose_coach_has_left_are_named(world) -> None:
    change(
        world,
        lambda people: (
            *people[:2],
            replace(people[0], id=PersonId("cedar-M3"), key="M3", name="Nadia", email="n@example.org"),
        ),
    )
    assert [kind for kind, _ in matters(world)] == ["alone", "alone", "unled", "new"]
    assert (
        "new",
        "Nadia has come since the last release, and has no coach and no seat in a workshop.",
    ) in matters(world)


def test_a_group_with_too_few_is_named_until_it_is_over(world) -> None:
    member, path = as_person(world, "M1")
    member.post(f"{path}/stories/leave")
    assert matters(world) == [("few", "Group 1 of Stories & songs has 0 members: it needs 1.")]


def test_who_is_away_and_who_waits_are_named(world) -> None:
    full(world)
    member, path = as_person(world, "M2")
    member.post(f"{path}/stories/wait", {"section": "1"})
    world.browser("member").post(f"/me/{world.cedar.person}/pause", {"until": "2026-10-29"})
    kinds = [kind for kind, _ in matters(world)]
    assert kinds[-2:] == ["waiting", "away"]
    page = world.browser("coordinator").get("/cohorts/cedar/attention", headers=PSEUDO)
    assert plain_words(page.text) == []


def test_what_is_foreseen_stands_below_with_its_date_in_the_readers_words(world) -> None:
    """From 1 November on Ruth's clock is an hour back, and her 12:00 is not Mariam's 19:00 any more."""
    change(
        world,
        lambda people: (
            replace(
                people[0], time_zone="Africa/Nairobi", availability=(Window(day=0, start=1140, end=1200),)
            ),
            people[1],
            replace(people[2], availability=(Window(day=0, start=720, end=780),)),
        ),
    )
    page = world.browser("facilitator").get("/cohorts/cedar/attention").text
    now, _, later = page.partition("From a later day on")
    assert 'datetime="2026-11-01">from November 1, 2026</time>' in later
    assert "From November 1, when the clocks change in New York, Mariam and Ruth" in later
    assert "2026-11-01" not in now
    spoken = world.browser("coordinator").get("/cohorts/cedar/attention", headers=PSEUDO).text
    assert "2026-11-01" in spoken
    assert plain_words(spoken) == []


def test_whoever_has_a_number_is_written_to_by_it(world) -> None:
    change(world, lambda people: (replace(people[0], whatsapp="+380 44 000 00 01"), *people[1:]))
    world.browser("member").post(f"/me/{world.cedar.person}/pause", {"until": "2026-10-29"})
    assert "https://wa.me/380440000001" in world.browser("facilitator").get("/cohorts/cedar/attention").text
