from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ResultsConfig(AppConfig):
    name = "jalon.workspace.results"
    verbose_name = _("Results")

    def ready(self) -> None:
        from jalon.workspace import daily
        from jalon.workspace.programmes import building
        from jalon.workspace.results.registers import register_results
        from jalon.workspace.results.services.building import build_results
        from jalon.workspace.results.services.exchange import forget_expired

        register_results()
        building.register("results", build_results)
        daily.register("results.imports", forget_expired)
