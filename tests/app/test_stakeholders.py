"""Stakeholders: objectives with the figures of the files, what is promised by when, who owes data."""

import re
from html import unescape

import pytest

from tests.app.file_rows import file_rows, share_of
from toc.model.terms import Role


def words(markup):
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", re.sub(r'<span class="toc-icon.*?</span>', "", markup))).split())


def rows_of(app):
    text = next(part.value for part in app.markdown if "toc-stakes" in part.value)
    rows = re.findall(r"<tr.*?</tr>", text)
    return [[words(cell) for cell in re.findall(r"<t[hd].*?</t[hd]>", row)] for row in rows[1:]]


def tables(app, column):
    return next(found.value for found in app.dataframe if column in found.value)


@pytest.mark.parametrize("role", Role)
def test_everybody_sees_every_stakeholder_with_its_objectives(open_page, role):
    app = open_page("stakeholders", role)
    assert not app.exception
    heads = [row[0] for row in rows_of(app) if len(row) == 1]
    assert heads == [
        "Public authorities and policy makers", "National agencies", "Social partners and policy makers",
        "National Agency Staff", "Cultural Networks and NGOs", "HE and VET Providers", "All CCI Organizations",
        "CCI Professionals / Students",
    ]  # fmt: skip
    assert len([row for row in rows_of(app) if len(row) > 1]) == 16


@pytest.mark.parametrize("country", ["ALL", "EE"])
def test_every_figure_is_the_one_of_objectives_csv(open_page, demo_store, country):
    found = {row["objective_code"]: row for row in file_rows(demo_store, "objectives", country)}
    if country == "ALL":
        rows = file_rows(demo_store, "objectives")
        found = {row["objective_code"]: row for row in rows if row["country"] == "ALL"}
    for row in (row for row in rows_of(open_page("stakeholders", country=country)) if len(row) > 1):
        wanted = found[row[0].rpartition(" ")[2]]
        assert row[1].lower().removesuffix(", weak evidence") == wanted["status"]
        assert (share_of(wanted) if wanted["progress"] is not None else "no figure") in row[2]
        assert f"{wanted['indicators_with_progress']} of {wanted['indicators_total']}" in row[2]


def test_the_file_has_the_same_promises_and_debts_as_the_page(open_page, demo_store):
    rows = [row for row in file_rows(demo_store, "stakeholders", "EE") if row["stakeholder"] == "HE and VET Providers"]
    app = open_page("stakeholders", country="EE", stakeholder="HE and VET Providers")
    promised, owed = tables(app, "state"), tables(app, "organisation")
    for state, name in (("Met", "met"), ("Not met", "not_met"), ("Still to come", "to_come"),
                        ("No report yet", "without_report")):  # fmt: skip
        assert (promised["state"] == state).sum() == sum(row[f"promises_{name}"] for row in rows)
    assert owed["periods"].str.split(", ").str.len().sum() == sum(row["overdue_reports"] for row in rows)
    assert {row["overdue_by"] for row in rows if row["overdue_by"]} == set(owed["organisation"])
    assert sum(row["overdue_reports"] for row in rows) > 0


def test_a_stakeholder_in_the_address_narrows_the_page_and_stays_there(open_page):
    app = open_page("stakeholders", stakeholder="National agencies")
    assert [row[0] for row in rows_of(app) if len(row) == 1] == ["National agencies"]
    assert app.query_params["stakeholder"] in ("National agencies", ["National agencies"])
    assert set(tables(app, "state")["for"]) == {"National agencies"}


def test_a_stakeholder_that_there_is_not_is_said(open_page):
    app = open_page("stakeholders", stakeholder="Nobody")
    assert not app.exception
    assert any("Nobody" in warning.value for warning in app.warning)


def test_who_owes_data_is_named_with_organisation_and_date(open_page):
    app = open_page("stakeholders", country="EE")
    assert any(text.value.startswith("TCCI, Estonia") and "2026" in text.value for text in app.markdown)


def test_without_anything_overdue_the_page_says_so(open_page):
    app = open_page("stakeholders", country="EE", as_of="2025-12-31")
    assert any("No report about these objectives is overdue" in caption.value for caption in app.caption)


def test_the_file_is_a_link_with_the_same_filters(open_page):
    files = [button.url for button in open_page("stakeholders", country="EE", horizon="S").get("link_button")]
    assert "/files/stakeholders.csv?framework=CREDEX&country=EE&horizon=S&as_of=2028-03-01" in files
