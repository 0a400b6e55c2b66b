"""Real boundaries come in by each of the four kinds of file."""

import io
import zipfile
from pathlib import Path
from typing import Any

import pyogrio
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from factories.places import make_country
from jalon.workspace.places.models import Area, AreaImport, Boundary

SOURCE = "guatemala/adm2_uscb2020_simplified.topojson"
MUNICIPALITIES = 340  # as many as the country has; the file's two lakes carry no code
SHORT = {"municipality": "name"}  # a Shapefile holds names of ten letters
COLUMNS = {"level": "1", "code": "muni_code"}


def packed(file: Path, folder: Path, kind: str) -> SimpleUploadedFile:
    """Return the real file as it is, or written anew as another kind by GDAL."""
    if kind == "topojson":
        return SimpleUploadedFile("areas.topojson", file.read_bytes())
    meta, _ids, shapes, values = pyogrio.raw.read(file)
    target, fields = folder / f"areas.{kind}", [SHORT.get(f, f) for f in meta["fields"]]
    pyogrio.raw.write(
        target, shapes, values, fields=fields, geometry_type="Unknown", crs="EPSG:4326"
    )
    if kind != "shp":
        return SimpleUploadedFile(target.name, target.read_bytes())
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as written:
        for part in folder.glob("areas.*"):
            written.writestr(part.name, part.read_bytes())
    return SimpleUploadedFile("areas.zip", archive.getvalue())


@pytest.mark.parametrize("kind", ["topojson", "geojson", "gpkg", "shp"])
def test_the_municipalities_of_guatemala(
    as_dora: Client, data_folder: Path, tmp_path: Path, kind: str
) -> None:
    make_country("GTM")
    sent = packed(data_folder / SOURCE, tmp_path, kind)
    said: dict[str, Any] = {"file": sent, "source": "US Census Bureau, 2020"}
    answer = as_dora.post(reverse("places:bring", args=["GTM"]), said)
    assert answer.status_code == 302, answer.text
    page = reverse("places:import", args=[AreaImport.objects.get().pk])
    columns = {**COLUMNS, "name_es": "municipality" if kind == "topojson" else "name"}
    seen = as_dora.get(page, columns)
    assert seen.status_code == 200, seen.text
    assert seen.context["plan"].counts["added"] == MUNICIPALITIES
    assert as_dora.post(page, {**columns, "seen": seen.context["seen"]}).status_code == 302
    assert Area.objects.get(code="0101").name == {"es": "GUATEMALA"}
    assert Boundary.objects.filter(area__isnull=False).count() == MUNICIPALITIES
