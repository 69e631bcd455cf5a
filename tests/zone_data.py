"""Zone data that are really others: a pytz of its own, for the processes that are started with it."""

import os
import shutil
from collections.abc import Mapping
from pathlib import Path

import pytz

OLSON = "OLSON_VERSION = '{version}'"


def with_other_zone_data(folder: Path, *, version: str, rules: Mapping[str, str]) -> dict[str, str]:
    """Make a pytz of this version, in which each of these zones has the rules of another; return the environment."""
    its, installed = folder / "pytz", Path(pytz.__file__).parent
    shutil.copytree(installed, its, ignore=shutil.ignore_patterns("__pycache__"))
    for name, other in rules.items():
        shutil.copyfile(installed / "zoneinfo" / other, its / "zoneinfo" / name)
    code = (its / "__init__.py").read_text(encoding="utf-8")
    now, then = (OLSON.format(version=each) for each in (vars(pytz)["OLSON_VERSION"], version))
    assert now in code
    (its / "__init__.py").write_text(code.replace(now, then), encoding="utf-8")
    return os.environ | {"PYTHONPATH": str(folder)}
