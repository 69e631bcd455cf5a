"""An approved notice is sent once: whatever the mail server says, whoever dies when."""

import os
import threading
from collections import Counter
from collections.abc import Callable, Generator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.headerregistry import Address
from email.message import EmailMessage
from pathlib import Path

import pytest
import structlog

from scheduler import crash_points
from scheduler.access import whole_cohort
from scheduler.commands.deliveries import replay_delivery
from scheduler.commands.feeds import revoke_feed, rotate_feed
from scheduler.commands.notices import approve, send_again, withdraw
from scheduler.commands.rosters import import_people
from scheduler.domain.cohorts import Cohort
from scheduler.errors import NotNowError
from scheduler.events import NoticeEnded
from scheduler.ids import RandomIds
from scheduler.logs import log_for_programs
from scheduler.outputs.notice_text import FEED_LINK, OWN_PAGE
from scheduler.store.calendars import StoredFeed
from scheduler.store.engine import open_engine
from scheduler.store.notices import Notice
from scheduler.store.unit_of_work import Store
from scheduler.tokens import feed_token, hash_token, stop_token
from tests.servers.ports import LOOPBACK, wait_until
from tests.workers.smtp_script import HANG_UP, SILENCE, SmtpScript
from workers.consumer import drain, give_up, react, take
from workers.desk import Desk
from workers.job import Tools
from workers.mail import Mail
from workers.mail_folder import Folder
from workers.mailer import PAUSES
from workers.routing import MAILER, routes
from workers.smtp import Server

NOW = datetime(2026, 9, 1, 12, tzinfo=UTC)
SENDER = Address("Common Hour", "commonhour", "example.org")
BODY = f"Hello Amina,\n\n{FEED_LINK}\n\n{OWN_PAGE}\n"
STEPS = (
    "before commit submitting #1",
    "after commit submitting #1",
    "before submit notice #1",
    "after submit notice #1",
    "before commit send_mail #1",
    "after commit send_mail #1",
)


@pytest.fixture(autouse=True)
def _logs_as_in_service() -> None:
    log_for_programs()


@pytest.fixture
def notice(store: Store, imported: Cohort, tools: Tools) -> str:
    """A notice to Amina, approved; she has a feed."""
    feed = StoredFeed(
        id="amina's",
        person="id-amina",
        generation=1,
        revoked=False,
        body=b"",
        etag="",
        modified_at=NOW,
        fetched_at=None,
    )
    with store.write() as tx:
        token = feed_token(key=tools.feed_key, feed=feed.id, generation=1)
        tx.calendars.add_feeds({hash_token(token): feed})
    (made,) = add_notices(store, imported, ("amina",))
    return made


def add_notices(store: Store, cohort: Cohort, keys: tuple[str, ...]) -> list[str]:
    """Add an approved notice to each."""
    with store.write() as tx:
        ids = [f"notice-{key}" for key in keys]
        tx.notices.add(
            [
                Notice(
                    id=f"notice-{key}",
                    person=f"id-{key}",
                    cohort=cohort.id,
                    release=1,
                    round=1,
                    state="waiting",
                    subject="Your meetings",
                    body=BODY,
                    created_at=tx.now,
                )
                for key in keys
            ]
        )
        approve(whole_cohort(tx, cohort.id), notices=ids)
    return ids


def by_folder(tools: Tools, path: Path) -> Tools:
    return replace(tools, mail=Mail(way=Folder(path=path), sender=SENDER, base_url="https://example.org"))


def by_server(tools: Tools, script: SmtpScript, **more: object) -> Tools:
    server = Server(host=LOOPBACK, port=script.port, answer_seconds=0.3, **more)
    return replace(tools, mail=Mail(way=server, sender=SENDER, base_url="https://example.org"))


def state(store: Store, notice: str) -> tuple[str, str | None]:
    """Return what became of the notice, and the mail server's answer."""
    with store.read() as tx:
        found = tx.notices.notice(notice)
    return found.state, found.error


