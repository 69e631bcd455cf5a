"""Sign-in is no way to find out who is here, nor to guess a code: what is tried too often is counted and ends."""

import re
from datetime import timedelta

import pytest

from scheduler.tokens import sign_in_code, sign_in_token
from tests.made_secrets import FEED_KEY
from tests.scheduler.web.conftest import without_tokens

MARIAM, NOBODY = "mariam@cedar.example.org", "nobody@example.org"
KEY = FEED_KEY.encode()


def ask(world, email: str = MARIAM, *, at: str = "127.0.0.1"):  # noqa: ANN201 - a Browser, whose class stands in the conftest
    """Ask in a new browser at this address, and return the browser."""
    browser = world.browser("nobody")
    browser.client.environ_base["REMOTE_ADDR"] = at
    browser.post("/sign-in", {"email": email})
    return browser


def asked(world) -> list[str]:
    """Return the ids of what was asked for, in order."""
    with world.store.engine.connect() as connection:
        rows = connection.exec_driver_sql("SELECT id FROM sign_in_request ORDER BY asked_at, rowid")
        return [row[0] for row in rows]


def right_code(world) -> str:
    return sign_in_code(key=KEY, request=asked(world)[-1])


def wrong_code(world) -> str:
    return f"{(int(right_code(world)) + 1) % 1_000_000:06}"


def guesses(world, *, rounds: int, at: str = "127.0.0.{}") -> int:
    """Ask again and again, each time in a new browser, and type wrong codes; return how many were looked at."""
    looked_at = 0
    for number in range(rounds):
        browser = ask(world, at=at.format(number))
        for _ in range(6):
            looked_at += browser.post("/sign-in/code", {"code": wrong_code(world)}).status_code == 422
    return looked_at


def test_from_one_place_one_address_has_five_mails_an_hour(world) -> None:
    for number in range(7):
        ask(world)
        assert len(asked(world)) == min(number + 1, 5)
    ask(world, at="127.0.0.2")
    assert len(asked(world)) == 6
    world.clock.at += timedelta(hours=1)
    ask(world)
    assert len(asked(world)) == 7


def test_one_address_has_twenty_mails_a_day_wherever_they_are_asked_for(world) -> None:
    for number in range(30):
        world.clock.at += timedelta(minutes=10)
        ask(world, at=f"127.0.0.{number}")
    assert len(asked(world)) == 20
    world.clock.at += timedelta(hours=19, minutes=10)  # a day after the first
    ask(world)
    assert len(asked(world)) == 21


def test_one_browser_has_five_mails_an_hour_and_one_place_sixty(world) -> None:
    browser = world.browser("nobody")
    for number in range(7):
        browser.post("/sign-in", {"email": f"someone{number}@example.org"})
    assert len(asked(world)) == 5
    for number in range(70):
        ask(world, f"another{number}@example.org")
    assert len(asked(world)) == 60
    ask(world, at="127.0.0.2")
    assert len(asked(world)) == 61


def test_whoever_guesses_has_ten_tries_a_day_at_an_address_whatever_browsers_and_places_they_use(
    world,
) -> None:
    assert guesses(world, rounds=12) == 10  # within an hour
    world.clock.at += timedelta(hours=23)
    assert guesses(world, rounds=4) == 0  # within a day
    world.clock.at += timedelta(hours=1)
    assert guesses(world, rounds=4) == 10  # each day: one chance in 100,000


def test_from_one_place_fifty_wrong_codes_a_day_are_looked_at(world) -> None:
    looked_at = 0
    for number in range(12):
        browser = ask(world, f"someone{number}@example.org")
        for _ in range(5):
            looked_at += browser.post("/sign-in/code", {"code": wrong_code(world)}).status_code == 422
    assert looked_at == 50


