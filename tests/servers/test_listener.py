"""The listener keeps what it is sent, and answers as it is told; asked by httpx."""

import ssl
import threading
import time
from collections.abc import Iterator

import httpx
import pytest

from tests.servers.certificates import Certificate
from tests.servers.listener import Answer, Listener


@pytest.fixture
def listener() -> Iterator[Listener]:
    with Listener() as listener:
        yield listener


@pytest.fixture
def client() -> Iterator[httpx.Client]:
    with httpx.Client(timeout=5, trust_env=False) as client:
        yield client


def test_what_is_sent_is_kept_and_answered_with_200(listener, client) -> None:
    answer = client.post(f"{listener.url}/hooks?of=amina", content=b"{}", headers={"Webhook-Id": "msg_1"})
    assert (answer.status_code, answer.content) == (200, b"")
    (request,) = listener.requests
    assert (request.method, request.path, request.body) == ("POST", "/hooks?of=amina", b"{}")
    assert request.headers["webhook-id"] == "msg_1"


def test_a_connection_may_be_used_again(listener, client) -> None:
    for number in range(3):
        client.put(listener.url, content=str(number))
    assert [request.body for request in listener.requests] == [b"0", b"1", b"2"]


def test_so_many_requests_are_answered_as_told_and_then_as_before(listener, client) -> None:
    listener.answer(Answer(status=410, body=b"gone"))
    listener.answer(Answer(status=503, headers={"Retry-After": "7"}), times=2)
    answers = [client.post(listener.url) for _ in range(4)]
    assert [answer.status_code for answer in answers] == [503, 503, 410, 410]
    assert (answers[0].headers["retry-after"], answers[3].text) == ("7", "gone")


def test_a_redirect_leads_where_it_says(listener, client) -> None:
    listener.answer(Answer(status=307, headers={"Location": f"{listener.url}/other"}), times=1)
    assert client.post(listener.url, content=b"same", follow_redirects=True).status_code == 200
    assert [(request.path, request.body) for request in listener.requests] == [
        ("/", b"same"),
        ("/other", b"same"),
    ]


def test_a_slow_answer_comes_late_or_too_late(listener, client) -> None:
    listener.answer(Answer(wait_seconds=0.2), times=1)
    began = time.monotonic()
    assert client.get(listener.url).status_code == 200
    assert time.monotonic() - began >= 0.2
    listener.answer(Answer(wait_seconds=60))
    with pytest.raises(httpx.ReadTimeout):
        client.get(listener.url, timeout=0.1)


def test_a_dripping_body_outlives_a_timeout_that_each_byte_starts_anew(listener, client) -> None:
    listener.answer(Answer(body=b"drips", drip_seconds=0.1))
    began = time.monotonic()
    assert client.get(listener.url, timeout=0.3).content == b"drips"
    assert time.monotonic() - began >= 0.5


def test_a_huge_body_does_not_end_before_its_size_or_the_client_leaves(listener, client) -> None:
    listener.answer(Answer(huge_bytes=3_000_001))
    assert client.get(listener.url).content == bytes(3_000_001)
    listener.answer(Answer(huge_bytes=10**12))
    with client.stream("GET", listener.url) as answer:
        assert len(next(answer.iter_raw(1000))) == 1000


def test_a_dropped_request_was_heard_and_has_no_answer(listener, client) -> None:
    listener.answer(Answer(drop=True), times=1)
    with pytest.raises((httpx.RemoteProtocolError, httpx.ReadError)):
        client.post(listener.url, content=b"heard")
    assert client.post(listener.url, content=b"answered").status_code == 200
    assert [request.body for request in listener.requests] == [b"heard", b"answered"]


def test_waiting_ends_with_the_request_or_with_what_is_missing(listener) -> None:
    later = threading.Thread(target=httpx.get, args=(listener.url,), kwargs={"trust_env": False})
    later.start()
    assert len(listener.wait_for(1)) == 1
    later.join()
    with pytest.raises(TimeoutError, match=r"1 of 2 requests came within 0\.01 s"):
        listener.wait_for(2, seconds=0.01)


def test_tls_is_believed_by_those_who_trust_the_authority(tmp_path) -> None:
    certificate = Certificate(tmp_path)
    with Listener(certificate=certificate) as listener:
        for host in ("127.0.0.1", "localhost"):
            url = f"https://{host}:{listener.port}"
            assert httpx.get(url, verify=certificate.client_context(), trust_env=False).status_code == 200
        with pytest.raises(httpx.ConnectError, match="CERTIFICATE_VERIFY_FAILED"):
            httpx.get(listener.url, verify=ssl.create_default_context(), trust_env=False)
        assert len(listener.requests) == 2


def read_and_forget(client: httpx.Client, url: str) -> None:
    with client.stream("GET", url) as answer:
        for _ in answer.iter_raw():
            pass


def test_closing_ends_every_answer_and_connection(client) -> None:
    answers = [Answer(wait_seconds=60), Answer(body=b"slow", drip_seconds=60), Answer(huge_bytes=10**12)]
    listener = Listener()
    for answer in answers:
        listener.answer(answer, times=1)

    def ask() -> None:
        with httpx.Client(timeout=30, trust_env=False) as own, pytest.raises(httpx.TransportError):
            read_and_forget(own, listener.url)

    asking = [threading.Thread(target=ask) for _ in answers]
    for thread in asking:
        thread.start()
    listener.wait_for(len(answers))
    client.get(listener.url)
    listener.close()
    for thread in asking:
        thread.join(5)
    assert not any(thread.is_alive() for thread in asking)
    with pytest.raises(httpx.TransportError):
        client.get(listener.url)
