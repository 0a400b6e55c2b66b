"""Sentences that stand under every map."""

from jalon.engine.charts.content import MapContent
from jalon.engine.charts.locale import Locale


def disclaimer(content: MapContent, locale: Locale) -> str:
    """Give what stands under every map."""
    if content.disclaimer:
        return locale.words(content.disclaimer)
    if content.synthetic:
        return locale.gettext("Names and boundaries are invented.")
    return locale.gettext(
        "The names and boundaries shown do not imply endorsement or acceptance of any opinion on "
        "the legal status of a territory or the course of its borders."
    )
