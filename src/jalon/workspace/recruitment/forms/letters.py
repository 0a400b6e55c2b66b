"""Ask for the words of a letter."""

from django import forms
from django.utils.translation import gettext_lazy as _


class LetterForm(forms.Form):
    """Ask for the words again, in the candidate's language."""

    subject = forms.CharField(label=_("Subject"), max_length=200)
    body = forms.CharField(
        label=_("Text"), max_length=8000, widget=forms.Textarea(attrs={"rows": 16})
    )

    def __init__(self, *args: object, language: str, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]  # passed on as they came
        written = {"lang": language, "dir": "rtl" if language == "ar" else "ltr"}
        for field in self.fields.values():
            field.widget.attrs.update(written)
