"""The audit fails for a known fault, and says loudly, without failing, that it was not done."""

import json
from pathlib import Path

import pytest

from tests.audit import main

SOUND = {"name": "flask", "version": "3.1.3", "vulns": []}
FAULTY = {
    "name": "waitress",
    "version": "1.0",
    "vulns": [{"id": "CVE-2026-1", "fix_versions": ["1.1"], "aliases": [], "description": ""}],
}


def tool(folder: Path, *, says: str, exits: int) -> str:
    """Return a stand-in for pip-audit that says this."""
    (folder / "said").write_text(says)
    file = folder / "pip-audit"
    file.write_text(f"#!/bin/sh\ncat {folder}/said\necho 'ERROR: no way (to the data)' >&2\nexit {exits}\n")
    file.chmod(0o700)
    return str(file)


@pytest.mark.parametrize(
    ("says", "exits", "code", "told"),
    [
        (json.dumps({"dependencies": [SOUND], "fixes": []}), 0, 0, "1 parts looked up, known faults: 0"),
        (
            json.dumps({"dependencies": [SOUND, FAULTY], "fixes": []}),
            1,
            1,
            "waitress 1.0: CVE-2026-1, mended 1.1",
        ),
        ("", 1, 0, "AUDIT NOT DONE: the data about faults cannot be reached.\nERROR: no way"),
    ],
)
def test_what_the_audit_comes_to(tmp_path, capsys, says, exits, code, told) -> None:
    assert main("run.txt", tool=tool(tmp_path, says=says, exits=exits)) == code
    said = capsys.readouterr()
    assert told in said.out + said.err


def test_without_the_tool_it_is_not_done(monkeypatch, capsys) -> None:
    monkeypatch.setattr("shutil.which", lambda *_, **__: None)
    assert main("run.txt") == 0
    assert "AUDIT NOT DONE: pip-audit is not installed." in capsys.readouterr().err
