"""A real client keeps up: vdirsyncer holds exactly what is due after each of the changes that a term brings.

What is due is written out beside each change, line by line; what is not named there is the same bytes as before.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.circle import circle
from tests.flows.conftest import Service
from tests.flows.organizer import Organizer, feed_on, organizing
from tests.flows.subscriber import Item, Items, Subscriber, starts

HEAD = "name,email,role,time_zone,interests,availability,locale\n"
DAYS = "Mon 08:00-21:00; Tue 08:00-21:00"
MARIA = f"Maria,maria@example.org,member,Europe/Kyiv,reading,{DAYS}; Wed 08:00-20:00,\n"
OTHERS = f"""Dalia,dalia@example.org,member,Asia/Beirut,reading,{DAYS}; Wed 08:00-20:00,
Ruth,ruth@example.org,coach,America/New_York,reading,,
"""
LATER = MARIA.replace("08:00-20:00", "19:00-21:00")
SAMIRA = "Samira,samira@example.org,member,Asia/Kabul,reading,Wed 21:30-23:00,\n"
TWO_SECTIONS = circle("Autumn circle").replace("[1, 6]", "[1, 2]\nsections = 2").replace('"13:00"', '"14:00"')

OCTOBER, NOVEMBER, DECEMBER = (f"Gathering {day}T12" for day in (1014, 1111, 1209))
FIRST, SECOND = (f"Stories and songs {day}T12" for day in (1022, 1029))
LATE_FIRST, LATE_SECOND = (f"Stories and songs {day}T13" for day in (1022, 1029))
JOIN = "https://meet.example.org/stories"
NOTES = "https://notes.example.org/stories"
ALL, LED, LEADS = "The whole group meets.", "Led by Ruth.", "You lead this group."


@pytest.fixture
def cohort(service: Service) -> Iterator[Organizer]:
    """A cohort with a first release out: a gathering in each of three months, and one section of two meetings."""
    with organizing(service, rules=TWO_SECTIONS) as organizer:
        organizer.bring_in(HEAD + MARIA + OTHERS)
        organizer.release()
        yield organizer


@pytest.fixture
def client(cohort: Organizer, tmp_path: Path) -> Subscriber:
    """Go by Maria's feed, by that of Ruth, who leads the section, and by the whole group's, which is shared."""
    (folder := tmp_path / "synced").mkdir()
    client = Subscriber(folder)
    with cohort.lets_in("Maria") as (_, maria), cohort.lets_in("Ruth") as (_, ruth):
        links = {"maria": feed_on(maria.get("/me").text), "ruth": feed_on(ruth.get("/me").text)}
    client.subscribe(**links, everyone=cohort.share())
    client.sync()
    return client


def test_vdirsyncer_holds_exactly_what_is_due_after_each_change(
    cohort: Organizer, client: Subscriber
) -> None:
    gatherings = {day: f"0 {day[10:14]}T1200 CONFIRMED" for day in (OCTOBER, NOVEMBER, DECEMBER)}
    both = gatherings | {FIRST: "0 1022T1200 CONFIRMED", SECOND: "0 1029T1200 CONFIRMED"}
    assert brief(client.items()) == {"maria": both, "ruth": both, "everyone": gatherings}

    meetings_are_arranged(cohort, client)
    she_moves_and_reads_another_language_and_comes_home(cohort, client)
    she_chooses_an_alarm(cohort, client)
    a_section_opens_and_she_changes_over(cohort, client)
    she_leaves_and_comes_back(cohort, client)
    links_are_made_anew(cohort, client)

    gatherings |= {NOVEMBER: "2 1111T1200 CONFIRMED"}
    assert brief(client.items()) == {
        "maria": {
            OCTOBER: "5 1014T1200 CONFIRMED",
            NOVEMBER: "7 1111T1200 CONFIRMED",
            DECEMBER: "5 1209T1200 CONFIRMED",
            FIRST: "6 1021T1230 CANCELLED",
            SECOND: "6 1029T1200 CANCELLED",
            LATE_FIRST: "2 1022T1300 CONFIRMED",
            LATE_SECOND: "2 1029T1300 CONFIRMED",
        },
        "ruth": gatherings
        | {FIRST: "2 1021T1230 CONFIRMED", SECOND: "2 1029T1200 CONFIRMED"}
        | {LATE_FIRST: "0 1022T1300 CONFIRMED", LATE_SECOND: "0 1029T1300 CONFIRMED"},
        "everyone": gatherings,
    }


def meetings_are_arranged(cohort: Organizer, client: Subscriber) -> None:
    """One is moved, then called otherwise and held elsewhere; the next has notes; one is cancelled and restored."""
    here = "Tuesday, October 21, 2036, 12:30 PM - 1:15 PM (New York · Eastern Daylight Time)"
    kyiv = "Tuesday, October 21, 2036, 7:30 PM - 8:15 PM (Kyiv · Eastern European Summer Time)"
    next_here = "Wednesday, October 29, 2036, 12:00 PM - 1:00 PM (New York · Eastern Daylight Time)"
    next_kyiv = "Wednesday, October 29, 2036, 6:00 PM - 7:00 PM (Kyiv · Eastern European Standard Time)"
    next_maria = (f"{next_kyiv}\n{next_here}", other_hour("7:30 PM"), LED)
    next_ruth = (next_here, other_hour("12:30 PM"), LEADS)

    cohort.arrange(client.uid(FIRST), "move", day="2036-10-21", at="12:30", minutes="45")
    moved = {"SEQUENCE": "1"} | held("20361021T123000", "20361021T131500")
    assert client.sync() == {
        ("maria", FIRST): moved | words(f"{kyiv}\n{here}", LED),
        ("maria", SECOND): {"SEQUENCE": "1"} | words(*next_maria),
        ("ruth", FIRST): moved | words(here, LEADS),
        ("ruth", SECOND): {"SEQUENCE": "1"} | words(*next_ruth),
    }

    cohort.arrange(client.uid(FIRST), "describe", title="Stories; songs, games", join_url=JOIN)
    called = {"SEQUENCE": "2", "SUMMARY": "Stories; songs, games", "LOCATION": JOIN, "URL": JOIN}
    called |= {"CONFERENCE;VALUE=URI;FEATURE=AUDIO,VIDEO": JOIN}
    assert client.sync() == {
        ("maria", FIRST): called | words(f"{kyiv}\n{here}", LED, f"Join: {JOIN}"),
        ("ruth", FIRST): called | words(here, LEADS, f"Join: {JOIN}"),
    }

    cohort.arrange(client.uid(SECOND), "links", link_title="Notes", link_url=NOTES)
    assert client.sync() == {
        ("maria", SECOND): {"SEQUENCE": "2"} | words(*next_maria, f"Notes: {NOTES}"),
        ("ruth", SECOND): {"SEQUENCE": "2"} | words(*next_ruth, f"Notes: {NOTES}"),
    }

    everyone = [(whose, NOVEMBER) for whose in ("maria", "ruth", "everyone")]
    cohort.arrange(client.uid(NOVEMBER), "cancel")
    assert client.sync() == {each: {"SEQUENCE": "1", "STATUS": "CANCELLED"} for each in everyone}
    cohort.arrange(client.uid(NOVEMBER), "restore")
    assert client.sync() == {each: {"SEQUENCE": "2", "STATUS": "CONFIRMED"} for each in everyone}


def she_moves_and_reads_another_language_and_comes_home(cohort: Organizer, client: Subscriber) -> None:
    """By another roster each time: what she has is told by her clock and in her language, and nobody else's is."""
    before = {name: item["DESCRIPTION"] for (whose, name), item in client.items().items() if whose == "maria"}
    cohort.bring_in(HEAD + MARIA.replace("Europe/Kyiv", "Asia/Kolkata").replace(",\n", ",fr\n") + OTHERS)
    kolkata, summer = "(Calcutta · heure de l'Inde)", "(New York · heure d'été de l'Est nord-américain)"
    winter = "(New York · heure normale de l'Est nord-américain)"
    october = f"mardi 14 octobre 2036, 21:30 - 22:30 {kolkata}\nmardi 14 octobre 2036, 12:00 - 13:00 {summer}"
    november = (
        f"mardi 11 novembre 2036, 22:30 - 23:30 {kolkata}\nmardi 11 novembre 2036, 12:00 - 13:00 {winter}"
    )
    december = (
        f"mardi 9 décembre 2036, 22:30 - 23:30 {kolkata}\nmardi 9 décembre 2036, 12:00 - 13:00 {winter}"
    )
    first = f"mardi 21 octobre 2036, 22:00 - 22:45 {kolkata}\nmardi 21 octobre 2036, 12:30 - 13:15 {summer}"
    second = (
        f"mercredi 29 octobre 2036, 21:30 - 22:30 {kolkata}\nmercredi 29 octobre 2036, 12:00 - 13:00 {summer}"
    )
    every, led = "Tout le groupe se réunit.", "Animation : Ruth."
    assert client.sync() == {
        ("maria", OCTOBER): {"SEQUENCE": "1"} | words(october, every),
        ("maria", NOVEMBER): {"SEQUENCE": "3"} | words(november, autre_heure("21:30"), every),
        ("maria", DECEMBER): {"SEQUENCE": "1"} | words(december, every),
        ("maria", FIRST): {"SEQUENCE": "3"} | words(first, led, f"Rejoindre : {JOIN}"),
        ("maria", SECOND): {"SEQUENCE": "3"} | words(second, autre_heure("22:00"), led, f"Notes: {NOTES}"),
    }

    cohort.bring_in(HEAD + MARIA + OTHERS)
    sequences = {OCTOBER: "2", NOVEMBER: "4", DECEMBER: "2", FIRST: "4", SECOND: "4"}
    assert client.sync() == {
        ("maria", name): {"SEQUENCE": number, "DESCRIPTION": before[name]}
        for name, number in sequences.items()
    }


