"""What kinds and states are called."""

from collections.abc import Mapping
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from jalon.workspace.recruitment.rules.agreement import Reading
from jalon.workspace.recruitment.rules.appeals import AppealOutcome
from jalon.workspace.recruitment.rules.applications import ApplicationState
from jalon.workspace.recruitment.rules.calls import CallState, Missing
from jalon.workspace.recruitment.rules.candidate import DegreeLevel, Group, Setting
from jalon.workspace.recruitment.rules.conditions import (
    AppointmentKind,
    ConditionKind,
    ConditionState,
)
from jalon.workspace.recruitment.rules.eligibility import Outcome, Verdict
from jalon.workspace.recruitment.rules.kinds import (
    CallKind,
    CentreResult,
    FileKind,
    ListKind,
    Stage,
)
from jalon.workspace.recruitment.rules.messages import MessageKind
from jalon.workspace.recruitment.rules.panel import Lack, PanelRole, Tie, TieEffect
from jalon.workspace.recruitment.rules.requirement_data import RequirementKind
from jalon.workspace.recruitment.rules.retention import ACCOUNT, Purpose

Words = str | Promise

CALL_KINDS: dict[CallKind, Words] = {
    CallKind.NATIONAL_OFFICER: _("national officer"),
    CallKind.INTERNATIONAL: _("international officer"),
    CallKind.SUPPORT: _("support staff"),
    CallKind.TEMPORARY: _("temporary staff"),
    CallKind.CONSULTANCY: _("consultancy"),
    CallKind.INTERNSHIP: _("internship"),
}
CALL_STATES: dict[CallState, Words] = {
    CallState.DRAFT: pgettext_lazy("call", "draft"),
    CallState.IN_CLEARANCE: pgettext_lazy("call", "in clearance"),
    CallState.CLEARED: pgettext_lazy("call", "cleared"),
    CallState.PUBLISHED: pgettext_lazy("call", "published"),
    CallState.CLOSED: pgettext_lazy("call", "closed"),
    CallState.SCREENING: pgettext_lazy("call", "screening"),
    CallState.ASSESSMENT: pgettext_lazy("call", "assessment"),
    CallState.DECIDED: pgettext_lazy("call", "decided"),
    CallState.CANCELLED: pgettext_lazy("call", "cancelled"),
}
REQUIREMENT_KINDS: dict[RequirementKind, Words] = {
    RequirementKind.AUDIENCE: _("internal or external"),
    RequirementKind.LOCAL_TIES: _("nationality, residence or permit"),
    RequirementKind.EXPERIENCE: _("years of experience"),
    RequirementKind.DEGREE: _("degree"),
    RequirementKind.LANGUAGES: _("languages"),
    RequirementKind.DECLARED: _("what the candidate declares"),
    RequirementKind.JUDGED: _("for a person to judge"),
}
STAGES: dict[Stage, Words] = {
    Stage.APPLICATION: _("application"),
    Stage.WRITTEN_TEST: _("written test"),
    Stage.INTERVIEW: _("interview"),
}
LISTS: dict[ListKind, Words] = {
    ListKind.LONG: _("long list"),
    ListKind.SHORT: _("short list"),
}
APPLICATION_STATES: dict[ApplicationState, Words] = {
    ApplicationState.DRAFT: pgettext_lazy("application", "draft"),
    ApplicationState.SUBMITTED: pgettext_lazy("application", "handed in"),
    ApplicationState.WITHDRAWN: pgettext_lazy("application", "withdrawn"),
    ApplicationState.EXPIRED: pgettext_lazy("application", "not handed in"),
}
FILE_KINDS: dict[FileKind, Words] = {
    FileKind.LETTER: _("letter"),
    FileKind.CV: _("curriculum vitae"),
    FileKind.PROOF: _("proof"),
}
VERDICTS: dict[Verdict, Words] = {
    Verdict.MET: pgettext_lazy("requirement", "met"),
    Verdict.NOT_MET: pgettext_lazy("requirement", "not met"),
    Verdict.CANNOT_TELL: pgettext_lazy("requirement", "cannot tell"),
}
CENTRE_OUTCOMES: dict[CentreResult, Words] = {
    CentreResult.PASSED: pgettext_lazy("assessment centre", "passed"),
    CentreResult.NOT_PASSED: pgettext_lazy("assessment centre", "not passed"),
    CentreResult.EXEMPT: pgettext_lazy("assessment centre", "exempt"),
    CentreResult.ABSENT: pgettext_lazy("assessment centre", "did not come"),
}
APPEAL_OUTCOMES: dict[AppealOutcome, Words] = {
    AppealOutcome.STANDS: pgettext_lazy("appeal", "the decision stands"),
    AppealOutcome.FALLS: pgettext_lazy("appeal", "the decision falls"),
    AppealOutcome.WITHDRAWN: pgettext_lazy("appeal", "withdrawn"),
}
APPOINTMENT_KINDS: dict[AppointmentKind, Words] = {
    AppointmentKind.FIXED_TERM: _("fixed term"),
    AppointmentKind.TEMPORARY: _("short term"),
    AppointmentKind.CONSULTANCY: _("consultant's contract"),
    AppointmentKind.INTERNSHIP: _("internship agreement"),
}
CONDITION_KINDS: dict[ConditionKind, Words] = {
    ConditionKind.FUNDS: _("funds are there"),
    ConditionKind.NEED: _("the need goes on"),
    ConditionKind.PERFORMANCE: _("the work was good"),
}
CONDITION_STATES: dict[ConditionState, Words] = {
    ConditionState.OPEN: pgettext_lazy("condition", "open"),
    ConditionState.MET: pgettext_lazy("condition", "met"),
    ConditionState.NOT_MET: pgettext_lazy("condition", "not met"),
}
PANEL_ROLES: dict[PanelRole, Words] = {
    PanelRole.CHAIR: _("chair"),
    PanelRole.MEMBER: _("member"),
    PanelRole.HUMAN_RESOURCES: _("human resources"),
    PanelRole.OBSERVER: _("observer"),
}
PANEL_SEXES: dict[str, Words] = {"f": _("woman"), "m": _("man")}
PANEL_REGIONS: dict[str, Words] = {
    "africa": _("Africa"),
    "americas": _("Americas"),
    "arab-states": _("Arab States"),
    "asia-pacific": _("Asia and the Pacific"),
    "europe-central-asia": _("Europe and Central Asia"),
}
PANEL_LACKS: dict[Lack, Words] = {
    Lack.MEMBERS: _("three members who score"),
    Lack.CHAIR: _("one chair"),
    Lack.BOTH_SEXES: _("women and men"),
    Lack.REGIONS: _("members of two regions"),
    Lack.OUTSIDE: _("somebody from outside the office"),
    Lack.HUMAN_RESOURCES: _("somebody of human resources"),
}
TIE_EFFECTS: dict[TieEffect, Words] = {
    TieEffect.NOTHING: pgettext_lazy("conflict of interest", "nothing follows"),
    TieEffect.DISCLOSE: pgettext_lazy("conflict of interest", "is told to the others"),
    TieEffect.THIS_CANDIDATE: pgettext_lazy("conflict of interest", "not this candidate"),
    TieEffect.PANEL: pgettext_lazy("conflict of interest", "leaves the panel"),
}
OUTCOMES: dict[Outcome, Words] = {
    Outcome.ELIGIBLE: _("eligible"),
    Outcome.NOT_ELIGIBLE: _("not eligible"),
    Outcome.OPEN: pgettext_lazy("screening", "open"),
}
READINGS: dict[Reading, Words] = {
    Reading.GOOD: pgettext_lazy("agreement", "good"),
    Reading.TENTATIVE: pgettext_lazy("agreement", "enough for tentative conclusions"),
    Reading.POOR: pgettext_lazy("agreement", "poor: talk before the marks are used"),
}
TIES: dict[Tie, Words] = {
    Tie.NONE: pgettext_lazy("conflict of interest", "none"),
    Tie.FAMILY: pgettext_lazy("conflict of interest", "of the family"),
    Tie.CLOSE_FRIEND: pgettext_lazy("conflict of interest", "a close friend"),
    Tie.BUSINESS: pgettext_lazy("conflict of interest", "in business together"),
    Tie.DISPUTE: pgettext_lazy("conflict of interest", "in a dispute"),
    Tie.REFEREE: pgettext_lazy("conflict of interest", "named as a referee"),
    Tie.SUPERVISES: pgettext_lazy("conflict of interest", "supervises or supervised"),
    Tie.WORKED_TOGETHER: pgettext_lazy("conflict of interest", "worked together"),
    Tie.ACQUAINTANCE: pgettext_lazy("conflict of interest", "an acquaintance"),
}
MESSAGE_KINDS: dict[MessageKind, Words] = {
    MessageKind.ACCOUNT: pgettext_lazy("letter", "your account"),
    MessageKind.RECEIPT: pgettext_lazy("letter", "receipt"),
    MessageKind.WITHDRAWN: pgettext_lazy("letter", "withdrawal"),
    MessageKind.DEADLINE_NEAR: pgettext_lazy("letter", "the deadline is near"),
    MessageKind.AMENDED: pgettext_lazy("letter", "the notice was changed"),
    MessageKind.EXTENDED: pgettext_lazy("letter", "the deadline was moved"),
    MessageKind.EXCEPTION: pgettext_lazy("letter", "exception to the deadline"),
    MessageKind.NOT_ELIGIBLE: pgettext_lazy("letter", "not eligible"),
    MessageKind.NOT_SHORT_LISTED: pgettext_lazy("letter", "not on the short list"),
    MessageKind.TEST: pgettext_lazy("letter", "written test"),
    MessageKind.CENTRE: pgettext_lazy("letter", "assessment centre"),
    MessageKind.INTERVIEW: pgettext_lazy("letter", "interview"),
    MessageKind.REFERENCES: pgettext_lazy("letter", "references"),
    MessageKind.RESERVE: pgettext_lazy("letter", "reserve list"),
    MessageKind.OFFER: pgettext_lazy("letter", "offer"),
    MessageKind.NOT_SELECTED: pgettext_lazy("letter", "not selected"),
    MessageKind.CANCELLED: pgettext_lazy("letter", "call cancelled"),
}

