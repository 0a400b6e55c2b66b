from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from jalon.workspace import daily


class DocumentsConfig(AppConfig):
    name = "jalon.workspace.documents"
    verbose_name = _("Documents")

    def ready(self) -> None:
        from jalon.workspace.documents import jobs
        from jalon.workspace.documents.files import readers
        from jalon.workspace.documents.queries.files import sent_by
        from jalon.workspace.documents.services.uploads import forget_uploads

        readers.register("documents.sent", sent_by)
        daily.register("documents.forget-uploads", forget_uploads)
        daily.register("documents.remind", jobs.remind)
        daily.register("documents.digests", jobs.send_digests)
