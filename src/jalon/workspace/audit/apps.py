from django.apps import AppConfig
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from jalon.workspace import panels
from jalon.workspace.audit.words import register_words


class AuditConfig(AppConfig):
    name = "jalon.workspace.audit"
    verbose_name = _("Audit trail")

    def ready(self) -> None:
        register_words(
            {
                "audit.person-erased": _("erased what the trail said of a person"),
                "audit.contact-erased": _("erased what the site kept of a contact"),
                "audit.event-erased": _("erased the personal values of an event"),
                "audit.exported": _("took a copy of the trail"),
            }
        )
        panels.register(
            "programme",
            panels.Panel(
                key="audit",
                title=_("Audit trail"),
                url=lambda programme: reverse("audit:programme-trail", args=[programme.pk]),
                visible=lambda user, programme: user.has_perm("audit.view", programme),
                order=900,
            ),
        )
        panels.register(
            "account",
            panels.Panel(
                key="audit",
                title=_("Audit trail"),
                url=lambda user: reverse("audit:trail"),
                visible=lambda user, subject: user.has_perm("audit.view"),
                order=900,
            ),
        )
