"""What dimensions and their values are called, in the reader's language."""

from jalon.workspace.narratives import text_of
from jalon.workspace.results.models import Dimension


def titles_of(programme: int) -> dict[str, str]:
    """Return ``sex`` and ``sex:female`` with their titles (one query)."""
    rows = Dimension.objects.filter(programme=programme).values_list(
        "key", "title", "values__key", "values__title"
    )
    found: dict[str, str] = {}
    for key, title, value, value_title in rows:
        found[key] = text_of(title) or key
        if value is not None:
            found[f"{key}:{value}"] = text_of(value_title) or value
    return found
