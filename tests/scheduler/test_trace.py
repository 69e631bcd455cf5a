"""A trace runs from a request's header into every event that follows, and back out as a header."""

import os
import re

import pytest

from scheduler import trace

ID = "0af7651916cd43dd8448eb211c80319c"


@pytest.mark.parametrize(
    ("header", "found"),
    [
        (f"00-{ID}-b7ad6b7169203331-01", ID),
        (f"01-{ID}-b7ad6b7169203331-00", ID),
        (f"cc-{ID}-b7ad6b7169203331-01-what-will-be-the-future-like", ID),
        (f"00-{'0' * 32}-b7ad6b7169203331-01", None),
        (f"00-{ID}-{'0' * 16}-01", None),
        (f"00-{ID}-b7ad6b7169203331-01-what-00-does-not-have", None),
        (f"cc-{ID}-b7ad6b7169203331-01.what", None),
        (f"ff-{ID}-b7ad6b7169203331-01", None),
        (f"00-{ID.upper()}-b7ad6b7169203331-01", None),
        (f"00-{ID}-b7ad6b7169203331", None),
        ("nonsense", None),
        (None, None),
    ],
)
def test_only_a_valid_traceparent_names_a_trace(header: str | None, found: str | None) -> None:
    assert trace.from_traceparent(header) == found


def test_a_trace_survives_its_own_header() -> None:
    assert trace.from_traceparent(trace.to_traceparent(ID)) == ID


@pytest.mark.parametrize(
    ("half", "header"),
    [
        ("0af7651916cd43dd" + "0" * 16, f"00-0af7651916cd43dd{'0' * 16}-0af7651916cd43dd-01"),
        ("0" * 16 + "8448eb211c80319c", f"00-{'0' * 16}8448eb211c80319c-8448eb211c80319c-01"),
    ],
)
def test_a_trace_of_64_bits_has_a_parent_that_is_not_nought(half: str, header: str) -> None:
    """As other systems fill up their shorter ids; a parent id of nought alone would make the header invalid."""
    assert trace.to_traceparent(half) == header
    assert trace.from_traceparent(header) == half


def test_what_is_done_under_a_trace_carries_it_and_its_ids_and_nothing_afterwards() -> None:
    with trace.traced(ID, delivery="d"):
        assert trace.current() == ID
        assert trace.said() == {"trace": ID, "delivery": "d"}
    assert (trace.current(), trace.said()) == (None, {})


def test_what_follows_from_nothing_begins_a_trace_of_its_own() -> None:
    with trace.traced(None) as one:
        pass
    with trace.traced(None) as other:
        pass
    assert one != other
    assert trace.from_traceparent(trace.to_traceparent(one)) == one


def test_a_process_that_was_forked_has_ids_of_its_own() -> None:
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.write(writing, trace.new_id().encode())
        os._exit(0)
    mine = trace.new_id()
    os.waitpid(child, 0)
    theirs = os.read(reading, 64).decode()
    for end in (reading, writing):
        os.close(end)
    assert re.fullmatch("[0-9a-f]{32}", mine)
    assert re.fullmatch("[0-9a-f]{32}", theirs)
    assert mine != theirs
