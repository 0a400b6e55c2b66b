"""What events are called: apps register words for the events that they record.

In ``apps.ready``: ``register_words({"results.actual-reported": _("reported an actual")})``. The
words follow a person's name: "Amina reported an actual".
"""

from collections.abc import Mapping

from django.utils.functional import Promise

Words = str | Promise
_WORDS: dict[str, Words] = {}


def register_words(words: Mapping[str, Words]) -> None:
    """Say what each event is called, in lazily translated words."""
    _WORDS.update(words)


def words_for(what: str) -> str:
    """Return an event's words in the reader's language; its bare name if nobody gave any."""
    registered = _WORDS.get(what)
    if registered is None:
        return what.partition(".")[2].replace("-", " ") or what
    return str(registered)


def registered() -> dict[str, Words]:
    """Return every event that has words."""
    return dict(_WORDS)
