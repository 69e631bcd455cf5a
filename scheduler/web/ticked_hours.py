"""The hours that were ticked in a week's table, as a form sends them."""

from werkzeug.datastructures import MultiDict

from calendars.availability import SLOT_MINUTES, SLOTS_PER_WEEK, Window
from calendars.week_grid import windows_of
from scheduler.errors import NotNowError
from scheduler.languages.sentences import sentence
from scheduler.queries.my_details import STEPS


def ticked_windows(form: MultiDict[str, str]) -> tuple[Window, ...]:
    """Read the ticked cells, each by its first quarter hour; raises NotNowError where none says how long it is."""
    step, quarters = _step(form.get("step", "")), _quarters(form.getlist("q"))
    return windows_of({quarter + at for quarter in quarters for at in range(step // SLOT_MINUTES)})


def _step(text: str) -> int:
    if text not in map(str, STEPS):
        raise NotNowError(sentence("Load the page again: it does not say which hours you mean."))
    return int(text)


def _quarters(sent: list[str]) -> set[int]:
    """Read the first quarter hours of ticked cells; what is no quarter hour of a week was not ticked by anybody."""
    return {int(each) for each in sent if each.isdecimal() and len(each) < 4 and int(each) < SLOTS_PER_WEEK}  # noqa: PLR2004 - digits of 671
