"""Files, uploads, the guide, calendars and questions, for the table of ``urls_of/documents``."""

from typing import Any

from django.utils import timezone

from factories.accounts import make_user
from factories.documents import make_document, make_file, make_obligation
from integration.workspace.urls_of.kinds import (
    Access,
    Answer,
    InOffice,
    InProgramme,
    Missing,
    SignedIn,
    WithAnyGrant,
    World,
)
from jalon.workspace.accounts.rules import Permission, Role
from jalon.workspace.documents.models import Upload
from jalon.workspace.documents.services import guide
from jalon.workspace.documents.services.questions import ask_question

READ = InProgramme(Permission.DOCUMENT_VIEW)
ANSWER = InProgramme(Permission.QUESTION_ANSWER, method="post")
GUIDE = WithAnyGrant(Permission.DOCUMENT_VIEW)
WRITE = InOffice(Permission.GUIDE_EDIT)
WRITE_AT_ONCE = InOffice(Permission.GUIDE_EDIT, method="post")

TABLE: dict[str, Access] = {
    "file": Missing(),  # nobody's but their sender's
    "start-upload": SignedIn(method="post"),
    "upload": Missing(),
    "finish-upload": Missing(method="post"),
    "guide": GUIDE,
    "guide-case": GUIDE,
    "guide-case-version": GUIDE,
    "office-chains": GUIDE,
    "office-chain": WRITE,
    "office-reset-chain": WRITE,
    "add-guide-case": WRITE,
    "edit-guide-case": WRITE,
    "load-guide-examples": WRITE_AT_ONCE,
    "retire-guide-case": WRITE_AT_ONCE,
    "start-guide-case": InProgramme(Permission.OBLIGATION_EDIT, data={"programme": "WORLD"}),
    "calendar": Missing(stranger=Answer.MISSING),  # opened by its secret alone
    "calendar-address": SignedIn(),
    "revoke-calendar": SignedIn(method="post"),
    "programme-questions": InProgramme(Permission.DOCUMENT_VIEW, narrow_too=True),
    "questions": READ,
    "question": READ,
    "close-question": ANSWER,
    "reopen-question": ANSWER,
}


def arguments(world: World) -> dict[str, list[Any]]:
    sender, officer = make_user("Sender"), world.by_role(Role.OFFICER)
    upload = Upload.objects.create(by=sender, name="a.pdf", size=9, touched_at=timezone.now())
    guide.load_examples(by=None)
    text = make_document(officer, make_obligation(world.programme, officer))
    question = ask_question(document_id=text.pk, text="?", by=officer)
    code = world.programme.code
    return {
        "file": [make_file(sender).pk],
        "upload": [upload.pk],
        "finish-upload": [upload.pk],
        "office-chain": ["product"],
        "office-reset-chain": ["product"],
        "guide-case": ["mission"],
        "guide-case-version": ["mission", 1],
        "edit-guide-case": ["mission"],
        "retire-guide-case": ["mission"],
        "start-guide-case": ["mission"],
        "programme-questions": [code],
        "questions": [code, text.pk],
        "question": [code, question.pk],
        "close-question": [code, question.pk],
        "reopen-question": [code, question.pk],
    }
