"""How far a study's estimates can be trusted: whole surveys simulated, and estimated like it."""

from jalon.engine.validate.whole import validate_study

__all__ = ["validate_study"]
