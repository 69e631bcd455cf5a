"""Mails are read, approved, withdrawn and sent again by a coordinator, and by nobody else."""

import re
from dataclasses import replace

import pytest

from scheduler.access import whole_cohort
from scheduler.commands.mailing import defer, end
from scheduler.commands.notices import approve, withdraw
from scheduler.errors import NotFoundError

HERE = "/cohorts/cedar/notices"


@pytest.fixture
def coordinator(world) -> object:
    return world.browser("coordinator")


def states(world) -> list[tuple[str, str]]:
    """Return whose notice is in which state."""
    with world.store.read() as tx:
        return [(each.person, each.state) for each in tx.notices.of_cohort("cedar")]


def finish(world, state: str, answer: str | None = None) -> None:
    """Approve Mariam's mail and end it so."""
    with world.store.write() as tx:
        approve(whole_cohort(tx, "cedar"), notices=[world.cedar.notice])
        end(tx, notice=world.cedar.notice, state=state, answer=answer)


def test_a_mail_is_read_as_it_is_sent_but_for_the_secret_link(world, coordinator) -> None:
    page = coordinator.get(HERE).text
    said = re.search(r'<p class="words" dir="auto">(.*?)</p>', page, re.DOTALL)[1]
    assert said == (
        "Hello Mariam,\n\n"
        "Your meetings in Cedar circle are set: there are 5.\n\n"
        "The next one is Gathering:\n"
        "Tuesday, October 13, 2026, 7:00\N{NARROW NO-BREAK SPACE}PM"
        "\N{THIN SPACE}\N{EN DASH}\N{THIN SPACE}8:00\N{NARROW NO-BREAK SPACE}PM "
        "(Kyiv · Eastern European Summer Time)\n\n"
        "Who your coach is, or whom you coach, stands on your page. "
        "There you agree with each other on a weekly hour.\n\n"
        "This link brings all of them into your calendar, and keeps them right when one moves:\n\n"
        "[a link that only they are sent]\n\n"
        "Google Calendar: on a computer, Other calendars, +, From URL.\n"
        "iPhone: Settings, Calendar, Accounts, Add Account, Other, Add Subscribed Calendar.\n"
        "Outlook: Add calendar, Subscribe from web.\n\n"
        "The link is yours alone: whoever has it can read your meetings. Please do not pass it on. On your page "
        "you can see your meetings and make a new link:\n\n"
        "http://localhost/me\n\n"
        "If an hour does not suit you, please tell the people who run Cedar circle.\n"
    )
    assert world.cedar.feed_token not in page
    assert "@cedar" not in page


def test_people_without_an_address_are_named_and_get_none(world, coordinator) -> None:
    assert re.search("please tell them yourself: <bdi[^>]*>فرشته نوری</bdi>", coordinator.get(HERE).text)
    assert states(world) == [("cedar-C1", "waiting"), ("cedar-M1", "waiting")]


def test_all_that_were_looked_at_are_approved_at_once_and_later_ones_are_not(world, coordinator) -> None:
    release = re.search(r'name="up_to" value="([\d-]+)"', coordinator.get(HERE).text)[1]
    assert coordinator.post(f"{HERE}/approve", {"up_to": "0-0"}).status_code == 303
    assert states(world) == [("cedar-C1", "waiting"), ("cedar-M1", "waiting")]
    coordinator.post(f"{HERE}/approve", {"up_to": release})
    assert states(world) == [("cedar-C1", "approved"), ("cedar-M1", "approved")]
    assert "On their way (2)" in coordinator.get(HERE).text
    assert "2 are on their way." in coordinator.get("/cohorts/cedar").text


def test_the_ticked_ones_are_approved_or_withdrawn_and_the_others_wait(world, coordinator) -> None:
    coordinator.post(f"{HERE}/approve", {"notice": world.cedar.notice})
    assert states(world) == [("cedar-C1", "waiting"), ("cedar-M1", "approved")]
    coordinator.post(f"{HERE}/withdraw", {"notice": world.cedar.notice})
    assert states(world) == [("cedar-C1", "waiting"), ("cedar-M1", "withdrawn")]
    assert ">Not sent<" in coordinator.get(HERE).text


