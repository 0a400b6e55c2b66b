"""Filters and tags that every template of the site has."""

from jalon.workspace.tags import figures, navigation
from jalon.workspace.tags.articles import article, articles
from jalon.workspace.tags.library import register
from jalon.workspace.tags.text import (
    comma,
    deadline,
    english,
    event_words,
    explain,
    get,
    listed,
    narrative,
    percentage,
    plain,
    shown_at,
)

__all__ = [
    "article",
    "articles",
    "comma",
    "deadline",
    "english",
    "event_words",
    "explain",
    "figures",
    "get",
    "listed",
    "narrative",
    "navigation",
    "percentage",
    "plain",
    "register",
    "shown_at",
]