def ends(store: Store) -> list[str]:
    """Return the states that were told of."""
    with store.read() as tx:
        owed = tx.deliveries.owed()
        return [str(each.data["state"]) for each in owed if each.event_type == NoticeEnded.type]


def undone(store: Store) -> list[tuple[str, int, str | None]]:
    """Return the state, tries and error of each delivery to the mailer that is not done."""
    with store.read() as tx:
        return [
            (each.state, each.tries, each.error) for each in tx.deliveries.owed() if each.consumer == "mailer"
        ]


def read(content: bytes) -> EmailMessage:
    return message_from_bytes(content, _class=EmailMessage, policy=policy.default)


def text(mail: EmailMessage) -> str:
    return mail.get_content().replace("\r\n", "\n")


def test_a_mail_says_from_whom_it_is_and_holds_the_readers_own_link(store, tools, notice, tmp_path) -> None:
    drain(store=store, tools=by_folder(tools, tmp_path / "mail"))
    (file,) = (tmp_path / "mail").iterdir()
    raw = file.read_bytes()
    mail = read(raw)
    token = feed_token(key=tools.feed_key, feed="amina's", generation=1)
    stop = f"https://example.org/mails/{stop_token(key=tools.feed_key, person='id-amina')}/stop"
    assert file.name == f"{notice}.eml"
    assert f"\r\nList-Unsubscribe: <{stop}>\r\n".encode() in raw  # whole: nobody decodes it there
    assert dict(mail.items()) == {
        "From": "Common Hour <commonhour@example.org>",
        "To": "amina@example.org",
        "Subject": "Your meetings",
        "Date": "Tue, 01 Sep 2026 12:00:00 +0000",
        "Message-ID": f"<{notice}@example.org>",
        "Auto-Submitted": "auto-generated",
        "List-Unsubscribe": f"<{stop}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        "Content-Type": 'text/plain; charset="utf-8"',
        "Content-Transfer-Encoding": "7bit",
        "MIME-Version": "1.0",
    }
    assert text(mail) == (
        f"Hello Amina,\n\nhttps://example.org/feeds/{token}.ics\n\nhttps://example.org/me\n"
    )
    assert (state(store, notice), undone(store)) == (("sent", "filed"), [])
    with store.read() as tx:
        assert token not in tx.notices.notice(notice).body


@pytest.mark.parametrize("change", ["rotated", "closed"])
def test_the_link_is_the_one_that_is_good_when_the_mail_goes(store, tools, notice, tmp_path, change) -> None:
    with store.write() as tx:
        feed = tx.calendars.feed_of("id-amina")
        if change == "rotated":
            rotate_feed(tx, feed=feed, feed_key=tools.feed_key)
        else:
            revoke_feed(tx, feed=feed)
    drain(store=store, tools=by_folder(tools, tmp_path))
    said = text(read((tmp_path / f"{notice}.eml").read_bytes()))
    new = f"https://example.org/feeds/{feed_token(key=tools.feed_key, feed=feed.id, generation=2)}.ics"
    assert said.split("\n\n")[1] == (new if change == "rotated" else "https://example.org/me")


def test_a_server_that_takes_it_gets_it_once(store, tools, notice) -> None:
    with SmtpScript() as script:
        drain(store=store, tools=by_server(tools, script))
        drain(store=store, tools=by_server(tools, script))
    assert [read(content)["Message-ID"] for content in script.ended] == [f"<{notice}@example.org>"]
    assert (state(store, notice), undone(store)) == (("sent", None), [])


@pytest.mark.parametrize("word", ["RCPT", "."])
def test_what_is_refused_for_good_says_so_and_is_sent_again_by_a_person_only(
    store, tools, imported, notice, word
) -> None:
    with SmtpScript(says={word: ["550 5.1.1 no amina@example.org", "250 welcome"]}) as script:
        drain(store=store, tools=by_server(tools, script))
        assert (state(store, notice), undone(store)) == (("refused", "550 5.1.1"), [])
        drain(store=store, tools=by_server(tools, script))
        assert state(store, notice) == ("refused", "550 5.1.1")
        with store.write() as tx:
            send_again(whole_cohort(tx, imported.id), notices=[notice])
        drain(store=store, tools=by_server(tools, script))
    assert state(store, notice) == ("sent", None)


