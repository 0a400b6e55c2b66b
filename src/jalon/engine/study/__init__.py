"""A study file becomes a frozen, validated `Study`, or an `IndexStudy` where it says so."""

from jalon.engine.study.checked import (
    IndexStudy,
    OfAreas,
    Study,
    is_index_study,
    load_index_study,
    load_study,
    parse_index_study,
    parse_study,
    study_schema_text,
)
from jalon.engine.study.parts import Text, in_language

__all__ = [
    "IndexStudy",
    "OfAreas",
    "Study",
    "Text",
    "in_language",
    "is_index_study",
    "load_index_study",
    "load_study",
    "parse_index_study",
    "parse_study",
    "study_schema_text",
]
