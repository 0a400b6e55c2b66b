"""Invented papers in every state: due, late, being cleared, returned, accepted, withdrawn."""

import itertools
import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from django.core.files.base import ContentFile

from jalon.workspace.accounts.models import User
from jalon.workspace.demo.clock import on
from jalon.workspace.demo.pdf import page
from jalon.workspace.documents.models import Document, Obligation, Step, StoredFile
from jalon.workspace.documents.rules.kinds import Kind
from jalon.workspace.documents.services.clearance import (
    accept_document,
    clear_step,
    return_document,
)
from jalon.workspace.documents.services.delays import record_delay
from jalon.workspace.documents.services.files import store_file
from jalon.workspace.documents.services.obligations import owe_document
from jalon.workspace.documents.services.papers import start_document
from jalon.workspace.documents.services.review import comment, respond_comment
from jalon.workspace.documents.services.versions import keep_version, submit_version
from jalon.workspace.documents.services.withdrawing import withdraw_obligation
from jalon.workspace.programmes.models import Programme

Team = Mapping[str, User]
NOTE = "Invented for the demonstration. Inventado. Inventé. مُختلَق"
TITLES: dict[Kind, dict[str, str]] = {
    Kind.PROGRESS_REPORT: {"en": "Progress report", "es": "Informe de avance",
                           "fr": "Rapport d'avancement", "ar": "تقرير مرحلي"},
    Kind.WORK_PLAN: {"en": "Work plan", "es": "Plan de trabajo", "fr": "Plan de travail",
                     "ar": "خطة عمل"},
    Kind.MISSION_REPORT: {"en": "Mission report", "es": "Informe de misión",
                          "fr": "Rapport de mission", "ar": "تقرير مهمة"},
    Kind.TERMS_OF_REFERENCE: {"en": "Terms of reference", "es": "Términos de referencia",
                              "fr": "Termes de référence", "ar": "الشروط المرجعية"},
    Kind.PRODUCT: {"en": "Consultant's product", "es": "Producto de consultoría",
                   "fr": "Produit de consultance", "ar": "منتج استشاري"},
    Kind.CLEARANCE_REQUEST: {"en": "Request for clearance", "es": "Solicitud de visto bueno",
                             "fr": "Demande de visa", "ar": "طلب موافقة"},
    Kind.FINANCIAL_REPORT: {"en": "Financial report", "es": "Informe financiero",
                            "fr": "Rapport financier", "ar": "تقرير مالي"},
    Kind.OTHER: {"en": "Note", "es": "Nota", "fr": "Note", "ar": "مذكرة"},
}  # fmt: skip
REASON = {
    "en": "Section 3 gives another total than the annex. Correct it and say which is right.",
    "es": "La sección 3 da otro total que el anexo. Corrija y diga cuál es correcto.",
    "fr": "La section 3 donne un autre total que l'annexe. Corrigez et dites lequel est juste.",
    "ar": "المجموع في القسم 3 يختلف عما في الملحق. يُرجى التصحيح وبيان أيهما الصحيح.",
}
LATE = {
    "en": "The office's figures arrived late.",
    "es": "Las cifras de la oficina llegaron tarde.",
    "fr": "Les chiffres du bureau sont arrivés en retard.",
    "ar": "وصلت أرقام المكتب متأخرة.",
}
NEXT = {
    "en": "Send the draft without annex 2 on Monday.",
    "es": "Enviar el borrador sin el anexo 2 el lunes.",
    "fr": "Envoyer le projet sans l'annexe 2 lundi.",
    "ar": "إرسال المسودة دون الملحق 2 يوم الاثنين.",
}
FULL_TEAM = (
    Kind.PROGRESS_REPORT,
    Kind.WORK_PLAN,
    Kind.TERMS_OF_REFERENCE,
    Kind.PRODUCT,
    Kind.CLEARANCE_REQUEST,
    Kind.FINANCIAL_REPORT,
    Kind.MISSION_REPORT,
)
SMALL_TEAM = (Kind.MISSION_REPORT, Kind.OTHER)


@dataclass
class Paper:
    """One paper on its way: who writes it, and the day that it is for its services."""

    obligation: Obligation
    kind: Kind
    author: User
    team: Team
    language: str
    day: date
    today: date
    document: Document | None = None

    def later(self, days: int) -> date:
        self.day = min(self.day + timedelta(days=days), self.today)
        return self.day

    @property
    def text(self) -> Document:
        assert self.document is not None
        self.document.refresh_from_db()
        return self.document


def write_papers(
    programme: Programme, team: Team, drawn: random.Random, *, count: int, today: date
) -> None:
    """Write `count` papers; each way that a paper can go is gone by some of them."""
    kinds = itertools.cycle(FULL_TEAM if "finance" in team else SMALL_TEAM)
    ways = itertools.cycle(WAYS)
    for number in range(1, count + 1):
        due_in, walk = next(ways)
        due = today + timedelta(days=due_in + drawn.randint(-6, 6))
        walk(_owed(programme, next(kinds), number, team, due, today))


