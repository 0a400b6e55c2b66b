"""From opened applications to the short list: findings confirmed or not, lists with reasons."""

from collections.abc import Collection
from datetime import date, timedelta

from django.utils import translation

from jalon.workspace.accounts.models import User
from jalon.workspace.audit.services import Line, record_all
from jalon.workspace.demo.clock import on
from jalon.workspace.demo.hiring.notices import Office, again
from jalon.workspace.recruitment.models import Application, Call, PanelMember, Relevance
from jalon.workspace.recruitment.models import Verdict as Row
from jalon.workspace.recruitment.queries.listings import Listed, listed_of
from jalon.workspace.recruitment.queries.seen import content_of, handed_in, reader_of
from jalon.workspace.recruitment.rules.eligibility import Because, Verdict
from jalon.workspace.recruitment.rules.kinds import ListKind
from jalon.workspace.recruitment.rules.panel import PanelRole, Tie
from jalon.workspace.recruitment.services.declaring import declare
from jalon.workspace.recruitment.services.listing import (
    begin_assessment,
    fill_long_list,
    list_applications,
)
from jalon.workspace.recruitment.services.opening import note_seen, open_applications
from jalon.workspace.recruitment.services.panels import name_member
from jalon.workspace.recruitment.services.screening import (
    confirm_plain,
    confirm_verdict,
)
from jalon.workspace.recruitment.services.verdicts import find_verdicts

KNOWS = {
    "es": "La carta y los documentos muestran que domina el idioma.",
    "fr": "La lettre et les pièces montrent une maîtrise de la langue.",
    "ar": "تُظهر الرسالة والوثائق إتقان اللغة.",
}
KNOWS_NOT = {
    "es": "La carta y los documentos muestran un nivel intermedio.",
    "fr": "La lettre et les pièces montrent un niveau intermédiaire.",
    "ar": "تُظهر الرسالة والوثائق مستوى متوسطاً.",
}
PROVEN = {
    "es": "La constancia que adjunta muestra dos años más en el mismo puesto.",
    "fr": "L'attestation jointe montre deux années de plus au même poste.",
    "ar": "تُظهر الشهادة المرفقة سنتين إضافيتين في الوظيفة نفسها.",
}
BETTER = {
    "es": "Entre las mejores notas de la candidatura.",
    "fr": "Parmi les meilleures notes de la candidature.",
    "ar": "من بين أعلى درجات الطلبات.",
}
LOWER = {
    "es": "Nota de la candidatura por debajo del corte.",
    "fr": "Note de la candidature au-dessous du seuil.",
    "ar": "درجة الطلب دون الحد المطلوب.",
}
NO_TIE = {
    "es": "No tengo con nadie de la lista otro vínculo que el declarado.",
    "fr": "Je n'ai avec personne d'autre lien que ceux déclarés.",
    "ar": "لا تربطني بأحد من المرشحين صلة غير ما صرّحت به.",
}
OVERRIDDEN = 4  # one in so many of whom the rule finds too little work


def seat(
    office: Office, call: Call, day: date, *members: tuple[User, PanelRole, str, str, bool]
) -> None:
    """Name the panel: who, as what, their sex and region, whether from outside the office."""
    for user, role, sex, region, outside in members:
        with on(day):
            name_member(
                call_id=call.pk,
                version=again(call).version,
                user=user,
                role=role,
                sex=sex,
                region=region,
                is_outside=outside,
                by=office.recruiter,
            )


def open_all(office: Office, call: Call, day: date) -> Call:
    """Open what was handed in."""
    with on(day):
        return open_applications(call_id=call.pk, version=again(call).version, by=office.recruiter)


def declare_all(call: Call, day: date, ties: dict[int, dict[int, Tie]]) -> None:
    """Let every member declare; `ties`: user -> application -> tie."""
    for member in PanelMember.objects.filter(call=call, left_at=None).select_related("user"):
        with on(day):
            declare(
                call_id=call.pk,
                ties=ties.get(member.user_id, {}),
                declaration=NO_TIE.get(member.user.language, NO_TIE["es"]),
                by=member.user,
            )


