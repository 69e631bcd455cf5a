import json
import os
from pathlib import Path
from stat import S_IMODE
from urllib.parse import unquote

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from calendars.ics import feed
from scheduler.errors import RefusedError
from scheduler.outputs.directory import _move_in, feed_name, write_directory

PLAN = json.dumps({"format": "commonhour.plan/1"}).encode()
FEED = feed(name="Hours", reader_zone="UTC", entries=[])
FILES = {"plan.json": PLAN, "report.html": b"<p>", "feeds/M1.ics": FEED, "feeds/M2.ics": FEED}


def _held(directory: Path) -> dict[str, bytes]:
    return {
        path.relative_to(directory).as_posix(): path.read_bytes()
        for path in directory.rglob("*")
        if path.is_file()
    }


def test_a_new_directory_and_all_in_it_are_for_their_owner_alone(tmp_path: Path) -> None:
    target = tmp_path / "plans" / "spring"
    before = os.umask(0)
    try:
        write_directory(target=target, files=FILES)
    finally:
        os.umask(before)

    assert _held(target) == FILES
    assert S_IMODE(target.stat().st_mode) == S_IMODE((target / "feeds").stat().st_mode) == 0o700
    assert {S_IMODE(path.stat().st_mode) for path in target.rglob("*") if path.is_file()} == {0o600}
    assert list(target.parent.iterdir()) == [target], "nothing is left beside it"


def test_an_empty_directory_is_taken(tmp_path: Path) -> None:
    (tmp_path / "out").mkdir(mode=0o755)

    write_directory(target=tmp_path / "out", files=FILES)

    assert _held(tmp_path / "out") == FILES
    assert S_IMODE((tmp_path / "out").stat().st_mode) == 0o700


def test_an_earlier_plan_is_replaced_as_a_whole(tmp_path: Path) -> None:
    target = tmp_path / "out"
    write_directory(target=target, files=FILES | {"scores.csv": b"old", "feeds/gone.ics": FEED})

    write_directory(target=target, files=FILES)

    assert _held(target) == FILES
    assert list(tmp_path.iterdir()) == [target]


def test_a_link_to_a_directory_stays_a_link(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "link").symlink_to("real")

    write_directory(target=tmp_path / "link", files=FILES)

    assert (tmp_path / "link").is_symlink()
    assert _held(tmp_path / "real") == FILES


@pytest.mark.parametrize(
    "strangers",
    [
        {"thesis.doc": b"years of work"},
        {"plan.json": b'{"format": "another"}'},
        {"plan.json": b"\xff not JSON"},
        {"plan.json": b"[1]"},
        {"plan.json": PLAN, "notes.txt": b"mine"},
        {"plan.json": PLAN, "feeds/notes.txt": b"mine"},
    ],
)
def test_a_directory_that_holds_anything_else_is_left_as_it_is(
    tmp_path: Path, strangers: dict[str, bytes]
) -> None:
    target = tmp_path / "out"
    for name, content in strangers.items():
        (target / name).parent.mkdir(parents=True, exist_ok=True)
        (target / name).write_bytes(content)

    with pytest.raises(RefusedError, match=r"name (a|another) directory"):
        write_directory(target=target, files=FILES)

    assert _held(target) == strangers
    assert list(tmp_path.iterdir()) == [target]


def test_a_file_in_its_place_is_left_as_it_is(tmp_path: Path) -> None:
    (tmp_path / "out").write_text("mine")

    with pytest.raises(RefusedError, match="is a file; name a directory"):
        write_directory(target=tmp_path / "out", files=FILES)

    assert (tmp_path / "out").read_text() == "mine"


def test_a_place_that_cannot_be_written_is_said_in_words(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("mine")

    with pytest.raises(RefusedError, match=r"cannot be written: File exists\. Nothing was changed"):
        write_directory(target=tmp_path / "file" / "out", files=FILES)


def test_files_that_fail_halfway_leave_the_earlier_plan_whole(tmp_path: Path) -> None:
    target = tmp_path / "out"
    write_directory(target=target, files=FILES)
    too_long = "feeds/" + "m" * 300 + ".ics"

    with pytest.raises(RefusedError, match="File name too long"):
        write_directory(target=target, files={"plan.json": b"new", too_long: FEED})

    assert _held(target) == FILES
    assert list(tmp_path.iterdir()) == [target]


def test_the_earlier_plan_comes_back_when_the_new_cannot_be_moved_in(tmp_path: Path) -> None:
    target = tmp_path / "out"
    write_directory(target=target, files=FILES)

    with pytest.raises(FileNotFoundError):
        _move_in(place=target, new=tmp_path / "never-written")

    assert _held(target) == FILES


@pytest.mark.parametrize("name", ["../plan.json", "/plan.json", "feeds", "feeds/../x.ics", "other.txt", ""])
def test_no_other_file_is_written(tmp_path: Path, name: str) -> None:
    with pytest.raises(ValueError, match="is no file of a plan's directory"):
        write_directory(target=tmp_path / "out", files={name: b""})

    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("key", "name"),
    [
        ("M01", "feeds/M01.ics"),
        ("amina+ptp@example.org", "feeds/amina+ptp@example.org.ics"),
        ("a.b_c-d~e", "feeds/a.b_c-d~e.ics"),
        ("../../etc", "feeds/%2E.%2F..%2Fetc.ics"),
        ("-rf", "feeds/%2Drf.ics"),
        ("o'hara/x@example.org", "feeds/o%27hara%2Fx@example.org.ics"),
        ("50%", "feeds/50%25.ics"),
        ("ሳራ", "feeds/%E1%88%B3%E1%88%AB.ics"),
    ],
)
def test_ordinary_keys_name_their_feed_and_odd_characters_are_escaped(key: str, name: str) -> None:
    assert feed_name(key=key) == name


@given(key=st.text(st.characters(exclude_categories=["Cs"]), min_size=1))
@example(key=".")
@example(key="..")
@example(key="%2E")
def test_a_feeds_name_stays_in_its_folder_and_gives_its_key_back(key: str) -> None:
    folder, _, file = feed_name(key=key).partition("/")

    assert folder == "feeds"
    assert unquote(file.removesuffix(".ics")) == key
    assert not set(file) & set("/\\\0")
    assert not file.startswith((".", "-"))
