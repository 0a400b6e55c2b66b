"""Write the clearance guide: every version stays in the trail."""

from django.db import transaction
from django.utils import timezone

from jalon.errors import RuleBroken
from jalon.workspace.accounts.models import User
from jalon.workspace.accounts.rules import Permission
from jalon.workspace.audit.services import record
from jalon.workspace.documents.models import Certainty, GuideCase, GuideStep
from jalon.workspace.documents.rules.guide import Case, CaseStep, check_case, shipped_cases
from jalon.workspace.programmes.permissions import check_permission
from jalon.workspace.programmes.services.locking import locked, touch

RESERVED = frozenset({"add", "examples"})  # addresses of the guide itself
FACTS = ("kind", "title", "applies", "certainty", "source")


def content_of(case: GuideCase) -> Case:
    """Return what a case says, with its steps in order."""
    steps = [
        CaseStep(step.who, step.what, step.form, step.form_url, step.working_days)
        for step in case.steps.order_by("order")
    ]
    return Case(case.kind, case.title, case.applies, case.certainty, case.source, steps)


@transaction.atomic
def add_case(*, key: str, content: Case, by: User) -> GuideCase:
    """Add a kind of case to the guide."""
    check_permission(by, Permission.GUIDE_EDIT)
    check_case(content)
    if key in RESERVED or GuideCase.objects.filter(key=key).exists():
        raise RuleBroken("guide-key-taken", key=key)
    return _create(key, content, by)


@transaction.atomic
def edit_case(*, case_id: int, version: int, content: Case, by: User) -> GuideCase:
    """Change what the guide says of a case; what it said stays in its history."""
    check_permission(by, Permission.GUIDE_EDIT)
    check_case(content)
    case = locked(GuideCase.objects, case_id, version)
    before = content_of(case)
    for fact in FACTS:
        setattr(case, fact, getattr(content, fact))
    if content.certainty == Certainty.CONFIRMED:
        case.is_example = False
    case.updated_at, case.updated_by = timezone.now(), by
    touch(case, *FACTS, "is_example", "updated_at", "updated_by")
    case.steps.all().delete()
    _write_steps(case, content)
    record(
        by=by,
        what="documents.guide-edited",
        target=case,
        before={"content": before.plain()},
        after={"content": content.plain(), "version": case.version},
    )
    return case


@transaction.atomic
def retire_case(*, case_id: int, version: int, by: User) -> GuideCase:
    """Take a case out of the guide; it can be brought back."""
    return _retire(case_id, version, by, retire=True)


@transaction.atomic
def restore_case(*, case_id: int, version: int, by: User) -> GuideCase:
    """Bring a case back into the guide."""
    return _retire(case_id, version, by, retire=False)


@transaction.atomic
def load_examples(*, by: User | None) -> int:
    """Add the examples that ship and are not there; `by` is None when the site is set up."""
    if by is not None:
        check_permission(by, Permission.GUIDE_EDIT)
    there = set(GuideCase.objects.values_list("key", flat=True))
    missing = [(key, content) for key, content in shipped_cases() if key not in there]
    for key, content in missing:
        _create(key, content, by, is_example=True)
    return len(missing)


def _create(key: str, content: Case, by: User | None, *, is_example: bool = False) -> GuideCase:
    case = GuideCase.objects.create(
        key=key,
        **{fact: getattr(content, fact) for fact in FACTS},
        is_example=is_example,
        updated_at=timezone.now(),
        updated_by=by,
    )
    _write_steps(case, content)
    after = {"content": content.plain(), "version": case.version}
    record(by=by, what="documents.guide-added", target=case, after=after)
    return case


def _write_steps(case: GuideCase, content: Case) -> None:
    GuideStep.objects.bulk_create(
        GuideStep(
            case=case,
            order=order,
            who=dict(step.who),
            what=dict(step.what),
            form=dict(step.form),
            form_url=step.form_url,
            working_days=step.working_days,
        )
        for order, step in enumerate(content.steps, start=1)
    )


def _retire(case_id: int, version: int, by: User, *, retire: bool) -> GuideCase:
    check_permission(by, Permission.GUIDE_EDIT)
    case = locked(GuideCase.objects, case_id, version)
    case.retired_at = timezone.now() if retire else None
    touch(case, "retired_at")
    what = "documents.guide-retired" if retire else "documents.guide-restored"
    record(by=by, what=what, target=case, after={"version": case.version})
    return case
