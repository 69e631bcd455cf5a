"""The mail sink keeps what it takes in, and fails as it is told; asked by the standard library's client."""

import smtplib
import socket
import ssl
import threading
import time
from collections.abc import Iterator
from email.message import EmailMessage

import pytest

from tests.servers.certificates import Certificate
from tests.servers.mail_sink import MailSink, Received
from tests.servers.ports import LOOPBACK

SENDER, AMINA, BILAL = "commonhour@example.org", "amina@example.org", "bilal@example.org"


@pytest.fixture
def sink() -> Iterator[MailSink]:
    with MailSink() as sink:
        yield sink


@pytest.fixture
def certificate(tmp_path) -> Certificate:
    return Certificate(tmp_path)


def mail(number: int = 1) -> EmailMessage:
    message = EmailMessage()
    message["Message-ID"] = f"<{number}@example.org>"
    message["Subject"] = "Gathering"
    message.set_content("Tuesday\n.and a line that begins with a dot\n")
    return message


def send(
    sink: MailSink, *recipients: str, number: int = 1, timeout: float = 5
) -> dict[str, tuple[int, bytes]]:
    """Send a message, and return the recipients that were refused."""
    with smtplib.SMTP(LOOPBACK, sink.port, local_hostname="localhost", timeout=timeout) as client:
        return client.send_message(mail(number), SENDER, recipients or (AMINA,))


def test_what_is_taken_in_is_kept_with_its_envelope(sink) -> None:
    send(sink, AMINA, BILAL)
    content = mail().as_bytes().replace(b"\n", b"\r\n")
    assert sink.received == (Received(sender=SENDER, recipients=(AMINA, BILAL), content=content),)
    (received,) = sink.received
    assert received.message_id == "<1@example.org>"
    assert received.message.get_content() == "Tuesday\r\n.and a line that begins with a dot\r\n"


def test_doubles_are_counted_by_message_id(sink) -> None:
    for number in (1, 2, 2, 3, 2):
        send(sink, number=number)
    assert sink.doubles() == {"<2@example.org>": 3}


def test_waiting_ends_with_the_message_or_with_what_is_missing(sink) -> None:
    later = threading.Thread(target=send, args=(sink,))
    later.start()
    assert len(sink.wait_for(1)) == 1
    later.join()
    with pytest.raises(TimeoutError, match=r"1 of 2 messages came within 0\.01 s"):
        sink.wait_for(2, seconds=0.01)


@pytest.mark.parametrize(("code", "answer"), [(550, b"5.1.1 No such mailbox"), (450, b"4.2.1 Not now")])
def test_a_recipient_is_refused_and_the_others_are_not(sink, code, answer) -> None:
    sink.refuse(BILAL, code=code)
    assert send(sink, AMINA, BILAL) == {BILAL: (code, answer)}
    with pytest.raises(smtplib.SMTPRecipientsRefused):
        send(sink, BILAL)
    sink.behave()
    send(sink, BILAL)
    assert [message.recipients for message in sink.received] == [(AMINA,), (BILAL,)]


def test_an_unavailable_server_says_421_and_hangs_up_as_often_as_told(sink) -> None:
    sink.be_unavailable(times=2)
    for _ in range(2):
        with pytest.raises(smtplib.SMTPSenderRefused) as refused:
            send(sink)
        assert refused.value.smtp_code == 421
    send(sink)
    assert len(sink.received) == 1


def test_a_slow_server_takes_its_time_before_the_answer(sink) -> None:
    sink.be_slow(0.2, times=1)
    began = time.monotonic()
    send(sink)
    assert time.monotonic() - began >= 0.2
    assert len(sink.received) == 1


def test_whoever_does_not_wait_for_a_slow_server_has_sent_nothing(sink) -> None:
    sink.be_slow(60)
    with pytest.raises(smtplib.SMTPServerDisconnected, match="timed out"):
        send(sink, timeout=0.1)
    sink.behave()
    send(sink, number=2)
    assert [message.message_id for message in sink.received] == ["<2@example.org>"]


def test_a_connection_closed_in_the_middle_of_data_has_brought_nothing(sink) -> None:
    sink.close_in_data(times=1)
    with pytest.raises(smtplib.SMTPServerDisconnected):
        send(sink)
    assert sink.received == ()
    send(sink)
    assert len(sink.received) == 1


def test_a_connection_closed_before_the_250_leaves_the_sender_in_doubt_and_the_message_taken_in(sink) -> None:
    sink.close_after_data(times=1)
    with pytest.raises(smtplib.SMTPServerDisconnected):
        send(sink)
    assert len(sink.received) == 1
    send(sink)
    assert sink.doubles() == {"<1@example.org>": 2}


def test_starttls_and_a_login_are_required_where_they_are_set(certificate) -> None:
    with MailSink(certificate=certificate, login=("user", "p@ss/word")) as sink:
        assert sink.url == f"smtp://user:p%40ss%2Fword@127.0.0.1:{sink.port}"
        with pytest.raises(smtplib.SMTPSenderRefused, match="Must issue a STARTTLS"):
            send(sink)
        with smtplib.SMTP(LOOPBACK, sink.port, local_hostname="localhost", timeout=5) as client:
            client.starttls(context=certificate.client_context())
            with pytest.raises(smtplib.SMTPSenderRefused, match="Authentication required"):
                client.send_message(mail(), SENDER, (AMINA,))
            with pytest.raises(smtplib.SMTPAuthenticationError):
                client.login("user", "wrong")
            client.login("user", "p@ss/word")
            client.send_message(mail(), SENDER, (AMINA,))
        assert len(sink.received) == 1


def test_implicit_tls_is_believed_by_those_who_trust_the_authority(certificate) -> None:
    with MailSink(certificate=certificate, tls="implicit", login=("user", "word")) as sink:
        assert sink.url == f"smtps://user:word@127.0.0.1:{sink.port}"
        with pytest.raises(ssl.SSLCertVerificationError):
            smtplib.SMTP_SSL(LOOPBACK, sink.port, context=ssl.create_default_context(), timeout=5)
        with smtplib.SMTP_SSL(
            LOOPBACK,
            sink.port,
            local_hostname="localhost",
            context=certificate.client_context(),
            timeout=5,
        ) as client:
            client.login("user", "word")
            client.send_message(mail(), SENDER, (AMINA,))
        assert len(sink.received) == 1


def test_a_password_is_never_asked_for_without_tls() -> None:
    with pytest.raises(ValueError, match="a password needs TLS"):
        MailSink(login=("user", "word"))


def test_closing_hangs_up_on_whoever_is_connected_with_and_without_tls(certificate) -> None:
    for sink in (MailSink(), MailSink(certificate=certificate)):
        with socket.create_connection((LOOPBACK, sink.port), timeout=5) as idle:
            idle.recv(1000)
            sink.close()
            assert idle.recv(1000) == b""
