"""What a search shows: finds grouped by kind, each with its name, its address and its words."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from jalon.workspace.home import index
from jalon.workspace.home.index import Kind, Match
from jalon.workspace.home.rules.words import Piece, pieces, says_all, searched, snippet
from jalon.workspace.narratives import languages

SHOWN, GROUPS, PAGE = 5, 5, 50  # of a group; groups with their finds; finds of a kind on its page


@dataclass(frozen=True, slots=True)
class Find:
    """One thing that was found."""

    url: str
    label: list[Piece]
    words: list[Piece]


@dataclass(frozen=True, slots=True)
class Group:
    """What was found of one kind; `finds` is empty where only their number is shown."""

    model: str
    title: str
    total: int
    finds: list[Find]

    @property
    def more(self) -> bool:
        return self.total > len(self.finds)

    @property
    def many(self) -> bool:
        """Tell whether there may be more than were counted."""
        return self.total >= index.MOST


def search(user: Any, query: str) -> list[Group]:
    """Return the kinds in which `query` was found, in their order, each with its best finds."""
    words = searched(query)
    matches = index.find(words, index.kinds(), user, start=0, count=SHOWN)
    matches.sort(key=lambda match: match.kind.source.order)
    return [
        _group(match, words, user if place < GROUPS else None)
        for place, match in enumerate(matches)
    ]


def search_kind(user: Any, query: str, model: str, page: int) -> Group | None:
    """Return a page of what was found of one kind; None if there is no such kind."""
    kind = next((kind for kind in index.kinds() if kind.source.model == model), None)
    if kind is None:
        return None
    words = searched(query)
    found = index.find(words, [kind], user, start=(page - 1) * PAGE, count=PAGE)
    if not found:
        return Group(model, str(kind.source.title), 0, [])
    return _group(found[0], words, user)


def _group(match: Match, words: Sequence[str], user: Any) -> Group:
    source = match.kind.source
    finds = [] if user is None else _finds(match, words, user)
    return Group(source.model, str(source.title), match.total, finds)


def _finds(match: Match, words: Sequence[str], user: Any) -> list[Find]:
    source = match.kind.source
    rows = {row.pk: row for row in source.visible(user).filter(pk__in=match.keys)}
    finds = []
    for key in match.keys:
        if row := rows.get(key):
            label = str(source.label(row))
            finds.append(
                Find(source.link(row), pieces(label, words), _words(row, match, label, words))
            )
    return finds


def _words(row: Any, match: Match, label: str, words: Sequence[str]) -> list[Piece]:
    """Return where the words stand, unless the label shows them all."""
    if says_all(label, words):
        return []
    return snippet([text for text in _texts(row, match.kind) if text not in label], words)


def _texts(row: Any, kind: Kind) -> list[str]:
    """Return the texts of a row; of a narrative the reader's language comes first."""
    attributes = {field.column: field.attname for field in row._meta.concrete_fields}
    texts: list[str] = []
    for column in kind.columns:
        value = getattr(row, attributes[column.name])
        if isinstance(value, list):
            texts += [str(item) for item in value]
        elif column.narrative:
            texts += [value[code] for code in languages() if value.get(code)]
        elif value:
            texts.append(str(value))
    return texts