@pytest.mark.parametrize(
    ("says", "answer"),
    [
        ({"RCPT": ["450 4.2.1 greylisted", "250 ok"]}, "450 4.2.1"),
        ({".": ["451 4.3.0 later", "250 ok"]}, "451 4.3.0"),
        ({"GREETING": [HANG_UP, "220 hello"]}, "disconnected"),
    ],
)
def test_what_cannot_be_taken_now_is_tried_again_after_a_pause(
    store, tools, notice, clock, says, answer
) -> None:
    with SmtpScript(says=says) as script:
        drain(store=store, tools=by_server(tools, script))
        assert (state(store, notice), undone(store)) == (
            ("approved", answer),
            [("waiting", 1, "MailDeferredError")],
        )
        clock.pass_time(seconds=10)
        drain(store=store, tools=by_server(tools, script))
    assert (state(store, notice), undone(store)) == (("sent", None), [])
    assert [read(content)["To"] for content in script.ended][-1] == "amina@example.org"


def test_a_connection_lost_in_the_middle_of_the_message_is_tried_again(store, tools, notice, clock) -> None:
    with SmtpScript(says={"BODY": [HANG_UP]}) as script:
        parted = replace(
            by_server(tools, script).mail,
            way=Patient(way=by_server(tools, script).mail.way, until=script.parted),
        )
        drain(store=store, tools=replace(tools, mail=parted))
        assert state(store, notice) == ("approved", "disconnected")
        script.says = {}
        clock.pass_time(seconds=10)
        drain(store=store, tools=by_server(tools, script))
    assert (state(store, notice), len(script.ended)) == (("sent", None), 1)


@pytest.mark.parametrize("said", [HANG_UP, SILENCE])
def test_a_connection_lost_after_the_last_dot_leaves_nobody_knowing_and_is_not_tried_again(
    store, tools, imported, notice, clock, said
) -> None:
    with SmtpScript(says={".": [said, "250 ok"]}) as script:
        drain(store=store, tools=by_server(tools, script))
        assert (state(store, notice), undone(store)) == (("unconfirmed", "disconnected"), [])
        clock.pass_time(days=3)
        drain(store=store, tools=by_server(tools, script))
        assert len(script.ended) == 1
        with store.write() as tx:
            send_again(whole_cohort(tx, imported.id), notices=[notice])
        drain(store=store, tools=by_server(tools, script))
    assert state(store, notice) == ("sent", None)
    assert [read(content)["Message-ID"] for content in script.ended] == 2 * [f"<{notice}@example.org>"]


def test_after_its_last_try_a_mail_says_that_it_was_given_up(store, tools, notice, clock) -> None:
    with SmtpScript(says={"GREETING": ["421 4.3.2 away"]}) as script:
        for pause in PAUSES:
            drain(store=store, tools=by_server(tools, script))
            assert state(store, notice) == ("approved", "421 4.3.2")
            clock.pass_time(seconds=pause.total_seconds())
        drain(store=store, tools=by_server(tools, script))
    assert state(store, notice) == ("refused", "421 4.3.2")
    assert undone(store) == [("parked", 1 + len(PAUSES), "MailDeferredError")]


def test_a_mail_that_was_given_up_is_sent_once_it_is_replayed_and_no_second_time(
    store, tools, notice, clock
) -> None:
    with store.write() as tx:
        (claim,) = tx.claims.take(*(owed.id for owed in tx.deliveries.owed() if owed.consumer == "mailer"))
    give_up(store=store, claim=replace(claim, tries=1 + len(PAUSES)), error="MailDeferredError")
    assert state(store, notice)[0] == "refused"
    with store.write() as tx:
        assert replay_delivery(tx, delivery=claim.delivery).endswith("it is on its way again.")
    with SmtpScript() as script:
        drain(store=store, tools=by_server(tools, script))
        assert (state(store, notice), len(script.ended)) == (("sent", None), 1)
        with store.write() as tx, pytest.raises(NotNowError):
            replay_delivery(tx, delivery=claim.delivery)


