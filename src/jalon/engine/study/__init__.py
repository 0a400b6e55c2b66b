"""A study file becomes a frozen, validated `Study`."""

from jalon.engine.study.checked import Study, load_study, parse_study, study_schema_text
from jalon.engine.study.parts import Text, in_language

__all__ = ["Study", "Text", "in_language", "load_study", "parse_study", "study_schema_text"]
