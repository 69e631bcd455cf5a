"""The cells that hold lists: languages, interests and wished workshops (DESIGN 5)."""

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache

import langcodes

from scheduler.languages.sentences import Quoted, Sentence, message, sentence
from scheduler.roster.columns import IGNORED
from scheduler.roster.findings import Cell
from scheduler.roster.spelling import did_you_mean, fold, listed

# Names that langcodes gives to another language, or not at all, and what is spoken by those who write them.
LANGUAGE_NAMES = {
    "farsi": "fa",
    "persian (farsi)": "fa",
    "dari": "fa-AF",
    "mandarin": "zh",
    "mandarin chinese": "zh",
    "castellano": "es",
    "tagalog": "fil",
    "sorani": "ckb",
    "yorùbá": "yo",
    "karen": "ksw",
    "kirundi": "rn",
    "fulah": "ff",
    "fulani": "ff",
    "haitian": "ht",
    "brazilian portuguese": "pt-BR",
}

MAX_ITEMS = 100

UNKNOWN_TOPIC, UNKNOWN_WORKSHOP = "unknown_topic", "unknown_workshop"
"""The codes of problems with what is none of the cohort's."""

_NO_TOPIC = message("{text} is not a topic of this cohort.")
_NO_WORKSHOP = message("{text} is not a workshop of this cohort.")

_MACROLANGUAGES = {"cmn": "zh", "pes": "fa"}
_TAG = re.compile(r"[A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{2,8})*", re.ASCII)
_NOT_A_LANGUAGE = frozenset(("und", "mul", "mis", "zxx"))
_LANGUAGE_SEPARATORS = re.compile(r"[;,/&+]|\band\b")
_SEMICOLON = re.compile(";")
_REMARK = re.compile(r"\s*\(.*\)$|\s+-\s.*$")


def read_languages(cell: Cell) -> tuple[str, ...]:
    """Read BCP 47 tags or English or native names into canonical tags, each once; what is near a name is asked."""
    if not _few(cell):
        return ()
    whole = cell.decided(cell.text)
    texts = [part.strip() for part in _LANGUAGE_SEPARATORS.split(whole)]
    tags = [_read_language(cell, text) for text in texts if text]
    return tuple(dict.fromkeys(tag for tag in tags if tag is not None))


def read_answer(cell: Cell) -> str:
    """Read a cell of a column of the cohort's own, as written; it may be a list, parted by semicolons."""
    return cell.text if _few(cell, separators=_SEMICOLON) else ""


def read_locale(cell: Cell) -> str | None:
    """Read one language, for pages and letters, into its canonical tag."""
    return _read_language(cell, cell.text)


def read_interests(cell: Cell, *, topics: Iterable[str]) -> tuple[str, ...]:
    """Read topics into the cohort's spelling, whole topics only, each once."""
    known = {fold(topic): topic for topic in topics}
    otherwise = (
        sentence("The cohort's topics are {topics}.", topics=listed(known.values()))
        if known
        else sentence("This cohort names no topics.")
    )
    return _known(cell, known=known, code=UNKNOWN_TOPIC, unlike=_NO_TOPIC, otherwise=otherwise)


def read_workshops(cell: Cell, *, names_by_id: Mapping[str, str]) -> tuple[str, ...]:
    """Read the ids of workshops, or their names, into ids, each once."""
    names = {fold(name): id_ for id_, name in names_by_id.items()}
    known = {**names, **{fold(id_): id_ for id_ in names_by_id}}
    otherwise = (
        sentence("The workshops are {workshops}.", workshops=listed(names_by_id))
        if names_by_id
        else sentence("This cohort has no workshops.")
    )
    return _known(cell, known=known, code=UNKNOWN_WORKSHOP, unlike=_NO_WORKSHOP, otherwise=otherwise)


def _known(
    cell: Cell, *, known: Mapping[str, str], code: str, unlike: str, otherwise: Sentence
) -> tuple[str, ...]:
    """Match whole options; a download parts them by `;`, Sheets by commas, and an option may itself hold commas.

    What was decided to be left out (IGNORED) is none.
    """
    found: list[str] = []
    if not _few(cell):
        return ()
    for part in filter(None, map(str.strip, _meant(cell, cell.text).split(";"))):
        pieces = [part] if fold(cell.decided(part)) in known else [piece.strip() for piece in part.split(",")]
        while pieces:
            taken = _longest_option(cell, pieces, known)
            text = _meant(cell, ", ".join(pieces[:taken]))
            del pieces[:taken]
            if fold(text) in known:
                found.append(known[fold(text)])
            elif text:
                suggestion = did_you_mean(text, among=known.values(), otherwise=otherwise)
                problem = sentence(unlike, text=Quoted(text=text))
                cell.report(code=code, message=problem, suggestion=suggestion, value=text)
    return tuple(dict.fromkeys(found))


def _meant(cell: Cell, text: str) -> str:
    """Return what a text was decided to mean, else itself; nothing where it was decided to be left out."""
    decided = cell.decided(text)
    return "" if decided == IGNORED != text else decided


def _few(cell: Cell, *, separators: re.Pattern[str] = _LANGUAGE_SEPARATORS) -> bool:
    if len(separators.split(cell.text)) <= MAX_ITEMS:
        return True
    problem = sentence("The list has over {most} parts.", most=MAX_ITEMS)
    cell.report(code="too_long", message=problem, suggestion=sentence("Shorten it."))
    return False


def _longest_option(cell: Cell, pieces: list[str], known: Mapping[str, str]) -> int:
    """Count the pieces, from the first, that make the longest option; 1 where none makes any."""
    most = 1 + max((option.count(",") for option in (*known, *cell.decisions)), default=0)
    counts = range(min(most, len(pieces)), 1, -1)
    return next((count for count in counts if fold(cell.decided(", ".join(pieces[:count]))) in known), 1)


def _read_language(cell: Cell, text: str) -> str | None:
    decided = cell.decided(text)
    tag, certain = _language(decided)
    if not certain and _REMARK.search(decided):
        tag, certain = _language(_REMARK.sub("", decided))
    if tag is None:
        suggestion = sentence(
            "Write its English name, its own name, or a code such as {example}.", example="uk"
        )
        problem = sentence("{text} is no language.", text=Quoted(text=text))
        cell.report(code="unknown_language", message=problem, suggestion=suggestion, value=text)
        return None
    if not certain:
        asked = sentence(
            "Is {text} the language {language} ({tag})?",
            text=Quoted(text=text),
            language=langcodes.Language.get(tag).display_name(),
            tag=tag,
        )
        cell.ask(value=text, candidates=(tag,), message=asked)
        return None
    return tag


@lru_cache(maxsize=4096)
def _language(text: str) -> tuple[str | None, bool]:
    """Give the canonical tag, and whether it is certain: langcodes finds names that are merely near, too."""
    if fold(text) in LANGUAGE_NAMES:
        return LANGUAGE_NAMES[fold(text)], True
    if _TAG.fullmatch(text) and langcodes.tag_is_valid(text):
        tag = langcodes.standardize_tag(text)
        primary = tag.partition("-")[0]
        return (None, False) if primary in _NOT_A_LANGUAGE else (_MACROLANGUAGES.get(tag, tag), True)
    try:
        language = langcodes.find(text)
    except LookupError:
        return None, False
    names = (language.display_name("en"), language.autonym(), language.language_name("en"))
    tag = language.to_tag()
    return _MACROLANGUAGES.get(tag, tag), fold(text) in map(fold, names)
