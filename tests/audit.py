"""`make audit`: look locked parts up among known faults, and say loudly where that cannot be done.

Exit 1 for a known fault; 0 for none, and where the data about them cannot be reached or the tool is not here: a machine
without a way out is no fault of the parts.
"""

import json
import shutil
import subprocess
import sys
from pathlib import Path

NOT_DONE = "AUDIT NOT DONE: {why}\nNobody has looked whether the locked parts have known faults.\n"
PATIENCE_SECONDS = 120


def main(file: str, *, tool: str | None = None) -> int:
    """Audit what this file locks; return the exit code."""
    found = tool or shutil.which("pip-audit", path=str(Path(sys.executable).parent))
    if found is None:
        return _not_done("pip-audit is not installed.")
    command = [found, "--requirement", file, "--require-hashes", "--disable-pip", "--format", "json"]
    try:
        done = subprocess.run(
            [*command, "--progress-spinner", "off"],
            capture_output=True,
            text=True,
            timeout=PATIENCE_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return _not_done(f"the data about faults did not come within {PATIENCE_SECONDS} seconds.")
    try:
        parts = json.loads(done.stdout)["dependencies"]
    except (ValueError, KeyError):
        return _not_done(f"the data about faults cannot be reached.\n{_last(done.stderr)}")
    faults = [(part, fault) for part in parts for fault in part.get("vulns", ())]
    for part, fault in faults:
        mended = ", ".join(fault["fix_versions"]) or "in no version yet"
        sys.stdout.write(f"{part['name']} {part['version']}: {fault['id']}, mended {mended}\n")
    sys.stdout.write(f"{file}: {len(parts)} parts looked up, known faults: {len(faults)}\n")
    return 1 if faults else 0


def _not_done(why: str) -> int:
    sys.stderr.write(NOT_DONE.format(why=why))
    return 0


def _last(said: str) -> str:
    """Return how an error's last line begins; where it was looked for is of no interest."""
    lines = said.strip().splitlines()
    return lines[-1].split("(", 1)[0][:100] if lines else ""


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
