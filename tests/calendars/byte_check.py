"""Our own check of iCalendar, by its bytes: what no other reader tells (RFC 5545, 5546; DESIGN 7).

It shares no line with what writes the files. One rule is one function, and its name is the rule.
"""

from collections.abc import Callable

from tests.calendars.checks import clocks, events, kinds, octets, structure
from tests.calendars.checks.reading import Faults, File, read

Rule = Callable[[File], Faults]

ALWAYS: tuple[Rule, ...] = (
    octets.each_line_ends_with_cr_and_lf,
    octets.no_line_is_longer_than_75_octets,
    octets.no_fold_is_inside_a_character,
    octets.it_is_utf_8,
    octets.it_has_no_byte_order_mark,
    octets.no_character_controls_anything,
    structure.each_line_is_a_property,
    structure.parameters_with_separators_are_quoted,
    structure.each_value_is_what_its_name_asks_for,
    structure.texts_are_escaped,
    structure.begin_and_end_nest,
    structure.each_component_stands_where_it_may,
    structure.version_and_program_stand_once,
    structure.nothing_is_said_twice,
    structure.nothing_recurs,
    clocks.each_clock_has_a_name_of_its_own,
    clocks.each_clock_that_is_used_is_declared,
    clocks.each_clock_that_is_declared_is_used,
    clocks.each_observance_says_when_and_what,
    clocks.each_observance_goes_on_from_the_one_before,
    clocks.each_time_is_in_utc_or_by_a_clock,
    clocks.each_time_means_one_instant,
    events.each_event_says_what_it_must,
    events.each_event_has_a_uid_of_its_own,
    events.each_event_ends_after_it_starts,
    events.stamps_are_in_utc,
)
OF_FEEDS: tuple[Rule, ...] = (kinds.a_feed_is_no_message,)
OF_MESSAGES: tuple[Rule, ...] = (
    kinds.a_message_asks_or_cancels,
    kinds.a_message_is_about_one_event,
    kinds.a_message_is_from_one_address_to_another,
    kinds.a_message_cancels_what_it_says_is_cancelled,
)


def faults(body: bytes, *, message: bool = False) -> list[str]:
    """Say what is wrong with a feed, or with a message, and in which line."""
    return [fault for found in broken_rules(body, message=message).values() for fault in found]


def broken_rules(body: bytes, *, message: bool = False) -> dict[str, list[str]]:
    """Say the same by the names of the rules that do not hold."""
    file = read(body)
    found = {
        rule.__name__: [f"line {number} {what}" for number, what in rule(file)]
        for rule in (*ALWAYS, *(OF_MESSAGES if message else OF_FEEDS))
    }
    return {name: told for name, told in found.items() if told}


def hours(body: bytes) -> list[events.Hour]:
    """List each event's UID, start and end by start and UID, as the file's own clocks have them."""
    return events.hours_of(read(body))
