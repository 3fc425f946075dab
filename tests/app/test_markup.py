"""The app's own markup: accessible, and nothing from people or data runs as markup."""

from dataclasses import replace
from fractions import Fraction
from html.parser import HTMLParser

import pytest

from app import markup
from tests.app import build_results as built
from toc.charts import theme
from toc.model.terms import EvidenceGrade, Status

BAD = '<img src=x onerror="alert(1)">**bold** [a](javascript:b) :red[x] $y$\n\n# head'


class Tags(HTMLParser):
    """Collects the tags and the attributes that a browser would see."""

    def __init__(self):
        super().__init__()
        self.seen = []

    def handle_starttag(self, tag, attrs):
        self.seen.append((tag, dict(attrs)))


def tags(text):
    parser = Tags()
    parser.feed(text)
    return parser.seen


def attributes(text, role):
    return next(attrs for _, attrs in tags(text) if attrs.get("role") == role)


def test_text_from_people_is_neither_markup_nor_markdown():
    text = markup.safe(BAD)
    assert tags(text) == []
    assert not set(text.replace("&#", "").replace("&amp;", "")) & set("<>*[]()`$\n")


def test_plain_escapes_every_sign_of_markdown():
    assert markup.plain("a*b [c](d)\n# e") == r"a\*b \[c\]\(d\) \# e"
    assert markup.plain("<b> 1.5, it's") == r"\<b\> 1.5, it's"


@pytest.mark.parametrize("status", Status)
def test_a_chip_has_icon_word_and_meaning(status):
    text = markup.chip(status)
    assert theme.STATUS[status.value].icon in text
    assert status.label in text
    assert tags(text)[0][1]["title"] == status.meaning
    assert attributes_of_icon(text)["aria-hidden"] == "true"


def attributes_of_icon(text):
    return next(attrs for _, attrs in tags(text) if attrs.get("class") == "toc-icon")


def test_the_style_sheet_has_every_status_for_both_grounds():
    style = markup.style_sheet(dark=False)
    for value, look in theme.STATUS.items():
        assert f".toc-{value.replace(' ', '-')}{{" in style
        assert f"light-dark({look.text},{look.text_dark})" in style


def test_dialogs_are_told_the_ground_that_they_stand_on():
    assert '[role="dialog"]{color-scheme:dark}' in markup.style_sheet(dark=True)
    assert '[role="dialog"]{color-scheme:light}' in markup.style_sheet(dark=False)


def test_no_line_ends_within_a_date():
    assert '<span class="toc-whole">2027-12-31</span>' in markup.quiet("by 2027-12-31 & later")


def test_a_meter_says_its_values():
    found = attributes(markup.meter("Uptake", Status.ON_TRACK, Fraction(62, 100), Fraction(58, 100), "en"), "meter")
    assert found["aria-valuenow"] == "62.0"
    assert (found["aria-valuemin"], found["aria-valuemax"]) == ("0", "100")
    assert found["aria-valuetext"].replace(" ", " ") == "62.0% of the way, expected 58.0%"
    assert found["aria-label"] == "Progress of Uptake"


@pytest.mark.parametrize(("progress", "width"), [(Fraction(-8, 100), "0.0"), (Fraction(11, 10), "100.0")])
def test_a_meter_is_empty_or_full_where_the_figure_lies_outside(progress, width):
    text = markup.meter("Uptake", Status.REGRESSING, progress, None, "en")
    assert f"width:{width}%" in text
    assert f"{float(progress) * 100:.1f}%" in attributes(text, "meter")["aria-valuetext"]


def test_a_meter_without_a_figure_is_empty_and_says_so():
    text = markup.meter("Uptake", Status.NO_DATA, None, Fraction(1, 10), "en")
    assert "width:" not in text
    assert attributes(text, "img")["aria-label"] == "Progress of Uptake: no figure, expected 10.0%"


def test_a_card_says_status_figures_stakeholders_update_and_horizon():
    text = markup.objective_card(built.objective_result(), "Short term", "en")
    for word in (
        "On track",
        "expected",
        "1 of 2 indicators",
        "Providers; Learners",
        "2026-12-31",
        "Short term",
    ):
        assert word in text
    assert "\n" not in text


def test_a_card_says_for_how_many_measurements_there_is_evidence_where_there_are_any():
    result = built.objective_result()
    assert "evidence" not in markup.objective_card(result, "Short term", "en")
    several = replace(result, revisions=frozenset({1, 2, 3}), evidence_with=2)
    assert "evidence for 2 of 3 measurements" in markup.objective_card(several, "Short term", "en")


def test_a_card_escapes_what_comes_from_the_framework():
    bad = built.document().objectives[2]
    text = markup.objective_card(built.objective_result(of=bad), BAD, "en")
    assert not [tag for tag, _ in tags(text) if tag in ("script", "img", "a")]


def test_facts_and_legend_are_lists_of_terms():
    assert [tag for tag, _ in tags(markup.facts([("Value", "<1>", "why")]))] == ["dl", "dt", "dd", "b", "span"]
    assert len([tag for tag, _ in tags(markup.legend(Status)) if tag == "dt"]) == len(Status)


def test_counts_are_chips_with_a_number_and_a_word():
    text = markup.chips([(Status.ON_TRACK, 5), (Status.NO_DATA, 1)])
    assert "5 on track" in text
    assert "1 no data" in text


WEAK = replace(built.indicator_result().value, evidence_grades=(EvidenceGrade.ESTIMATE,))
STRONG = replace(WEAK, evidence_grades=(EvidenceGrade.REGISTER, EvidenceGrade.ESTIMATE))


def test_a_status_on_weak_evidence_is_hatched_and_says_so():
    weak = markup.chip_of(replace(built.indicator_result(), value=WEAK))
    assert "toc-weak" in tags(weak)[0][1]["class"].split()
    assert "On track, weak evidence" in weak
    assert "register or a survey" in tags(weak)[0][1]["title"]
    strong = markup.chip_of(replace(built.indicator_result(), value=STRONG))
    assert "weak" not in strong


def test_a_meter_on_weak_evidence_is_hatched_and_says_so():
    args = ("Uptake", Status.ON_TRACK, Fraction(1, 2), None, "en")
    weak = attributes(markup.meter(*args, weak=True), "meter")
    assert "toc-weak" in weak["class"].split()
    assert weak["aria-valuetext"].endswith("weak evidence")
    assert "weak" not in markup.meter(*args)


def test_a_card_says_under_how_many_indicators_the_evidence_is_weak():
    one = replace(replace(built.indicator_result(), value=WEAK), counted_progress=Fraction(1, 2))
    result = replace(built.objective_result(), indicators=(one,))
    card = markup.objective_card(result, "Short term", "en")
    assert "weak evidence under 1 of 1 indicator" in card
    assert "toc-weak" in card
    strong = replace(result, indicators=(replace(one, value=STRONG),))
    assert "weak" not in markup.objective_card(strong, "Short term", "en")


def test_hatching_stands_in_the_style_sheet_for_chips_and_meters():
    sheet = markup.style_sheet(dark=False)
    assert ".toc-chip.toc-weak{background-image:repeating-linear-gradient" in sheet
    assert ".toc-meter.toc-weak>b{background:repeating-linear-gradient" in sheet
