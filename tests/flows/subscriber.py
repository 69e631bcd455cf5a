"""Somebody who goes by vdirsyncer: calendars as files, and what each sync has changed in them, line by line."""

import re
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

BIN = Path(sys.executable).parent
PATIENCE_SECONDS = 60
KEEP_UID = "#!/bin/sh\nexec sed 's/^UID:.*/&\\nX-SERVED-&/'\n"
"""What each item passes through: vdirsyncer gives what comes over HTTP a UID of its own, a hash of the rest."""
_UID = "X-SERVED-UID"
_STAMPS = ("DTSTAMP", "LAST-MODIFIED")
_ALARM = re.compile(r"BEGIN:VALARM\n.*?TRIGGER:(\S+)\n.*?END:VALARM\n", re.DOTALL)
_LINE = re.compile(r'((?:"[^"]*"|[^":])+):(.*)')
_ESCAPED = {r"\n": "\n", r"\,": ",", r"\;": ";", r"\\": "\\"}
_PLAIN = str.maketrans("\u00a0\u202f\u2009\u2013\u2019", "   -'")

Item = dict[str, str]
"""A meeting's lines, by name and parameters, typed with plain signs; ALARMS are its alarms' triggers."""
Items = dict[tuple[str, str], Item]
"""By whose calendar, and by what the meeting was called when it was first seen: `Gathering 1014T12`."""


class Subscriber:
    """Keeps calendars, each in a folder of its own."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._links: dict[str, str] = {}
        self._files: dict[tuple[str, str], str] = {}
        self._names: dict[str, str] = {}
        hook = folder / "keep-uid"
        hook.write_text(KEEP_UID)
        hook.chmod(0o700)

    def subscribe(self, **links: str) -> None:
        """Go by these links from the next sync on, each by whose calendar it is, instead of those before."""
        self._links |= links
        for whose in links:
            (self._folder / whose).mkdir(exist_ok=True)
        status = f'[general]\nstatus_path = "{self._folder / "status"}"\n'
        (self._folder / "config").write_text(status + "".join(map(self._pair, self._links)))
        self._run("discover")

    def sync(self) -> Items:
        """Return what has changed: of each file that is not the same bytes under the same name, what is new in it.

        A line that is no more is empty there, and so is a meeting that is no more. DTSTAMP and LAST-MODIFIED are left
        out: who changes must not go back in either.
        """
        self._run("sync")
        before, self._files = self._files, self._read()
        changed = {key for key in before | self._files if before.get(key) != self._files.get(key)}
        return {key: _difference(before.get(key), self._files.get(key)) for key in changed}

    def fail(self) -> None:
        """Try to sync, and hear that there is no calendar; the files stay as they are."""
        assert "NOT FOUND" in self._run("sync", well=False)
        assert self._read() == self._files

    def items(self) -> Items:
        """Return what the last sync has left."""
        return {key: _read(text) for key, text in self._files.items()}

    def uid(self, name: str) -> str:
        """Return the UID, as it was served, of the meeting that is called so."""
        return next(uid for uid, called in self._names.items() if called == name)

    def _read(self) -> dict[tuple[str, str], str]:
        found: dict[tuple[str, str], str] = {}
        for whose in self._links:
            for path in (self._folder / whose).glob("*.ics"):
                text = path.read_bytes().decode()
                item = _read(text)
                name = self._names.setdefault(item[_UID], f"{item['SUMMARY']} {starts(item)[4:11]}")
                assert (whose, name) not in found
                found[whose, name] = f"{path.name}\n{text}"
        return found

    def _pair(self, whose: str) -> str:
        return (
            f'[pair {whose}]\na = "{whose}_here"\nb = "{whose}_there"\ncollections = null\n'
            f'[storage {whose}_here]\ntype = "filesystem"\npath = "{self._folder / whose}"\nfileext = ".ics"\n'
            f'[storage {whose}_there]\ntype = "http"\nurl = "{self._links[whose]}"\n'
            f'filter_hook = "{self._folder / "keep-uid"}"\n'
        )

    def _run(self, what: str, *, well: bool = True) -> str:
        done = subprocess.run(
            [BIN / "vdirsyncer", "-c", self._folder / "config", what],
            env={"HOME": str(self._folder)},
            capture_output=True,
            text=True,
            timeout=PATIENCE_SECONDS,
            check=False,
        )
        assert (done.returncode == 0) is well, done.stdout + done.stderr
        return done.stdout + done.stderr


def starts(item: Mapping[str, str]) -> str:
    """Return when it starts, by its own clock: `20361014T120000`."""
    return next(value for name, value in item.items() if name.startswith("DTSTART"))


def _difference(before: str | None, after: str | None) -> Item:
    old, new = ({} if text is None else _read(text) for text in (before, after))
    if old and new:
        assert all(old[stamp] <= new[stamp] for stamp in _STAMPS), (old, new)
    own = (*_STAMPS, "UID", _UID)
    return {
        name: new.get(name, "") for name in old | new if name not in own and old.get(name) != new.get(name)
    }


def _read(text: str) -> Item:
    unfolded = re.sub(r"\n[ \t]", "", text.replace("\r\n", "\n"))
    event = unfolded.partition("BEGIN:VEVENT\n")[2].partition("END:VEVENT")[0]
    item = dict(_named(line) for line in _ALARM.sub("", event).splitlines())
    alarms = _ALARM.findall(event)
    return item | ({"ALARMS": " ".join(alarms)} if alarms else {})


def _named(line: str) -> tuple[str, str]:
    found = _LINE.fullmatch(line)
    assert found is not None, line
    value = re.sub(r"\\[n,;\\]", lambda escaped: _ESCAPED[escaped[0]], found[2])
    return found[1], value.translate(_PLAIN)
