from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from jalon.workspace import daily, searchable


class DocumentsConfig(AppConfig):
    name = "jalon.workspace.documents"
    verbose_name = _("Documents")

    def ready(self) -> None:
        from jalon.workspace.audit.words import register_words
        from jalon.workspace.documents import jobs, sources, words
        from jalon.workspace.documents.files import readers
        from jalon.workspace.documents.queries.files import sent_by
        from jalon.workspace.documents.registers import register_papers
        from jalon.workspace.documents.services.files import forget_files
        from jalon.workspace.documents.services.uploads import forget_uploads

        register_papers()
        register_words(words.WORDS)
        for source in sources.SOURCES:
            searchable.register(source)
        readers.register("documents.sent", sent_by)
        daily.register("documents.forget-files", forget_files)
        daily.register("documents.forget-uploads", forget_uploads)
        daily.register("documents.remind", jobs.remind)
        daily.register("documents.digests", jobs.send_digests)
