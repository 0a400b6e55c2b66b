"""The words of a form, read from its page."""

from jalon.workspace.accounts.labels import FieldWords

PAGE = """
<label for="q">Search the site</label><input type="search" id="q">
<form method="post"><input type="hidden" name="csrfmiddlewaretoken" value="x">
<input type="hidden" name="version" value="3" id="id_version">
<fieldset><legend>Title <span class="optional">optional</span></legend>
  <label for="id_title_en"><bdi lang="en">English</bdi></label>
  <input name="title_en" id="id_title_en">
  <label for="id_title_ar"><bdi lang="ar">العربية</bdi></label>
  <textarea name="title_ar" id="id_title_ar">
  </textarea></fieldset>
<label for="id_role">Role &amp; duty</label>
<select name="role" id="id_role"><option value="">—</option>
<option value="d" selected>Director</option></select>
<fieldset><legend>How</legend>
  <label for="id_how_0"><input type="radio" name="how" value="fast" id="id_how_0"> Fast
  </label>
  <label for="id_how_1"><input type="radio" name="how" value="slow" id="id_how_1"> Slow
  </label></fieldset>
<input type="checkbox" name="sure" id="id_sure"><label for="id_sure">I am sure</label>
<button type="submit" name="go" value="1">Go</button></form>
"""


def test_fields_are_called_as_people_read_them() -> None:
    assert FieldWords(PAGE).titles == {
        "title_en": "Title – English",
        "title_ar": "Title – العربية",
        "role": "Role & duty",
        "how": "How",
        "sure": "I am sure",
    }


def test_choices_are_called_by_their_words() -> None:
    words = FieldWords(PAGE)
    assert words.words("role", "d") == "Director"
    assert words.words("how", "slow") == "Slow"
    assert words.words("title_en", "d") == "d"


def test_what_only_machines_read_is_known() -> None:
    assert FieldWords(PAGE).unseen >= {"version", "csrfmiddlewaretoken"}


def test_no_page_has_no_words() -> None:
    assert FieldWords("").titles == {}
    assert FieldWords("<label>half").words("a", "b") == "b"