def test_a_mail_that_was_given_up_stays_so_where_a_later_one_took_its_place(store, notice, clock) -> None:
    with store.write() as tx:
        (claim,) = tx.claims.take(*(owed.id for owed in tx.deliveries.owed() if owed.consumer == "mailer"))
    give_up(store=store, claim=replace(claim, tries=1 + len(PAUSES)), error="MailDeferredError")
    with store.write() as tx:
        tx.notices.add([replace(tx.notices.notice(notice), id="later", release=2, state="waiting")])
        assert "nothing is sent" in replay_delivery(tx, delivery=claim.delivery)
    assert state(store, notice)[0] == "refused"


def test_a_mailer_with_another_feed_key_sends_nobody_a_link_that_opens_nothing(
    store, tools, notice, clock, tmp_path
) -> None:
    wrong = replace(by_folder(tools, tmp_path), feed_key=b"another key")
    drain(store=store, tools=wrong)
    assert state(store, notice) == ("approved", None)
    assert undone(store) == [("waiting", 1, "WrongFeedKeyError")]
    clock.pass_time(seconds=PAUSES[0].total_seconds())
    drain(store=store, tools=by_folder(tools, tmp_path))
    assert state(store, notice) == ("sent", "filed")


def test_what_was_withdrawn_meanwhile_is_not_sent(store, tools, imported, notice, clock) -> None:
    with SmtpScript(says={"GREETING": [HANG_UP, "220 hello"]}) as script:
        drain(store=store, tools=by_server(tools, script))
        with store.write() as tx:
            withdraw(whole_cohort(tx, imported.id), notices=[notice])
        clock.pass_time(seconds=10)
        drain(store=store, tools=by_server(tools, script))
    assert (state(store, notice)[0], undone(store), script.ended) == ("withdrawn", [], [])


def test_what_is_withdrawn_while_the_server_has_it_but_for_the_dot_is_not_sent(
    store, tools, imported, notice
) -> None:
    def withdraw_now() -> None:
        with store.write() as tx:
            withdraw(whole_cohort(tx, imported.id), notices=[notice])

    with SmtpScript() as script:
        mail = by_server(tools, script).mail
        way = Interrupted(way=mail.way, between=withdraw_now)
        drain(store=store, tools=replace(tools, mail=replace(mail, way=way)))
        assert script.parted.wait(10)
    assert (state(store, notice)[0], undone(store), script.ended) == ("withdrawn", [], [])


def test_somebody_who_has_left_gets_no_mail_of_before(
    store, tools, imported, people, notice, clock, tmp_path
) -> None:
    clock.pass_time(minutes=1)
    with store.write() as tx:
        import_people(whole_cohort(tx, imported.id), people=people[1:])
    drain(store=store, tools=by_folder(tools, tmp_path / "mail"))
    assert (undone(store), list((tmp_path / "mail").glob("*"))) == ([], [])


def test_an_address_that_is_none_is_refused_and_nothing_of_it_is_logged(
    store, tools, imported, people, tmp_path
) -> None:
    bad = ("amina@example.org\r\nBcc: eve@example.org", "amina", "amina@example.org, eve@example.org")
    for release, address in enumerate(bad, start=1):
        with store.write() as tx:
            import_people(
                whole_cohort(tx, imported.id), people=(replace(people[0], email=address), *people[1:])
            )
            tx.notices.add(
                [
                    Notice(
                        id=f"n{release}",
                        person="id-amina",
                        cohort=imported.id,
                        release=release,
                        round=1,
                        state="waiting",
                        subject="Hello\r\nBcc: eve@example.org",
                        body=BODY,
                        created_at=tx.now,
                    )
                ]
            )
            approve(whole_cohort(tx, imported.id), notices=[f"n{release}"])
        with structlog.testing.capture_logs() as logs:
            drain(store=store, tools=by_folder(tools, tmp_path / "mail"))
        assert state(store, f"n{release}") == ("refused", "5.1.3")
        assert "@" not in str(logs)
    assert list((tmp_path / "mail").glob("*")) == []


