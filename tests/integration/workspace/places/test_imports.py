"""Areas from files: looked at first, then all of it or nothing; hostile files are refused."""

import io
import json
import sqlite3
import zipfile
from pathlib import Path
from typing import Any

import pyogrio
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from integration.workspace.places.conftest import geojson, square
from jalon.workspace.accounts.models import User
from jalon.workspace.audit.models import Event
from jalon.workspace.places import services
from jalon.workspace.places.models import Area, AreaImport, Boundary, Country

STATES = (
    square(0, 0, id="7", nombre="Chiapas", name="Chiapas"),
    square(1, 0, id="20", nombre="Oaxaca", name="Oaxaca"),
)
COLUMNS = {"level": "1", "code": "id", "code_width": "2", "name_es": "nombre", "name_en": "name"}


def bring(client: Client, file: SimpleUploadedFile) -> Any:
    return client.post(
        reverse("places:bring", args=["MEX"]), {"file": file, "source": "INEGI 2020"}
    )


def looked_at(client: Client, **columns: str) -> tuple[str, Any]:
    page = reverse("places:import", args=[AreaImport.objects.latest("pk").pk])
    return page, client.get(page, {**COLUMNS, **columns})


def take(client: Client, **columns: str) -> Any:
    page, seen = looked_at(client, **columns)
    assert seen.status_code == 200, seen.text
    return client.post(page, {**COLUMNS, **columns, "seen": seen.context["seen"]})


def test_nothing_is_written_until_it_was_looked_at(as_dora: Client, mexico: Country) -> None:
    answer = bring(as_dora, geojson(*STATES))
    assert answer.status_code == 302, answer.context["form"].errors
    page, seen = looked_at(as_dora)
    assert seen.context["plan"].counts["added"] == 2
    assert not Area.objects.exists()
    assert as_dora.post(page, {**COLUMNS, "seen": seen.context["seen"]}).status_code == 302
    chiapas = Area.objects.get(code="07")
    assert chiapas.name == {"es": "Chiapas", "en": "Chiapas"}
    assert chiapas.boundary.geometry["type"] == "Polygon"
    assert Event.objects.get(what="places.areas-applied").after["added"] == 2
    assert as_dora.get(page).status_code == 404  # dealt with
    shown = as_dora.get(reverse("places:areas", args=["MEX", 1]))
    assert "<path" in shown.text


def test_a_second_file_changes_names_and_adds_the_level_below(
    as_dora: Client, mexico: Country
) -> None:
    bring(as_dora, geojson(*STATES))
    take(as_dora)
    bring(as_dora, geojson(square(0, 0, id="7", name="CHIAPAS")))
    _page, seen = looked_at(as_dora, name_es="")
    counts = {"added": 0, "changed": 1, "unchanged": 0, "refused": 0, "absent": 1}
    assert seen.context["plan"].counts == counts
    take(as_dora, name_es="")
    assert Area.objects.get(code="07").name == {"es": "Chiapas", "en": "CHIAPAS"}

    below = {"level": "2", "code_width": "5", "parent": "state", "parent_width": "2"}
    bring(as_dora, geojson(square(0, 0, id="7089", name="Tapachula", nombre="", state="7")))
    assert take(as_dora, **below).status_code == 302
    assert Area.objects.get(code="07089").parent == Area.objects.get(code="07")


def test_the_larger_area_can_stand_in_the_code(as_dora: Client, mexico: Country) -> None:
    bring(as_dora, geojson(*STATES))
    take(as_dora)
    bring(as_dora, geojson(square(0, 0, id="07089", name="Tapachula", nombre="")))
    assert take(as_dora, level="2", code_width="", parent_start="2").status_code == 302
    assert Area.objects.get(code="07089").parent == Area.objects.get(code="07")


def test_an_unknown_parent_refuses_the_whole_file(as_dora: Client, mexico: Country) -> None:
    bring(as_dora, geojson(*STATES))
    take(as_dora)
    below = {"level": "2", "parent": "state"}
    good = square(0, 0, id="7089", name="Tapachula", nombre="", state="07")
    bad = square(1, 0, id="9999", name="Nowhere", nombre="", state="99")
    bring(as_dora, geojson(good, bad))
    page, seen = looked_at(as_dora, **below)
    assert "larger area 99 is not in the register" in seen.text
    answer = as_dora.post(page, {**COLUMNS, **below, "seen": seen.context["seen"]})
    assert answer.status_code == 422
    assert not Area.objects.filter(level=2).exists()


