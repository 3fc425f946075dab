"""Explain: from every figure to its formula, and from there to revision and file."""

from html import unescape

import pytest

from tests.support import evidence_samples as samples
from toc.model.query import Actor
from toc.model.terms import Role
from toc.services import evidencing
from toc.store.database import Store

COORDINATOR = Actor(None, "Carla", "carla@example.org", Role.COORDINATOR)


def facts(app):
    return next(unescape(text.value) for text in app.markdown if "toc-steps" in text.value)


def listed(app):
    return [text.value for text in app.markdown if "toc-behind" in text.value]


@pytest.mark.parametrize("role", Role)
def test_everybody_reads_the_formula_with_its_numbers(open_page, role):
    app = open_page("explain", role, indicator="LRN-S1.1", country="NL")
    assert not app.exception
    assert "400" in facts(app)
    assert "(value − baseline) / (target − baseline)" in facts(app)


def test_every_measurement_used_leads_to_its_page(open_page):
    app = open_page("explain", indicator="LRN-S1.1", country="NL")
    used = listed(app)[0]
    assert used.count('href="/measurement?measurement=') >= 2
    assert "revision 1" in used


def test_an_objective_lists_its_indicators_with_their_measurements(open_page):
    app = open_page("explain", objective="LRN-S1", country="NL")
    assert not app.exception
    assert len(listed(app)) == 3
    links = [link for link in app.get("page_link") if "indicator=LRN-S1.1" in link.proto.query_string]
    assert links


def test_all_countries_lead_to_each_country(open_page):
    app = open_page("explain", indicator="LRN-S1.1")
    row = next(text.value for text in app.markdown if "toc-links" in text.value)
    assert row.count('href="/explain?') == 6
    assert "country=NL" in row


@pytest.mark.parametrize("code", ["", "NOSUCH"])
def test_an_address_without_a_figure_says_where_to_find_one(open_page, code):
    app = open_page("explain", indicator=code)
    assert not app.exception
    assert any("page_link" in part.type and "Indicator" in part.proto.label for part in app.get("page_link"))


def test_the_date_in_the_address_is_that_of_the_figure(open_page):
    early = facts(open_page("explain", indicator="LRN-S1.1", country="NL", as_of="2026-12-31"))
    late = facts(open_page("explain", indicator="LRN-S1.1", country="NL", as_of="2027-12-31"))
    assert early != late


@pytest.mark.parametrize(
    ("page", "given", "expected"),
    [
        ("grid", {}, 16),
        ("indicator", {"indicator": "LRN-S1.1", "country": "NL"}, 1),
    ],
)
def test_figures_have_a_link_to_their_explanation(open_page, page, given, expected):
    app = open_page(page, **given)
    links = [link for link in app.get("page_link") if link.proto.page == "explain"]
    assert len(links) == expected


@pytest.mark.parametrize("page", ["countries", "horizons", "indicator"])
def test_figures_in_a_matrix_or_panel_are_links_to_their_explanation(open_page, page):
    app = open_page(page)
    assert any("/explain?" in text.value for text in app.markdown)


def test_a_file_behind_a_measurement_is_one_click_from_the_explanation(open_page, demo_store: Store):
    key = int(
        listed(open_page("explain", indicator="LRN-S1.1", country="NL"))[0].partition("measurement=")[2].split('"')[0]
    )
    item = evidencing.add_file(demo_store, COORDINATOR, key, name="list.pdf", body=samples.PDF, limit_megabytes=1)
    used = listed(open_page("explain", indicator="LRN-S1.1", country="NL"))[0]
    assert f'href="/files/evidence/{item.evidence_id}"' in used