def _owed(
    programme: Programme, kind: Kind, number: int, team: Team, due: date, today: date
) -> Paper:
    writers = {Kind.PRODUCT: "consultant", Kind.FINANCIAL_REPORT: "officer"}
    author = team.get(writers.get(kind, "officer"), team["monitoring"])
    if kind is Kind.MISSION_REPORT and "partner" in team and number % 3 == 0:
        author = team["partner"]
    language = str(programme.agreement.report_languages[0])
    begun = max(programme.start_date + timedelta(days=30), min(due, today) - timedelta(days=75))
    out = kind in {Kind.PROGRESS_REPORT, Kind.FINANCIAL_REPORT, Kind.WORK_PLAN}
    with on(begun):
        obligation = owe_document(
            programme=programme,
            kind=kind,
            title={code: f"{text} {number}" for code, text in TITLES[kind].items()},
            due_date=due,
            by=team["director"],
            due_zone=programme.time_zone,
            owed_by_user=author,
            owed_to_organisation=programme.agreement.donor if out else None,
        )
    Obligation.objects.filter(pk=obligation.pk).update(is_demo=True)
    start = max(begun, min(due, today) - timedelta(days=50))
    return Paper(obligation, kind, author, team, language, start, today)


def _start(paper: Paper) -> None:
    with on(paper.day):
        paper.document = start_document(
            obligation_id=paper.obligation.pk, by=paper.author, language=paper.language
        )
    Document.objects.filter(pk=paper.document.pk).update(is_demo=True)


def _file(paper: Paper) -> StoredFile:
    number = paper.text.versions.count() + 1
    title = paper.text.title[paper.language]
    name = f"{title} v{number}.pdf"
    made = page(title, f"v{number} · {paper.day.isoformat()}", NOTE)
    return store_file(
        file=ContentFile(made, name=name), programme=paper.obligation.programme, by=paper.author
    )


def _draft(paper: Paper) -> None:
    _start(paper)
    with on(paper.later(2)):
        keep_version(
            document_id=paper.text.pk,
            version=paper.text.version,
            by=paper.author,
            file=_file(paper),
            what_changed="",
        )


def _submit(paper: Paper, changed: str = "") -> None:
    if paper.document is None:
        _start(paper)
    with on(paper.later(4)):
        submit_version(
            document_id=paper.text.pk,
            version=paper.text.version,
            by=paper.author,
            late_reason=LATE[paper.author.language],
            file=_file(paper),
            what_changed=changed,
        )


def _open_steps(paper: Paper) -> list[Step]:
    return list(
        paper.text.steps.filter(decision="", opened_at__isnull=False, is_acceptance=False).order_by(
            "order", "pk"
        )
    )


def _clear(paper: Paper, most: int = 99) -> None:
    cleared = 0
    while cleared < most and (steps := _open_steps(paper)):
        with on(paper.later(3)):
            clear_step(
                step_id=steps[0].pk, version=paper.text.version, by=paper.team[steps[0].role]
            )
        cleared += 1


def _return(paper: Paper) -> None:
    step = _open_steps(paper)[0]
    reviewer = paper.team[step.role]
    with on(paper.later(3)):
        comment(
            document_id=paper.text.pk, text=REASON[reviewer.language], by=reviewer, anchor="§ 3"
        )
        return_document(
            step_id=step.pk,
            version=paper.text.version,
            reason=REASON[reviewer.language],
            by=reviewer,
        )


def _again(paper: Paper) -> None:
    _submit(paper)
    _return(paper)
    with on(paper.later(2)):
        for row in paper.text.rounds.get(number=1).comments.all():
            respond_comment(
                comment_id=row.pk, response=NEXT[paper.author.language], by=paper.author
            )
    _submit(paper, changed="§ 3")


def _accepted(paper: Paper) -> None:
    _submit(paper)
    _clear(paper)
    _accept(paper)


def _accept(paper: Paper) -> None:
    donor = paper.obligation.owed_to_organisation_id is not None and "donor" in paper.team
    by = paper.team["donor" if donor else "director"]
    with on(paper.later(5)):
        accept_document(document_id=paper.text.pk, version=paper.text.version, by=by)


def _accepted_in_round_two(paper: Paper) -> None:
    _again(paper)
    _clear(paper)
    _accept(paper)


def _being_cleared(paper: Paper) -> None:
    _submit(paper)
    _clear(paper, most=1)


def _cleared(paper: Paper) -> None:
    _submit(paper)
    _clear(paper)


def _returned(paper: Paper) -> None:
    _submit(paper)
    _return(paper)


def _second_round(paper: Paper) -> None:
    _again(paper)


def _withdrawn(paper: Paper) -> None:
    with on(paper.later(10)):
        paper.obligation.refresh_from_db()
        withdraw_obligation(
            obligation_id=paper.obligation.pk,
            version=paper.obligation.version,
            reason=LATE[paper.team["director"].language],
            by=paper.team["director"],
        )


def _promised(paper: Paper) -> None:
    _draft(paper)
    with on(paper.today - timedelta(days=1)):
        paper.obligation.refresh_from_db()
        record_delay(
            obligation_id=paper.obligation.pk,
            version=paper.obligation.version,
            reason=LATE[paper.author.language],
            new_date=paper.today + timedelta(days=9),
            next_action=NEXT[paper.author.language],
            by=paper.author,
        )


def _nothing(paper: Paper) -> None:
    """Leave it owed."""


WAYS: tuple[tuple[int, Callable[[Paper], None]], ...] = (
    # due in so many days, and what has become of it
    (-320, _accepted),
    (-21, _nothing),
    (12, _nothing),
    (-60, _accepted_in_round_two),
    (8, _draft),
    (4, _submit),
    (-12, _promised),
    (15, _being_cleared),
    (-3, _returned),
    (20, _second_round),
    (-30, _cleared),
    (75, _nothing),
    (-200, _accepted),
    (-90, _withdrawn),
    (-9, _draft),
)
