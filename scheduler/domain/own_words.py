"""People's own words as they are kept: in any language, with nothing in them that cannot be seen."""

JOINERS = "\u200c\u200d"
"""Zero-width non-joiner and joiner: without them Persian words run together, and some scripts and signs fall apart."""


def paragraphs(text: str) -> str:
    """Return the text as lines with nothing around them and nothing that cannot be seen."""
    return "\n".join(one_line(line) for line in text.splitlines()).strip()


def one_line(text: str) -> str:
    """Return the text as one line with nothing around it and nothing that cannot be seen, its spaces plain ones."""
    line = "".join(map(_kept, text)).strip()
    return line if line.strip(f"{JOINERS} ") else ""


def is_all_seen(text: str) -> bool:
    """Whether there is nothing in the text that cannot be seen, and it is one line."""
    return all(sign.isprintable() or sign in JOINERS for sign in text)


def _kept(sign: str) -> str:
    if sign.isspace():
        return " "
    return sign if sign.isprintable() or sign in JOINERS else ""
