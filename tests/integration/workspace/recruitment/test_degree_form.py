"""The form of a degree keeps what a notice was read to ask."""

import pytest

from jalon.workspace.recruitment.forms.requirements import DegreeForm

KEPT = {"level": 7, "fields": ["economics", "law"], "related": True}


@pytest.mark.django_db
def test_a_related_field_is_kept_when_the_form_is_sent_again() -> None:
    shown = DegreeForm.shown(KEPT)
    form = DegreeForm(
        {"version": 1, "essential": "on", "text_en": "Degree", **shown, "lower": ""}, rows=[]
    )
    form.is_valid()

    assert form.parameters() == KEPT
