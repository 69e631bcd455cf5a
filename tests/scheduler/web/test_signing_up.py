"""A sign-up form of our own: whoever has its link writes themselves in, and a coordinator decides."""

import re

import pytest

from scheduler.access import whole_cohort
from scheduler.domain.people import PersonId, Role
from tests.scheduler.web.plain_words import PSEUDO, plain_words

WAITING = "/cohorts/cedar/sign-ups"
NADIA = {
    "name": "Nadia  Haddad",
    "email": "Nadia@example.org",
    "role": "member",
    "time_zone": "Beirut",
    "languages": "Arabic, English",
    "topic": ["reading"],
    "workshop": ["stories"],
    "step": "60",
    "q": ["72", "76"],
}


@pytest.fixture
def link(world) -> str:
    """The path of the open form."""
    coordinator = world.browser("coordinator")
    assert coordinator.post(f"{WAITING}/form", {"do": "open"}).status_code == 303
    return re.search(r'value="[^"]*(/join/[^"]+)"', coordinator.get(WAITING).text)[1]


def send(world, link: str, **other: object):  # noqa: ANN201 - a TestResponse
    browser = world.browser("nobody")
    token = re.search(r'name="form_token" value="([\w-]{86})"', browser.get(link).text)[1]
    return browser.client.post(link, data={"form_token": token, **NADIA, **other})


def waiting(world) -> dict[str, str]:
    """Return who waits, by name, with what they are known by."""
    with world.store.read() as tx:
        return {each.cells["name"]: each.id for each in tx.sign_ups.of_cohort("cedar")}


def people(world):  # noqa: ANN201 - people by name
    with world.store.read() as tx:
        return {person.name: person for person in whole_cohort(tx, "cedar").people()}


def decide(world, do: str, *names: str):  # noqa: ANN201 - a TestResponse
    ids = waiting(world)
    return world.browser("coordinator").post(
        f"{WAITING}/decide", {"do": do, "sign_up": [ids[name] for name in names]}
    )


def test_who_signs_up_waits_and_is_in_once_a_coordinator_says_so(world, link) -> None:
    before = people(world)
    sent = send(world, link)
    assert (sent.status_code, sent.location) == (303, f"{link}/thanks")
    assert "Thank you" in world.browser("nobody").get(f"{link}/thanks").text
    assert people(world) == before
    page = world.browser("coordinator").get(WAITING).text
    assert "Nadia Haddad" in page
    assert "Beirut" in page
    assert "1 person waits to be brought in" in world.browser("coordinator").get("/cohorts/cedar").text
    assert decide(world, "in", "Nadia Haddad").status_code == 303
    nadia = people(world)["Nadia Haddad"]
    assert (nadia.role, nadia.time_zone, nadia.email) == (Role.MEMBER, "Asia/Beirut", "Nadia@example.org")
    assert (nadia.languages, nadia.interests, nadia.workshops) == (("ar", "en"), ("reading",), ("stories",))
    assert [(each.day, each.start, each.end) for each in nadia.availability] == [(0, 1080, 1200)]
    assert waiting(world) == {}
    assert {name: people(world)[name] for name in before} == before


def test_who_is_there_already_is_as_they_say_now(world, link) -> None:
    mariam = people(world)["Mariam"]
    send(world, link, name="Mariam", email=mariam.email.upper())
    assert "here already" in world.browser("coordinator").get(WAITING).text
    decide(world, "in", "Mariam")
    now = people(world)["Mariam"]
    assert (now.id, now.key, now.time_zone) == (mariam.id, mariam.key, "Asia/Beirut")
    assert mariam.time_zone != "Asia/Beirut"


def test_what_is_sent_again_takes_the_place_of_what_was(world, link) -> None:
    send(world, link)
    send(world, link, name="Nadia H.", email="nadia@EXAMPLE.org")
    assert list(waiting(world)) == ["Nadia H."]