def screen(office: Office, call: Call, day: date) -> None:
    """Look at every application, and confirm or override what the rules found."""
    by = office.recruiter
    with on(day), translation.override(by.language):
        rows = list(handed_in(call).select_related("call").prefetch_related("submissions"))
        note_seen(rows, by=by, what="file")
        _judge_work(call, rows, by)
        confirm_plain(call_id=call.pk, version=again(call).version, by=by)
        left = Row.objects.filter(application__call=call, application__state="submitted")
        for row in left.filter(confirmed="").order_by("pk"):
            _confirm(call, row, by)


def _judge_work(call: Call, rows: Collection[Application], by: User) -> None:
    """Say of all whose work it matters that it was in the field: `judge_relevance`, of many."""
    open_ = Row.objects.filter(application__in=rows, because=Because.RELEVANCE_OPEN)
    waiting = set(open_.values_list("application_id", flat=True))
    found = {
        row: {str(job["row"]): True for job in content_of(row).get("employment") or []}
        for row in rows
        if row.pk in waiting
    }
    Relevance.objects.bulk_create(
        Relevance(application=row, row=job, is_relevant=is_relevant, by=by)
        for row, jobs in found.items()
        for job, is_relevant in jobs.items()
    )
    again_ = handed_in(call).filter(pk__in=waiting)
    find_verdicts(call, again_.prefetch_related("submissions", "relevances", "verdicts"))
    record_all(
        by=by,
        lines=[
            Line(
                "recruitment.relevance-judged",
                row,
                call.programme_id,
                after={"call": call.pk, "employments": jobs},
            )
            for row, jobs in found.items()
        ],
    )


def _confirm(call: Call, row: Row, by: User) -> None:
    """Confirm what a rule found; find otherwise of some, and where the rule cannot tell."""
    verdict, reason = Verdict(row.found), ""
    if row.because == Because.TOO_LITTLE and _has_more_to_override(call):
        verdict, reason = Verdict.MET, PROVEN[by.language]
    if verdict is Verdict.CANNOT_TELL:
        verdict, reason = Verdict.MET, KNOWS[by.language]
        if not _judged(call):
            verdict, reason = Verdict.NOT_MET, KNOWS_NOT[by.language]
    confirm_verdict(call_id=call.pk, verdict_id=row.pk, verdict=verdict, reason=reason, by=by)


def _has_more_to_override(call: Call) -> bool:
    short = Row.objects.filter(application__call=call, because=Because.TOO_LITTLE)
    return OVERRIDDEN * short.filter(confirmed="met").count() < short.count()


def _judged(call: Call) -> bool:
    rows = Row.objects.filter(application__call=call, found=Verdict.CANNOT_TELL)
    return rows.exclude(confirmed="").exists()


def long_list(office: Office, call: Call, day: date) -> Call:
    """Fill the long list, and end the screening."""
    by = office.recruiter
    with on(day), translation.override(by.language):
        fill_long_list(call_id=call.pk, version=again(call).version, by=by)
    with on(day + timedelta(days=1)):
        return begin_assessment(call_id=call.pk, version=again(call).version, by=by)


def short_list(office: Office, call: Call, day: date, places: int) -> list[Listed]:
    """Put the best of the long list on the short list, and say why the others are not."""
    by = office.recruiter
    call = again(call)
    rows = [row for row in listed_of(reader_of(by, call)) if row.on_long_list]
    rows.sort(key=lambda row: (-(row.result or 0), row.application.code))
    best, others = rows[:places], rows[places:]
    for some, is_on, words in ((best, True, BETTER), (others, False, LOWER)):
        with on(day):
            list_applications(
                call_id=call.pk,
                version=again(call).version,
                which=ListKind.SHORT,
                applications=[row.application.pk for row in some],
                is_on=is_on,
                reason=words[by.language],
                by=by,
            )
    return best


def leave_off(
    office: Office, call: Call, applications: Collection[Application], reason: str
) -> None:
    """Take somebody off the short list again, with the reason."""
    list_applications(
        call_id=call.pk,
        version=again(call).version,
        which=ListKind.SHORT,
        applications=[row.pk for row in applications],
        is_on=False,
        reason=reason,
        by=office.recruiter,
    )
