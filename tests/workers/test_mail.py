"""How mail leaves: what each answer of a mail server means, and files that are whole or not there."""

import os
import resource
import signal
import ssl
import sys
from contextlib import suppress
from dataclasses import dataclass, field, replace
from email import message_from_bytes, policy
from email.headerregistry import Address
from email.message import EmailMessage
from pathlib import Path
from types import FrameType

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

from scheduler.errors import RefusedError
from tests.servers.certificates import Certificate
from tests.servers.ports import LOOPBACK, ReservedPort
from tests.workers.smtp_script import HANG_UP, SILENCE, SmtpScript
from workers import mail_folder
from workers.handing_over import (
    SEVEN_BIT,
    MailDeferredError,
    MailError,
    MailRefusedError,
    MailUnansweredError,
)
from workers.mail import Mail, open_mail
from workers.mail_folder import Folder
from workers.smtp import Server

TRUST = ssl.create_default_context()


@pytest.fixture
def message() -> EmailMessage:
    letter = EmailMessage(policy=SEVEN_BIT)
    letter["From"] = "commonhour@example.org"
    letter["To"] = "amina@example.org"
    letter["Subject"] = "Ваші зустрічі"
    letter.set_content("Hello\n.\n..and a line that begins with dots\n\nÐone\n")
    return letter


def send(script: SmtpScript, message: EmailMessage, **more: object) -> None:
    server = Server(host=LOOPBACK, port=script.port, trust=TRUST, preparing_seconds=1, answer_seconds=0.3)
    with replace(server, **more).handing_over(message, name="n") as finish:
        finish()


def test_a_message_arrives_as_it_was_written_dots_and_all(message) -> None:
    with SmtpScript() as script:
        send(script, message)
    arrived = message_from_bytes(script.ended[0], _class=EmailMessage, policy=policy.default)
    assert (
        arrived.get_content().replace("\r\n", "\n")
        == "Hello\n.\n..and a line that begins with dots\n\nÐone\n"
    )
    assert arrived["Subject"] == "Ваші зустрічі"
    assert script.ended[0].isascii()
    assert script.heard[1:] == [
        "MAIL FROM:<commonhour@example.org>",
        "RCPT TO:<amina@example.org>",
        "DATA",
        "QUIT",
    ]


def test_left_before_the_last_step_a_server_has_taken_nothing(message) -> None:
    with SmtpScript() as script:
        server = Server(host=LOOPBACK, port=script.port, trust=TRUST)
        with server.handing_over(message, name="n"):
            pass
        send(script, message)
    assert len(script.ended) == 1


@pytest.mark.parametrize(
    ("says", "error", "answer"),
    [
        ({"GREETING": ["554 no mail here"]}, MailDeferredError, "554"),
        ({"GREETING": [HANG_UP]}, MailDeferredError, "disconnected"),
        ({"GREETING": [SILENCE]}, MailDeferredError, "disconnected"),
        ({"EHLO": ["500 what"], "HELO": ["421 later"]}, MailDeferredError, "421"),
        ({"MAIL": ["451 4.3.0 amina@example.org must wait"]}, MailDeferredError, "451 4.3.0"),
        ({"MAIL": [HANG_UP]}, MailDeferredError, "disconnected"),
        ({"RCPT": ["450 4.2.1 greylisted"]}, MailDeferredError, "450 4.2.1"),
        ({"RCPT": ["550 5.1.1 no amina@example.org here"]}, MailRefusedError, "550 5.1.1"),
        ({"RCPT": ["553-no\r\n553 such"]}, MailRefusedError, "553"),
        ({"DATA": ["452 4.3.1 full"]}, MailDeferredError, "452 4.3.1"),
        ({"DATA": ["nonsense"]}, MailDeferredError, "-1"),
        ({".": ["451 4.3.0 later"]}, MailDeferredError, "451 4.3.0"),
        ({".": ["554 5.7.1 spam"]}, MailRefusedError, "554 5.7.1"),
        ({".": [HANG_UP]}, MailUnansweredError, "disconnected"),
        ({".": [SILENCE]}, MailUnansweredError, "disconnected"),
        ({".": ["nonsense"]}, MailUnansweredError, "an answer that says nothing"),
    ],
)
def test_each_answer_means_one_of_three_things_and_is_told_by_its_codes(message, says, error, answer) -> None:
    with SmtpScript(says=says) as script, pytest.raises(MailError) as raised:
        send(script, message)
    assert type(raised.value) is error
    assert str(raised.value) == answer


