"""Limits of strangers stay counted, whatever else is asked of the site."""

from django.core.cache import caches

from jalon.workspace.recruitment.limits import HOUR, within


def test_many_others_push_no_count_out() -> None:
    caches["default"].clear()
    assert within("kept", "somebody", most=1, seconds=HOUR)
    for other in range(2_000):
        within("kept", f"other {other}", most=1, seconds=HOUR)

    assert not within("kept", "somebody", most=1, seconds=HOUR)
    caches["default"].clear()


def test_papers_have_places_of_their_own() -> None:
    caches["default"].set("here", 1)

    assert caches["papers"].get("here") is None
