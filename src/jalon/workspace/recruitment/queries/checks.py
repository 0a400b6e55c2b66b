"""What a notice leaves unsaid, and where its wording shuts people out."""

from collections.abc import Iterable
from dataclasses import dataclass

from jalon.workspace.recruitment.models import CallText
from jalon.workspace.recruitment.queries.notice_text import ORDER, body_of, words_of
from jalon.workspace.recruitment.rules.wording import LANGUAGES, WordingFinding, missing, unfair

AROUND = 60  # letters shown on either side of what was found


@dataclass(frozen=True, slots=True)
class Place:
    """Words that were found, between those around them."""

    part: str
    before: str
    finding: WordingFinding
    after: str


@dataclass(frozen=True, slots=True)
class Checked:
    """What was found in one language; nothing is known of a language without rules."""

    language: str
    is_known: bool
    unsaid: tuple[WordingFinding, ...] = ()
    places: tuple[Place, ...] = ()

    @property
    def is_clean(self) -> bool:
        return self.is_known and not self.unsaid and not self.places


def check_text(text: CallText, title: str = "") -> Checked:
    """Return what is to be looked at in one text, its title included."""
    if text.language not in LANGUAGES:
        return Checked(text.language, is_known=False)
    unsaid = missing(body_of(text), text.language)
    parts = [("title", title), *((part, words_of(text, part)) for part in ORDER)]
    places = [place for part, words in parts for place in _places(part, words, text.language)]
    return Checked(text.language, is_known=True, unsaid=unsaid, places=tuple(places))


def leaves_unsaid(texts: Iterable[CallText]) -> bool:
    """Tell whether any of the texts does not say what a notice must say."""
    return any(
        missing(body_of(text), text.language) for text in texts if text.language in LANGUAGES
    )


def _places(part: str, words: str, language: str) -> Iterable[Place]:
    for found in unfair(words, language):
        before = words[max(0, found.start - AROUND) : found.start]
        yield Place(part, before, found, words[found.end : found.end + AROUND])
