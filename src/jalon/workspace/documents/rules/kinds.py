"""The kinds of papers that programmes owe."""

from enum import StrEnum


class Kind(StrEnum):
    WORK_PLAN = "work-plan"
    PROGRESS_REPORT = "progress-report"
    FINAL_REPORT = "final-report"
    MISSION_REPORT = "mission-report"
    TERMS_OF_REFERENCE = "terms-of-reference"
    PRODUCT = "product"
    CLEARANCE_REQUEST = "clearance-request"
    FINANCIAL_REPORT = "financial-report"
    EVALUATION = "evaluation"
    VACANCY_NOTICE = "vacancy-notice"
    OTHER = "other"
