"""A service's command run as its container would run it, without an engine: namespaces and limits of the kernel.

The root is read-only but for what the file mounts, the user is the file's, no capability is left or can be won, and
the environment holds what the image and the file put there and nothing else. The network is this machine's.
"""

import os
import shlex
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from tests.flows.compose_file import ROOT

INSTALLED = "/opt/commonhour"
VENV = Path(sys.prefix)
NEEDED = (Path(sys.base_prefix), VENV, ROOT / "examples")
"""What is there of this machine; else nothing of the checkout is, nor what lies below somebody's private folder."""


@dataclass(frozen=True, kw_only=True)
class Container:
    """One container: `secrets` are the files under /run/secrets, `tmpfs` entries as compose has them."""

    installed: Path
    user: str
    environment: Mapping[str, str]
    tmpfs: tuple[str, ...]
    secrets: Mapping[str, Path]

    def start(self, command: Sequence[str], *, log: IO[bytes]) -> subprocess.Popen[bytes]:
        """Start the command; the process that is returned becomes it."""
        script = "\n".join(("set -eu", *self._mounts(), f"exec {shlex.join([*self._limits(), *command])}"))
        unshare = ["unshare", "--mount", "--propagation", "private", "sh", "-c", script]
        return subprocess.Popen(unshare, stdin=subprocess.DEVNULL, stdout=log, stderr=log)

    def exec(self, pid: int, command: Sequence[str], *, timeout: float) -> subprocess.CompletedProcess[str]:
        """Run another command inside, beside the process `pid`."""
        inside = ["nsenter", f"--target={pid}", "--mount", "--wd=/", *self._limits(), *command]
        return subprocess.run(inside, capture_output=True, text=True, timeout=timeout, check=False)

    def _limits(self) -> list[str]:
        uid, gid = self.user.split(":")
        path = f"{INSTALLED}/bin:{VENV}/bin:{self.environment['PATH']}"
        environment = {**self.environment, "HOME": "/nonexistent", "PATH": path, "PYTHONPATH": INSTALLED}
        return [
            *("setpriv", f"--reuid={uid}", f"--regid={gid}", "--clear-groups"),
            *("--bounding-set=-all", "--inh-caps=-all", "--no-new-privs"),
            *("env", "--ignore-environment", *(f"{name}={value}" for name, value in environment.items())),
        ]

    def _mounts(self) -> list[str]:
        """Return the shell lines that make its file system; they run in a mount namespace of its own."""
        lines = [
            "mount -t tmpfs -o mode=755 tmpfs /opt",
            f"mkdir {INSTALLED}",
            f"mount --bind {self.installed} {INSTALLED}",
            *(
                f"mkdir /opt/{number} && mount --bind {path} /opt/{number}"
                for number, path in enumerate(NEEDED)
            ),
            "mount -t tmpfs -o mode=755 tmpfs /run",
            "mkdir /run/secrets",
            *(f"install -m 444 {path} /run/secrets/{name}" for name, path in self.secrets.items()),
            "mount -t tmpfs -o size=64m,mode=1777 tmpfs /dev/shm",
        ]
        hidden = {top: "mode=755" for path in NEEDED if (top := _hidden_above(path))}
        given = {Path(target): options for target, _, options in (each.partition(":") for each in self.tmpfs)}
        for top, options in {**hidden, **given}.items():
            lines.append(f"mount -t tmpfs -o {options or 'mode=1777'} tmpfs {top}")
        for number, path in enumerate(NEEDED):
            if {*hidden, *given}.intersection(path.parents):
                lines += [f"mkdir -p {path}", f"mount --bind /opt/{number} {path}"]
        read_only = ("/", "/opt", INSTALLED, "/run")
        return [*lines, *(f"mount -o remount,bind,ro {target}" for target in read_only), "cd /"]


def _hidden_above(path: Path) -> Path | None:
    """Return the highest folder above that is the checkout, or that only its owner may pass."""
    others_may_pass = 0o001
    hidden = [above for above in path.parents if above == ROOT or not above.stat().st_mode & others_may_pass]
    return hidden[-1] if hidden else None


def can_be_made() -> bool:
    """Say whether we may make one: it takes root."""
    return os.geteuid() == 0
