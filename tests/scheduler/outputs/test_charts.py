import re

from scheduler.domain.people import Capacity
from scheduler.outputs.charts import counts, places, shares


def _widths(picture: str) -> list[str]:
    return re.findall(r'rect [^>]*width="([^"]+)"', picture)


def _opacities(picture: str) -> list[str]:
    return re.findall(r'fill-opacity="([^"]+)"', picture)


def test_bars_are_on_the_scale_of_the_largest() -> None:
    few, many = counts(numbers=[("few", 2), ("many", 8)])

    assert (few.label, few.number, many.label, many.number) == ("few", 2, "many", 8)
    assert 'viewBox="0 0 8 1"' in few.bar
    assert 'viewBox="0 0 8 1"' in many.bar
    assert (_widths(few.bar), _widths(many.bar)) == (["2"], ["8"])
    assert "<title>few: 2</title>" in few.bar


def test_nothing_counted_is_drawn_without_a_scale() -> None:
    (none,) = counts(numbers=[("none", 0)])

    assert 'viewBox="0 0 1 1"' in none.bar
    assert counts(numbers=[]) == ()


def test_a_coachs_places_are_taken_owed_or_free() -> None:
    drawn = places(taken=1, capacity=Capacity(minimum=2, maximum=4), widest=5)

    assert "<title>1 taken of 2 to 4</title>" in drawn
    assert 'viewBox="0 0 5 1"' in drawn
    assert _opacities(drawn) == ["1", "0.42", "0.16", "0.16"]


def test_more_members_than_places_are_all_shown() -> None:
    drawn = places(taken=3, capacity=Capacity(minimum=0, maximum=1), widest=2)

    assert 'viewBox="0 0 3 1"' in drawn
    assert _opacities(drawn) == ["1", "1", "1"]


def test_parts_of_a_whole_stand_side_by_side() -> None:
    drawn = shares(title="Three and one", parts=[(3, 1.0), (1, 0.42)])

    assert re.findall(r'x="(\d+)"', drawn) == ["0", "3"]
    assert _widths(drawn) == ["3", "1"]
    assert 'viewBox="0 0 1 1"' in shares(title="Nobody", parts=[(0, 1.0)])
