"""Every word that a service's processes say to others is searched as a test ends, whether or not it asked for that.

A folder of tests has this by importing it in its `conftest.py`; the hook only where it is processes that log, set up as
the service sets its log up, and not the test's own.
"""

import urllib.request
from collections.abc import Generator, Iterator
from pathlib import Path

import pytest

from tests.flows.overhearing import OVERHEARD, Eavesdropper


@pytest.fixture(scope="session", autouse=True)
def _answers_are_heard(_nets_are_spread: None) -> None:
    """Hear what tests are answered through urllib, behind the net for calendars, which is there already."""
    assert urllib.request._opener is not None
    urllib.request._opener.add_handler(Eavesdropper())


@pytest.fixture(autouse=True)
def _nothing_is_given_away(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, _answers_are_heard: None
) -> Iterator[None]:
    """Whatever was said to others while a test ran, and whatever its folders keep of logs, gives nothing away."""
    yield
    for folder in {value for value in request.node.funcargs.values() if isinstance(value, Path)}:
        if folder.is_dir() and folder.is_relative_to(tmp_path_factory.getbasetemp()):
            OVERHEARD.folder(folder)
    said = OVERHEARD.verdict()
    if said:
        pytest.fail(said, pytrace=False)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport]:
    """Hear also what processes have said that write where the test itself does; what is wrong fails it at its end."""
    report = yield
    if call.when == "teardown":
        OVERHEARD.log(report.capstdout + report.capstderr, where=item.name)
        said = OVERHEARD.verdict()
        if said and report.passed:
            report.outcome, report.longrepr = "failed", said
    return report
