"""Kinds of things that a call deals in."""

from enum import StrEnum


class CallKind(StrEnum):
    """What is to be filled."""

    NATIONAL_OFFICER = "national-officer"
    INTERNATIONAL = "international"
    SUPPORT = "support"  # general service
    TEMPORARY = "temporary"  # special short term
    CONSULTANCY = "consultancy"
    INTERNSHIP = "internship"


class Stage(StrEnum):
    """Where marks are given."""

    APPLICATION = "application"
    WRITTEN_TEST = "written-test"
    INTERVIEW = "interview"


class ListKind(StrEnum):
    """The two lists of a call."""

    LONG = "long"
    SHORT = "short"


class FileKind(StrEnum):
    """What a candidate may add to an application."""

    LETTER = "letter"
    CV = "cv"
    PROOF = "proof"


class CentreResult(StrEnum):
    """What an assessment centre finds of a candidate."""

    PASSED = "passed"
    NOT_PASSED = "not-passed"
    EXEMPT = "exempt"
    ABSENT = "absent"
