"""The net for what is said to whoever reads along: it catches what must not be there, and nothing else."""

import urllib.request
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import pytest

from scheduler.tokens import feed_token, new_token, reply_tag, stop_token
from tests.flows.overhearing import OVERHEARD, Overheard, people
from tests.made_secrets import FEED_KEY
from tests.receiver import Posted, receiver

KEY = FEED_KEY.encode()


GIVING_AWAY = {
    "feed": f"/feeds/{feed_token(key=KEY, feed='feed', generation=1)}.ics",
    "sign-in": f"/sign-in/{new_token()}",
    "stop": f"/mails/{stop_token(key=KEY, person='person')}/stop",
    "reply": f"answers+{reply_tag(key=KEY, person='person', uid='uid')}",
    "webhook": "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
    "address": "halima.osman@example.org",
    "encoded": "halima.osman%40example.org",
    "international": "марія@приклад.укр",
    "join": "https://zoom.example.org/j/circle",
    "password": "smtp://somebody:secret@mail:587",
    "name": "Halima Osman, +1 202 555 0101",
    "escaped": r"\u062d\u0644\u064a\u0645\u0629 \u0639\u062b\u0645\u0627\u0646",
}


@pytest.mark.parametrize("said", GIVING_AWAY.values(), ids=GIVING_AWAY)
def test_a_line_of_a_log_that_gives_something_away_is_caught(tmp_path: Path, said: str) -> None:
    (tmp_path / "log").write_text(f'{{"event": "delivery.done", "said": "{said}"}}\n')
    net = Overheard()
    net.folder(tmp_path)
    assert len(net.empty()) == 1
    assert net.empty() == []
    (tmp_path / "log").unlink()


def test_what_lines_hold_rightly_is_not_caught() -> None:
    net = Overheard()
    net.log(
        '{"event": "request.answered", "route": "/feeds/<token>.ics", "trace": "0af7651916cd43dd8448eb211c80319c", '
        '"delivery": "426befca-51b0-4473-b5ff-24a8fe616f90", "at": "2026-10-01T12:00:00.123456Z"}\n'
        "Serving at http://127.0.0.1:8000; the database is postgresql+psycopg://127.0.0.1:1/none\n"
        "workers.hint_receiver.HintReceiver_of_everything_1\n",
        where="a log",
    )
    assert net.empty() == []


def test_everyone_of_the_examples_is_known_by_name_and_telephone() -> None:
    assert len(people()) >= 2 * 55
    assert {"حليمة عثمان", "+1 202 555 0101"} <= people()


@pytest.mark.parametrize(
    ("asked", "status", "where_to", "page", "caught"),
    [
        ("GET /", 404, "", "Nothing is under /feeds/{}.ics", 1),
        ("POST /", 303, "/sign-in/{}", "", 1),
        ("GET /metrics", 200, "", 'commonhour_http_requests_total{{route="/feeds/{}.ics"}} 1.0', 1),
        ("GET /me", 200, "", "Your calendar: /feeds/{}.ics", 0),
    ],
)
def test_error_pages_redirects_and_metrics_are_heard_and_other_pages_are_not(
    asked: str, status: int, where_to: str, page: str, caught: int
) -> None:
    net, token = Overheard(), new_token()
    net.answer(asked=asked, status=status, location=where_to.format(token), body=page.format(token).encode())
    assert len(net.empty()) == caught


def test_any_referer_is_caught() -> None:
    net = Overheard()
    net.headers({"Referer": "http://127.0.0.1/"}, where="a webhook")
    net.headers({"Accept": "text/html"}, where="a webhook")
    assert net.verdict() == "1 things are given away:\na webhook: Referer: http://127.0.0.1/"
    assert net.verdict() == ""


def test_what_a_test_is_answered_through_urllib_is_heard_and_still_there_to_be_read() -> None:
    page = f"Nothing is under {new_token()}".encode()

    def answer(_posted: Posted, handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(404)
        handler.send_header("Content-Length", str(len(page)))
        handler.end_headers()
        handler.wfile.write(page)

    with receiver(answer) as there, pytest.raises(urllib.error.HTTPError) as error:
        urllib.request.urlopen(there.url, timeout=5)
    with error.value:
        assert error.value.read() == page
    assert len(OVERHEARD.empty()) == 1
