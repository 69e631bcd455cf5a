"""What a letter says of whom its reader meets as a coach or a member: who comes, who goes, and whom to ask."""

from collections.abc import Iterable, Iterator, Mapping

from babel import Locale
from babel.lists import format_list

from scheduler.domain.company import CompanyNews
from scheduler.domain.people import PersonId
from scheduler.languages import spoken, words
from scheduler.outputs.letters import OWN_PAGE, Addressee, NoticeText, letter, one_line, whom_to_ask


def company_text(*, to: Addressee, news: CompanyNews, names: Mapping[PersonId, str]) -> NoticeText:
    """Tell someone whom else they meet now, and nothing besides."""
    say = words(to.reader.locale).gettext
    return letter(
        to.named(say("Whom you meet in {group} has changed"), discreetly=say("Whom you meet has changed")),
        *company_told(to=to, news=news, names=names),
        say("How it stands now is on your page:"),
        OWN_PAGE,
        to=to,
    )


def company_told(*, to: Addressee, news: CompanyNews, names: Mapping[PersonId, str]) -> Iterator[str]:
    """Yield what to tell, a paragraph each; whoever reads discreetly is told no name, and neither is any reason."""
    say = words(to.reader.locale).gettext
    sentences = () if to.reader.discreet else tuple(_sentences(to=to, news=news, names=names))
    yield "\n".join(sentences) or say("Your coach, or the members whom you coach, are others now.")
    yield whom_to_ask(to)


def _sentences(*, to: Addressee, news: CompanyNews, names: Mapping[PersonId, str]) -> Iterator[str]:
    say = words(to.reader.locale).gettext

    def named(said: str, who: Iterable[PersonId]) -> Iterator[str]:
        """Say it of those whose names are known."""
        known = sorted(one_line(names[each]) for each in who if each in names)
        if known:
            locale = Locale.parse(spoken(to.reader.locale), sep="-")
            yield said.format(name=format_list(known, locale=locale))

    for other in sorted(news.parted):
        yield from named(
            say(
                "You and {name} no longer meet as coach and member. Hours of the two of you that were to come are off."
            ),
            [other],
        )
    was, now = news.was, news.now
    if now.coach != was.coach:
        if now.coach is None:
            yield say("You have no coach for the moment.")
        else:
            yield from named(say("Your coach is now {name}."), [now.coach])
        if was.coach is not None and was.coach not in news.parted:
            yield from named(say("Until now it was {name}."), [was.coach])
    yield from named(say("From now on you coach {name}."), set(now.members) - set(was.members))
    yield from named(say("You no longer coach {name}."), set(was.members) - set(now.members) - news.parted)
