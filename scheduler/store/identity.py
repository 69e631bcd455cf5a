"""Somebody as kept documents name them: by id, by key or by name; found there, and taken out."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias, cast

from scheduler.documents import to_json
from scheduler.domain.people import Person, PersonId
from scheduler.domain.plans import Reason
from scheduler.languages.sentences import sentence
from scheduler.reasons.alternatives import GONE

_BETWEEN = re.compile(r"[;/]")
"""What stands between keys where a reason names several people, or somebody and their workshop."""
_UNSAID = to_json(Reason(code="erased", text=sentence("This was about someone who has left.")))
Object: TypeAlias = dict[str, Any]
"""As JSON has it."""
_TOLD = ("summary", "description")
"""Where an entry of a calendar has words of ours."""
_OF_THE_TWO: Object = {"topics": [], "languages": [], "criteria": [], "reasons": []}
"""What a pair says of its two people beyond who they are and how much they share."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Identity:
    """By what documents know somebody: `id`, `key` and `name`; `others` are the names of the others around them.

    `stands_in` takes the place of their id: an id of nobody, so that a document of which they are a part stays whole.
    """

    id: PersonId
    key: str
    name: str
    stands_in: PersonId
    others: tuple[str, ...] = ()
    _named: re.Pattern[str] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        longer = sorted((other for other in self.others if self.name in other), key=len, reverse=True)
        either = "|".join(map(re.escape, dict.fromkeys((*longer, self.name))))
        object.__setattr__(self, "_named", re.compile(rf"(?<!\w)(?:{either})(?!\w)"))

    @classmethod
    def of(cls, person: Person, *, stands_in: PersonId, others: Iterable[str]) -> "Identity":
        """Return how this person is known among the others."""
        names = tuple(dict.fromkeys(name for name in others if name != person.name))
        return cls(id=person.id, key=person.key, name=person.name, stands_in=stands_in, others=names)

    def is_named_in(self, text: str) -> bool:
        """Whether a text says their whole name, and not that of another which theirs is a part of."""
        return self.name in text and any(found[0] == self.name for found in self._named.finditer(text))

    def unnamed(self, text: str) -> str:
        """Return a text that says "someone who has left" wherever it said their name."""
        if self.name not in text:
            return text
        return self._named.sub(lambda found: GONE if found[0] == self.name else found[0], text)

    def unnamed_entry(self, content: Mapping[str, Any]) -> dict[str, Any]:
        """Return what an entry of a calendar says (calendars' EntryContent) without their name in it."""
        return {key: self.unnamed(each) if key in _TOLD else each for key, each in content.items()}

    def taken_out(self, document: Any) -> Any:  # noqa: ANN401 - JSON has no static type
        """Return a document that nobody can tell by that it was them: as it was, and equal, where they are not in it.

        Their id becomes `stands_in`, a pair of theirs says how much the two shared and no more, and a reason that
        speaks of them says only that it was about someone who has left.
        """
        if isinstance(document, str):
            return self.stands_in if document == self.id else document
        if isinstance(document, list):
            return [self.taken_out(each) for each in cast("list[Any]", document)]
        if not isinstance(document, dict):
            return document
        within = cast("Object", document)
        if self._is_reason_of(within):
            return _UNSAID
        said = within | self._unsaid(within)
        return {self.stands_in if key == self.id else key: self.taken_out(each) for key, each in said.items()}

    def part_of(self, document: Any) -> Any:  # noqa: ANN401 - the same
        """Return what a document says of them; None where that is nothing.

        Of lists it is what is theirs, beside it what is said of the whole. Whoever else is in it stays out, unless they
        are one of the two in a pair.
        """
        if isinstance(document, str):
            return document if document in {self.id, self.key} or self.is_named_in(document) else None
        if isinstance(document, list):
            return [
                part for each in cast("list[Any]", document) if (part := self.part_of(each)) is not None
            ] or None
        if not isinstance(document, dict):
            return None
        within = cast("Object", document)
        if self._is_reason_of(within) or self._unsaid(within):
            return within
        parts = {key: part for key, each in within.items() if (part := self.part_of(each)) is not None}
        if self.id in within:
            parts[self.id] = within[self.id]
        kept = {key: parts.get(key, each) for key, each in within.items() if key in parts or _is_plain(each)}
        return kept if parts else None

    def _unsaid(self, document: Object) -> Object:
        """Return what a pair, or a member who was left out, is to say instead, if it is them."""
        is_pair = {"member", "coach", *_OF_THE_TWO} <= document.keys()
        if is_pair and self.id in (document["member"], document["coach"]):
            return _OF_THE_TWO
        is_left_out = document.keys() == {"member", "reasons"} and document["member"] == self.id
        return {"reasons": []} if is_left_out else {}

    def _is_reason_of(self, document: Object) -> bool:
        """Whether it is a reason, or a breach, that speaks of them: by key, or by name."""
        if not {"code", "params", "text"} <= document.keys():
            return False
        values = [value for value in document["params"].values() if isinstance(value, str)]
        if {self.id, self.key} & {*values, *(key for value in values for key in _BETWEEN.split(value))}:
            return True
        text = document["text"]
        return self.is_named_in(text if isinstance(text, str) else text["text"])


def _is_plain(value: object) -> bool:
    return value is None or isinstance(value, (str, int, float))
