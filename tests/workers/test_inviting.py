"""Meetings reach everyone by one way: invitations by mail until they subscribe, each revision once, none too many."""

from dataclasses import replace
from datetime import datetime, timedelta
from email import message_from_bytes, policy

import pytest

from scheduler.access import whole_cohort
from scheduler.commands.inviting import INVITED_AFTER, choose, invite, note_subscribed, stop_mails
from scheduler.commands.meetings import cancel_meeting, describe_meeting, move_meeting
from scheduler.commands.notices import withdraw
from scheduler.commands.publishing import publish_plan
from scheduler.commands.rosters import import_people
from scheduler.commands.runs import request_run
from scheduler.domain.people import PersonId
from scheduler.domain.preferences import Channel, Preference
from workers.consumer import drain

AMINA = PersonId("id-amina")

FIRST = "Your meetings in Cohort"
ALL = [
    "REQUEST 0 10-13 18:00 Gathering",
    "REQUEST 0 10-19 18:00 Math games",
    "REQUEST 0 11-10 18:00 Gathering",
]


def wait(store, mailing, clock) -> None:
    clock.at += INVITED_AFTER + timedelta(seconds=1)
    drain(store=store, tools=mailing)


@pytest.mark.usefixtures("published")
def test_whoever_has_not_subscribed_two_days_after_the_letter_is_invited_to_each_meeting(
    store, mailing, clock, to_amina
) -> None:
    assert to_amina() == [FIRST]
    clock.at += INVITED_AFTER - timedelta(minutes=1)
    drain(store=store, tools=mailing)
    assert to_amina() == []
    wait(store, mailing, clock)
    assert to_amina() == ALL
    wait(store, mailing, clock)
    assert to_amina() == []


@pytest.mark.usefixtures("published")
def test_whoever_subscribes_before_is_not_invited(store, mailing, clock, to_amina) -> None:
    with store.write() as tx:
        note_subscribed(tx, feed=tx.calendars.feed_of(AMINA))
    wait(store, mailing, clock)
    assert to_amina() == [FIRST]


@pytest.mark.usefixtures("published")
def test_whoever_subscribes_later_has_the_invitations_taken_back(store, mailing, clock, to_amina) -> None:
    wait(store, mailing, clock)
    to_amina()
    with store.write() as tx:
        note_subscribed(tx, feed=tx.calendars.feed_of(AMINA))
    drain(store=store, tools=mailing)
    assert to_amina() == [each.replace("REQUEST 0", "CANCEL 1") for each in ALL]


@pytest.mark.usefixtures("published")
def test_an_update_a_cancellation_and_holding_it_after_all_wait_for_approval(
    store, mailing, clock, to_amina, arrange, approve
) -> None:
    wait(store, mailing, clock)
    to_amina()
    arrange(move_meeting, wall=datetime.fromisoformat("2026-10-20T17:30"), minutes=45)
    assert to_amina() == []
    approve()
    assert to_amina() == ["REQUEST 1 10-20 17:30 Math games"]
    arrange(cancel_meeting)
    approve()
    assert to_amina() == ["CANCEL 2 10-20 17:30 Math games"]
    arrange(cancel_meeting)
    approve()
    assert to_amina() == []


@pytest.mark.usefixtures("published")
def test_what_is_changed_back_before_it_was_told_is_never_told(
    store, mailing, clock, to_amina, arrange, approve
) -> None:
    wait(store, mailing, clock)
    to_amina()
    arrange(describe_meeting, title="Games", join_url="")
    arrange(describe_meeting, title="Math games", join_url="")
    approve()
    assert to_amina() == []


@pytest.mark.usefixtures("published")
def test_a_change_before_invitations_began_comes_as_a_letter_and_the_invitation_brings_it(
    store, mailing, clock, to_amina, arrange, approve
) -> None:
    arrange(describe_meeting, title="Games", join_url="")
    approve()
    assert to_amina() == [FIRST, f"{FIRST} have changed"]
    wait(store, mailing, clock)
    assert to_amina() == [ALL[0], ALL[2], "REQUEST 1 10-19 18:00 Games"]


@pytest.mark.usefixtures("published")
def test_what_nobody_has_approved_yet_does_not_come_with_the_first_invitations(
    store, mailing, clock, to_amina, arrange, approve
) -> None:
    arrange(describe_meeting, title="Games", join_url="")
    to_amina()
    wait(store, mailing, clock)
    assert to_amina() == [ALL[0], ALL[2]]
    approve()
    assert to_amina() == ["REQUEST 1 10-19 18:00 Games"]


@pytest.mark.usefixtures("published")
def test_who_asks_for_mail_again_is_invited_under_a_higher_sequence(
    store, mailing, imported, clock, to_amina
) -> None:
    wait(store, mailing, clock)
    to_amina()
    for preference in (Preference(channel=Channel.FEED), Preference(channel=Channel.MAIL)):
        with store.write() as tx:
            choose(tx, cohort=imported.id, person=AMINA, preference=preference)
        drain(store=store, tools=mailing)
    assert to_amina() == sorted(
        each.replace("REQUEST 0", what) for each in ALL for what in ("CANCEL 1", "REQUEST 2")
    )


@pytest.mark.usefixtures("published")
def test_whoever_wants_no_mails_gets_none_and_their_feed_goes_on(
    store, mailing, clock, to_amina, arrange, approve
) -> None:
    to_amina()
    with store.write() as tx:
        stop_mails(tx, person=AMINA)
    wait(store, mailing, clock)
    arrange(cancel_meeting)
    approve()
    assert to_amina() == []
    with store.read() as tx:
        assert b"STATUS:CANCELLED" in tx.calendars.feed_of(AMINA).body


