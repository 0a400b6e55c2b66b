"""Invented questions about texts, and the papers that the agreement asks for again and again."""

from collections.abc import Mapping
from datetime import date, timedelta

from jalon.workspace.accounts.models import User
from jalon.workspace.demo.clock import on
from jalon.workspace.documents.models import Document
from jalon.workspace.documents.rules.kinds import Kind
from jalon.workspace.documents.rules.recurrence import Rhythm
from jalon.workspace.documents.services.questions import answer_question, ask_question
from jalon.workspace.documents.services.recurrences import add_recurrence
from jalon.workspace.programmes.models import Programme

# the question, and its answer if it has one: people write in their own language
SAID: tuple[tuple[dict[str, str], dict[str, str]], ...] = (
    (
        {
            "es": "¿El anexo 2 incluye ya las cifras de los estados del sur?",
            "ar": "هل أرقام الملحق 2 نهائية؟",
        },
        {
            "es": "Sí, desde la versión 2.",
            "fr": "Non, ils sont provisoires.",
        },
    ),
    (
        {
            "es": "¿Quién confirma las fechas de la misión con la secretaría?",
            "ar": "من يراجع النسخة العربية؟",
        },
        {},
    ),
    (
        {
            "es": "¿Se puede citar el registro de inspección como fuente?",
            "ar": "هل يمكن الاستشهاد بسجل التفتيش مصدراً؟",
        },
        {
            "es": "Sí, con el mes de consulta.",
            "fr": "Oui, avec le mois de consultation.",
        },
    ),
)
SERIES: tuple[tuple[Kind, Rhythm, int, dict[str, str]], ...] = (
    (Kind.PROGRESS_REPORT, Rhythm.PERIOD, 30, {
        "en": "Progress report to the donor", "es": "Informe de avance al donante",
        "fr": "Rapport d'avancement au donateur", "ar": "تقرير مرحلي إلى المانح"}),
    (Kind.FINANCIAL_REPORT, Rhythm.QUARTER, 30, {
        "en": "Financial report", "es": "Informe financiero",
        "fr": "Rapport financier", "ar": "تقرير مالي"}),
    (Kind.WORK_PLAN, Rhythm.YEAR, 45, {
        "en": "Work plan of the year", "es": "Plan de trabajo anual",
        "fr": "Plan de travail annuel", "ar": "خطة العمل السنوية"}),
    (Kind.FINAL_REPORT, Rhythm.END, 90, {
        "en": "Final report", "es": "Informe final",
        "fr": "Rapport final", "ar": "التقرير النهائي"}),
)  # fmt: skip


def ask_about_texts(programme: Programme, team: Mapping[str, User], today: date) -> None:
    """Let the team ask about texts under way; some questions are answered, some wait."""
    texts = Document.objects.filter(programme=programme, state="submitted").order_by("pk")
    asks, answers = team["coordinator"], team["director"]
    for text, (words, answer) in zip(texts, SAID, strict=False):
        with on(today - timedelta(days=2)):
            question = ask_question(document_id=text.pk, text=words[asks.language], by=asks)
        if answer:
            with on(today - timedelta(days=1)):
                answer_question(
                    question_id=question.pk,
                    version=question.version,
                    text=answer[answers.language],
                    by=answers,
                    closes=True,
                )


def plan_series(programme: Programme, team: Mapping[str, User]) -> None:
    """Keep what the agreement asks for again and again, to be written when somebody looks."""
    with on(programme.start_date + timedelta(days=20)):
        for kind, rhythm, days, title in SERIES:
            add_recurrence(
                programme=programme,
                kind=kind,
                title=title,
                rhythm=rhythm,
                due_days=days,
                by=team["director"],
                owed_by_user=team["coordinator"],
                owed_to_organisation=programme.agreement.donor,
            )