def test_a_mail_that_was_held_back_can_be_sent_after_all(world, coordinator) -> None:
    coordinator.post(f"{HERE}/withdraw", {"notice": world.cedar.notice})
    assert "Held back (1)" in coordinator.get(HERE).text
    coordinator.post(f"{HERE}/after-all", {"notice": world.cedar.notice})
    assert states(world) == [("cedar-C1", "waiting"), ("cedar-M1", "approved")]
    assert "On their way (1)" in coordinator.get(HERE).text


def test_a_mail_with_a_later_one_in_its_place_stays_held_back(world, coordinator) -> None:
    with world.store.write() as tx:
        withdraw(whole_cohort(tx, "cedar"), notices=[world.cedar.notice])
        first = tx.notices.notice(world.cedar.notice)
        tx.notices.add([replace(first, id="later", release=first.release + 1, state="waiting")])
    page = coordinator.get(HERE).text
    assert "Held back" not in page
    assert "It was followed by a later mail." in page.split("<h2>Earlier (1)", 1)[1]
    coordinator.post(f"{HERE}/after-all", {"notice": world.cedar.notice})
    assert ("cedar-M1", "withdrawn") in states(world)


@pytest.mark.parametrize("later", ["waiting", "sent", "withdrawn"])
def test_a_mail_that_was_refused_is_neither_offered_nor_sent_once_a_later_one_followed_it(
    world, coordinator, later
) -> None:
    said = "There is no such mailbox. (550 5.1.1) It did not arrive, and was followed by a later mail."
    finish(world, "refused", "550 5.1.1")
    with world.store.write() as tx:
        first = tx.notices.notice(world.cedar.notice)
        tx.notices.add([replace(first, id="later", release=first.release + 1, state=later, error=None)])
    page = coordinator.get(HERE).text
    assert f'value="{world.cedar.notice}"' not in page
    assert "Not delivered" not in page
    assert said in page.split("<h2>Earlier", 1)[1]
    assert "did not arrive, or nobody knows" not in coordinator.get("/cohorts/cedar").text
    coordinator.post(f"{HERE}/again", {"notice": world.cedar.notice})
    assert states(world) == [("cedar-C1", "waiting"), ("cedar-M1", "refused"), ("cedar-M1", later)]


@pytest.mark.parametrize("later", ["waiting", "sent", "withdrawn"])
def test_a_mail_that_may_have_arrived_can_be_sent_again_though_a_later_one_tells_what_changed_since(
    world, coordinator, later
) -> None:
    finish(world, "unconfirmed", "no answer")
    with world.store.write() as tx:
        first = tx.notices.notice(world.cedar.notice)
        tx.notices.add([replace(first, id="later", release=first.release + 1, state=later, error=None)])
    page = coordinator.get(HERE).text
    assert f'value="{world.cedar.notice}"' in page.split("<h2>Not delivered", 1)[1]
    assert "1 did not arrive, or nobody knows." in coordinator.get("/cohorts/cedar").text
    coordinator.post(f"{HERE}/again", {"notice": world.cedar.notice})
    assert states(world) == [("cedar-C1", "waiting"), ("cedar-M1", "approved"), ("cedar-M1", later)]


@pytest.mark.parametrize(("state", "action"), [("refused", "again"), ("withdrawn", "after-all")])
def test_a_mail_whose_text_was_tidied_away_is_not_sent_empty(world, coordinator, state, action) -> None:
    with world.store.write() as tx:
        tx.notices.change([world.cedar.notice], only=("waiting",), state=state, body="")
    page = coordinator.get(HERE).text
    assert "Its text was tidied away." in page
    assert "Earlier (1)" in page
    coordinator.post(f"{HERE}/{action}", {"notice": world.cedar.notice})
    assert ("cedar-M1", state) in states(world)


