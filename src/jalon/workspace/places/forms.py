"""What people say of countries, areas and files of areas."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext_lazy as _

from jalon.workspace.narratives import NarrativeFormField, languages
from jalon.workspace.places.models import DEEPEST, Area, AreaImport, Country
from jalon.workspace.places.sources import Columns


class FindForm(forms.Form):
    """Find countries."""

    q = forms.CharField(label=_("Name or code"), required=False, max_length=100)
    region = forms.ChoiceField(label=_("Region"), required=False)

    def __init__(self, *args: Any, regions: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["region"].choices = [("", _("All regions")), *regions]  # type: ignore[attr-defined]  # ChoiceField


class WeekendForm(forms.Form):
    """The days on which offices are closed."""

    days = forms.TypedMultipleChoiceField(
        label=_("Days off each week"),
        coerce=int,
        required=False,
        choices=[(number + 1, name) for number, name in WEEKDAYS.items()],
        widget=forms.CheckboxSelectMultiple,
    )
    source = forms.CharField(
        label=_("Source"), max_length=300, help_text=_("Where this is written, and as of when.")
    )


class AreaForm(forms.Form):
    """One area of the register."""

    level = forms.TypedChoiceField(
        label=_("Level"),
        coerce=int,
        choices=[(level, level) for level in range(1, DEEPEST + 1)],
        help_text=_("1 is the first below the country."),
    )
    code = forms.CharField(label=_("Code"), max_length=30)
    name = NarrativeFormField(label=_("Name"), max_length=200)
    parent = forms.CharField(
        label=_("Code of the larger area"),
        max_length=30,
        required=False,
        help_text=_("The area one level up in which it lies; none at level 1."),
    )

    def __init__(self, *args: Any, country: Country, area: Area | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.country = country
        if area is not None:
            self.fields["level"].disabled = True

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        code = cleaned.get("parent")
        level = cleaned.get("level")
        if code and level:
            found = Area.objects.filter(country=self.country, level=level - 1, code=code)
            cleaned["parent"] = found.first()
            if cleaned["parent"] is None:
                self.add_error("parent", _("No area one level up has this code."))
        else:
            cleaned["parent"] = None
        return cleaned


class BringForm(forms.Form):
    """A file of areas."""

    file = forms.FileField(
        label=_("File of boundaries"),
        help_text=_("GeoJSON, TopoJSON, GeoPackage, or a Shapefile packed as zip."),
        widget=forms.FileInput(attrs={"accept": ".geojson,.json,.topojson,.gpkg,.zip"}),
    )
    source = forms.CharField(
        label=_("Source"), max_length=300, help_text=_("Who made it, and of which year it is.")
    )
    licence = forms.CharField(label=_("Licence"), max_length=100, required=False)


class ColumnsForm(forms.Form):
    """Which column of the file is what."""

    layer = forms.ChoiceField(label=_("Layer"), required=False)
    level = forms.TypedChoiceField(
        label=_("Level"), coerce=int, choices=[(n, n) for n in range(1, DEEPEST + 1)]
    )
    code = forms.ChoiceField(label=_("Column of the code"))
    code_width = forms.IntegerField(
        label=_("Digits of the code"),
        required=False,
        min_value=0,
        max_value=30,
        help_text=_("Zeros are put before shorter codes. Leave empty to take them as they are."),
    )
    parent = forms.ChoiceField(label=_("Column of the larger area's code"), required=False)
    parent_width = forms.IntegerField(
        label=_("Digits of the larger area's code"), required=False, min_value=0, max_value=30
    )

    parent_start = forms.IntegerField(
        label=_("Or: characters of the code that name the larger area"),
        required=False,
        min_value=0,
        max_value=30,
        help_text=_("For instance 2, where 07089 lies in 07."),
    )

    def __init__(self, *args: Any, brought: AreaImport, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        columns = list(dict.fromkeys(c for layer in brought.layers for c in layer["columns"]))
        self._choose("code", columns)
        self._choose("parent", columns, empty=_("none"))
        names = dict(settings.LANGUAGES)
        for code in languages():
            field = forms.ChoiceField(
                label=_("Column of the name: %(language)s") % {"language": names[code]},
                required=False,
            )
            self.fields[f"name_{code}"] = field
            self._choose(f"name_{code}", columns, empty=_("none"))
        if len(brought.layers) < 2:
            self.fields["layer"] = forms.CharField(required=False, widget=forms.HiddenInput())
        else:
            self._choose("layer", [layer["name"] for layer in brought.layers])

    def _choose(self, name: str, values: list[str], empty: Any = None) -> None:
        first = [] if empty is None else [("", empty)]
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [*first, *((value, value) for value in values)]

    @property
    def columns(self) -> Columns:
        said = self.cleaned_data
        return Columns(
            level=said["level"],
            layer=said["layer"],
            code=said["code"],
            names={code: said[f"name_{code}"] for code in languages() if said[f"name_{code}"]},
            parent=said["parent"],
            code_width=said["code_width"] or 0,
            parent_width=said["parent_width"] or 0,
            parent_start=said["parent_start"] or 0,
        )
