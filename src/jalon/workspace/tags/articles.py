"""Articles of instruments as a reader's language says them: files write ``Annex I``, ``art. 4``."""

import re
from collections.abc import Iterable

from django.utils.translation import pgettext_lazy

from jalon.workspace.tags.library import register

_WORDS = {
    "Annex": pgettext_lazy("article", "Annex"),
    "Annexes": pgettext_lazy("article", "Annexes"),
    "Part": pgettext_lazy("article", "Part"),
    "Preamble": pgettext_lazy("article", "Preamble"),
    "Para.": pgettext_lazy("article", "Para."),
    "Paras.": pgettext_lazy("article", "Paras."),
    "art.": pgettext_lazy("article", "art."),
    "arts.": pgettext_lazy("article", "arts."),
    "ff.": pgettext_lazy("article", "ff."),
}
_WORD = re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, _WORDS))})(?!\w)")


@register.filter
def article(text: str) -> str:
    """Say the number of an article, or a list of them, in the reader's language."""
    return _WORD.sub(lambda found: str(_WORDS[found[0]]), text)


@register.filter
def articles(texts: Iterable[str]) -> list[str]:
    """Say several."""
    return [article(text) for text in texts]