def she_chooses_an_alarm(cohort: Organizer, client: Subscriber) -> None:
    """On her own page."""
    with cohort.lets_in("Maria") as (mine, maria):
        said = {"channel": "auto", "mails": "on", "alarm": "10"}
        assert maria.press(f"{mine}/preferences", on="/me", said=said).url.path == "/me"
    cohort.come_to_rest()
    sequences = {OCTOBER: "3", NOVEMBER: "5", DECEMBER: "3", FIRST: "5", SECOND: "5"}
    assert client.sync() == {
        ("maria", name): {"SEQUENCE": number, "ALARMS": "-PT10M"} for name, number in sequences.items()
    }


def a_section_opens_and_she_changes_over(cohort: Organizer, client: Subscriber) -> None:
    """Samira comes and can only be there an hour later, and so can Maria from now on: a new release, not before."""
    here = [
        f"Wednesday, October {day}, 2036, 1:00 PM - 2:00 PM (New York · Eastern Daylight Time)"
        for day in (22, 29)
    ]
    kyiv = [
        "Wednesday, October 22, 2036, 8:00 PM - 9:00 PM (Kyiv · Eastern European Summer Time)",
        "Wednesday, October 29, 2036, 7:00 PM - 8:00 PM (Kyiv · Eastern European Standard Time)",
    ]
    first = {"SEQUENCE": "0", "STATUS": "CONFIRMED", "SUMMARY": "Stories and songs"}
    second = first | held("20361029T130000", "20361029T140000")
    first |= held("20361022T130000", "20361022T140000")
    cohort.bring_in(HEAD + LATER + OTHERS + SAMIRA)
    assert client.sync() == {}
    cohort.release()
    over = {"SEQUENCE": "6", "STATUS": "CANCELLED", "ALARMS": ""}
    alarm = {"ALARMS": "-PT10M"}
    assert client.sync() == {
        ("maria", FIRST): over,
        ("maria", SECOND): over,
        ("maria", LATE_FIRST): first | alarm | words(f"{kyiv[0]}\n{here[0]}", LED),
        ("maria", LATE_SECOND): second | alarm | words(f"{kyiv[1]}\n{here[1]}", other_hour("8:00 PM"), LED),
        ("ruth", LATE_FIRST): first | words(here[0], LEADS),
        ("ruth", LATE_SECOND): second | words(here[1], LEADS),
    }


