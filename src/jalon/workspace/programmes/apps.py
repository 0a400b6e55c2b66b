from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ProgrammesConfig(AppConfig):
    name = "jalon.workspace.programmes"
    verbose_name = _("Programmes")

    def ready(self) -> None:
        from jalon.workspace import daily
        from jalon.workspace.audit.subjects import find_programmes_with
        from jalon.workspace.audit.words import register_words
        from jalon.workspace.programmes import finding
        from jalon.workspace.programmes.models import Programme
        from jalon.workspace.programmes.services.spreadsheets import forget_spreadsheets
        from jalon.workspace.programmes.words import WORDS

        find_programmes_with(lambda ids: Programme.objects.in_bulk(list(ids)))
        finding.register()
        register_words(WORDS)
        daily.register("programmes.spreadsheets", forget_spreadsheets)
