"""Whoever chose it is reminded of each meeting by mail, in time, once, and of nothing that is not so any more."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from calendars.zones import zone
from scheduler.access import whole_cohort
from scheduler.commands.inviting import choose, note_subscribed
from scheduler.commands.meetings import cancel_meeting, move_meeting, restore_meeting
from scheduler.commands.rosters import import_people
from scheduler.domain.people import PersonId
from scheduler.store.notices import Kind
from workers.consumer import drain

AMINA = PersonId("id-amina")
LONDON = zone("Europe/London")
DAY, HOUR = 24 * 60, 60
GATHERING = datetime(2026, 10, 13, 18, tzinfo=LONDON)
GAMES = datetime(2026, 10, 19, 18, tzinfo=LONDON)
LAST = datetime(2026, 11, 10, 18, tzinfo=LONDON)
"""After the clock has gone back on 25 October."""
NEXT_DAY = datetime(2026, 10, 20, 9)  # noqa: DTZ001 - a reading of the clock
REMINDED = "Reminder: Math games (Cohort)"


@pytest.fixture
def prefer(store, imported, mailing, to_amina) -> Callable[..., None]:
    """Have Amina, who has subscribed, choose something."""

    def prefer(**choice: object) -> None:
        with store.write() as tx:
            note_subscribed(tx, feed=tx.calendars.feed_of(AMINA))
            chose = replace(tx.preferences.of(AMINA), **choice)
            choose(tx, cohort=imported.id, person=AMINA, preference=chose)
        drain(store=store, tools=mailing)
        to_amina()

    return prefer


@pytest.fixture
def mails_at(store, mailing, clock, to_amina) -> Callable[[datetime], list[str]]:
    """Let time pass until then, and return the mails that have come."""

    def mails_at(instant: datetime) -> list[str]:
        clock.at = instant.astimezone(UTC)
        drain(store=store, tools=mailing)
        return to_amina()

    return mails_at


@pytest.mark.usefixtures("published")
@pytest.mark.parametrize("minutes", [HOUR, DAY])
def test_a_mail_comes_so_long_before_each_meeting_and_once(prefer, mails_at, minutes: int) -> None:
    prefer(reminders=(minutes,))
    before = timedelta(minutes=minutes)
    for starts, title in ((GATHERING, "Gathering"), (GAMES, "Math games"), (LAST, "Gathering")):
        due = starts.astimezone(UTC) - before
        assert mails_at(due - timedelta(seconds=1)) == []
        assert mails_at(due) == [f"Reminder: {title} (Cohort)"]
        assert mails_at(due + timedelta(seconds=1)) == []
    assert mails_at(LAST + timedelta(days=2)) == []


@pytest.mark.usefixtures("published")
def test_it_says_when_and_where_and_how_it_ends(prefer, mails_at, store, imported) -> None:
    prefer(reminders=(HOUR,))
    mails_at(GATHERING - timedelta(minutes=HOUR))
    with store.read() as tx:
        (said,) = [each for each in tx.notices.of_cohort(imported.id) if each.kind is Kind.REMINDER]
    assert said.body.replace("\u2009", " ").replace("\u202f", " ") == (
        "Hello Amina,\n\nYou asked to be reminded of this meeting.\n\n"
        "Gathering\nTuesday, October 13, 2026, 8:00 PM \N{EN DASH} 9:00 PM (Nairobi · East Africa Time)\n\n"
        "Join: https://example.org/j\n\nReminders are chosen, and ended, on your page:\n\n{own page}\n\n"
        "If an hour does not suit you, please tell the people who run Cohort.\n"
    )


@pytest.mark.usefixtures("published")
def test_both_come_each_in_its_time_and_together_as_one(prefer, mails_at) -> None:
    prefer(reminders=(DAY, HOUR))
    assert mails_at(GATHERING - timedelta(minutes=DAY)) == ["Reminder: Gathering (Cohort)"]
    assert mails_at(GATHERING - timedelta(minutes=HOUR)) == ["Reminder: Gathering (Cohort)"]
    assert mails_at(GAMES - timedelta(minutes=10)) == [REMINDED]  # the service was away for a day


@pytest.mark.usefixtures("published")
def test_whoever_chooses_too_late_for_one_is_not_reminded_by_it(prefer, mails_at) -> None:
    mails_at(GAMES - timedelta(minutes=90))
    prefer(reminders=(DAY, HOUR))
    assert mails_at(GAMES - timedelta(minutes=61)) == []
    assert mails_at(GAMES - timedelta(minutes=HOUR)) == [REMINDED]


@pytest.mark.usefixtures("published")
def test_a_meeting_that_moves_is_reminded_of_at_its_new_time_alone(
    prefer, mails_at, arrange, to_amina
) -> None:
    prefer(reminders=(HOUR,))
    mails_at(GAMES - timedelta(hours=5))
    arrange(move_meeting, wall=NEXT_DAY, minutes=60)
    to_amina()
    assert mails_at(GAMES + timedelta(hours=1)) == []
    moved = datetime(2026, 10, 20, 9, tzinfo=LONDON)
    assert mails_at(moved - timedelta(minutes=HOUR)) == [REMINDED]


@pytest.mark.usefixtures("published")
def test_a_cancelled_meeting_is_not_reminded_of_unless_it_is_held_after_all(
    prefer, mails_at, arrange
) -> None:
    prefer(reminders=(DAY, HOUR))
    mails_at(GAMES - timedelta(days=3))
    arrange(cancel_meeting)
    assert mails_at(GAMES - timedelta(minutes=DAY)) == []
    arrange(restore_meeting)
    assert mails_at(GAMES - timedelta(minutes=HOUR)) == [REMINDED]


@pytest.mark.usefixtures("published")
def test_one_that_lay_with_a_mail_server_that_was_away_is_not_sent_of_what_has_moved_or_begun(
    store, imported, tools, prefer, mails_at, arrange, clock, to_amina
) -> None:
    prefer(reminders=(HOUR,))
    clock.at = (GAMES - timedelta(minutes=HOUR)).astimezone(UTC)
    drain(store=store, tools=tools)  # which has no mail
    with store.read() as tx:
        waits = [each.state for each in tx.notices.of_cohort(imported.id) if each.kind is Kind.REMINDER]
    assert waits == ["approved"]
    assert mails_at(GAMES) == []
    with store.read() as tx:
        left = [each.state for each in tx.notices.of_cohort(imported.id) if each.kind is Kind.REMINDER]
    assert left == ["withdrawn"]


@pytest.mark.usefixtures("published")
@pytest.mark.parametrize("choice", [{"reminders": ()}, {"mails": False}])
def test_whoever_wants_none_any_more_gets_none(prefer, mails_at, choice) -> None:
    prefer(reminders=(HOUR,))
    prefer(**choice)
    assert mails_at(GATHERING - timedelta(minutes=HOUR)) == []


@pytest.mark.usefixtures("published")
def test_whoever_has_left_is_not_reminded(store, imported, mailing, prefer, mails_at, people) -> None:
    prefer(reminders=(HOUR,))
    with store.write() as tx:
        import_people(
            whole_cohort(tx, imported.id), people=tuple(each for each in people if each.id != AMINA)
        )
    drain(store=store, tools=mailing)
    assert mails_at(GATHERING - timedelta(minutes=HOUR)) == []


@pytest.mark.usefixtures("published")
def test_a_reminder_and_news_that_waits_leave_each_other_alone(
    store, imported, prefer, mails_at, arrange
) -> None:
    prefer(reminders=(HOUR,))
    arrange(move_meeting, wall=NEXT_DAY, minutes=60)
    with store.read() as tx:
        (waits,) = [
            each.id
            for each in tx.notices.of_cohort(imported.id)
            if (each.person, each.state) == (AMINA, "waiting")
        ]
    assert mails_at(GATHERING - timedelta(minutes=HOUR)) == ["Reminder: Gathering (Cohort)"]
    with store.read() as tx:
        assert tx.notices.notice(waits).state == "waiting"