def test_no_line_of_a_subject_becomes_a_header(store, tools, imported, notice, tmp_path) -> None:
    with store.write() as tx:
        tx.notices.change([notice], only=("approved",), subject="Hello\r\nBcc: eve@example.org\x07\u2028!")
    drain(store=store, tools=by_folder(tools, tmp_path))
    mail = read((tmp_path / f"{notice}.eml").read_bytes())
    assert (mail["Subject"], mail["Bcc"]) == ("Hello Bcc: eve@example.org !", None)


def test_no_answer_of_a_server_and_no_address_is_logged(store, tools, notice, capsys) -> None:
    log_for_programs()
    with SmtpScript(says={"RCPT": ["450 amina@example.org is away"]}) as script:
        drain(store=store, tools=by_server(tools, script))
    said = capsys.readouterr().err
    assert "delivery.failed" in said
    assert "amina" not in said.replace(notice, "")


def test_a_process_without_a_way_for_mail_says_so_and_tries_again(store, tools, notice) -> None:
    drain(store=store, tools=tools)
    assert undone(store) == [("waiting", 1, "NoMailError")]


def test_a_process_that_is_told_to_stop_gives_the_mail_back_untried(store, tools, notice) -> None:
    with SmtpScript() as script:
        way = Interrupted(way=by_server(tools, script).mail.way, between=tools.stopping.set)
        stopping = replace(tools, mail=replace(by_server(tools, script).mail, way=way))
        (claim,) = take(store=store, deliveries=mailers(store))
        react(store=store, tools=stopping, claim=claim)
        assert script.parted.wait(10)
    assert (state(store, notice), undone(store), script.ended) == (
        ("approved", None),
        [("waiting", 0, None)],
        [],
    )


def test_whoever_lost_the_claim_before_the_last_step_does_not_take_it(store, tools, notice, clock) -> None:
    others: list[object] = []

    def another_takes_it() -> None:
        clock.pass_time(seconds=11)
        others.extend(take(store=store, deliveries=mailers(store)))

    with SmtpScript() as script:
        mail = by_server(tools, script).mail
        frozen = replace(tools, mail=replace(mail, way=Interrupted(way=mail.way, between=another_takes_it)))
        (claim,) = take(store=store, deliveries=mailers(store))
        react(store=store, tools=frozen, claim=claim)
        assert (state(store, notice), script.ended) == (("approved", None), [])
        react(store=store, tools=by_server(tools, script), claim=others[0])
    assert (state(store, notice), len(script.ended)) == (("sent", None), 1)


def test_a_mail_that_is_being_handed_over_for_another_approval_is_left_to_that(store, tools, notice) -> None:
    def another_begins() -> None:
        with store.write() as tx:
            tx.notices.change([notice], only=("approved",), state="submitting")

    with SmtpScript() as script:
        mail = by_server(tools, script).mail
        way = Interrupted(way=mail.way, between=another_begins)
        drain(store=store, tools=replace(tools, mail=replace(mail, way=way)))
        assert script.parted.wait(10)
    assert (state(store, notice)[0], undone(store), script.ended) == ("submitting", [], [])


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("way", ["server", "folder", "folder with a picker"])
def test_a_mailer_that_is_killed_never_makes_a_mail_go_twice(
    store, tools, notice, clock, tmp_path, way, step
) -> None:
    with SmtpScript() as script:
        ready = by_server(tools, script) if way == "server" else by_folder(tools, tmp_path / "mail")
        killed_at(step, store=store, tools=ready, clock=clock)
        taken = picked(tmp_path / "mail") if way == "folder with a picker" else []

        def worked_off() -> bool:  # a database may hold on to what the dead had locked for a moment yet
            clock.pass_time(seconds=11)
            drain(store=store, tools=ready)
            return not undone(store)

        wait_until(worked_off, seconds=10, what="another takes it up")
    if way != "server":
        assert (taken + picked(tmp_path / "mail"), state(store, notice)) == (
            [f"{notice}.eml"],
            ("sent", "filed"),
        )
        # Killed after the commit of its end, a try leaves its empty sign; else nothing is left.
        assert [path.name for path in (tmp_path / "mail").iterdir()] == (
            [f".{notice}"] if step == "after commit send_mail #1" else []
        )
        return
    place = STEPS.index(step)
    assert len(script.ended) == (0 if 1 <= place <= 2 else 1)
    assert state(store, notice) == (("unconfirmed", "no answer") if 1 <= place <= 4 else ("sent", None))


