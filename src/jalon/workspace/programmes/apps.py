from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ProgrammesConfig(AppConfig):
    name = "jalon.workspace.programmes"
    verbose_name = _("Programmes")

    def ready(self) -> None:
        from jalon.workspace import daily, leaving
        from jalon.workspace.accounts import personal
        from jalon.workspace.audit.standing_in import find_absent_with
        from jalon.workspace.audit.subjects import find_programmes_with
        from jalon.workspace.audit.words import register_words
        from jalon.workspace.programmes import finding
        from jalon.workspace.programmes.models import Programme
        from jalon.workspace.programmes.permissions import stands_in_for
        from jalon.workspace.programmes.queries.personal import held_of
        from jalon.workspace.programmes.services.closing import check_closing, warn_of_closing
        from jalon.workspace.programmes.services.expiry import tell_of_endings
        from jalon.workspace.programmes.services.personal import erase_of, forget_old_contacts
        from jalon.workspace.programmes.services.spreadsheets import forget_spreadsheets
        from jalon.workspace.programmes.words import WORDS

        find_absent_with(stands_in_for)
        find_programmes_with(lambda ids: Programme.objects.in_bulk(list(ids)))
        finding.register()
        register_words(WORDS)
        personal.register(
            "programmes", personal.Holding(_("Roles and focal points"), held_of, erase_of)
        )
        leaving.register_closing("programmes", check=check_closing, warn=warn_of_closing)
        daily.register("programmes.spreadsheets", forget_spreadsheets)
        daily.register("programmes.contacts", forget_old_contacts)
        daily.register("programmes.ending-roles", tell_of_endings)
