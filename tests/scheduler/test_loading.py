"""While modules load nobody looks for garbage, and afterwards as before, but not among them."""

import gc
import sys
from importlib import import_module

import pytest

from scheduler.loading import loading


def test_what_loads_is_frozen_and_the_search_goes_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(sys.modules, "colorsys", raising=False)
    frozen = gc.get_freeze_count()
    with loading():
        import_module("colorsys")
        assert not gc.isenabled()
    assert gc.isenabled()
    assert gc.get_freeze_count() > frozen
    gc.unfreeze()


def test_where_nothing_loads_nothing_is_frozen() -> None:
    """A command that is called again and again in one process would keep its garbage."""
    frozen = gc.get_freeze_count()
    with loading():
        import_module("json")
    assert gc.get_freeze_count() == frozen


def test_a_module_that_fails_leaves_the_search_going() -> None:
    with pytest.raises(ImportError), loading():
        import_module("no_such_module_of_ours")
    assert gc.isenabled()
