from typing import Any

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class StandardsConfig(AppConfig):
    name = "jalon.workspace.standards"
    verbose_name = _("Standards")

    def ready(self) -> None:
        from jalon.workspace import daily
        from jalon.workspace.audit.words import register_words
        from jalon.workspace.standards.searching import register_sources
        from jalon.workspace.standards.services import forget_old_proposals
        from jalon.workspace.standards.words import WORDS

        register_words(WORDS)
        register_sources()
        daily.register("standards.forget-old-updates", forget_old_proposals)
        _register_panel()


def _register_panel() -> None:
    """Show on a country's own page what binds it."""
    from django.urls import reverse

    from jalon.workspace.panels import Panel, register
    from jalon.workspace.standards.permissions import can_view

    def address(name: str) -> Any:
        return lambda country: reverse(f"standards:{name}", args=[country.iso3])

    panel = Panel(
        key="standards",
        title=_("International standards"),
        url=address("country"),
        part=address("country-part"),
        visible=lambda user, country: can_view(user),
        order=20,
    )
    register("country", panel)
