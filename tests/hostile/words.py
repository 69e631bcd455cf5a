"""Words that somebody writes to do harm, or that a machine mangled: in cells, in values and in headers of mails."""

from random import Random

from hypothesis import strategies as st

UNITS = (
    "a",
    "@",
    "a@",
    "a.",
    "-",
    " ",
    "=",
    "9",
    ";",
    ",",
    "/",
    "(",
    "'",
    '"',
    "\\",
    "0:",
    "Mon ",
    "Mon 18:00-21:00; ",
    "18:00-",
    "am ",
    "UTC+",
    "\n",
    "\u0301\u0323",  # marks that canonical order turns round, each pair of them
    "\u202e",
    "\u200d",
    "\u2028",
    "\ufdfa",  # eighteen letters in compatibility form
    "\U0001f469\u200d",
    "\u0130",
    "\u0958",
)
SINGLE = (
    "=1+1",
    "=cmd|'/C calc'!A0",
    "+1",
    "-1",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "\uff1d1\uff0b1",
    "\uff20SUM",
    "''=1",
    "a\0b",
    "\x1b[31m",
    "\u202eevil\u202c",
    "\u2066\u2067\u2028\u2029",
    "{0}{x.__class__}",
    "%s%(x)s%n",
    "<script>alert(1)</script>",
    "</bdi>{{ 7 * 7 }}",
    "a\r\nBcc: all@example.org",
    "1e999",
    "nan",
    "1/0",
    "2026-02-30",
    "24:00",
    "99999999999999999999",
    "\u0663\u0664",
    "\u00b2",
    "\U0010ffff\ufffe",
    "a@x.org",
    "a@x.org,b@x.org <c@x.org>",
    "member",
    "coach",
    "Kyiv",
    "EST",
    "GMT+25:99",
    "../../etc/passwd",
    "/etc/localtime",
    "posixrules",
    "en-u-ca-buddhist-x-y",
    "zz-ZZZZ-999",
    "Mon 18:00-21:00",
    "Mon-Sun all day",
    "2-4",
    "4-2",
)

long_words = st.builds(
    lambda unit, end, times: unit * times + end,
    st.sampled_from(UNITS),
    st.sampled_from(("", "!", "@x", "\u0301")),
    st.sampled_from((3, 40, 300, 3_000, 30_000)),
)
words = st.one_of(st.sampled_from(SINGLE), st.text(max_size=8), st.sampled_from(SINGLE), long_words)


def damaged(draw: st.DrawFn, data: bytes) -> bytes:
    """Cut the bytes, or change some of them, or leave them as they are."""
    how = draw(st.sampled_from(("whole", "whole", "cut", "changed", "doubled")))
    at = draw(st.integers(0, max(len(data) - 1, 0)))
    match how:
        case "cut":
            return data[:at]
        case "changed":
            return data[:at] + draw(st.binary(min_size=1, max_size=4)) + data[at + draw(st.integers(0, 4)) :]
        case "doubled":
            return data[:at] + data
        case _:
            return data


BITS = (
    b"\0",
    b'"',
    b"'",
    b"\xff",
    b"\xe2\x80\xae",
    b"\r\n",
    b"\r",
    b",=1",
    b"[",
    b"{",
    b"&i;",
    b";",
    b":",
    b"=",
    b"\\",
    b"\x1b",
)


def mangled(data: bytes, *, rolls: Random) -> bytes:
    """Do up to three things to the bytes: cut them, take a piece out, say it twice, or put something in."""
    for _ in range(rolls.randint(1, 3)):
        at = rolls.randint(0, len(data))
        end = min(len(data), at + rolls.randint(1, 40))
        match rolls.randint(0, 5):
            case 0 if rolls.random() < 0.3:
                data = data[:at]
            case 1:
                data = data[:at] + data[end:]
            case 2:
                data = data[:end] + data[at:]
            case 3:
                data = data[:at] + rolls.randbytes(rolls.randint(1, 4)) + data[at:]
            case _:
                data = data[:at] + rolls.choice(BITS) + data[at:]
    return data
