"""The palette names every status, and its chips can be read on both grounds."""

import plotly.graph_objects as go
import pytest

from toc.charts import theme
from toc.model.terms import Status

LOOKS = list(theme.STATUS.items())


def test_every_status_has_a_look_under_its_value_and_with_its_label():
    assert {value: look.label for value, look in LOOKS} == {status.value: status.label for status in Status}


@pytest.mark.parametrize(("value", "look"), LOOKS)
def test_a_chips_text_has_enough_contrast_on_both_grounds(value, look):
    assert theme.contrast(look.text, look.tint) >= 4.5
    assert theme.contrast(look.text_dark, look.tint_dark) >= 4.5


@pytest.mark.parametrize("colours", [theme.LIGHT, theme.DARK])
def test_words_and_lines_have_enough_contrast_on_their_ground(colours):
    for colour in (colours.text, colours.quiet, colours.accent, colours.expected):
        assert theme.contrast(colour, colours.ground) >= 4.5


def test_contrast_is_that_of_the_web_guidelines():
    assert theme.contrast("#000000", "#FFFFFF") == pytest.approx(21)
    assert theme.contrast("#767676", "#FFFFFF") == pytest.approx(4.54, abs=0.01)


def test_statuses_with_progress_differ_in_their_symbol_too():
    judged = ("achieved", "ahead", "on track", "at risk", "off track", "regressing", "missed")
    assert len({theme.STATUS[value].symbol for value in judged}) == len(judged)
    assert len({look.icon for _, look in LOOKS}) == len(LOOKS)


def test_no_status_is_drawn_like_no_data():
    assert theme.mark_of(None, dark=False) == theme.STATUS["no data"].mark
    assert theme.mark_of("regressing", dark=True) == theme.STATUS["regressing"].mark_dark


def test_a_styled_figure_has_its_title_and_its_source_line():
    figure = theme.styled(go.Figure(), title="Title", height=200, source="Source: register", dark=True)
    assert (figure.layout.title.text, figure.layout.height) == ("Title", 200)
    assert figure.layout.annotations[0].text == "Source: register"
    assert not theme.styled(go.Figure(), title="Title", height=200, source="", dark=False).layout.annotations


def test_a_long_title_takes_lines_that_fit_a_phone_and_is_no_markup():
    title = "Mandatory EU description elements evidenced & <b>published</b>, Netherlands"
    figure = theme.styled(go.Figure(), title=title, height=200, source="", dark=False)
    lines = figure.layout.title.text.split("<br>")
    assert len(lines) == 2
    assert "<b>" not in figure.layout.title.text
    assert figure.layout.height == 224