def test_a_server_that_is_not_there_or_speaks_no_tls_is_tried_again(message) -> None:
    with SmtpScript() as script, pytest.raises(MailDeferredError):
        send(script, message, implicit_tls=True)
    with pytest.raises(MailDeferredError, match=r"^ECONNREFUSED$"):
        send(script, message)


def test_a_password_is_not_said_aloud(message) -> None:
    elsewhere = "127.0.0.2"
    with (
        SmtpScript(host=elsewhere) as script,
        pytest.raises(MailDeferredError, match=r"^no TLS for the password$"),
    ):
        send(script, message, host=elsewhere, login=("robot", "secret"))
    assert not any("AUTH" in command for command in script.heard)


def test_a_server_that_hung_up_before_the_last_step_has_certainly_taken_nothing(message) -> None:
    with SmtpScript(says={"BODY": [HANG_UP]}) as script:
        server = Server(host=LOOPBACK, port=script.port, trust=TRUST)
        with server.handing_over(message, name="n") as finish:
            assert script.parted.wait(10)
            with pytest.raises(MailDeferredError, match=r"^disconnected$"):
                finish()


def test_a_server_that_says_nothing_is_left_after_its_time(message) -> None:
    says = {"MAIL": [SILENCE]}
    with SmtpScript(says=says) as script, pytest.raises(MailDeferredError):
        send(script, message, preparing_seconds=0.2)


def test_a_file_appears_whole_with_the_last_step_and_only_once(message, tmp_path: Path) -> None:
    folder = Folder(path=tmp_path / "deep" / "mail")
    with folder.handing_over(message, name="n") as finish:
        assert not list(folder.path.glob("*.eml"))
        finish()
    first = (folder.path / "n.eml").read_bytes()
    with folder.handing_over(message, name="n") as finish:
        finish()
    assert [path.name for path in folder.path.iterdir()] == ["n.eml"]
    assert (folder.path / "n.eml").read_bytes() == first
    assert [path.stat().st_mode & 0o777 for path in (folder.path, folder.path / "n.eml")] == [0o700, 0o600]


def test_of_two_tries_at_once_the_second_finds_it_done(message, tmp_path: Path) -> None:
    folder = Folder(path=tmp_path)
    with folder.handing_over(message, name="n") as slow, folder.handing_over(message, name="n") as quick:
        quick()
        assert picked(tmp_path) == ["n.eml"]
        slow()
    assert list(tmp_path.iterdir()) == []


def test_of_two_tries_at_once_one_that_comes_after_the_others_end_writes_nothing(
    message, tmp_path: Path
) -> None:
    folder = Folder(path=tmp_path)
    with folder.handing_over(message, name="n") as slow:
        with folder.handing_over(message, name="n") as quick:
            quick()
        assert picked(tmp_path) == ["n.eml"]
        with pytest.raises(MailDeferredError, match=r"^ENOENT$"):  # tried again, it finds the notice sent
            slow()
    assert list(tmp_path.iterdir()) == []


def test_what_fails_after_the_last_step_is_not_written_again_by_the_next_try(message, tmp_path: Path) -> None:
    folder = Folder(path=tmp_path)
    with suppress(RefusedError), folder.handing_over(message, name="n") as finish:
        finish()
        raise RefusedError  # as where the database is away
    assert picked(tmp_path) == ["n.eml"]
    with folder.handing_over(message, name="n") as finish:
        finish()
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("error", [None, RefusedError])
def test_what_was_left_before_its_last_step_leaves_nothing_and_goes_later_as_it_is_then(
    message, tmp_path: Path, error: type[RefusedError] | None
) -> None:
    folder = Folder(path=tmp_path)
    with suppress(RefusedError), folder.handing_over(message, name="n"):
        if error is not None:
            raise error
    assert list(tmp_path.iterdir()) == []
    message.replace_header("Subject", "Another day")
    with folder.handing_over(message, name="n") as finish:
        finish()
    assert b"Subject: Another day" in (tmp_path / "n.eml").read_bytes()


