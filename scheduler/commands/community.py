"""Whoever runs a cohort keeps what it has agreed on and shares: its norms, and links to courses and resources.

Both are written whole, over what the writer has seen: who has seen an older revision is told, and nothing is lost.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from scheduler.access import CohortScope
from scheduler.commands.meeting_rules import MOST_CHARACTERS, against_the_address, is_title, wrong
from scheduler.domain.community import Norms, SharedLink, SharedLinks, placed
from scheduler.domain.own_words import one_line, paragraphs
from scheduler.domain.problems import Problem
from scheduler.errors import BadInputError
from scheduler.languages.sentences import sentence

LONGEST_NORMS = 2_000
"""Letters: norms are remembered when they are few."""
LONGEST_ABOUT = 200
MOST_LINKS = 20

CHANGED_MEANWHILE = sentence(
    "Somebody else has changed this since you opened the page. What stands now is shown here: put the two together, "
    "then save."
)


@dataclass(frozen=True, kw_only=True, slots=True)
class WrittenLink:
    """A link as a form has it: in which row of it, from 1, and for which place (None: what was written is none)."""

    row: int
    place: int | None
    title: str
    url: str
    about: str

    @property
    def link(self) -> SharedLink:
        """What is kept of it."""
        return SharedLink(title=self.title, url=self.url, about=self.about)


def keep_norms(scope: CohortScope, *, text: str, seen: int) -> None:
    """Have these be the norms, empty for none, over the revision that was `seen`; the same ones change nothing.

    Raises BadInputError, at the field `text`.
    """
    kept, words = scope.tx.community.norms(scope.cohort.id), paragraphs(text)
    if words == kept.text:
        return
    if seen != kept.revision:
        raise BadInputError((wrong("text", CHANGED_MEANWHILE),))
    if len(words) > LONGEST_NORMS:
        too_long = sentence(
            "Norms are remembered when they are short: use at most {most} characters. You have {number}.",
            most=LONGEST_NORMS,
            number=len(words),
        )
        raise BadInputError((wrong("text", too_long),))
    norms = Norms(text=words, revision=kept.revision + 1, changed_at=scope.tx.now)
    scope.tx.community.put_norms(scope.cohort.id, norms)


def keep_links(scope: CohortScope, *, links: Sequence[WrittenLink], seen: int) -> None:
    """Have these be the links, in the order of their places, over the revision that was `seen`.

    The same ones change nothing. Raises BadInputError, each problem at its field: `title-1`, `url-1`, ... by the row,
    and `links` for all.
    """
    kept = scope.tx.community.links(scope.cohort.id)
    tidy = [replace(each, title=one_line(each.title), about=one_line(each.about)) for each in links]
    problems = tuple(_problems(tidy))
    given = placed((each.row, each.place or each.row, each.link) for each in tidy)
    if not problems and given == kept.links:
        return
    if seen != kept.revision:
        problems = (wrong("links", CHANGED_MEANWHILE), *problems)
    if problems:
        raise BadInputError(problems)
    scope.tx.community.put_links(scope.cohort.id, SharedLinks(links=given, revision=kept.revision + 1))


def _problems(links: Sequence[WrittenLink]) -> Iterator[Problem]:
    """Give every problem, in the order of the form."""
    if len(links) > MOST_LINKS:
        yield wrong(
            "links",
            sentence("A list is read when it is short: keep at most {most} links.", most=MOST_LINKS),
        )
    for each in links:
        number = each.row
        if not is_title(each.title):
            yield wrong(
                f"title-{number}",
                sentence(
                    "Say what this link is, in one line of at most {most} characters.",
                    most=MOST_CHARACTERS,
                ),
            )
        for problem in against_the_address(each.url):
            yield replace(problem, column=f"url-{number}")
        if len(each.about) > LONGEST_ABOUT:
            yield wrong(
                f"about-{number}",
                sentence(
                    "Say what it is for in one line of at most {most} characters.",
                    most=LONGEST_ABOUT,
                ),
            )
        if each.place is None:
            yield wrong(f"place-{number}", sentence("Say its place in the list as a whole number."))
