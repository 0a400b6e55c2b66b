"""The words inside files, and what differs between two of them."""

import zipfile
from pathlib import Path

import pytest

from jalon.errors import BadInput
from jalon.workspace.documents.texts import differences, reading
from jalon.workspace.documents.texts.differences import Mark, compare, is_same
from jalon.workspace.documents.texts.reading import paragraphs_of

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
ODT = "application/vnd.oasis.opendocument.text"
W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
T = 'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"'


def packed(path: Path, part: str, xml: str) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(part, xml)
    return path


def words_or_nothing(path: Path) -> list[str]:
    """Read what may also be refused."""
    try:
        return paragraphs_of(path, DOCX)
    except BadInput:
        return []


def test_word(tmp_path: Path) -> None:
    xml = (
        f"<w:document {W}><w:body>"
        "<w:p><w:r><w:t>Informe</w:t></w:r><w:r><w:tab/><w:t>2026</w:t></w:r></w:p>"
        "<w:p/>"
        "<w:p><w:del><w:r><w:delText>gone</w:delText></w:r></w:del>"
        "<w:ins><w:r><w:t>تقرير</w:t></w:r></w:ins></w:p>"
        "</w:body></w:document>"
    )
    path = packed(tmp_path / "a.docx", "word/document.xml", xml)
    assert paragraphs_of(path, DOCX) == ["Informe 2026", "تقرير"]


def test_open_document(tmp_path: Path) -> None:
    xml = (
        f"<x {T}><text:h>Rapport</text:h><text:p>Le <text:span>texte</text:span> court</text:p></x>"
    )
    assert paragraphs_of(packed(tmp_path / "a.odt", "content.xml", xml), ODT) == [
        "Rapport",
        "Le texte court",
    ]


def test_plain_text_in_either_width(tmp_path: Path) -> None:
    for encoding in ("utf-8", "utf-8-sig", "utf-16"):
        path = tmp_path / f"{encoding}.txt"
        path.write_text("Uno\r\n\r\nDos  y  tres\n", encoding=encoding)
        assert paragraphs_of(path, "text/plain") == ["Uno", "Dos y tres"]


def test_an_xml_bomb_does_not_go_off(tmp_path: Path) -> None:
    entities = "".join(f'<!ENTITY e{i} "{f"&e{i - 1};" * 10}">' for i in range(1, 10))
    xml = (
        f'<!DOCTYPE x [<!ENTITY e0 "ha">{entities}]>'
        f"<w:document {W}><w:p><w:r><w:t>&e9;</w:t></w:r></w:p></w:document>"
    )
    path = packed(tmp_path / "bomb.docx", "word/document.xml", xml)
    assert sum(map(len, words_or_nothing(path))) < 100


def test_no_file_of_this_machine_is_read(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("secret words")
    xml = (
        f'<!DOCTYPE x [<!ENTITY s SYSTEM "{secret.as_uri()}">]>'
        f"<w:document {W}><w:p><w:r><w:t>&s;</w:t></w:r></w:p></w:document>"
    )
    path = packed(tmp_path / "a.docx", "word/document.xml", xml)
    assert "secret" not in " ".join(words_or_nothing(path))


@pytest.mark.parametrize(
    "spoil",
    [
        lambda p: p.write_bytes(b"not a zip"),
        lambda p: packed(p, "other.xml", "<x/>"),
        lambda p: packed(p, "word/document.xml", "<broken"),
    ],
)
def test_damage_is_named(tmp_path: Path, spoil) -> None:
    path = tmp_path / "a.docx"
    spoil(path)
    with pytest.raises(BadInput, match="text-damaged"):
        paragraphs_of(path, DOCX)


def test_what_cannot_be_read_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="text-not-readable"):
        paragraphs_of(tmp_path / "a.pdf", "application/pdf")


def test_a_zip_bomb_is_not_unpacked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "MOST_BYTES", 1000)
    path = packed(tmp_path / "a.docx", "word/document.xml", " " * 1_000_000)
    with pytest.raises(BadInput, match="paragraphs-too-many"):
        paragraphs_of(path, DOCX)


def test_changes_are_marked_down_to_the_words() -> None:
    before = ["Title", "The rate is 5 per cent in 2024.", "Old part", "End"]
    after = ["Title", "The rate is 7 per cent in 2024.", "End", "New part"]
    found = compare(before, after)
    assert [each.mark for each in found] == ["same", "changed", "removed", "same", "added"]
    assert [(p.mark, p.text) for p in found[1].pieces] == [
        ("same", "The rate is"),
        ("removed", "5"),
        ("added", "7"),
        ("same", "per cent in 2024."),
    ]
    assert is_same(compare(before, before))


def test_long_unchanged_stretches_are_left_out() -> None:
    before = [f"Paragraph {n}" for n in range(50)]
    found = compare(before, [*before, "More"])
    assert [each.mark for each in found] == [Mark.SKIPPED, Mark.SAME, Mark.SAME, Mark.ADDED]
    assert found[0].count == 48


def test_the_words_of_a_text_box_are_read_once(tmp_path: Path) -> None:
    mc = 'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
    box = "<w:txbxContent><w:p><w:r><w:t>Inside</w:t></w:r></w:p></w:txbxContent>"
    xml = (
        f"<w:document {W} {mc}><w:body><w:p><w:r><w:t>Around</w:t></w:r><mc:AlternateContent>"
        f"<mc:Choice>{box}</mc:Choice><mc:Fallback>{box}</mc:Fallback>"
        "</mc:AlternateContent></w:p></w:body></w:document>"
    )
    path = packed(tmp_path / "a.docx", "word/document.xml", xml)
    assert paragraphs_of(path, DOCX) == ["Around", "Inside"]


def test_two_texts_without_anything_in_common_are_not_paired_for_minutes(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    held = []
    alike = differences._alike
    monkeypatch.setattr(differences, "_alike", lambda a, b: held.append(1) or alike(a, b))
    before = [f"old {n} words of the first text" for n in range(2_000)]
    after = [f"nothing {n} like what stood there" for n in range(2_000)]
    found = compare(before, after)
    assert len(held) <= differences.MOST_PAIRS
    assert [each.mark for each in found].count(Mark.REMOVED) == 2_000
    assert [each.mark for each in found].count(Mark.ADDED) == 2_000