def test_nobody_ticked_is_said_so_and_what_is_no_release_is_refused(world, coordinator) -> None:
    for form in ({}, {"up_to": "nothing"}, {"up_to": "1-" + "9" * 5000}):
        assert coordinator.post(f"{HERE}/approve", form).status_code == 409
    assert states(world) == [("cedar-C1", "waiting"), ("cedar-M1", "waiting")]


@pytest.mark.parametrize("action", ["approve", "withdraw", "again", "after-all"])
def test_a_mail_of_another_cohort_is_not_there(world, coordinator, action) -> None:
    assert coordinator.post(f"{HERE}/{action}", {"notice": world.birch.notice}).status_code == 404


@pytest.mark.parametrize(
    ("state", "answer", "said"),
    [
        ("refused", "550 5.1.1", "There is no such mailbox. (550 5.1.1)"),
        ("refused", "554", "The mail server did not take it. (554)"),
        ("refused", "given up", "It could not be sent, and is not tried any more."),
        ("unconfirmed", "no answer", "It may have arrived: better ask first."),
    ],
)
def test_what_did_not_arrive_is_shown_by_name_and_sent_again_by_a_person(
    world, coordinator, state, answer, said
) -> None:
    finish(world, state, answer)
    page = coordinator.get(HERE).text
    assert said in page
    assert "1 did not arrive, or nobody knows." in coordinator.get("/cohorts/cedar").text
    coordinator.post(f"{HERE}/again", {"notice": world.cedar.notice})
    assert states(world) == [("cedar-C1", "waiting"), ("cedar-M1", "approved")]


def test_a_mail_that_waits_for_the_mail_server_says_what_that_answered(world, coordinator) -> None:
    with world.store.write() as tx:
        approve(whole_cohort(tx, "cedar"), notices=[world.cedar.notice])
        defer(tx, notice=world.cedar.notice, answer="421 4.3.2")
    said = "The mail server could not be used yet (421 4.3.2). It is tried again by itself."
    assert said in coordinator.get(HERE).text


def test_what_was_sent_is_neither_sent_again_nor_withdrawn(world, coordinator) -> None:
    finish(world, "sent")
    for action in ("approve", "withdraw", "again", "after-all"):
        coordinator.post(f"{HERE}/{action}", {"notice": world.cedar.notice})
    assert states(world) == [("cedar-C1", "waiting"), ("cedar-M1", "sent")]


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ({"smtp_url": ""}, True),
        ({"smtp_url": "smtp://mail.example.org"}, False),
        (
            {"smtp_url": "", "broker_url": "amqp://broker.example.org"},
            False,
        ),  # a mailer of its own may have the server
    ],
)
def test_without_a_mail_server_the_page_says_that_mails_become_files(make_world, settings, said) -> None:
    page = make_world(**settings).browser("coordinator").get(HERE).text
    assert ("No mail server is set up." in page) == said


@pytest.mark.parametrize(("answer", "said"), [("filed", True), (None, False)])
def test_on_many_machines_the_page_knows_by_the_last_mail_that_it_became_a_file(
    make_world, answer, said
) -> None:
    world = make_world(smtp_url="", broker_url="amqp://broker.example.org")
    finish(world, "sent", answer)
    page = world.browser("coordinator").get(HERE).text
    assert ("No mail server is set up." in page) == said
    assert ("It became a file in the mail folder" in page) == said


def test_a_facilitator_reads_and_decides_nothing(world) -> None:
    page = world.browser("facilitator").get(HERE).text
    assert "To be approved (2)" in page
    assert "<input type=" not in page.replace('<input type="hidden" name="form_token"', "")


def test_a_mail_that_is_handed_over_at_this_moment_cannot_be_withdrawn(world) -> None:
    with world.store.write() as tx:
        scope = whole_cohort(tx, "cedar")
        approve(scope, notices=[world.cedar.notice])
        tx.notices.change([world.cedar.notice], only=("approved",), state="submitting")
        withdraw(scope, notices=[world.cedar.notice])
        with pytest.raises(NotFoundError):
            withdraw(scope, notices=["nowhere"])
    assert states(world) == [("cedar-C1", "waiting"), ("cedar-M1", "submitting")]
