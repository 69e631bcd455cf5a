"""The Dockerfile, as far as it can be followed without an engine: what it copies, installs and says of the process."""

import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from tests.flows.compose_file import ROOT

PIP_OF_IMAGE = "/opt/commonhour/bin/pip"
OURS = "install --no-deps --no-build-isolation --no-index ."
"""How the image installs what is ours, once what is pinned is there."""


@dataclass(frozen=True, kw_only=True)
class Dockerfile:
    """Its instructions, in order, each with what follows it; `stages` are where they begin anew."""

    instructions: tuple[tuple[str, str], ...]

    def all(self, name: str) -> tuple[str, ...]:
        """Return what follows each instruction of this name."""
        return tuple(rest for instruction, rest in self.instructions if instruction == name)

    @property
    def sources(self) -> tuple[str, ...]:
        """The paths that are copied from the checkout."""
        copies = (rest.split() for rest in self.all("COPY") if not rest.startswith("--from="))
        return tuple(source for words in copies for source in words[:-1])

    @property
    def environment(self) -> dict[str, str]:
        """What the last stage sets for its process."""
        return dict(word.split("=", 1) for word in self.all("ENV")[-1].split())


def read_dockerfile() -> Dockerfile:
    """Return the project's Dockerfile."""
    text = (ROOT / "Dockerfile").read_text(encoding="utf-8").replace("\\\n", " ")
    lines = (line.split(None, 1) for line in text.splitlines() if line and not line.startswith("#"))
    return Dockerfile(instructions=tuple((name, " ".join(rest.split())) for name, rest in lines))


def is_sent(path: str) -> bool:
    """Say whether .dockerignore lets a path go to the builder: the last line that names it decides."""
    sent = True
    for line in (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines():
        pattern = line.removeprefix("!")
        if not line or line.startswith("#"):
            continue
        names = pattern.removeprefix("**/") in path.split("/") if pattern.startswith("**/") else False
        if names or pattern in {"*", path} or path.startswith(f"{pattern}/"):
            sent = line.startswith("!")
    return sent


def install_as_the_image_does(into: Path) -> Path:
    """Copy what the Dockerfile copies and install it with the Dockerfile's command; return where it is.

    What is pinned is not installed again: the project's own environment has it, by the same command.
    """
    context, target = into / "build", into / "installed"
    for source in read_dockerfile().sources:
        for file in sorted(_files(ROOT / source)):
            name = file.relative_to(ROOT).as_posix()
            if is_sent(name):
                (context / name).parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(file, context / name)
    done = subprocess.run(
        [sys.executable, "-m", "pip", "-q", *OURS.split(), "--target", str(target)],
        cwd=context,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return target


def pip_commands() -> tuple[str, ...]:
    """Return what the image's own pip is asked to do, in order."""
    found = (re.fullmatch(rf"{PIP_OF_IMAGE} (.+)", rest) for rest in read_dockerfile().all("RUN"))
    return tuple(command[1] for command in found if command)


def _files(path: Path) -> list[Path]:
    return [path] if path.is_file() else [file for file in path.rglob("*") if file.is_file()]
