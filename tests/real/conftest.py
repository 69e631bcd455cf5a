"""Data that others gathered and that is no part of this project: tests ask for the folder it lies in."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def real_data(need: Callable[..., None]) -> Path:
    """The folder that COMMONHOUR_REAL_DATA names."""
    folder = Path(os.environ.get("COMMONHOUR_REAL_DATA", "nowhere"))
    need("the real data (a folder that COMMONHOUR_REAL_DATA names)", there=folder.is_dir())
    return folder
