"""How a column of a file and a field of a model say the same thing."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Protocol

from jalon.workspace.standards.rules import cells
from jalon.workspace.standards.rules.dates import read_date, write_date

References = Mapping[str, Mapping[Any, int]]  # field -> what files call it -> its id


class Codec(Protocol):
    """One column: its text in a row of the database, and the fields that a text sets."""

    def text(self, row: Any) -> str: ...

    def put(self, text: str, fields: dict[str, Any], references: References) -> None: ...


@dataclass(frozen=True, slots=True)
class Plain:
    """A text, kept as it is."""

    field: str

    def text(self, row: Any) -> str:
        return str(getattr(row, self.field))

    def put(self, text: str, fields: dict[str, Any], references: References) -> None:
        fields[self.field] = text


@dataclass(frozen=True, slots=True)
class Number:
    """A whole number, or none."""

    field: str
    empty: int | None = None

    def text(self, row: Any) -> str:
        value = getattr(row, self.field)
        return "" if value == self.empty else str(value)

    def put(self, text: str, fields: dict[str, Any], references: References) -> None:
        fields[self.field] = int(text) if text else self.empty


@dataclass(frozen=True, slots=True)
class Flag:
    """Yes, or nothing."""

    field: str

    def text(self, row: Any) -> str:
        return "yes" if getattr(row, self.field) else ""

    def put(self, text: str, fields: dict[str, Any], references: References) -> None:
        fields[self.field] = bool(text)


@dataclass(frozen=True, slots=True)
class Day:
    """A whole date, or none."""

    field: str

    def text(self, row: Any) -> str:
        value: date | None = getattr(row, self.field)
        return value.isoformat() if value else ""

    def put(self, text: str, fields: dict[str, Any], references: References) -> None:
        fields[self.field] = read_date(text)[0] if text else None


@dataclass(frozen=True, slots=True)
class Partial:
    """A date with its precision, or none."""

    field: str
    precision: str

    def text(self, row: Any) -> str:
        return write_date(getattr(row, self.field), getattr(row, self.precision))

    def put(self, text: str, fields: dict[str, Any], references: References) -> None:
        first, precision = read_date(text) if text else (None, "")
        fields[self.field] = first
        fields[self.precision] = str(precision)


@dataclass(frozen=True, slots=True)
class Language:
    """One language of a narrative."""

    field: str
    language: str

    def text(self, row: Any) -> str:
        return str(getattr(row, self.field).get(self.language, ""))

    def put(self, text: str, fields: dict[str, Any], references: References) -> None:
        narrative = fields.setdefault(self.field, {})
        if text:
            narrative[self.language] = text


@dataclass(frozen=True, slots=True)
class Listed:
    """Several texts."""

    field: str

    def text(self, row: Any) -> str:
        return "; ".join(getattr(row, self.field))

    def put(self, text: str, fields: dict[str, Any], references: References) -> None:
        fields[self.field] = cells.split(text)


@dataclass(frozen=True, slots=True)
class ByLanguage:
    """A word for each language."""

    field: str

    def text(self, row: Any) -> str:
        pairs = sorted(getattr(row, self.field).items())
        return "; ".join(f"{language} {word}" for language, word in pairs)

    def put(self, text: str, fields: dict[str, Any], references: References) -> None:
        fields[self.field] = dict(part.split() for part in cells.split(text))


@dataclass(frozen=True, slots=True)
class Scales:
    """Scales of answers."""

    field: str

    def text(self, row: Any) -> str:
        return cells.write_scales(getattr(row, self.field))

    def put(self, text: str, fields: dict[str, Any], references: References) -> None:
        fields[self.field] = cells.read_scales(text)


@dataclass(frozen=True, slots=True)
class Reference:
    """Another row, by the key that files call it."""

    field: str
    key: str

    def text(self, row: Any) -> str:
        other = getattr(row, self.field)
        return str(getattr(other, self.key)) if other is not None else ""

    def put(self, text: str, fields: dict[str, Any], references: References) -> None:
        fields[f"{self.field}_id"] = references[self.field][text] if text else None
