"""The words that a page writes beside its fields, read from the page itself."""

from collections.abc import Mapping
from html.parser import HTMLParser

KEEPS_NO_TEXT = {"optional", "visually-hidden"}
VOID = {"input", "br", "img", "hr", "meta", "link", "source", "wbr"}


class FieldWords(HTMLParser):
    """What each field of a page is called, and what the values of its choices are called."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.unseen: set[str] = set()  # what only machines read
        self._legends: list[str] = []
        self._labels: dict[str, str] = {}  # by the id of the field
        self._ids: dict[str, str] = {}  # name -> id
        self._groups: dict[str, list[str]] = {}  # name -> the legends round it
        self._ticked: dict[tuple[str, str], str] = {}  # name and value -> id, of radios and ticks
        self._options: dict[tuple[str, str], str] = {}
        self._select = ""
        self._into: list[str] = []  # text that is read now
        self._until = ""
        self._for = ""
        self._quiet = 0
        self.feed(html)

    @property
    def titles(self) -> dict[str, str]:
        """What the fields that people see are called, by name."""
        return {name: self._title(name) for name in self._ids if self._title(name)}

    def words(self, name: str, value: str) -> str:
        """Return what a value of a field is called where it is chosen from a list."""
        if (name, value) in self._options:
            return self._options[name, value]
        return self._labels.get(self._ticked.get((name, value), ""), value)

    def _title(self, name: str) -> str:
        label = self._labels.get(self._ids[name], "")
        if any(ticked == name for ticked, _value in self._ticked) and self._groups[name]:
            label = ""  # the label of a choice; its legend says what is chosen
        return " – ".join(part for part in [*self._groups[name], label] if part)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if self._quiet or (self._until and KEEPS_NO_TEXT & set(given.get("class", "").split())):
            self._quiet += tag not in VOID
        elif tag == "fieldset":
            self._legends.append("")
        elif tag in {"label", "legend", "option"}:
            self._begin(tag, given)
        elif tag in {"input", "select", "textarea"}:
            self._field(tag, given)

    def handle_endtag(self, tag: str) -> None:
        if self._quiet:
            self._quiet -= tag not in VOID
        elif tag == self._until:
            self._end(tag)
        elif tag == "fieldset" and self._legends:
            self._legends.pop()

    def handle_data(self, data: str) -> None:
        if self._until and not self._quiet:
            self._into.append(data)

    def _begin(self, tag: str, given: Mapping[str, str]) -> None:
        self._until, self._into = tag, []
        self._for = given.get("value", "") if tag == "option" else given.get("for", "")

    def _end(self, tag: str) -> None:
        text = " ".join("".join(self._into).split())
        self._until = ""
        if tag == "label":
            self._labels[self._for] = text
        elif tag == "option":
            self._options[self._select, self._for] = text
        elif self._legends:
            self._legends[-1] = text

    def _field(self, tag: str, given: Mapping[str, str]) -> None:
        name, kind = given.get("name", ""), given.get("type", "")
        if tag == "select":
            self._select = name
        if not name or kind in {"hidden", "submit"}:
            self.unseen.add(name)
            return
        self._ids.setdefault(name, given.get("id", ""))
        self._groups.setdefault(name, [legend for legend in self._legends if legend])
        if kind in {"radio", "checkbox"}:
            self._ticked[name, given.get("value", "on")] = given.get("id", "")
