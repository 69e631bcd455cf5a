"""A file of iCalendar taken apart by its letters alone, however broken it is (RFC 5545, 3.1 and 3.4)."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache

Fault = tuple[int, str]
"""The number of a line of the file, from 1, and what is wrong there."""
Faults = Iterator[Fault]
BYTE_ORDER_MARK = b"\xef\xbb\xbf"

_ROW = re.compile(rb"([^\r\n]*)(\r\n|\r|\n|\Z)")
_HEAD_AND_VALUE = re.compile(r'((?:[^":]|"[^"]*")*):(.*)', re.DOTALL)
_PART = re.compile(r'(?:[^";]|"[^"]*")+')


@dataclass(frozen=True, kw_only=True, slots=True)
class Row:
    """A line as it lies in the file, with what ends it."""

    number: int
    octets: bytes
    ending: bytes

    @property
    def goes_on(self) -> bool:
        """It is the rest of the line before it, and its first octet is none of the text's."""
        return self.octets[:1] in (b" ", b"\t")


@dataclass(frozen=True, kw_only=True, slots=True)
class Line:
    """A line as it is meant, unfolded; `number` is its first row's."""

    number: int
    octets: bytes

    @property
    def text(self) -> str:
        """Its characters, with a sign for what is none."""
        return self.octets.decode(errors="replace")


@dataclass(frozen=True, kw_only=True, slots=True)
class Property:
    """A name, parameters as they are written, and a value as it is written."""

    line: int
    name: str
    parameters: tuple[str, ...]
    value: str

    def parameter(self, name: str) -> str | None:
        """Return the value of the parameter, without its quotes."""
        for written in self.parameters:
            key, _, value = written.partition("=")
            if key.upper() == name:
                return value.strip('"')
        return None


@dataclass(kw_only=True, slots=True)
class Component:
    """What stands between BEGIN and END; `line` is the number of its BEGIN."""

    line: int
    name: str
    properties: list[Property] = field(default_factory=list)
    parts: list["Component"] = field(default_factory=list)

    def all(self, *names: str) -> list[Property]:
        """List its own properties of these names."""
        return [each for each in self.properties if each.name in names]

    def one(self, name: str) -> Property | None:
        """Return its first property of this name."""
        return next(iter(self.all(name)), None)

    def everything(self) -> Iterator["Component"]:
        """Give itself and all that is in it."""
        yield self
        for part in self.parts:
            yield from part.everything()


@dataclass(frozen=True, kw_only=True, slots=True)
class File:
    """A whole file, with all its components and properties; what is none is `unreadable` or `astray`."""

    body: bytes
    rows: tuple[Row, ...]
    lines: tuple[Line, ...]
    root: Component
    everything: tuple[Component, ...]
    properties: tuple[Property, ...]
    unreadable: tuple[Fault, ...]
    astray: tuple[Fault, ...]

    @property
    def calendar(self) -> Component:
        """Its first calendar; where it has none, what it has."""
        return next((part for part in self.root.parts if part.name == "VCALENDAR"), self.root)

    def components(self, *names: str) -> list[Component]:
        """List all components of these names, wherever they are."""
        return [each for each in self.everything if each.name in names]


@lru_cache(maxsize=4096)  # a feed tells the same stamps again and again
def reading_of(told: str) -> datetime | None:
    """Return what a clock shows that is told as a DATE-TIME without zone; None for what is no such time."""
    try:
        return datetime.strptime(told, "%Y%m%dT%H%M%S")  # noqa: DTZ007 - what some clock shows
    except ValueError:
        return None


def read(body: bytes) -> File:
    """Take a file apart; nothing is too broken."""
    rows = tuple(_rows(body.removeprefix(BYTE_ORDER_MARK)))
    lines = _unfolded(rows)
    read_as = [(line.number, _property(line)) for line in lines]
    astray: list[Fault] = []
    root = _nested([each for _, each in read_as if each is not None], astray)
    everything = tuple(root.everything())
    return File(
        body=body,
        rows=rows,
        lines=lines,
        root=root,
        everything=everything,
        properties=tuple(each for component in everything for each in component.properties),
        unreadable=tuple((number, "is no property") for number, each in read_as if each is None),
        astray=tuple(astray),
    )


def _rows(body: bytes) -> Iterator[Row]:
    for number, found in enumerate(_ROW.finditer(body), 1):
        octets, ending = found.groups()
        if octets or ending:  # the end of the file comes after the last line's
            yield Row(number=number, octets=octets, ending=ending)


def _unfolded(rows: tuple[Row, ...]) -> tuple[Line, ...]:
    gathered: list[tuple[int, list[bytes]]] = []
    for row in rows:
        if row.goes_on and gathered:
            gathered[-1][1].append(row.octets[1:])
        else:
            gathered.append((row.number, [row.octets]))
    return tuple(Line(number=number, octets=b"".join(parts)) for number, parts in gathered)


def _property(line: Line) -> Property | None:
    found = _HEAD_AND_VALUE.fullmatch(line.text)
    if found is None:
        return None
    name, *parameters = _PART.findall(found[1]) or [""]
    if re.fullmatch(r"[A-Za-z0-9-]+", name) is None:
        return None
    return Property(line=line.number, name=name.upper(), parameters=tuple(parameters), value=found[2])


def _nested(properties: list[Property], astray: list[Fault]) -> Component:
    open_ones = [Component(line=1, name="")]
    for each in properties:
        name = each.value.upper()
        if each.name == "BEGIN":
            begun = Component(line=each.line, name=name)
            open_ones[-1].parts.append(begun)
            open_ones.append(begun)
        elif each.name != "END":
            open_ones[-1].properties.append(each)
        elif open_ones[-1].name == name:
            open_ones.pop()
        else:
            astray.append((each.line, f"ends {name}, which is not what is open"))
    astray += [(left.line, f"begins {left.name}, which has no end") for left in open_ones[1:]]
    return open_ones[0]
