"""What matters already comes first, the most pressing before; then what is foreseen, by date."""

from collections.abc import Callable
from datetime import date

from scheduler.domain.people import Person
from scheduler.queries.attention.matters import Attention, Matter, in_order


def test_order(make_person: Callable[..., Person]) -> None:
    one, two = (make_person("amina"),), (make_person("amina"), make_person("nadia"))
    may, june = date(2026, 5, 1), date(2026, 6, 1)
    wanted = (
        Matter(kind="unled", what="", people=two),
        Matter(kind="alone", what="", people=one),
        Matter(kind="over", what="", people=one),
        Matter(kind="waiting", what="", people=two),
        Matter(kind="apart", what="", people=one, since=may),
        Matter(kind="away", what="", people=two, since=may),
        Matter(kind="apart", what="", people=one, since=june),
    )
    assert in_order(reversed(wanted)) == wanted
    page = Attention(matters=wanted, published=True)
    assert (page.now, page.foreseen) == (wanted[:4], wanted[4:])
