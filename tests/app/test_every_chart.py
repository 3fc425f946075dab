"""Every chart of every page: title, unit, source, words for screen readers, a table beside it and a CSV."""

import json
import re

import pytest

from app.main import PAGES
from tests.support import tree

ASKED = {
    "indicator": {"indicator": "LRN-S1.1"},
    "explain": {"objective": "LRN-S1"},
    "country_profile": {"country": "EE"},
}
DRAWN = {"countries": 7, "horizons": 19, "indicator": 3, "pathway": 1, "data_quality": 1}
"""Pages with charts, and how many there are at least; a page that draws others enters itself here."""

HOMES = {"app/widgets.py", "app/pathway_panel.py"}
"""Where charts go to the page: the one widget, and the map, which is clicked on."""

PERCENT = re.compile(r"%|percent|share of the way|progress", re.IGNORECASE)


def texts_of(spec):
    """Every text that a chart shows outside its data: title, axes, remarks."""
    layout = spec["layout"]
    yield layout.get("title", {}).get("text", "")
    yield from (remark.get("text", "") for remark in layout.get("annotations", []))
    for name, axis in layout.items():
        if re.fullmatch(r"[xy]axis\d*", name):
            yield axis.get("title", {}).get("text", "")
            yield f"{axis.get('ticksuffix', '')} {axis.get('tickformat', '')}"
            yield from map(str, axis.get("ticktext", []))


def has_unit(spec, unit):
    return any(PERCENT.search(text) or (unit and unit in text) for text in texts_of(spec))


@pytest.mark.parametrize("page", [entry.file for entry in PAGES])
def test_every_chart_has_what_a_reader_needs(open_page, page):
    app = open_page(page, **ASKED.get(page, {}))
    assert not app.exception
    charts = app.get("plotly_chart")
    assert len(charts) >= DRAWN.get(page, 0)
    assert not charts or page in DRAWN
    said = " ".join([*(text.value for text in app.caption), *(text.value for text in app.markdown)])
    for chart in charts:
        spec = json.loads(chart.proto.spec)
        title = spec["layout"].get("title", {}).get("text", "")
        assert title, chart.proto.id
        assert chart.proto.alt_text if hasattr(chart.proto, "alt_text") else chart.proto.alt, title
        assert has_unit(spec, "learners"), title
        assert any("Source" in text for text in texts_of(spec)) or "As of " in said, title
    if charts:
        assert len(app.dataframe) >= 1
        assert any("/files/" in link.url and ".csv" in link.url for link in app.get("link_button"))


def test_no_module_draws_a_chart_past_the_widget_that_asks_for_its_words():
    root = tree.ROOT
    found = {
        str(path.relative_to(root))
        for path in (root / "app").rglob("*.py")
        if re.search(r"\.(plotly|altair|vega_lite|line|bar|area|scatter)_chart\(|\.pyplot\(", path.read_text("utf-8"))
    }
    assert found == HOMES
