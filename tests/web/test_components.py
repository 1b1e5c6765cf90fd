"""Components say in words what they show in colour, and escape what they are given."""

import pytest
from django import forms
from django.template import Context, Template
from django.utils.translation import override

from kansrijk.web.templatetags.components import EMPTIES


def draw(source: str, **values) -> str:
    with override("nl"):
        return Template("{% load components %}" + source).render(Context(values))


def test_an_unknown_address_is_empty():
    assert draw("[{% address 'nowhere' %}]") == "[]"
    assert draw("{% address 'about' %}") == "/over"


@pytest.mark.parametrize("status", EMPTIES)
@pytest.mark.req("A11Y-06", "components.EMPTIES")
def test_each_empty_has_a_word_a_texture_and_a_reason(status):
    drawn = draw("{% status_word status %}", status=status)
    word, reason, texture = EMPTIES[status]
    with override("nl"):
        assert str(word) in drawn
        assert str(reason) in drawn
    assert texture in drawn


def test_a_hidden_figure_shows_no_value():
    drawn = draw("{% figure_line 'Te vroeg' value='7,3 %' interval='6 tot 9' status='hidden' %}")
    assert "7,3" not in drawn
    assert "6 tot 9" not in drawn
    assert "verborgen" in drawn


def test_a_phase_has_a_shape_and_a_name():
    shapes = {draw("{% phase_mark phase word=False %}", phase=phase) for phase in ("before", "during", "after")}
    assert len(shapes) == 3
    assert all("de " in shape for shape in shapes)


def test_words_are_escaped():
    evil = "<script>x</script>"
    for source in (
        "{% button evil %}",
        "{% button evil href=evil %}",
        "{% breadcrumbs evil '/' evil '' %}",
        "{% alert title=evil %}x{% endalert %}",
        "{% card title=evil %}x{% endcard %}",
        "{% scroll_table label=evil %}x{% endscroll_table %}",
        "{% empty_state title=evil %}x{% endempty_state %}",
        "{% status_word 'hidden' evil %}",
        "{% figure_line evil value=evil benchmark=evil %}",
        "{% page_heading %}{{ evil }}{% endpage_heading %}",
        "{% facts rows source=evil %}",
    ):
        assert "<script" not in draw(source, evil=evil, rows=[(evil, evil)]), source


@pytest.mark.parametrize(
    ("words", "drawn"), [("", ""), (" Kaart ", "<h1>Kaart</h1>"), ("<h1>Eigen</h1>", "<h1>Eigen</h1>")]
)
def test_a_page_has_one_heading(words, drawn):
    assert draw("{% page_heading %}" + words + "{% endpage_heading %}") == drawn


@pytest.mark.req("A11Y-05", "components.field")
def test_a_field_ties_its_error_to_its_input():
    class Form(forms.Form):
        place = forms.CharField(label="Plaats", help_text="Bijvoorbeeld 1234")

    drawn = draw("{% field form.place %}", form=Form({}))
    assert 'aria-invalid="true"' in drawn
    assert 'aria-describedby="id_place_hint id_place_error"' in drawn
    assert 'id="id_place_error"' in drawn
    assert 'for="id_place"' in drawn
