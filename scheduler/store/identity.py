"""Somebody as kept documents name them: by id, by key or by name; found there, and taken out or called otherwise."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias, cast

from scheduler.documents import to_json
from scheduler.domain.people import Person, PersonId
from scheduler.domain.plans import Reason
from scheduler.languages.sentences import sentence, with_another_name
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
    """By what documents know somebody: `id`, `key` and `names`; `others` are the names of the others around them.

    `stands_in` takes the place of their id: an id of nobody, so that a document of which they are a part stays whole.
    `alike` is whether one of the others is called as they are.
    """

    id: PersonId
    key: str
    names: tuple[str, ...]
    stands_in: PersonId
    others: tuple[str, ...] = ()
    alike: bool = False
    _named: re.Pattern[str] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        around = {other for other in self.others if any(name in other for name in self.names)}
        longer = sorted({*around, *self.names}, key=lambda name: (-len(name), name))
        either = "|".join(map(re.escape, longer))
        object.__setattr__(self, "_named", re.compile(rf"(?<!\w)(?:{either})(?!\w)"))

    @classmethod
    def of(cls, person: Person, *, stands_in: PersonId, others: Iterable[str]) -> "Identity":
        """Return how this person is known among the others, by the name that they chose and by the roster's."""
        names = tuple(dict.fromkeys((person.name, person.listed_as)))
        every = tuple(dict.fromkeys(others))
        around = tuple(name for name in every if name not in names)
        return cls(
            id=person.id,
            key=person.key,
            names=names,
            stands_in=stands_in,
            others=around,
            alike=len(around) < len(every),
        )

    def is_named_in(self, text: str) -> bool:
        """Whether a text says a whole name of theirs, and not that of another which theirs is a part of."""
        return any(name in text for name in self.names) and any(
            found[0] in self.names for found in self._named.finditer(text)
        )

    def reworded(self, text: str) -> str:
        """Return a text that says "someone who has left" wherever it said their name."""
        if not any(name in text for name in self.names):
            return text
        return self._named.sub(lambda found: GONE if found[0] in self.names else found[0], text)

    def reworded_entry(self, content: Mapping[str, Any]) -> dict[str, Any]:
        """Return what an entry of a calendar says (calendars' EntryContent) without their name in it."""
        return {key: self.reworded(each) if key in _TOLD else each for key, each in content.items()}

    def called_anew(self, document: Any, *, to: str) -> Any:  # noqa: ANN401 - JSON has no static type
        """Return a document whose reasons call them `to`: as it was, and equal, where none speaks of them.

        Where others are called alike, it is they of whom a reason has the key.
        """
        if isinstance(document, list):
            return [self.called_anew(each, to=to) for each in cast("list[Any]", document)]
        if not isinstance(document, dict):
            return document
        within = cast("Object", document)
        if not {"code", "params", "text"} <= within.keys():
            return {key: self.called_anew(each, to=to) for key, each in within.items()}
        text = within["text"]
        if isinstance(text, str) or not (self._has_key(within) or not self.alike):
            return within
        return within | {"text": with_another_name(text, names=self.names, now=to)}

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

    def _has_key(self, reason: Object) -> bool:
        """Whether a reason, or a breach, names them by key."""
        values = [value for value in reason["params"].values() if isinstance(value, str)]
        return bool(
            {self.id, self.key} & {*values, *(key for value in values for key in _BETWEEN.split(value))}
        )

    def _is_reason_of(self, document: Object) -> bool:
        """Whether it is a reason, or a breach, that speaks of them: by key, or by name."""
        if not {"code", "params", "text"} <= document.keys():
            return False
        if self._has_key(document):
            return True
        text = document["text"]
        return self.is_named_in(text if isinstance(text, str) else text["text"])


def _is_plain(value: object) -> bool:
    return value is None or isinstance(value, (str, int, float))
