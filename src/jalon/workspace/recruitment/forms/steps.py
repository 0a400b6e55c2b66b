"""What is asked when a notice is handed in."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from jalon.workspace.documents.forms.base import VersionedForm


class HandInForm(VersionedForm):
    """Ask what has changed since the notice came back."""

    what_changed = forms.CharField(
        label=_("What has changed"),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: Any, again: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not again:
            del self.fields["what_changed"]