def test_a_register_that_changed_meanwhile_is_looked_at_again(
    as_dora: Client, mexico: Country
) -> None:
    bring(as_dora, geojson(*STATES))
    page, seen = looked_at(as_dora)
    Area.objects.create(country=mexico, level=1, code="07", name={"en": "Meanwhile"})
    answer = as_dora.post(page, {**COLUMNS, "seen": seen.context["seen"]})
    assert answer.status_code == 422
    assert "Look again" in answer.text
    assert Area.objects.count() == 1


def test_a_failure_in_the_middle_leaves_nothing(
    as_dora: Client, mexico: Country, monkeypatch: pytest.MonkeyPatch
) -> None:
    bring(as_dora, geojson(*STATES))

    def broken(*args: object) -> None:
        raise OSError("power cut")

    monkeypatch.setattr("jalon.workspace.places.services.imports._write_shapes", broken)
    with pytest.raises(OSError, match="power cut"):
        take(as_dora)
    assert not Area.objects.exists()
    assert AreaImport.objects.get().state == "brought"


def as_zip(*members: tuple[str, bytes], name: str = "areas.zip") -> SimpleUploadedFile:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for member, content in members:
            archive.writestr(member, content)
    return SimpleUploadedFile(name, packed.getvalue())


def written(folder: Path, suffix: str) -> dict[str, bytes]:
    """Write the states as GDAL does; return the parts by suffix."""
    source = folder / "states.geojson"
    source.write_bytes(geojson(*STATES).read())
    meta, _, shapes, values = pyogrio.raw.read(source)
    target = folder / f"states{suffix}"
    pyogrio.raw.write(
        target, shapes, values, fields=meta["fields"], geometry_type="Polygon", crs="EPSG:4326"
    )
    return {path.suffix: path.read_bytes() for path in folder.glob("states.*")}


def topojson() -> SimpleUploadedFile:
    arcs = [[[0, 0], [1, 0], [1, 1], [0, 1], [0, 0]]]
    properties = {"id": "7", "name": "Chiapas", "nombre": "Chiapas"}
    shape = {"type": "Polygon", "arcs": [[0]], "properties": properties}
    content = {
        "type": "Topology",
        "arcs": arcs,
        "objects": {"states": {"type": "GeometryCollection", "geometries": [shape]}},
    }
    return SimpleUploadedFile("states.topojson", json.dumps(content).encode())


@pytest.mark.parametrize("kind", ["topojson", "gpkg", "shp"])
def test_other_kinds_of_file_are_read(
    as_dora: Client, mexico: Country, tmp_path: Path, kind: str
) -> None:
    if kind == "topojson":
        file = topojson()
    elif kind == "gpkg":
        file = SimpleUploadedFile("states.gpkg", written(tmp_path, ".gpkg")[".gpkg"])
    else:
        parts = written(tmp_path, ".shp")
        parts.pop(".geojson")
        file = as_zip(*((f"inside/states{suffix}", data) for suffix, data in parts.items()))
    assert bring(as_dora, file).status_code == 302
    assert take(as_dora).status_code == 302
    assert Area.objects.filter(code="07").exists()
    assert Boundary.objects.filter(area__code="07").exists()