@pytest.mark.usefixtures("published")
def test_whoever_leaves_has_their_invitations_cancelled(
    store, mailing, imported, people, clock, to_amina, approve
) -> None:
    wait(store, mailing, clock)
    to_amina()
    clock.pass_time(minutes=5)
    with store.write() as tx:
        import_people(whole_cohort(tx, imported.id), people=people[1:])
    drain(store=store, tools=mailing)
    approve()
    assert to_amina() == [each.replace("REQUEST 0", "CANCEL 1") for each in ALL]


@pytest.mark.usefixtures("published")
def test_a_mail_says_how_to_have_no_more_of_them(post) -> None:
    mails = [message_from_bytes(path.read_bytes(), policy=policy.default) for path in post.glob("*.eml")]
    for mail in mails:
        assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
        assert mail["List-Unsubscribe"].startswith("<https://example.org/mails/id-")
    assert len({mail["List-Unsubscribe"] for mail in mails}) == len(mails)


def test_nobody_is_told_that_a_cancelled_meeting_is_held(
    store, mailing, tools, clock, to_amina, published, approve, imported
) -> None:
    """She subscribes, the mail server is away, and a coordinator cancels the meeting meanwhile."""
    wait(store, mailing, clock)
    to_amina()
    with store.write() as tx:
        note_subscribed(tx, feed=tx.calendars.feed_of(AMINA))
    drain(store=store, tools=tools)  # which cannot send
    clock.pass_time(minutes=5)
    with store.write() as tx:
        scope = whole_cohort(tx, imported.id)
        (games,) = [each.uid for each, _ in scope.arranged(scope.people()) if each.title == "Math games"]
        cancel_meeting(scope, meeting=games)
    clock.pass_time(hours=1)
    drain(store=store, tools=mailing)
    approve()
    mails = to_amina()
    assert "CANCEL 1 10-19 18:00 Math games" in mails
    assert f"{FIRST} have changed" in mails


def test_what_was_held_back_is_not_let_go_by_the_next_change(
    store, mailing, clock, to_amina, published, arrange, imported
) -> None:
    clock.at += INVITED_AFTER + timedelta(seconds=1)
    with store.write() as tx:
        invite(whole_cohort(tx, imported.id), person=AMINA)
        kept = tx.notices.of_cohort(imported.id)
        withdraw(
            whole_cohort(tx, imported.id),
            notices=[each.id for each in kept if each.state == "approved" and each.person == AMINA],
        )
    arrange(describe_meeting, title="Games", join_url="")
    drain(store=store, tools=mailing)
    assert to_amina() == [FIRST]


def test_what_was_approved_stays_so_when_only_their_calendar_rings_otherwise(
    store, mailing, tools, clock, to_amina, published, imported
) -> None:
    clock.at += INVITED_AFTER + timedelta(seconds=1)
    drain(store=store, tools=tools)  # invitations are drafted, and cannot be sent
    with store.write() as tx:
        choose(tx, cohort=imported.id, person=AMINA, preference=Preference(alarms=(10,)))
    clock.pass_time(hours=1)
    drain(store=store, tools=mailing)
    assert to_amina() == [*(each.replace("REQUEST 0", "REQUEST 1") for each in ALL), FIRST]


def test_whoever_gets_an_address_later_gets_the_first_letter(
    store, mailing, imported, people, clock, to_amina, approve
) -> None:
    with store.write() as tx:
        import_people(whole_cohort(tx, imported.id), people=(replace(people[0], email=None), *people[1:]))
        run = request_run(whole_cohort(tx, imported.id))
    drain(store=store, tools=mailing)
    with store.write() as tx:
        plan = tx.runs.plan_of_run(imported.id, run)
        publish_plan(whole_cohort(tx, imported.id), plan=plan.id)
    drain(store=store, tools=mailing)
    approve()
    assert to_amina() == []
    with store.write() as tx:
        import_people(whole_cohort(tx, imported.id), people=people)
    drain(store=store, tools=mailing)
    approve()
    assert to_amina() == [FIRST]


def test_a_title_cannot_draw_a_secret_into_a_link(store, post, published, arrange, approve) -> None:
    arrange(describe_meeting, title="https://evil.example/?{calendar link}", join_url="")
    approve()
    bodies = [path.read_bytes() for path in post.glob("*.eml")]
    assert not any(b"evil.example/?http" in body for body in bodies)
    assert any(b"evil.example" in body for body in bodies)


@pytest.mark.usefixtures("published")
def test_what_someone_chooses_for_their_calendar_reaches_the_invitations_that_they_have(
    store, imported, mailing, clock, to_amina
) -> None:
    """At once and unasked: it is no news to them."""
    wait(store, mailing, clock)
    to_amina()
    with store.write() as tx:
        chose = replace(tx.preferences.of(AMINA), discreet=True)
        choose(tx, cohort=imported.id, person=AMINA, preference=chose)
    drain(store=store, tools=mailing)
    assert to_amina() == [
        "REQUEST 1 10-13 18:00 Meeting",
        "REQUEST 1 10-19 18:00 Meeting",
        "REQUEST 1 11-10 18:00 Meeting",
    ]
    with store.write() as tx:
        choose(tx, cohort=imported.id, person=AMINA, preference=replace(chose, alarms=(30,)))
    drain(store=store, tools=mailing)
    assert [said.partition(" 1")[0] for said in to_amina()] == ["REQUEST 2"] * 3