def test_a_try_that_was_killed_before_its_last_step_leaves_nothing_outdated_to_the_next(
    message, tmp_path: Path
) -> None:
    folder = Folder(path=tmp_path)
    message.replace_header("Subject", "Outdated")
    assert not handed_over_until(1_000_000, folder, message, ended=tmp_path / "ended", last_step=False)
    assert [path.name for path in tmp_path.iterdir()] == [".n"]
    message.replace_header("Subject", "Another day")
    with folder.handing_over(message, name="n") as finish:
        finish()
    assert b"Subject: Another day" in (tmp_path / "n.eml").read_bytes()
    assert [path.name for path in tmp_path.iterdir()] == ["n.eml"]


def test_killed_at_any_line_a_mail_is_there_once_for_whoever_takes_it_away_at_once(
    message, tmp_path: Path
) -> None:
    alive, taken = False, []
    while not alive:
        folder = Folder(path=tmp_path / f"{len(taken)}")
        ended = tmp_path / f"{len(taken)}.ended"  # what the database knows
        alive = handed_over_until(len(taken) + 1, folder, message, ended=ended)
        taken.append(picked(folder.path))
        if not ended.exists():
            with folder.handing_over(message, name="n") as finish:
                finish()
            taken[-1] += picked(folder.path)
    assert len(taken) > 20
    assert taken == len(taken) * [["n.eml"]]


def handed_over_until(
    line: int, folder: Folder, message: EmailMessage, *, ended: Path, last_step: bool = True
) -> bool:
    """Hand over in a process of its own, which is killed at this line that it comes to; say whether it came to none.

    `ended` is made where the database would know of the end. Without `last_step` it is killed before that.
    """
    child = os.fork()
    if not child:
        left = line

        def trace(frame: FrameType, event: str, _: object) -> object:
            nonlocal left
            if frame.f_code.co_filename != mail_folder.__file__:
                return None
            if event == "line":
                left -= 1
                if not left:
                    os.kill(os.getpid(), signal.SIGKILL)
            return trace

        try:
            sys.settrace(trace)
            with folder.handing_over(message, name="n") as finish:
                if not last_step:
                    os.kill(os.getpid(), signal.SIGKILL)
                finish()
                ended.touch()
            os._exit(0)
        finally:
            os._exit(1)
    _, status = os.waitpid(child, 0)
    code = os.waitstatus_to_exitcode(status)
    assert code in {0, -signal.SIGKILL}
    return code == 0


def picked(folder: Path) -> list[str]:
    """Take away what is there for somebody else, as a program does that sends it on."""
    found = sorted(folder.glob("*.eml"))
    for path in found:
        path.unlink()
    return [path.name for path in found]


def test_a_folder_that_cannot_be_written_is_tried_again(message, tmp_path: Path) -> None:
    (tmp_path / "mail").touch()
    for folder, answer in ((tmp_path / "mail", "EEXIST"), (Path("/proc/mail"), "ENOENT")):
        with (
            pytest.raises(MailDeferredError, match=f"^{answer}$"),
            Folder(path=folder).handing_over(message, name="n"),
        ):
            pass


def set_up(smtp_url: str, sender: str = "commonhour@example.org") -> Mail:
    return open_mail(smtp_url=smtp_url, sender=sender, folder=Path("mail"), base_url="https://example.org")


