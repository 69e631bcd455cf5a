"""A small cohort whose days are known: autumn 2036, by New York's clock.

Kyiv leaves summer time on 26 October, New York on 2 November. The whole group meets once in each of three months;
Ruth's workshop meets on 22 and 29 October.
"""

_RULES = """
[cohort]
name = "{name}"
starts = 2036-10-01
ends = 2036-12-19
home_time_zone = "America/New_York"
locale = "en-US"
topics = ["reading", "play"]

[coaching]
capacity = [0, 3]
meeting_minutes = 60
target_minutes = 180

[[session]]
id = "gathering"
name = "Gathering"
minutes = 60
at = "second Tuesday 12:00"

[[workshop]]
id = "stories"
name = "Stories and songs"
topic = "reading"
facilitators = ["ruth@example.org"]
minutes = 60
size = [1, 6]
window = [2036-10-22, 2036-10-22]
weekdays = ["Wed"]
from = "12:00"
to = "13:00"
step_minutes = 60
meetings = 2
"""


def circle(name: str) -> str:
    """Return the rules of the cohort of this name, as a cohort file has them."""
    return _RULES.format(name=name)
