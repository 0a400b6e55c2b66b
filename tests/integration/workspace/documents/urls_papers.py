"""What is owed and its texts, for the table of ``urls_of/documents``."""

from typing import Any

from factories.documents import (
    make_document,
    make_loose_document,
    make_obligation,
    make_recurrence,
    submit,
)
from integration.workspace.urls_of.kinds import Access, InProgramme, SignedIn, World
from jalon.workspace.accounts.rules import Permission, Role
from jalon.workspace.documents.services.review import comment

SEE_LIST = InProgramme(Permission.DOCUMENT_VIEW, narrow_too=True)
SEE = InProgramme(Permission.DOCUMENT_VIEW)
OWE = InProgramme(Permission.OBLIGATION_EDIT)
OWE_AT_ONCE = InProgramme(Permission.OBLIGATION_EDIT, method="post")
WRITE = InProgramme(Permission.DOCUMENT_WRITE)
ARRANGE = InProgramme(Permission.DOCUMENT_REVIEW)  # who clears or owes: the same people

TABLE: dict[str, Access] = {
    "mine": SignedIn(),
    "delays": SignedIn(),
    "obligations": SEE_LIST,
    "documents": SEE_LIST,
    "programme-delays": SEE_LIST,
    "month": SEE_LIST,
    "chains": SEE_LIST,
    "chain": OWE,
    "reset-chain": OWE,
    "recurring": OWE,
    "add-recurring": OWE,
    "write-recurring": OWE_AT_ONCE,
    "end-recurring": OWE_AT_ONCE,
    "owe": OWE,
    "obligation": SEE,
    "edit-obligation": OWE,
    "reassign-obligation": OWE,
    "withdraw-obligation": OWE,
    "restore-obligation": OWE,
    "delay": WRITE,
    "start": WRITE,
    "start-loose": InProgramme(Permission.DOCUMENT_WRITE, narrow_too=True),
    "document": SEE,
    "edit": WRITE,
    "submit": WRITE,
    "reassign": OWE,
    "withdraw": OWE,
    "restore": OWE,
    "review": SEE,
    "compare": SEE,
    "respond": WRITE,
    "settle": InProgramme(Permission.DOCUMENT_REVIEW, method="post"),
    "decide": SEE,
    "add-step": ARRANGE,
    "assign-step": ARRANGE,
}


def arguments(world: World) -> dict[str, list[Any]]:
    officer, code = world.by_role(Role.OFFICER), world.programme.code
    owed = make_obligation(world.programme, officer)
    text = make_document(officer, make_obligation(world.programme, officer))
    submit(officer, text)
    submit(officer, text)
    said = comment(document_id=text.pk, text="?", by=world.by_role(Role.SPECIALIST))
    step = text.steps.order_by("order")[0]
    lists = ["obligations", "documents", "programme-delays", "month", "chains", "recurring"]
    lists += ["add-recurring", "write-recurring", "owe", "start-loose"]
    of_owed = ["obligation", "edit-obligation", "reassign-obligation", "withdraw-obligation"]
    of_owed += ["restore-obligation", "delay", "start"]
    of_text = ["document", "edit", "reassign", "review"]
    draft = make_document(officer, make_obligation(world.programme, officer))
    writer = world.by_role(Role.CONSULTANT)  # who arranges nothing, of any text
    arranged = make_document(writer, make_obligation(world.programme, writer))
    submit(writer, arranged)
    whose_turn = arranged.steps.order_by("order")[0]
    return {
        **{name: [code] for name in lists},
        **{name: [code, owed.pk] for name in of_owed},
        **{name: [code, text.pk] for name in of_text},
        "submit": [code, draft.pk],
        "add-step": [code, arranged.pk],
        "assign-step": [code, arranged.pk, whose_turn.pk],
        "withdraw": [code, make_loose_document(officer, world.programme).pk],
        "restore": [code, make_loose_document(officer, world.programme).pk],
        "chain": [code, "product"],
        "reset-chain": [code, "product"],
        "end-recurring": [code, make_recurrence(world.programme, officer).pk],
        "compare": [code, text.pk, 2],
        "respond": [code, text.pk, said.pk],
        "settle": [code, text.pk, said.pk],
        "decide": [code, text.pk, step.pk],
    }
