"""Who may ask for the addresses of `recruitment/urls/calls.py`."""

from typing import Any

from factories.recruitment import make_call, make_published
from integration.workspace.urls_of.kinds import Access, InProgramme, World
from jalon.workspace.accounts.rules import Permission, Role
from jalon.workspace.recruitment.models import NoticeSource

SEE = InProgramme(Permission.CALL_VIEW)
EDIT = InProgramme(Permission.CALL_EDIT)
EDIT_AT_ONCE = InProgramme(Permission.CALL_EDIT, method="post")
PUBLISH = InProgramme(Permission.CALL_PUBLISH)

TABLE: dict[str, Access] = {
    "calls": SEE,
    "begin": EDIT,
    "begin-template": EDIT,
    "begin-like": EDIT,
    "begin-empty": EDIT,
    "call": SEE,
    "source": SEE,
    "edit-call": EDIT,
    "texts": SEE,
    "edit-text": EDIT,
    "dates": EDIT,
    "subject": EDIT,
    "give-call": EDIT,
    "requirements": SEE,
    "add-requirement": EDIT,
    "edit-requirement": EDIT,
    "remove-requirement": EDIT,
    "raise-requirement": EDIT_AT_ONCE,
    "criteria": SEE,
    "add-criterion": EDIT,
    "edit-criterion": EDIT,
    "remove-criterion": EDIT,
    "weigh-stages": EDIT,
    "fix-criteria": EDIT,
    "open-criteria": EDIT,
    "checks": SEE,
    "add-statements": EDIT_AT_ONCE,
    "usual-criteria": EDIT_AT_ONCE,
    "hand-in": EDIT,
    "take-back": EDIT,
    "publish": PUBLISH,
    "cancel-call": EDIT,
    "amend": PUBLISH,
    "amend-text": PUBLISH,
    "extend": PUBLISH,
    "ask-more": PUBLISH,
    "amend-requirement": PUBLISH,
    "drop-requirement": PUBLISH,
}


def arguments(world: World) -> dict[str, list[Any]]:
    code, director = world.programme.code, world.by_role(Role.DIRECTOR)
    call = make_call(world.programme, director)
    out = make_published(world.programme, director)
    NoticeSource.objects.create(call=call, text="Grade: NOA", fields={"language": "en"})
    asked, scored = call.requirements.order_by("order")[1], call.criteria.order_by("pk")[0]
    lists = ["calls", "begin", "begin-template", "begin-like", "begin-empty"]
    of_out = ["amend", "extend"]
    of_one = {
        "edit-text",
        "amend-text",
        "add-statements",
        "add-requirement",
        "add-criterion",
        "ask-more",
    } | set(lists + of_out)
    of_row = {name for name in TABLE if name.endswith(("-requirement", "-criterion"))}
    return {
        **{name: [code, call.pk] for name in set(TABLE) - of_one - of_row},
        **{name: [code] for name in lists},
        **{name: [code, out.pk] for name in of_out},
        **{name: [code, call.pk, asked.pk] for name in of_row if name.endswith("-requirement")},
        **{name: [code, call.pk, scored.pk] for name in of_row if name.endswith("-criterion")},
        "ask-more": [code, out.pk, "experience"],
        "amend-requirement": [code, out.pk, out.requirements.order_by("order")[1].pk],
        "drop-requirement": [code, out.pk, out.requirements.order_by("order")[1].pk],
        "edit-text": [code, call.pk, "fr"],
        "amend-text": [code, out.pk, "es"],
        "add-statements": [code, call.pk, "es"],
        "add-requirement": [code, call.pk, "languages"],
        "add-criterion": [code, call.pk, "interview"],
    }
