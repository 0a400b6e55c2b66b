"""What tests of candidates do again and again: addresses, forms, files."""

import re
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from jalon.workspace.recruitment.models import Application

PDF = b"%PDF-1.4\n1 0 obj\n<< >>\nendobj\ntrailer\n<< >>\n%%EOF\n"


def url(name: str, application: Application, *more: object) -> str:
    return reverse(f"vacancies:{name}", args=[application.code, *more])


def post(client: Client, path: str, values: dict[str, Any]) -> Any:
    """Send the form of a page as a browser would: with what it hides."""
    page = client.get(path).text
    hidden = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', page))
    return client.post(path, {**hidden, **values})


def add(client: Client, application: Application, name: str, kind: str, body: bytes) -> Any:
    sent = SimpleUploadedFile(name, body)
    return client.post(url("files", application), {"kind": kind, "file": sent})