SHAPE = bytes.fromhex("0000270a") + bytes(96)
HOSTILE = {
    "empty": (SimpleUploadedFile("areas.geojson", b""), "empty"),
    "cut": (SimpleUploadedFile("areas.geojson", b'{"type": "FeatureColl'), "cannot be read"),
    "deep": (SimpleUploadedFile("areas.geojson", b'{"a":' * 100_000), "cannot be read"),
    "text": (SimpleUploadedFile("areas.geojson", b"hello"), "not what its name says"),
    "other json": (SimpleUploadedFile("areas.json", b'{"a": 1}'), "neither a GeoJSON"),
    "vrt as gpkg": (
        SimpleUploadedFile("areas.gpkg", b"<OGRVRTDataSource></OGRVRTDataSource>"),
        "not what its name says",
    ),
    "broken gpkg": (
        SimpleUploadedFile("areas.gpkg", b"SQLite format 3\x00" + bytes(2000)),
        "cannot be read",
    ),
    "program": (SimpleUploadedFile("areas.exe", b"MZ"), "of a kind that cannot be read"),
    "broken zip": (SimpleUploadedFile("areas.zip", b"PK\x03\x04" + bytes(50)), "damaged zip"),
    "bomb": (
        as_zip(("a.shp", bytes(30_000_000)), ("a.shx", SHAPE), ("a.dbf", b"")),
        "unpack to far more",
    ),
    "traversal": (
        as_zip(("../../a.shp", SHAPE), ("../../a.shx", SHAPE), ("../../a.dbf", b"")),
        "leads out of its folder",
    ),
    "absolute": (as_zip(("/etc/a.shp", SHAPE)), "leads out of its folder"),
    "drive": (as_zip(("C:\\a.shp", SHAPE)), "leads out of its folder"),
    "vrt inside": (as_zip(("a.vrt", b"<OGRVRTDataSource/>")), "no part of a Shapefile"),
    "two": (as_zip(("a.shp", SHAPE), ("b.shp", SHAPE)), "packs 2 Shapefiles"),
    "parts": (as_zip(("a.shp", SHAPE)), "lacks parts"),
    "many": (as_zip(*((f"{n}.txt", b"") for n in range(101))), "at most 100"),
    "not a shape": (
        as_zip(("a.shp", b"<xml/>"), ("a.shx", SHAPE), ("a.dbf", b"")),
        "packs 0 Shapefiles",
    ),
    "shape without content": (
        as_zip(("a.shp", SHAPE), ("a.shx", SHAPE), ("a.dbf", b"junk")),
        "",
    ),
}


@pytest.mark.parametrize("case", HOSTILE)
def test_a_hostile_file_is_refused_and_leaves_nothing(
    as_dora: Client, mexico: Country, settings: Any, case: str
) -> None:
    file, words = HOSTILE[case]
    file.seek(0)
    answer = bring(as_dora, file)
    assert answer.status_code == 422, answer
    assert words in answer.text
    assert "/tmp/" not in answer.text
    assert not AreaImport.objects.exists()
    assert not list(Path(settings.FILES).rglob("*.*"))


def test_a_file_above_the_limit_is_refused(as_dora: Client, mexico: Country, settings: Any) -> None:
    settings.UPLOAD_LIMIT = 10
    assert "MB are read" in bring(as_dora, geojson(*STATES)).text


def test_sql_in_a_geopackage_changes_nothing_here(
    as_dora: Client, mexico: Country, tmp_path: Path
) -> None:
    """A file is a database of its own: what it holds is read, never run on ours."""
    written(tmp_path, ".gpkg")
    with sqlite3.connect(tmp_path / "states.gpkg") as theirs:
        theirs.execute("CREATE VIEW extra AS SELECT load_extension('/tmp/x.so')")
    file = SimpleUploadedFile("states.gpkg", (tmp_path / "states.gpkg").read_bytes())
    assert bring(as_dora, file).status_code in {302, 422}


def test_columns_that_do_not_fit_are_named(as_dora: Client, mexico: Country) -> None:
    bring(as_dora, geojson(*STATES))
    page, _seen = looked_at(as_dora)
    assert as_dora.get(page, {**COLUMNS, "code": "nothing"}).status_code == 422
    same = geojson(
        square(0, 0, id="7", name="A", nombre=""), square(1, 0, id="7", name="B", nombre="")
    )
    bring(as_dora, same)
    _page, seen = looked_at(as_dora)
    assert "more than one feature has the code" in seen.text


def test_a_file_can_be_thrown_away(
    as_dora: Client, mexico: Country, settings: Any, django_capture_on_commit_callbacks: Any
) -> None:
    bring(as_dora, geojson(*STATES))
    brought = AreaImport.objects.get()
    assert list(Path(settings.FILES).rglob("*.geojson"))
    with django_capture_on_commit_callbacks(execute=True):
        as_dora.post(reverse("places:drop-import", args=[brought.pk]))
    assert not list(Path(settings.FILES).rglob("*.geojson"))
    assert as_dora.get(reverse("places:import", args=[brought.pk])).status_code == 404


def test_forgotten_files_are_thrown_away(as_dora: Client, dora: User, mexico: Country) -> None:
    from datetime import date, timedelta

    from django.utils import timezone

    bring(as_dora, geojson(*STATES))
    assert services.drop_forgotten(date.today()) == 0
    AreaImport.objects.update(at=timezone.now() - timedelta(days=8))
    assert services.drop_forgotten(date.today()) == 1
