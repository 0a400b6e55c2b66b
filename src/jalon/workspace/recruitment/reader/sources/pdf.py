"""The text of a PDF, read by a process of its own: it may take only so much time and memory."""

import json
import subprocess
import sys

from jalon.errors import BadInput
from jalon.workspace.recruitment.reader.sources.pdf_child import Fault

SECONDS = 30
CHILD = (sys.executable, "-I", "-m", "jalon.workspace.recruitment.reader.sources.pdf_child")


def text_of_pdf(content: bytes) -> str:
    """Return the text of all pages; a file that is hostile or broken ends in one error."""
    try:
        done = subprocess.run(  # noqa: S603 -- our own module, with nothing of the file in its words
            CHILD, input=content, capture_output=True, timeout=SECONDS, check=False
        )
    except subprocess.TimeoutExpired:
        raise BadInput("notice-takes-too-long") from None
    return said_by(done.stdout)


def said_by(answer: bytes) -> str:
    """Return the text that the child gives, or raise what it found wrong."""
    try:
        told = json.loads(answer)
    except ValueError:  # it was ended for its hunger, or fell
        raise BadInput("notice-file-damaged") from None
    match Fault(told["fault"]):
        case Fault.NONE:
            return str(told["text"])
        case Fault.LOCKED:
            raise BadInput("notice-locked")
        case Fault.PAGES:
            raise BadInput("notice-too-many-pages", count=told["count"], most=told["most"])
        case Fault.PICTURES:
            raise BadInput("notice-without-text")
        case Fault.DAMAGED:
            raise BadInput("notice-file-damaged")
