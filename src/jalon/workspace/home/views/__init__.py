"""Pages of the home: my day, search, the gallery, preferences and refusals."""

from jalon.workspace.home.views.day import day, programmes
from jalon.workspace.home.views.gallery import gallery
from jalon.workspace.home.views.preferences import set_theme
from jalon.workspace.home.views.search import search

__all__ = ["day", "gallery", "programmes", "search", "set_theme"]
