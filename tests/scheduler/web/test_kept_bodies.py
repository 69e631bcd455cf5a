"""Bytes that are kept in memory are found by their ETag, and are never more than they may be."""

from scheduler.web.kept_bodies import KeptBodies


def test_what_was_not_asked_for_longest_makes_room() -> None:
    bodies = KeptBodies(most=10)
    bodies.keep("a", b"aaaa")
    bodies.keep("b", b"bbbb")
    assert bodies.get("a") == b"aaaa"
    bodies.keep("c", b"cccc")
    assert [bodies.get(etag) for etag in "abc"] == [b"aaaa", None, b"cccc"]


def test_the_same_twice_takes_no_more_room_and_what_is_too_large_is_not_kept() -> None:
    bodies = KeptBodies(most=10)
    for _ in range(3):
        bodies.keep("a", b"aaaa")
    bodies.keep("b", b"bbbb")
    assert [bodies.get(etag) for etag in "ab"] == [b"aaaa", b"bbbb"]
    bodies.keep("large", bytes(11))
    assert bodies.get("large") is None
