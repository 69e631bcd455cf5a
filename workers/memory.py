"""How much address space a solver process has had, and whether its failure is to be put down to that."""

from contextlib import suppress
from pathlib import Path

MEGABYTE = 1 << 20
ROOM_MEGABYTES = 128
"""A failure with less room than this is put down to it: libraries say so in many ways, if at all."""


def most_address_space(pid: int) -> int:
    """Return the most bytes of address space that a process has had; nought if it is over, or the system is silent."""
    with suppress(FileNotFoundError, ProcessLookupError):
        for line in Path(f"/proc/{pid}/status").read_text().splitlines():
            if line.startswith("VmPeak:"):
                return int(line.split()[1]) << 10
    return 0


def ran_short(most: int, megabytes: int) -> bool:
    """Say whether so many bytes left less room than `ROOM_MEGABYTES` within what was allowed."""
    return most >= (megabytes - ROOM_MEGABYTES) * MEGABYTE