def test_who_is_guessed_at_still_comes_in_by_the_link_in_their_mail(world) -> None:
    guesses(world, rounds=3)
    browser = ask(world, at="127.0.0.99")
    locked = browser.post("/sign-in/code", {"code": right_code(world)})
    assert (locked.status_code, "Open the link in the mail" in locked.text) == (409, True)
    link = f"/sign-in/mail/{sign_in_token(key=KEY, request=asked(world)[-1])}"
    assert browser.post(link).location == "/"


def test_what_is_counted_names_nobody(world) -> None:
    guesses(world, rounds=1)
    with world.store.engine.connect() as connection:
        kept = [row[0] for row in connection.exec_driver_sql("SELECT counted_under FROM attempt")]
    assert len(kept) == 4 + 5 * 2  # a mail under four, each wrong code under two
    assert all(re.fullmatch("[0-9a-f]{64}", each) for each in kept)


def answers(world, email: str) -> list[tuple[int, list[tuple[str, str]], str]]:
    """Return all that somebody is told who asks with an address and guesses, without what is another each time."""
    browser, told = world.browser("nobody"), []
    browser.get("/")
    for path, form in (
        ("/sign-in", {"email": email}),
        *[("/sign-in/code", {"code": "no code"})] * 6,
        *[("/sign-in", {"email": email})] * 7,
        ("/sign-in/code", {"code": "no code"}),
    ):
        answer = browser.post(path, form)
        headers = [(name, value) for name, value in answer.headers if name != "X-Request-Id"]
        told.append((answer.status_code, headers, without_tokens(answer.text)))
    return told


def test_an_address_that_somebody_has_and_one_that_nobody_has_are_answered_in_the_same_bytes(
    make_world,
) -> None:
    assert answers(make_world(), MARIAM) == answers(make_world(), NOBODY)


@pytest.mark.parametrize(
    ("proxies", "base_url", "sent", "counted"),
    [
        (0, "http://localhost", [None, "198.51.100.1", "198.51.100.2"], 5),  # what anybody may write
        (1, "https://localhost", ["198.51.100.1", "9.9.9.9, 198.51.100.1", "8.8.8.8, 198.51.100.1"], 5),
        (1, "https://localhost", ["198.51.100.1", "198.51.100.2", "198.51.100.3"], 7),
        (2, "https://localhost", ["198.51.100.1, 10.0.0.1", "9.9.9.9, 198.51.100.1, 10.0.0.2"], 5),
        (1, "https://localhost", ["2001:db8::1", "2001:db8::2", "::ffff:198.51.100.1"], 7),
        (1, "https://localhost", ["2001:db8::1", "2001:db8::2", "2001:db8:0:0:ffff::"], 5),
    ],
)
def test_of_what_proxies_say_as_many_are_believed_as_stand_in_front(
    make_world, proxies, base_url, sent, counted
) -> None:
    """Seven times in turn, in other browsers: five are heard from one place, and all from several."""
    world = make_world(proxies=proxies, base_url=base_url)
    for number in range(7):
        client = world.app.test_client()
        said = sent[number % len(sent)]
        headers = {} if said is None else {"X-Forwarded-For": said}
        page = client.get("/", base_url=base_url)
        token = re.search(r'name="form_token" value="([\w-]{86})"', page.text)[1]
        form = {"form_token": token, "email": MARIAM}
        assert client.post("/sign-in", data=form, headers=headers, base_url=base_url).status_code == 303
    assert len(asked(world)) == counted


def test_behind_a_proxy_of_which_no_setting_speaks_nobody_is_counted_by_where_they_are(make_world) -> None:
    world = make_world(base_url="https://localhost")
    for number in range(70):
        client = world.app.test_client()
        page = client.get("/", base_url="https://localhost")
        token = re.search(r'name="form_token" value="([\w-]{86})"', page.text)[1]
        form = {"form_token": token, "email": f"someone{number}@example.org"}
        client.post("/sign-in", data=form, base_url="https://localhost")
    assert len(asked(world)) == 70