@pytest.mark.parametrize("way", ["server", "folder"])
def test_two_mailers_at_once_send_each_mail_once(store, tools, imported, tmp_path, way) -> None:
    keys = ("amina", "bilal", "carla", "dora")
    notices = add_notices(store, imported, keys)
    with SmtpScript() as script:
        ready = by_server(tools, script) if way == "server" else by_folder(tools, tmp_path / "mail")
        owed = mailers(store)
        with (
            Desk(consumer=MAILER, store=store, tools=ready) as one,
            Desk(consumer=MAILER, store=store, tools=ready) as other,
        ):
            threads = [threading.Thread(target=desk.accept, args=(owed,)) for desk in (one, other)]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
            wait_until(lambda: not undone(store), seconds=10, what="every mail is sent")
    left = ("sent", None if way == "server" else "filed")
    assert [state(store, notice) for notice in notices] == 4 * [left]
    if way == "server":
        assert Counter(read(content)["Message-ID"] for content in script.ended) == {
            f"<{notice}@example.org>": 1 for notice in notices
        }
    else:
        assert sorted(path.name for path in (tmp_path / "mail").iterdir()) == sorted(
            f"{n}.eml" for n in notices
        )


def mailers(store: Store) -> list[str]:
    """Return what is owed to the mailer."""
    with store.read() as tx:
        return [each.id for each in tx.deliveries.owed() if each.consumer == "mailer"]


def picked(folder: Path) -> list[str]:
    """Take away what is there for somebody else, as a program does that sends it on; return the files' names."""
    found = sorted(folder.glob("*.eml"))
    for path in found:
        path.unlink()
    return [path.name for path in found]


def killed_at(step: str, *, store: Store, tools: Tools, clock) -> None:
    """Work everything off in a process of its own, which kills itself at this step."""
    url = store.engine.url
    child = os.fork()
    if not child:
        try:
            store.engine.dispose(close=False)  # its connections are its parent's
            own = Store(
                open_engine(url.render_as_string(hide_password=False)),
                clock=clock,
                ids=RandomIds(),
                routes=routes(),
            )
            crash_points.arm(at=step)
            drain(store=own, tools=tools)
        finally:
            os._exit(1)
    _, status = os.waitpid(child, 0)
    assert os.waitstatus_to_exitcode(status) == -9


@dataclass(frozen=True, kw_only=True)
class Interrupted:
    """A way on which something happens before the last step."""

    way: Server
    between: Callable[[], None]
    repeatable: bool = False

    @contextmanager
    def handing_over(self, message: EmailMessage, *, name: str) -> Generator[Callable[[], None]]:
        with self.way.handing_over(message, name=name) as finish:
            self.between()
            yield finish


@dataclass(frozen=True, kw_only=True)
class Patient:
    """A way on which the last step waits for an event."""

    way: Server
    until: threading.Event
    repeatable: bool = False

    @contextmanager
    def handing_over(self, message: EmailMessage, *, name: str) -> Generator[Callable[[], None]]:
        with self.way.handing_over(message, name=name) as finish:

            def finish_later() -> None:
                assert self.until.wait(10)
                finish()

            yield finish_later
