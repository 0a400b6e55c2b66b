"""Who may ask for the addresses of `recruitment/urls/exceptions.py`."""

from typing import Any

from django.core.files.base import ContentFile

from factories.recruitment import make_candidate, make_published, whole_sections
from integration.workspace.urls_of.kinds import Access, InProgramme, World
from jalon.workspace.accounts.rules import Permission, Role
from jalon.workspace.recruitment.models import Application
from jalon.workspace.recruitment.rules.kinds import FileKind
from jalon.workspace.recruitment.services.applying import enter_application
from jalon.workspace.recruitment.services.candidate_files import add_file
from jalon.workspace.recruitment.services.submitting import submit_application

OF_ONE = ("application", "files", "preview", "receipt", "withdraw", "reuse")
EDIT = InProgramme(Permission.CALL_EDIT)
TABLE: dict[str, Access] = {
    **dict.fromkeys(("late", "enter"), EDIT),
    **{f"entered-{name}": EDIT for name in (*OF_ONE, "file", "section", "row")},
}


def arguments(world: World) -> dict[str, list[Any]]:
    director = world.by_role(Role.DIRECTOR)
    call = make_published(world.programme, director)
    candidate = make_candidate()
    candidate.set_unusable_password()  # who has an account applies themselves
    candidate.save(update_fields=["password"])
    entry = enter_application(call_id=call.pk, candidate=candidate, reason="By hand", by=director)
    Application.objects.filter(pk=entry.pk).update(sections=whole_sections(call, candidate))
    text = ContentFile(b"In their words", "paper.txt")
    file = add_file(application_id=entry.pk, kind=FileKind.PROOF, file=text, by=director)
    entry.refresh_from_db()
    submit_application(application_id=entry.pk, version=entry.version, by=director)
    one = [world.programme.code, entry.code]
    return {
        "late": [world.programme.code, call.pk],
        "enter": [world.programme.code, call.pk],
        **{f"entered-{name}": one for name in OF_ONE},
        "entered-section": [*one, "contact"],
        "entered-row": [*one, "education", "e1"],
        "entered-file": [*one, file.pk],
    }
