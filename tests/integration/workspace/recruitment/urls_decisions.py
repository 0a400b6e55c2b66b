"""Who may ask for the addresses of `recruitment/urls/decisions.py`."""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from factories.decisions import make_marked
from integration.workspace.urls_of.kinds import Access, InProgramme, World
from jalon.workspace.accounts.rules import Permission, Role
from jalon.workspace.recruitment.models import Appeal, Appointment, Call, Letter
from jalon.workspace.recruitment.queries.ranked import ranked
from jalon.workspace.recruitment.rules.conditions import AppointmentKind
from jalon.workspace.recruitment.rules.decisions import Choice
from jalon.workspace.recruitment.rules.messages import MessageKind
from jalon.workspace.recruitment.rules.terms import Term
from jalon.workspace.recruitment.services.bulk_letters import draft_letters
from jalon.workspace.recruitment.services.contracts import add_contract
from jalon.workspace.recruitment.services.deciding import decide

P = Permission
SEE, READ = InProgramme(P.CALL_VIEW), InProgramme(P.CANDIDATE_VIEW)
EDIT, DECIDE = InProgramme(P.CALL_EDIT), InProgramme(P.CALL_DECIDE)
PUBLISH = InProgramme(P.CALL_PUBLISH)
EDIT_AT_ONCE = InProgramme(P.CALL_EDIT, method="post")

TABLE: dict[str, Access] = {
    "ranking": READ,
    "decision": READ,
    "decide": DECIDE,
    "set-aside": DECIDE,
    "lodge-appeal": PUBLISH,
    "answer-appeal": PUBLISH,
    "report": READ,
    "report-file": READ,
    "complaints": DECIDE,
    "balance": READ,
    "letters": READ,
    "letters-of-kind": READ,
    "draft-letters": EDIT_AT_ONCE,
    "pass-letters": EDIT_AT_ONCE,
    "send-letters": EDIT_AT_ONCE,
    "letter": EDIT,
    "send-again": EDIT_AT_ONCE,
    "drop-letter": EDIT_AT_ONCE,
    "timelines": SEE,
    "appoint": EDIT,
    "contracts": READ,
    "add-contract": EDIT,
    "contract": READ,
    "judge-condition": EDIT,
    "extend-contract": DECIDE,
    "end-contract": EDIT,
    "kept": READ,
    "representation": SEE,
    "load-representation": PUBLISH,
}
OF_CALL = (
    "ranking", "decision", "set-aside", "lodge-appeal", "report", "complaints", "balance",
    "letters", "appoint",
)  # fmt: skip
OF_KIND = ("letters-of-kind", "draft-letters", "pass-letters", "send-letters")
OF_LETTER = ("letter", "send-again", "drop-letter")
OF_CONTRACT = ("contract", "extend-contract", "end-contract")
OF_PROGRAMME = (
    "timelines", "contracts", "add-contract", "kept", "representation", "load-representation",
)  # fmt: skip


def arguments(world: World) -> dict[str, list[Any]]:
    code, call = world.programme.code, _decided(world)
    kind = MessageKind.NOT_SELECTED.value
    letter = Letter.objects.filter(call=call)[0]
    appeal = Appeal.objects.get(decision__call=call)
    contract = _contract(world)
    condition = contract.conditions.all()[0]
    return {
        **{name: [code, call.pk] for name in OF_CALL},
        **{name: [code, call.pk, kind] for name in OF_KIND},
        **{name: [code, call.pk, letter.pk] for name in OF_LETTER},
        **{name: [code, contract.pk] for name in OF_CONTRACT},
        **{name: [code] for name in OF_PROGRAMME},
        "decide": [code, make_marked(world.programme, world.by_role(Role.DIRECTOR)).pk],
        "answer-appeal": [code, call.pk, appeal.pk],
        "judge-condition": [code, contract.pk, condition.pk],
        "report-file": [code, call.pk, "en", "pdf"],
    }


def _decided(world: World) -> Call:
    director = world.by_role(Role.DIRECTOR)
    call = make_marked(world.programme, director)
    first = ranked(call).codes[0]
    decide(
        call_id=call.pk,
        version=call.version,
        choice=Choice(first),
        reason="The best answers.",
        by=director,
    )
    decision = Call.objects.get(pk=call.pk).decisions.get()
    Appeal.objects.create(decision=decision, lodged_date=timezone.localdate(), by=director)
    draft_letters(call_id=call.pk, kind=MessageKind.NOT_SELECTED, by=director)
    return Call.objects.get(pk=call.pk)


def _contract(world: World) -> Appointment:
    today = timezone.localdate()
    term = Term("Xochitl Prado", "NOA", "Fixed term", today, today + timedelta(days=200))
    return add_contract(
        programme=world.programme,
        kind=AppointmentKind.FIXED_TERM,
        country=None,
        term=term,
        by=world.by_role(Role.DIRECTOR),
    )
