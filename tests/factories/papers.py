"""Files of the tests, made here so that each says what is in it."""

import io
import zipfile
from collections.abc import Mapping
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from jalon.workspace.accounts.models import User
from jalon.workspace.documents.models import StoredFile
from jalon.workspace.documents.services.files import store_file
from jalon.workspace.programmes.models import Programme

PDF = b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog >>\nendobj\ntrailer << /Root 1 0 R >>\n%%EOF\n"
PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + b"\0" * 17 + b"\x00\x00\x00\x00IEND\xaeB`\x82"
JPEG = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00" + b"\x01" * 40 + b"\xff\xd9"
TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Override PartName="/%s" ContentType="application/vnd.openxmlformats-officedocument'
    '.main+xml"/></Types>'
)
MAIN = {"docx": "word/document.xml", "xlsx": "xl/workbook.xml", "pptx": "ppt/presentation.xml"}
OPEN_DOCUMENT = {"odt": "text", "ods": "spreadsheet"}


def zip_of(parts: Mapping[str, bytes | str], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for name, content in parts.items():
            # A fixed day: the same parts give the same bytes, and tests the same names
            member = zipfile.ZipInfo(name, date_time=(2026, 1, 1, 0, 0, 0))
            archive.writestr(member, content, method)
    return out.getvalue()


def office(extension: str, extra: Mapping[str, bytes | str] | None = None) -> bytes:
    """Return the least that a program takes for a document of this kind."""
    if kind := OPEN_DOCUMENT.get(extension):
        parts: dict[str, bytes | str] = {
            "mimetype": f"application/vnd.oasis.opendocument.{kind}",
            "content.xml": "<office/>",
            "META-INF/manifest.xml": "<manifest/>",
        }
    else:
        parts = {"[Content_Types].xml": TYPES % MAIN[extension], MAIN[extension]: "<x/>"}
    return zip_of({**parts, **(extra or {})})


def sent(name: str = "report.pdf", content: bytes = PDF) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def make_file(by: User, programme: Programme | None = None, **fields: Any) -> StoredFile:
    return store_file(
        file=sent(fields.pop("name", "report.pdf"), fields.pop("content", PDF)),
        programme=programme,
        by=by,
    )
