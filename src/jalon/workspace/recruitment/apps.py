from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class RecruitmentConfig(AppConfig):
    name = "jalon.workspace.recruitment"
    verbose_name = _("Recruitment")

    def ready(self) -> None:
        from jalon.workspace.recruitment.registers import register_recruitment

        register_recruitment()
