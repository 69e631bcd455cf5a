"""Renders the printed pages: one self-contained HTML file each, every value escaped, nothing left undefined.

And documents in plain text, of our own words only.
"""

from jinja2 import Environment, PackageLoader, StrictUndefined

_ENVIRONMENT = Environment(
    loader=PackageLoader("scheduler.outputs"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
    keep_trailing_newline=True,
)


def render(*, template: str, values: dict[str, object]) -> bytes:
    """Return the page that `template` makes of `values`, in UTF-8."""
    return _ENVIRONMENT.get_template(template).render(values).encode()


def render_text(*, template: str, values: dict[str, object]) -> str:
    """Return the text that `template` makes of `values`, nothing escaped."""
    return _ENVIRONMENT.overlay(autoescape=False).get_template(template).render(values)
