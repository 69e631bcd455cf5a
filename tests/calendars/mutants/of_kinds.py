"""Feeds and messages that are not what they are for: by the rule of our own check that must say so."""

from collections.abc import Mapping

from tests.calendars.mutants.mutant import NOBODY, Mutant, before, cancel, cut, feed, put, request

REMINDER = "BEGIN:VALARM\r\nACTION:DISPLAY\r\nDESCRIPTION:Stories\r\nTRIGGER:PT0M\r\nEND:VALARM"

FEEDS_AND_MESSAGES: Mapping[str, tuple[Mutant, ...]] = {
    "a_feed_is_no_message": (
        feed("a feed with a METHOD", before("PRODID", "METHOD:PUBLISH"), seen_by="libical"),
        feed(
            "a feed that asks somebody", before("SUMMARY", "ATTENDEE:mailto:a@b.example"), seen_by="libical"
        ),
        feed(
            "a feed that is somebody's", before("SUMMARY", "ORGANIZER:mailto:a@b.example"), seen_by="libical"
        ),
    ),
    "a_message_asks_or_cancels": (
        request("a message without a METHOD", cut("METHOD"), seen_by="libical"),
        request("a message that publishes", put("METHOD:REQUEST", "METHOD:PUBLISH"), seen_by="libical"),
    ),
    "a_message_is_about_one_event": (
        request("a message about nothing", cut("BEGIN:VTIMEZONE", "END:VEVENT\r\n"), seen_by=NOBODY),
    ),
    "a_message_is_from_one_address_to_another": (
        request("a message from nobody", cut("ORGANIZER"), seen_by="libical"),
        request("a message to nobody", cut("ATTENDEE", "example\r\n"), seen_by="libical"),
        request(
            "a message to two", before("DTSTAMP", "ATTENDEE:mailto:bilal@reader.example"), seen_by=NOBODY
        ),
        request(
            "a message to its sender", put("commonhour@hour.example", "Amina@reader.example"), seen_by=NOBODY
        ),
    ),
    "a_message_cancels_what_it_says_is_cancelled": (
        request("a message that asks, CANCELLED", put("CONFIRMED", "CANCELLED"), seen_by="libical"),
        cancel("a message that cancels, CONFIRMED", put("CANCELLED", "CONFIRMED"), seen_by=NOBODY),
        cancel("a message that cancels, of no STATUS", cut("STATUS"), seen_by=NOBODY),
    ),
    "": (request("a message without a word", cut("SUMMARY"), seen_by="libical"),),
}
