"""The words that rows refer to, and what is searched in them."""

from collections.abc import Iterable, Mapping

from jalon.workspace.folding import folded
from jalon.workspace.narratives import Narrative, text_of
from jalon.workspace.standards.models import Term
from jalon.workspace.standards.rules.words import Terms

Vocabulary = dict[str, dict[str, Narrative]]  # list -> key -> title


def vocabulary() -> Vocabulary:
    """Return every word of every list, in one query."""
    words: Vocabulary = {each.value: {} for each in Terms}
    for term in Term.objects.order_by("list", "key"):
        words[term.list][term.key] = term.title
    return words


def offered(words: Mapping[str, Narrative], used: Iterable[str]) -> list[tuple[str, str]]:
    """Return the words that are in use, by the reader's name, to choose from."""
    pairs = [(key, text_of(words.get(key, {})) or key) for key in set(used) if key]
    return sorted(pairs, key=lambda pair: folded(pair[1]))


def merged(pairs: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    """Return words to choose from, those of the same name as one: ``fees+recruitment-fees``."""
    keys: dict[str, list[str]] = {}
    for key, title in pairs:
        keys.setdefault(title, []).append(key)
    return [("+".join(sorted(same)), title) for title, same in keys.items()]


def holds(wanted: str, *narratives: Narrative | str) -> bool:
    """Tell whether texts, in any language, hold every word that is searched."""
    texts = [text for n in narratives for text in (n.values() if isinstance(n, dict) else (n,))]
    whole = folded(" ".join(texts))
    return all(word in whole for word in folded(wanted).split())
