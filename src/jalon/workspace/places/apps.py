from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PlacesConfig(AppConfig):
    name = "jalon.workspace.places"
    verbose_name = _("Places")

    def ready(self) -> None:
        from jalon.workspace import daily
        from jalon.workspace.audit.words import register_words
        from jalon.workspace.places import finding, services

        finding.register()
        daily.register("places.drop-forgotten-files", services.drop_forgotten)
        register_words(
            {
                "places.catalogue-loaded": _("loaded the catalogue of countries"),
                "places.weekend-set": _("set the weekend"),
                "places.areas-brought": _("brought a file of areas"),
                "places.areas-applied": _("took areas from a file"),
                "places.areas-dropped": _("dropped a file of areas"),
                "places.area-added": _("added an area"),
                "places.area-edited": _("corrected an area"),
                "places.area-removed": _("removed an area"),
            }
        )
