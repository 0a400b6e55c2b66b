"""Filters and tags that every template of the site has."""

from jalon.workspace.tags import figures, navigation
from jalon.workspace.tags.library import register
from jalon.workspace.tags.text import deadline, event_words, explain, get, narrative, plain

__all__ = [
    "deadline",
    "event_words",
    "explain",
    "figures",
    "get",
    "narrative",
    "navigation",
    "plain",
    "register",
]
