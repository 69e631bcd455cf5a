"""A feed as served, in the programs people subscribe with: as many items as the person has meetings."""

import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest

from scheduler.tokens import feed_token
from tests.calendars import judged
from tests.made_secrets import FEED_KEY

BIN = Path(sys.executable).parent
KEY = FEED_KEY.encode()


@pytest.fixture
def feeds(service) -> dict[str, tuple[str, int]]:
    """Serve the school's published plan; return each person's feed link and how many meetings they have."""
    cohort = service.command("import", "examples/qhl/cohort.toml", "examples/qhl/roster.csv").stdout.strip()
    with service.running():
        run = service.request(cohort)
        service.wait_until(lambda: service.query("SELECT state FROM run") == [("done",)])
        service.publish(cohort, run)
        service.wait_until(lambda: service.query("SELECT count(*) FROM feed") == [(25,)])
        yield {
            key: (f"{service.url}/feeds/{feed_token(key=KEY, feed=feed, generation=1)}.ics", meetings)
            for key, feed, meetings in service.query(
                "SELECT person.key, feed.id, count(*) FROM person JOIN feed ON feed.person_id = person.id"
                " JOIN entry ON entry.person_id = person.id GROUP BY person.key, feed.id"
            )
        }


def run(*command: str | Path, **environment: str) -> str:
    done = subprocess.run(
        list(map(str, command)), env=environment, capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_every_feed_syncs_in_vdirsyncer_with_as_many_items_as_meetings(feeds, tmp_path: Path) -> None:
    config = tmp_path / "vdirsyncer.conf"
    sections = ["[general]", f'status_path = "{tmp_path / "status"}"']
    for number, (link, _) in enumerate(feeds.values()):
        sections += [
            f"[pair p{number}]",
            f'a = "here{number}"',
            f'b = "there{number}"',
            "collections = null",
            f"[storage here{number}]",
            'type = "filesystem"',
            f'path = "{tmp_path / str(number)}"',
            'fileext = ".ics"',
            f"[storage there{number}]",
            'type = "http"',
            f'url = "{link}"',
        ]
    config.write_text("\n".join(sections), encoding="utf-8")
    for number in range(len(feeds)):
        (tmp_path / str(number)).mkdir()
    run(BIN / "vdirsyncer", "-c", config, "discover", HOME=str(tmp_path))
    run(BIN / "vdirsyncer", "-c", config, "sync", HOME=str(tmp_path))
    synced = {key: len(list((tmp_path / str(n)).glob("*.ics"))) for n, key in enumerate(feeds)}
    assert synced == {key: meetings for key, (_, meetings) in feeds.items()}


def test_a_feed_imports_in_khal_with_every_meeting_at_the_hours_that_khal_reads(
    need, feeds, tmp_path: Path
) -> None:
    need("khal", there=judged.KHAL.is_here())
    config, store, source = tmp_path / "khal.conf", tmp_path / "calendar", tmp_path / "feed.ics"
    store.mkdir()
    config.write_text(
        f"[calendars]\n[[one]]\npath = {store}\n[sqlite]\npath = {tmp_path / 'khal.db'}\n"
        "[locale]\nlocal_timezone = UTC\ndefault_timezone = Africa/Nairobi\n"
        "timeformat = %H:%M\ndateformat = %Y-%m-%d\nlongdateformat = %Y-%m-%d\n"
        "datetimeformat = %Y-%m-%d %H:%M\nlongdatetimeformat = %Y-%m-%d %H:%M\n",
        encoding="utf-8",
    )
    link, meetings = max(feeds.values(), key=lambda feed: feed[1])
    with urllib.request.urlopen(link) as answer:
        body = answer.read()
    source.write_bytes(body)
    khal, here = (BIN / "khal", "-c", config), {"HOME": str(tmp_path), "LC_ALL": "C.UTF-8"}
    run(*khal, "import", "--batch", "-a", "one", source, **here)
    read = judged.KHAL(body)
    days = (f"{read[0].starts:%Y-%m-%d}", f"{read[-1].ends:%Y-%m-%d} 23:59")
    told = ("--notstarted", "--format", "{uid} {start-long} {end-long}", "--day-format", "")
    listed = run(*khal, "list", *told, *days, **here).splitlines()
    assert len(read) == len(list(store.glob("*.ics"))) == meetings
    assert sorted(line for line in listed if line) == sorted(
        f"{each.uid} {each.starts:%Y-%m-%d %H:%M} {each.ends:%Y-%m-%d %H:%M}" for each in read
    )
