"""Forms over a model whose rows are written by services alone."""

from typing import Any, TypeVar

from django import forms
from django.core.exceptions import ValidationError
from django.db import models

Row = TypeVar("Row", bound=models.Model)


class RowForm(forms.ModelForm[Row]):
    """Check values as the model would, and leave the row as it is: a service writes it."""

    def _post_clean(self) -> None:
        for field in self._meta.model._meta.fields:
            if field.name not in self.cleaned_data:
                continue
            value: Any = self.cleaned_data[field.name]
            if value in field.empty_values:
                continue
            try:
                field.run_validators(value)
            except ValidationError as error:
                self.add_error(field.name, error)
