"""Words that no page of ours sends, to every route and by everyone: refused or kept, and never a crash.

On PostgreSQL, which takes less than SQLite does. A form and an address remember under which names a view looks for
something, so that no name is left out.
"""

import json
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, replace
from urllib.parse import quote, urlencode

import pytest
from werkzeug.datastructures import ImmutableMultiDict

from scheduler.clock import FixedClock
from scheduler.ids import RandomIds
from scheduler.store.engine import open_engine
from scheduler.store.schema import migrate
from scheduler.store.unit_of_work import Store
from scheduler.web.app import create_app
from tests.scheduler.web.conftest import NOW, ROLES, MovingClock, Objects, World, set_up, settings_of
from tests.scheduler.web.test_access_matrix import TABLE, _form, _path
from tests.servers.borrowed import LENDER
from tests.servers.postgres import create_database, drop_database

NUL = "a\0b"
MANY = (
    "=cmd|'/C calc'!A0\r\nBcc: all@example.org\u202e\u2066\u2028\u2029{0}{x}%s{{ 7 * 7 }}<script>' OR 1=1; --"
)
WORDS = (
    NUL,
    MANY,
    "\ud800",
    "\U0010ffff\ufffe",
    "9" * 400,
    "-1",
    "2026-02-31T99:99:99+99:99",
    "long " * 15_000,
)
FORM = "application/x-www-form-urlencoded"
POSTS = [route for method, route in TABLE if method == "POST"]
GETS = [route for method, route in TABLE if method == "GET"]

ASKED: set[str] = set()


class Listening(ImmutableMultiDict[str, str]):
    """What was sent, remembering the names under which somebody looks for something."""

    def get(self, key: str, *rest: object, **named: object) -> object:
        ASKED.add(key)
        return super().get(key, *rest, **named)

    def getlist(self, key: str, *rest: object, **named: object) -> object:
        ASKED.add(key)
        return super().getlist(key, *rest, **named)

    def __contains__(self, key) -> bool:
        ASKED.add(key)
        return super().__contains__(key)


@dataclass(frozen=True, kw_only=True)
class Template:
    """A database with both cohorts in it, which others are copied from."""

    name: str
    cedar: Objects
    birch: Objects
    sessions: dict[str, str]


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Template]:
    name = f"commonhour_{uuid.uuid4().hex}"
    url = create_database(LENDER.postgres(), name)
    store = Store(open_engine(url), clock=FixedClock(at=NOW), ids=RandomIds(), routes={})
    migrate(store.engine)
    settings = settings_of(tmp_path_factory.mktemp("settings") / "none")
    cedar, sessions = set_up(store, settings, "cedar")
    birch, others = set_up(store, settings, "birch")
    store.engine.dispose()
    yield Template(name=name, cedar=cedar, birch=birch, sessions=sessions | {"other": others["coordinator"]})
    drop_database(LENDER.postgres(), name)


@pytest.fixture
def there(template: Template, tmp_path) -> Iterator[World]:
    """A world on a PostgreSQL database of its own."""
    name = f"commonhour_{uuid.uuid4().hex}"
    url = create_database(LENDER.postgres(), name, template=template.name)
    clock = MovingClock()
    store = Store(open_engine(url), clock=clock, ids=RandomIds(), routes={})
    settings = replace(settings_of(tmp_path / "none"), database_url=url)
    app = create_app(store=store, settings=settings)
    app.testing = True  # so that a crash fails the test
    app.request_class = type("Listening", (app.request_class,), {"parameter_storage_class": Listening})
    yield World(
        app=app,
        store=store,
        settings=settings,
        clock=clock,
        cedar=template.cedar,
        birch=template.birch,
        sessions=template.sessions,
    )
    store.engine.dispose()
    drop_database(LENDER.postgres(), name)


def let_in(method: str, route: str) -> list[str]:
    """Who gets anywhere by a route, and one who does not."""
    answers = zip(ROLES, TABLE[method, route], strict=True)
    return list(dict.fromkeys(["nobody", *(role for role, status in answers if status != 404)]))


def hostile_forms(good: dict[str, object], names: set[str]) -> Iterator[dict[str, object]]:
    """Each word in every field at once, and two of them in each field of a form that is otherwise good."""
    for word in WORDS:
        yield dict.fromkeys(names, word)
    for name in sorted(names):
        for word in (NUL, MANY):
            yield {**good, name: word}