@pytest.mark.parametrize(
    ("url", "server"),
    [
        ("smtp://mail.example.org", Server(host="mail.example.org", port=587, trust=TRUST)),
        (
            "smtps://mail.example.org",
            Server(host="mail.example.org", port=465, implicit_tls=True, trust=TRUST),
        ),
        (
            "smtp://robot%40example.org:a%2Fb@mail.example.org:25",
            Server(host="mail.example.org", port=25, login=("robot@example.org", "a/b"), trust=TRUST),
        ),
    ],
)
def test_an_address_says_where_mail_goes_and_how(url, server) -> None:
    assert replace(set_up(url).way, trust=TRUST) == server
    assert "a/b" not in repr(server)


def test_without_an_address_mail_goes_into_the_folder() -> None:
    assert set_up("", "Common Hour <commonhour@example.org>") == Mail(
        way=Folder(path=Path("mail")),
        sender=Address("Common Hour", "commonhour", "example.org"),
        base_url="https://example.org",
    )


@pytest.mark.parametrize(
    "url", ["mail.example.org", "http://mail", "smtp://", "smtp://x:pass@h:port", "smtp://ü@h"]
)
def test_what_is_no_address_of_a_server_is_refused_without_its_password(url) -> None:
    with pytest.raises(RefusedError, match="COMMONHOUR_SMTP_URL") as raised:
        set_up(url)
    assert "pass@h" not in str(raised.value)


@pytest.mark.parametrize("sender", ["nobody", "", "a@b.org, c@d.org", "a@b.org\nBcc: c@d.org", "ü@b.org"])
def test_what_is_no_sender_is_refused(sender) -> None:
    with pytest.raises(RefusedError, match="COMMONHOUR_MAIL_FROM"):
        set_up("", sender)


@dataclass
class Inbox:
    """What a real server took in, and whether it came over TLS."""

    taken: list[tuple[str, bool]] = field(default_factory=list)

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802 - aiosmtpd's name
        self.taken.append(
            (
                envelope.rcpt_tos[0],
                session.ssl is not None or server.transport.get_extra_info("ssl_object") is not None,
            )
        )
        return "250 2.0.0 taken"


def only_robot(_server, _session, _envelope, _mechanism, said: LoginPassword) -> AuthResult:
    return AuthResult(success=said == LoginPassword(login=b"robot", password=b"s/ecret"), handled=False)


@pytest.mark.filterwarnings("ignore:Requiring AUTH")  # aiosmtpd knows of STARTTLS alone
@pytest.mark.parametrize("implicit", [False, True])
def test_a_real_server_is_spoken_to_over_tls_and_logged_in_to(message, tmp_path: Path, implicit) -> None:
    certificate, inbox = Certificate(tmp_path), Inbox()
    tls = (
        {"ssl_context": certificate.server_context()}
        if implicit
        else {"tls_context": certificate.server_context(), "require_starttls": True}
    )
    controller = Controller(
        inbox,
        hostname=LOOPBACK,
        port=free_port(),
        authenticator=only_robot,
        auth_required=True,
        auth_require_tls=not implicit,
        **tls,
    )
    controller.start()
    try:
        server = Server(
            host=LOOPBACK,
            port=controller.port,
            implicit_tls=implicit,
            login=("robot", "s/ecret"),
            trust=certificate.client_context(),
        )
        with server.handing_over(message, name="n") as finish:
            finish()
        for wrong, answer in (
            (replace(server, login=("robot", "guess")), "535 5.7.8"),
            (replace(server, trust=TRUST), "SSLCertVerificationError"),
            (replace(server, login=None), "530 5.7.0"),
        ):
            with pytest.raises(MailError, match=f"^{answer}$"), wrong.handing_over(message, name="n"):
                pass
    finally:
        controller.stop()
    assert inbox.taken == [("amina@example.org", True)]


def test_a_full_disk_leaves_nothing_behind_and_is_tried_again(message, tmp_path: Path) -> None:
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    ignored = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (10, before[1]))
    try:
        with (
            pytest.raises(MailDeferredError, match=r"^EFBIG$"),
            Folder(path=tmp_path).handing_over(message, name="n"),
        ):
            pass
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
        signal.signal(signal.SIGXFSZ, ignored)
    assert list(tmp_path.iterdir()) == []


def free_port() -> int:
    port = ReservedPort()
    port.release()
    return port.number