def test_who_is_put_aside_leaves_nothing_behind(world, link) -> None:
    before = people(world)
    send(world, link)
    assert decide(world, "aside", "Nadia Haddad").status_code == 303
    assert (waiting(world), people(world)) == ({}, before)
    assert world.browser("coordinator").post(f"{WAITING}/decide", {"do": "in"}).status_code == 404


@pytest.mark.parametrize(
    ("wrong", "at", "says"),
    [
        ({"name": " "}, "f-name", "name"),
        ({"email": "nadia"}, "f-email", "nadia"),
        ({"time_zone": "Xyzzyq"}, "f-time_zone", "Xyzzyq"),
        ({"role": "staff"}, "f-role", "role"),
    ],
)
def test_what_is_wrong_is_said_at_its_field_and_what_was_written_stays(world, link, wrong, at, says) -> None:
    refused = send(world, link, **wrong)
    assert refused.status_code == 422
    assert f'href="#{at}"' in refused.text
    assert says in refused.text
    assert 'value="Arabic, English"' in refused.text
    assert re.search(r'value="72"[^>]* checked', refused.text)
    assert waiting(world) == {}


def test_a_place_that_could_be_several_is_asked_about(world, link) -> None:
    asked = send(world, link, time_zone="Georgia")
    assert asked.status_code == 422
    assert "Which one do you mean?" in asked.text
    assert '<option value="Asia/Tbilisi"' in asked.text
    assert send(world, link, time_zone="Georgia", zone="Asia/Tbilisi").status_code == 303
    decide(world, "in", "Nadia Haddad")
    assert people(world)["Nadia Haddad"].time_zone == "Asia/Tbilisi"


def test_a_coach_says_how_many_they_take(world, link) -> None:
    send(world, link, role="coach", least="1", most="3")
    decide(world, "in", "Nadia Haddad")
    capacity = people(world)["Nadia Haddad"].capacity
    assert (capacity.minimum, capacity.maximum) == (1, 3)


def test_a_closed_form_and_an_old_link_are_not_there(world, link) -> None:
    coordinator, nobody = world.browser("coordinator"), world.browser("nobody")
    coordinator.post(f"{WAITING}/form", {"do": "close"})
    assert nobody.get(link).status_code == 404
    coordinator.post(f"{WAITING}/form", {"do": "open"})
    assert nobody.get(link).status_code == 200
    coordinator.post(f"{WAITING}/form", {"do": "renew"})
    assert nobody.get(link).status_code == 404
    for forged in ("/join/cedar", "/join/cedar.x", "/join/birch" + link.removeprefix("/join/cedar")):
        assert nobody.get(forged).status_code == 404


def test_a_form_without_a_link_is_not_renewed(world) -> None:
    coordinator = world.browser("coordinator")
    assert coordinator.post(f"{WAITING}/form", {"do": "renew"}).status_code == 409
    assert coordinator.post(f"{WAITING}/form", {"do": "x"}).status_code == 404


def test_who_waits_in_too_great_a_number_is_told(world, link, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("scheduler.commands.signing_up.MOST_WAITING", 1)
    assert send(world, link).status_code == 303
    assert send(world, link).status_code == 303  # the same person again
    assert send(world, link, email="other@example.org").status_code == 409


def test_what_waits_goes_with_its_cohort(world, link) -> None:
    send(world, link)
    with world.store.write() as tx:
        tx.people._connection.exec_driver_sql("DELETE FROM cohort WHERE id = 'cedar'")
    assert waiting(world) == {}


def test_every_state_is_said_in_the_pages_language(world, link) -> None:
    send(world, link)
    browser = world.browser("coordinator")
    for path in (WAITING, link, f"{link}/thanks"):
        assert plain_words(browser.get(path, headers=PSEUDO).text) == [], path


def test_ids_of_who_comes_are_new_ones(world, link) -> None:
    send(world, link)
    decide(world, "in", "Nadia Haddad")
    assert people(world)["Nadia Haddad"].id != PersonId("nadia@example.org")