@pytest.mark.parametrize("route", POSTS)
def test_no_word_in_any_field_of_a_form_is_a_crash(there, route) -> None:
    path = _path(there, route, cohort=there.cedar, inside=there.cedar)
    for role in let_in("POST", route):
        browser = there.browser(role)
        token = browser.token()
        ASKED.clear()
        browser.post(path, _form(there, route, path))
        good = {name: value for name, value in _form(there, route, path).items() if isinstance(value, str)}
        for form in hostile_forms(good, {*ASKED, *good} - {"form_token"}):
            body = urlencode({**form, "form_token": token}, errors="surrogatepass")
            answer = browser.client.post(path, data=body, content_type=FORM)
            assert answer.status_code in {200, 201, 202, 303, 400, 404, 409, 413, 415, 422}
            if role == "coordinator" and NUL in form.values():
                assert answer.status_code == 422
                assert "What was sent holds a sign that no text has." in answer.text


@pytest.mark.parametrize("route", GETS)
def test_no_word_in_an_address_is_a_crash(there, route) -> None:
    path = _path(there, route, cohort=there.cedar, inside=there.cedar)
    for role in let_in("GET", route):
        browser = there.browser(role)
        ASKED.clear()
        browser.get(path).close()
        for word in WORDS[:-1]:
            for name in sorted(ASKED):
                answer = browser.get(f"{path}?{urlencode({name: word}, errors='surrogatepass')}")
                answer.close()
                assert answer.status_code in {200, 303, 404, 409, 422}
                assert answer.status_code == 404 or word != NUL


@pytest.mark.parametrize("route", [route for _, route in TABLE if "<" in route])
def test_no_word_in_place_of_an_id_is_a_crash(there, route) -> None:
    browser = there.browser("coordinator")
    parts = [part for part in route.split("/") if "<" in part]
    for word in (NUL, MANY, "\ud800"):
        for part in parts:
            odd = route.replace(part, quote(word, safe="", errors="surrogatepass"))
            path = _path(there, odd, cohort=there.cedar, inside=there.cedar)
            answers = browser.get(path), browser.client.post(path, data={"form_token": browser.token()})
            for answer in answers:
                answer.close()
                assert answer.status_code in {200, 303, 308, 400, 404, 405, 409, 415, 422}


@pytest.mark.parametrize(
    "name", ["Cookie", "Accept-Language", "Authorization", "If-None-Match", "Traceparent"]
)
@pytest.mark.parametrize("value", ["a\0b", "\xff\xfe", '"\\000"', "=;,q=9e999", "-" * 10_000])
def test_no_header_is_a_crash(there, name, value) -> None:
    token = there.cedar.feed_token
    for path in ("/", f"/cohorts/{there.cedar.cohort}", f"/feeds/{token}.ics"):
        sent = f"commonhour-session={value}" if name == "Cookie" else value
        answer = there.app.test_client(use_cookies=False).get(path, headers={name: sent})
        assert answer.status_code in {200, 404}


@pytest.mark.parametrize("filename", ["a\0b.csv", "../../\u202e\u2028=x.csv", "long" * 5_000])
def test_no_name_of_a_file_is_a_crash(there, filename) -> None:
    for end in ("imports", "set-up/cohort.toml"):
        browser = there.browser("coordinator")
        head = f'--cut\r\nContent-Disposition: form-data; name="form_token"\r\n\r\n{browser.token()}\r\n--cut\r\n'
        file = f'Content-Disposition: form-data; name="file"; filename="{filename}"\r\n\r\nname,email\nA,a@example.org'
        answer = browser.client.post(
            f"/cohorts/{there.cedar.cohort}/{end}",
            data=f"{head}{file}\r\n--cut--\r\n".encode(),
            content_type="multipart/form-data; boundary=cut",
        )
        assert answer.status_code in {303, 422}
        assert answer.status_code == 422 or "\0" not in filename


@pytest.mark.parametrize(
    "document",
    [json.dumps({"a": ["\0"]}), json.dumps({"\0": 1}), '"\\ud800"', "[" * 100_000],
)
def test_json_that_holds_no_text_is_refused(there, document) -> None:
    answer = there.browser("nobody").client.post("/sign-in", data=document, content_type="application/json")
    assert answer.status_code == 422
