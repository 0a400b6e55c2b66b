"""A file in a form: chosen there, or sent before in pieces by the script of the page."""

from collections.abc import Mapping
from typing import Any, BinaryIO, ClassVar, cast

from django import forms
from django.conf import settings
from django.core.files.base import File
from django.utils.functional import lazy
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from jalon.errors import BadInput
from jalon.workspace.documents.files import disk
from jalon.workspace.documents.files.names import safe_name
from jalon.workspace.documents.files.sniff import ACCEPTED, media_type_of
from jalon.workspace.documents.files.waiting import Waiting, waiting_of
from jalon.workspace.tags import explain

Sent = File[bytes] | Waiting


def _help_text() -> str:
    megabytes = settings.UPLOAD_LIMIT // (1024 * 1024)
    return gettext("Up to %(megabytes)s MB. Accepted: %(types)s.") % {
        "megabytes": megabytes,
        "types": ", ".join(ACCEPTED),
    }


_help = lazy(_help_text, str)()


class StoredFileWidget(forms.FileInput):
    """A plain file input; `upload.js` adds progress, pause and going on after a break."""

    template_name = "documents/widgets/file.html"

    def value_from_datadict(self, data: Mapping[str, Any], files: Any, name: str) -> Any:
        chosen = files.get(name)
        return chosen or waiting_of(str(data.get(f"{name}-sent", ""))) or None

    def value_omitted_from_data(self, data: Mapping[str, Any], files: Any, name: str) -> bool:
        return name not in files and f"{name}-sent" not in data

    def format_value(self, value: Any) -> Any:
        return None

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        context["waiting"] = value if isinstance(value, Waiting) else None
        if context["waiting"]:
            context["widget"]["attrs"].pop("required", None)
        return context


class StoredFileField(forms.Field):
    """Ask for a file that we accept; give its value to `services.files.store_file`."""

    widget = StoredFileWidget
    default_error_messages: ClassVar[dict[str, Any]] = {"required": _("Choose a file.")}

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", _("File"))
        kwargs.setdefault("help_text", _help)
        super().__init__(**kwargs)

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        return {"accept": ",".join(f".{extension}" for extension in (*ACCEPTED, "jpeg"))}

    def clean(self, value: Any) -> Sent | None:
        sent: Sent | None = super().clean(value)
        if isinstance(sent, File):
            _check(sent)
        return sent


def _check(sent: File[bytes]) -> None:
    name = safe_name(sent.name or "")
    try:
        disk.check_size(sent.size or 0, name)
        media_type_of(cast("BinaryIO", sent.file), name)
    except BadInput as error:
        raise forms.ValidationError(explain(error)) from error
