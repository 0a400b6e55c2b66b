from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ProgrammesConfig(AppConfig):
    name = "jalon.workspace.programmes"
    verbose_name = _("Programmes")

    def ready(self) -> None:
        from jalon.workspace.audit.words import register_words
        from jalon.workspace.programmes import finding
        from jalon.workspace.programmes.words import WORDS

        finding.register()
        register_words(WORDS)
