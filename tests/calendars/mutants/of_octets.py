"""Lines, folds and characters, broken: by the rule of our own check that alone must say so."""

from collections.abc import Mapping

from tests.calendars.mutants.mutant import EVERYBODY, NOBODY, Mutant, around, feed, put, put_everywhere

LINES_AND_CHARACTERS: Mapping[str, tuple[Mutant, ...]] = {
    "each_line_ends_with_cr_and_lf": (
        feed("a line ends with LF alone", put("SUMMARY:Stories\r\n", "SUMMARY:Stories\n"), seen_by=NOBODY),
        feed("all lines end with LF alone", put_everywhere("\r\n", "\n"), seen_by=NOBODY),
        feed("a line ends with CR alone", put("SUMMARY:Stories\r\n", "SUMMARY:Stories\r"), seen_by=EVERYBODY),
        feed("the last line does not end", lambda body: body.removesuffix(b"\r\n"), seen_by=NOBODY),
    ),
    "no_line_is_longer_than_75_octets": (
        feed("a line has 76 octets", put("SUMMARY:Stories\r\n", f"SUMMARY:{'x' * 68}\r\n"), seen_by=NOBODY),
    ),
    "no_fold_is_inside_a_character": (
        feed(
            "a fold is in a character",
            put("Вчимо", b"\xd0\r\n \x92" + "чимо".encode()),
            seen_by=EVERYBODY,
        ),
    ),
    "it_is_utf_8": (
        feed(
            "a text is in Latin-1",
            put("SUMMARY:Stories", "SUMMARY:Café".encode("latin-1")),
            seen_by=EVERYBODY,
        ),
        feed("half a pair of UTF-16", put("SUMMARY:Stories", b"SUMMARY:\xed\xa0\x80"), seen_by=EVERYBODY),
    ),
    "it_has_no_byte_order_mark": (
        feed("a byte order mark", around(before=b"\xef\xbb\xbf"), seen_by="ical.js khal Radicale"),
    ),
    "no_character_controls_anything": (
        feed("a text holds NUL", put("SUMMARY:Stories", "SUMMARY:Sto\0ries"), seen_by="libical"),
        *(
            feed(f"a text holds {each!r}", put("SUMMARY:Stories", f"SUMMARY:Sto{each}ries"), seen_by=NOBODY)
            for each in "\x01\v\f\x1b\x7f\x85\u2028\u2029"
        ),
    ),
    "no_fold_is_inside_a_character no_character_controls_anything": (
        feed(
            "it unfolds to U+2028",
            put("SUMMARY:Stories", b"SUMMARY:Sto\xe2\r\n \x80\xa8ries"),
            seen_by=EVERYBODY,
        ),
    ),
}
