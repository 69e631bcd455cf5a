"""A frontier as a picture: what is reached, panel above panel, by how many move; each point leads to its plan.

Text stands in the picture, in the colour of the text around it; the chosen point is told by its size and its ring, so
that it survives a grey printer. The table beside it says the same: the picture's links are for pointers alone.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from xml.etree.ElementTree import Element, SubElement, tostring

from markupsafe import Markup

WIDTH, PANEL, FOOT = 360, 84, 38
LEFT, RIGHT, TOP, BOTTOM = 16, 16, 34, 14
"""Units around the points of a panel; its title stands in the room above."""
DOT, CHOSEN, HIT = 4, 7, 14
TEXT = 13


@dataclass(frozen=True, kw_only=True, slots=True)
class Panel:
    """What one panel shows: for each point a height, None where there is none to tell, and its words."""

    title: str
    values: Sequence[int | None]
    words: Sequence[str]


def frontier_chart(
    *,
    title: str,
    axis: str,
    moves: Sequence[int],
    panels: Sequence[Panel],
    chosen: int,
    links: Sequence[str],
) -> Markup:
    """Return an inline SVG of the panels over a common axis of `moves`, ascending; `links` are the points' addresses.

    All sequences are as long as `moves`.
    """
    height = PANEL * len(panels) + FOOT
    svg = Element("svg", {"viewBox": f"0 0 {WIDTH} {height}", "class": "frontier", "aria-hidden": "true"})
    SubElement(svg, "title").text = title
    across = [_between(value, moves, LEFT, WIDTH - RIGHT) for value in moves]
    for number, panel in enumerate(panels):
        svg.extend(_panel(panel, top=number * PANEL, across=across, moves=moves, chosen=chosen, links=links))
    svg.extend(_axis(axis, moves=moves, across=across, top=PANEL * len(panels)))
    return Markup(tostring(svg, encoding="unicode"))  # noqa: S704  # ElementTree escapes what it serialises


def _panel(
    panel: Panel,
    *,
    top: float,
    across: Sequence[float],
    moves: Sequence[int],
    chosen: int,
    links: Sequence[str],
) -> Iterator[Element]:
    there = [value for value in panel.values if value is not None]
    at = moves.index(chosen)
    yield _text(panel.title, x=0, y=top + TEXT + 2)
    yield _text(panel.words[at], x=WIDTH, y=top + TEXT + 2, anchor="end", bold=True)
    if not there:
        return
    up = [
        None if value is None else _between(value, there, top + PANEL - BOTTOM, top + TOP)
        for value in panel.values
    ]
    yield _line(across, up)
    for number, (x, y) in enumerate(zip(across, up, strict=True)):
        if y is not None:
            yield _point(
                x, y, words=panel.words[number], link=links[number], is_chosen=moves[number] == chosen
            )


def _axis(axis: str, *, moves: Sequence[int], across: Sequence[float], top: float) -> Iterator[Element]:
    yield Element(
        "line",
        {
            "x1": "0",
            "x2": str(WIDTH),
            "y1": f"{top:g}",
            "y2": f"{top:g}",
            "stroke": "currentColor",
            "opacity": "0.4",
        },
    )
    last = -float("inf")
    for value, x in zip(moves, across, strict=True):
        if x - last >= 2 * TEXT:
            yield _text(str(value), x=x, y=top + TEXT + 2, anchor="middle")
            last = x
    yield _text(axis, x=WIDTH, y=top + 2 * TEXT + 5, anchor="end")


def _point(x: float, y: float, *, words: str, link: str, is_chosen: bool) -> Element:
    at = {"cx": f"{x:g}", "cy": f"{y:g}"}
    place = Element("a", {"href": link, "tabindex": "-1"})
    SubElement(place, "title").text = words
    SubElement(place, "circle", {**at, "r": str(HIT), "fill": "transparent"})
    if is_chosen:
        ring = {"fill": "none", "stroke": "currentColor", "stroke-width": "2"}
        SubElement(place, "circle", {**at, "r": str(CHOSEN), **ring})
    SubElement(place, "circle", {**at, "r": str(DOT), "fill": "currentColor"})
    return place


def _line(across: Sequence[float], up: Sequence[float | None]) -> Element:
    """Return the steps: until there is a better plan, more moves buy nothing."""
    path, pen_is_down = "", False
    for x, y in zip(across, up, strict=True):
        if y is not None:
            path += f" H{x:g} V{y:g}" if pen_is_down else f"M{x:g} {y:g}"
            pen_is_down = True
    return Element(
        "path",
        {"d": path, "fill": "none", "stroke": "currentColor", "stroke-opacity": "0.4", "stroke-width": "2"},
    )


def _text(said: str, *, x: float, y: float, anchor: str = "start", bold: bool = False) -> Element:
    more = {"font-weight": "700"} if bold else {}
    text = Element(
        "text",
        {
            "x": f"{x:g}",
            "y": f"{y:g}",
            "text-anchor": anchor,
            "font-size": str(TEXT),
            "fill": "currentColor",
            **more,
        },
    )
    text.text = said
    return text


def _between(value: float, values: Sequence[int], low: float, high: float) -> float:
    """Place a value between two ends by the least and the largest of its kind; in the middle if those are one."""
    least, largest = min(values), max(values)
    if least == largest:
        return (low + high) / 2
    return round(low + (high - low) * (value - least) / (largest - least), 2)
