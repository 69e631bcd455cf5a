"""One thing is broken at a time, and whoever must object does: our own check by its rule, each judge by its name."""

from collections.abc import Callable
from datetime import datetime

import pytest

from tests.calendars import judged
from tests.calendars.byte_check import ALWAYS, OF_FEEDS, OF_MESSAGES, broken_rules, faults, hours
from tests.calendars.catching import Caught
from tests.calendars.mutants.mutant import Mutant
from tests.calendars.mutants.of_clocks import CLOCKS_AND_HOURS, WRONG_CLOCKS
from tests.calendars.mutants.of_events import EVENTS
from tests.calendars.mutants.of_form import LINES_AND_VALUES
from tests.calendars.mutants.of_kinds import FEEDS_AND_MESSAGES
from tests.calendars.mutants.of_octets import LINES_AND_CHARACTERS
from tests.calendars.specimens import sound_cancel, sound_feed, sound_request
from tests.calendars.verdicts import differences, verdict

Need = Callable[..., None]

TABLES = (LINES_AND_CHARACTERS, LINES_AND_VALUES, CLOCKS_AND_HOURS, EVENTS, FEEDS_AND_MESSAGES)
MUTANTS = [(rules, mutant) for table in TABLES for rules, mutants in table.items() for mutant in mutants]
UNSEEN = [mutant for rules, mutant in MUTANTS if not rules]
FOR_THE_SERVER = [
    mutant for table in (EVENTS, FEEDS_AND_MESSAGES) for mutants in table.values() for mutant in mutants
]
"""The server takes its time, so not all."""
BY_BROKEN_THING = pytest.mark.parametrize(
    ("rules", "mutant"), MUTANTS, ids=[mutant.broken for _, mutant in MUTANTS]
)


@pytest.mark.parametrize("sound", [sound_feed, sound_request, sound_cancel])
def test_what_is_not_broken_is_sound(sound: Callable[[], bytes]) -> None:
    assert faults(sound(), message=sound is not sound_feed) == []


@pytest.mark.parametrize("sound", [sound_feed, sound_request, sound_cancel])
@pytest.mark.parametrize("name", judged.ALL)
def test_a_judge_takes_what_is_sound_and_reads_the_hours_that_our_own_check_does(
    need: Need, name: str, sound: Callable[[], bytes]
) -> None:
    need(name, there=judged.ALL[name].is_here())
    assert differences(judged.ALL[name](sound()), hours(sound()), by=name) == []


@BY_BROKEN_THING
def test_our_own_check_says_what_is_broken_and_no_more(rules: str, mutant: Mutant) -> None:
    assert set(broken_rules(mutant.body, message=mutant.message)) == set(rules.split())


def test_every_rule_of_our_own_check_is_broken_by_something_that_breaks_no_other() -> None:
    alone = {rules for rules, _ in MUTANTS if rules and " " not in rules}
    assert alone == {rule.__name__ for rule in (*ALWAYS, *OF_FEEDS, *OF_MESSAGES)}


@pytest.mark.parametrize(
    ("name", "mutant"),
    [
        pytest.param(name, mutant, id=f"{name}: {mutant.broken}")
        for _, mutant in MUTANTS
        for name in sorted(mutant.judges)
    ],
)
def test_a_judge_objects_to_what_is_its_to_see(need: Need, name: str, mutant: Mutant) -> None:
    need(name, there=judged.ALL[name].is_here())
    assert objections(judged.ALL[name], mutant.body, meant=mutant.body) != []


@pytest.mark.parametrize("mutant", WRONG_CLOCKS, ids=[mutant.broken for mutant in WRONG_CLOCKS])
@pytest.mark.parametrize("name", ["libical", "ical.js"])
def test_readers_that_go_by_a_wrong_clock_read_other_hours_than_were_meant(
    need: Need, name: str, mutant: Mutant
) -> None:
    need(name, there=judged.ALL[name].is_here())
    assert objections(judged.ALL[name], mutant.body, meant=mutant.body) == []
    assert objections(judged.ALL[name], mutant.body, meant=mutant.sound()) != []


@pytest.mark.parametrize("mutant", UNSEEN, ids=[mutant.broken for mutant in UNSEEN])
def test_what_our_own_check_does_not_see_is_not_passed_for_the_judges_sake(
    need: Need, mutant: Mutant
) -> None:
    for name in mutant.judges:
        need(name, there=judged.ALL[name].is_here())
    method = "REQUEST" if mutant.message else ""
    said = verdict(Caught(body=mutant.body, where="", message=mutant.message, method=method))
    assert {each.split()[0] for each in said} == mutant.judges


@pytest.mark.parametrize("mutant", FOR_THE_SERVER, ids=[mutant.broken for mutant in FOR_THE_SERVER])
def test_radicales_steps_alone_refuse_whatever_its_server_does_and_read_the_same_hours(
    need: Need, mutant: Mutant
) -> None:
    need("Radicale", there=judged.RADICALE.is_here())
    by_steps, by_server = (
        read_hours(each, mutant.body) for each in (judged.RADICALE, judged.RADICALES_SERVER)
    )
    assert by_steps in {None, by_server}


def objections(judge: judged.Judge, body: bytes, *, meant: bytes) -> list[str]:
    try:
        return differences(judge(body), hours(meant), by=judge.name)
    except judged.RefusedError as error:
        return [str(error)]


def read_hours(judge: judged.Judge, body: bytes) -> tuple[tuple[datetime, datetime], ...] | None:
    try:
        return tuple((told.starts, told.ends) for told in judge(body))
    except judged.RefusedError:
        return None