GROUPS: dict[Group, Words] = {
    Group.INTERNAL: _("internal candidates"),
    Group.EXTERNAL: _("external candidates"),
}
# Ties to a country; those that a sign joins are needed together.
WAYS: dict[str, Words] = {
    "nationality": _("its nationality"),
    "residence": _("permanent residence there"),
    "permit": _("a permit to work there"),
    "residence+permit": _("residence and a permit to work there, both"),
    "office": _("working for the office already"),
}
SETTINGS: dict[Setting, Words] = {
    Setting.NATIONAL: pgettext_lazy("experience", "national"),
    Setting.INTERNATIONAL: pgettext_lazy("experience", "international"),
}
DEGREES: dict[DegreeLevel, Words] = {
    DegreeLevel.SECONDARY: _("secondary school"),
    DegreeLevel.SHORT_CYCLE: _("short cycle or technical"),
    DegreeLevel.FIRST: _("first university degree"),
    DegreeLevel.ADVANCED: _("advanced university degree"),
    DegreeLevel.DOCTORATE: _("doctorate"),
}
SKILL_NAMES: dict[str, Words] = {
    "reading": _("Reading"),
    "writing": _("Writing"),
    "listening": _("Listening"),
    "speaking": _("Speaking"),
}
# Levels of a skill beside those of the CEFR; what is not said is no level at all.
NO_LEVEL: Words = pgettext_lazy("level", "not at all")
# As candidates say it of themselves.
SEXES: dict[str, Words] = {
    "female": pgettext_lazy("sex", "female"),
    "male": pgettext_lazy("sex", "male"),
    "other": pgettext_lazy("sex", "other"),
}
THEMES: dict[str, Words] = {
    "child-labour": _("Child labour"),
    "forced-labour": _("Forced labour"),
    "migration": _("Labour migration"),
    "fair-recruitment": _("Fair recruitment"),
    "social-protection": _("Social protection"),
    "employment": _("Employment and skills"),
    "safety": _("Safety and health at work"),
    "social-dialogue": _("Social dialogue and standards"),
    "statistics": _("Statistics and research"),
    "administration": _("Administration and finance"),
}
MISSING: dict[Missing, Words] = {
    Missing.TITLE: _("a title in each language of the text"),
    Missing.VACANCY_NUMBER: _("the vacancy number"),
    Missing.GRADE: _("the grade"),
    Missing.DUTY_STATION: _("the duty station"),
    Missing.CONTRACT_TYPE: _("the type of contract"),
    Missing.LANGUAGES: _("which languages are asked for"),
    Missing.DUTIES: _("the duties"),
    Missing.DEADLINE: _("the deadline, with its time zone"),
    Missing.AUDIENCE: _("who may apply, internal or external"),
    Missing.REQUIREMENTS: _("what is asked of candidates"),
    Missing.STATEMENTS: _("what every notice must say"),
    Missing.CLEARANCE: _("the office's clearance"),
    Missing.CRITERIA: _("criteria that are fixed"),
    Missing.PANEL: _("a panel"),
    Missing.DECIDER: _("somebody with the authority to decide"),
}
RETENTION_FIELDS: dict[str, Words] = {
    "contact.name": _("name"),
    "contact.email": _("e-mail address"),
    "contact.phone": _("telephone"),
    "contact.address": _("postal address"),
    "contact.birth_date": _("date of birth"),
    "contact.sex": _("sex"),
    "contact.region": _("region"),
    "nationality.nationalities": _("nationalities"),
    "nationality.residence": _("residence"),
    "nationality.permits": _("permits"),
    "education": _("education"),
    "employment": _("employment"),
    "languages": _("languages"),
    "eligibility": _("answers on eligibility"),
    "letter": _("letter of the candidate"),
    "consent": _("consent"),
    "files": _("files"),
    "script": _("script of the test"),
    "marks.note": _("notes of scorers and evidence"),
    "references": _("referees and what they said"),
    "accommodation": _("accommodation"),
    "letters": _("letters to the candidate"),
    ACCOUNT: _("account that was closed"),
}
RETENTION_PURPOSES: dict[Purpose, Words] = {
    Purpose.CONTACT: _("to reach the candidate"),
    Purpose.ELIGIBILITY: _("to see what the notice asks"),
    Purpose.ASSESSMENT: _("to assess"),
    Purpose.ACCOMMODATION: _("to make the assessment possible"),
    Purpose.FAIRNESS: _("to count whether groups fare alike"),
    Purpose.RECORD: _("to prove how it was decided"),
}


def choices(words: Mapping[Any, Words]) -> list[tuple[str, Words]]:
    """Return what a field offers."""
    return [(key.value, text) for key, text in words.items()]