def she_leaves_and_comes_back(cohort: Organizer, client: Subscriber) -> None:
    """What she had is cancelled, but for what was so already; under the same link it is held after all."""
    sequences = {OCTOBER: 4, NOVEMBER: 6, DECEMBER: 4, LATE_FIRST: 1, LATE_SECOND: 1}
    cohort.bring_in(HEAD + OTHERS + SAMIRA, leave=True)
    assert client.sync() == {
        ("maria", name): {"SEQUENCE": str(number), "STATUS": "CANCELLED", "ALARMS": ""}
        for name, number in sequences.items()
    }
    cohort.bring_in(HEAD + LATER + OTHERS + SAMIRA)
    assert client.sync() == {
        ("maria", name): {"SEQUENCE": str(number + 1), "STATUS": "CONFIRMED", "ALARMS": "-PT10M"}
        for name, number in sequences.items()
    }


def links_are_made_anew(cohort: Organizer, client: Subscriber) -> None:
    """An old link opens nothing, and takes nothing away; under the new one stands what stood under the old."""
    with cohort.lets_in("Maria") as (mine, maria):
        link = feed_on(maria.press(f"{mine}/feed", on="/me").text)
    client.fail()
    client.subscribe(maria=link)
    assert client.sync() == {}
    link = cohort.renew_shared()
    client.fail()
    client.subscribe(everyone=link)
    assert client.sync() == {}


def held(starts: str, ends: str) -> Item:
    return {"DTSTART;TZID=America/New_York": starts, "DTEND;TZID=America/New_York": ends}


def words(*paragraphs: str) -> Item:
    return {"DESCRIPTION": "\n\n".join(paragraphs)}


def other_hour(before: str) -> str:
    return f"Another hour on your clock than the meeting before, which was at {before}."


def autre_heure(before: str) -> str:
    return (
        f"À votre horloge, cette réunion n'est pas à la même heure que la précédente, qui était à {before}."
    )


def brief(items: Items) -> dict[str, dict[str, str]]:
    """Return by whose calendar the SEQUENCE, start and STATUS of each of its meetings."""
    found: dict[str, dict[str, str]] = {}
    for (whose, name), item in items.items():
        found.setdefault(whose, {})[name] = f"{item['SEQUENCE']} {starts(item)[4:13]} {item['STATUS']}"
    return found
