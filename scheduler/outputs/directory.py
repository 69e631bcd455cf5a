"""Writes a plan's files into a directory of their own, whole or not at all, readable by their owner only."""

import os
import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path, PurePosixPath
from urllib.parse import quote

from scheduler.errors import RefusedError
from scheduler.outputs.plan_format import PlanHeader

PLAN = "plan.json"
FEEDS = "feeds"
OWN_NAMES = frozenset(
    {
        PLAN,
        FEEDS,
        "scores.csv",
        "assignments.csv",
        "report.html",
        "summary.html",
        "frontier.json",
    }
)


def feed_name(*, key: str) -> str:
    """Return where a person's feed stands in the directory: `feeds/<key>.ics`.

    Letters, digits and `._@+~-` stay as they are; any other character, and a dot or hyphen in front, is
    percent-encoded, so that no key leaves the folder, hides in it or meets another's.
    """
    name = quote(key, safe="@+")
    if name.startswith((".", "-")):
        name = f"%{ord(name[0]):02X}{name[1:]}"
    return f"{FEEDS}/{name}.ics"


def write_directory(*, target: Path, files: Mapping[str, bytes]) -> None:
    """Make `target` hold exactly `files` (relative POSIX paths), folders with mode 0700 and files with 0600.

    They are written beside it and moved in together; an earlier plan's directory is replaced as a whole.
    Raises RefusedError, with nothing changed, where `target` is something else or cannot be written.
    """
    for name in files:
        _require_own(name)
    place = target.resolve()
    _refuse_strangers(place)
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        beside = Path(tempfile.mkdtemp(prefix=f".{place.name}.", dir=place.parent))
        try:
            _write(beside, files)
            _move_in(place=place, new=beside)
        finally:
            shutil.rmtree(beside, ignore_errors=True)  # gone already when all went well
    except OSError as error:
        raise RefusedError(
            f"{target} cannot be written: {error.strerror or error}. Nothing was changed; choose another "
            f"directory, or make {place.parent} writable (a mount point needs a folder inside it, such as "
            f"{place / 'plan'})."
        ) from error


def _require_own(name: str) -> None:
    parts = PurePosixPath(name).parts
    expected = len(parts) == (2 if parts[:1] == (FEEDS,) else 1)
    if not (expected and parts[0] in OWN_NAMES and ".." not in parts):
        raise ValueError(f"{name!r} is no file of a plan's directory")


def _refuse_strangers(place: Path) -> None:
    if not place.exists():
        return
    if not place.is_dir():
        raise RefusedError(f"{place} is a file; name a directory that is new, empty or an earlier plan's.")
    there = {entry.name for entry in place.iterdir()}
    if there and not _is_plan(place / PLAN):
        raise RefusedError(
            f"{place} holds other files and no {PLAN} of ours, so nothing was written; name a directory that "
            "is new, empty or an earlier plan's."
        )
    feeds = place.glob(f"{FEEDS}/*")
    strange = sorted(there - OWN_NAMES) + sorted(entry.name for entry in feeds if entry.suffix != ".ics")
    if strange:
        raise RefusedError(
            f"{place} is an earlier plan's, but also holds {', '.join(strange)}, which would be lost; move "
            "that away or name another directory."
        )


def _is_plan(path: Path) -> bool:
    try:
        PlanHeader.model_validate_json(path.read_bytes())
    except (OSError, ValueError):
        return False
    return True


def _write(folder: Path, files: Mapping[str, bytes]) -> None:
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(mode=0o700, exist_ok=True)
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)


def _move_in(*, place: Path, new: Path) -> None:
    """Put `new` at `place` by renaming; what stood there comes back should the second rename fail."""
    if not place.exists():
        new.rename(place)
        return
    old = new.with_name(f"{new.name}.old")
    place.rename(old)
    try:
        new.rename(place)
    except OSError:
        old.rename(place)
        raise
    shutil.rmtree(old)
