"""Small SVG pictures in the colour of the text around them: no scripts, styles or outside resources.

Pictures stretch to the width they are given and hold no text; lightness alone tells things apart, so that they
survive a grey printer and eyes that see no colour.
"""

from collections.abc import Iterable, Sequence
from xml.etree.ElementTree import Element, SubElement, tostring

from markupsafe import Markup

SOLID = 1.0
PALE = 0.42
FAINT = 0.16


def picture(
    *, width: float, height: float, title: str, shapes: Iterable[Element], description: str | None = None
) -> Markup:
    """Return an inline SVG of width x height units; `title` and `description` say what it shows."""
    svg = Element(
        "svg",
        {"viewBox": f"0 0 {width:g} {height:g}", "preserveAspectRatio": "none", "role": "img"},
    )
    SubElement(svg, "title").text = title
    if description is not None:
        SubElement(svg, "desc").text = description
    svg.extend(shapes)
    return Markup(tostring(svg, encoding="unicode"))  # noqa: S704  # ElementTree escapes what it serialises


def bar(*, x: float, y: float, width: float, height: float, opacity: float = SOLID) -> Element:
    """Return a filled rectangle; (x, y) is its upper left corner."""
    return Element(
        "rect", {**_box(x, y, width, height), "fill": "currentColor", "fill-opacity": f"{opacity:g}"}
    )


def frame(*, x: float, y: float, width: float, height: float) -> Element:
    """Return the outline of a rectangle in the text's own colour, of one width however the picture is stretched."""
    return Element(
        "rect",
        {
            **_box(x, y, width, height),
            "fill": "none",
            "stroke": "CanvasText",
            "stroke-width": "1.5",
            "vector-effect": "non-scaling-stroke",
        },
    )


def steps(*, lower: Sequence[float], upper: Sequence[float], opacity: float) -> Element:
    """Return the area between two step lines, one unit to the step, as one shape without seams."""
    along = " ".join(f"V{y:g} H{x + 1}" for x, y in enumerate(upper))
    back = " ".join(f"V{y:g} H{x}" for x, y in reversed(tuple(enumerate(lower))))
    return Element(
        "path",
        {"d": f"M0 {upper[0]:g} {along} {back} Z", "fill": "currentColor", "fill-opacity": f"{opacity:g}"},
    )


def _box(x: float, y: float, width: float, height: float) -> dict[str, str]:
    return {"x": f"{x:g}", "y": f"{y:g}", "width": f"{width:g}", "height": f"{height:g}"}
