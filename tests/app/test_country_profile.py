"""Country profile: the figures of the files on one page, what is behind and why, what is overdue, print."""

import re
from html import unescape

import pytest

from app import markup
from tests.app.file_rows import file_rows, share_of, tenths
from toc.model.terms import Role


def words(text):
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", re.sub(r'<span class="toc-icon.*?</span>', "", text))).split())


def part(app, name):
    return next(found.value for found in app.markdown if name in found.value)


def rows_of(text):
    return [
        [words(cell) for cell in re.findall(r"<t[hd].*?</t[hd]>", row)] for row in re.findall(r"<tr.*?</tr>", text)[1:]
    ]


@pytest.mark.parametrize("role", Role)
def test_everybody_opens_a_countrys_profile(open_page, role):
    app = open_page("country_profile", role, country="EE")
    assert not app.exception
    assert app.title[0].value == "Estonia"
    assert [head.value for head in app.subheader] == [
        "Behind", "Ahead", "Overdue", "Next targets and milestones", "Targets and what was reached"
    ]  # fmt: skip


@pytest.mark.parametrize("country", ["EE", "ES", "ALL"])
def test_every_indicator_has_the_figures_of_progress_csv(open_page, demo_store, country):
    found = {row["indicator_code"]: row for row in file_rows(demo_store, "progress") if row["country"] == country}
    rows = rows_of(part(open_page("country_profile", country=country), "toc-actuals"))
    shown = {row[0].rpartition(" ")[2]: row for row in rows if len(row) == 8}
    assert set(shown) == set(found)
    for code, row in shown.items():
        wanted = found[code]
        assert row[4] == share_of(wanted)
        assert row[5] == share_of(wanted, "expected_progress")
        assert row[7].lower().removesuffix(", weak evidence") == wanted["status"]
        assert str(wanted["target_date"] or "") in row[2]


def test_every_objective_has_the_figures_of_objectives_csv(open_page, demo_store):
    found = {row["objective_code"]: row for row in file_rows(demo_store, "objectives", "EE")}
    rows = rows_of(part(open_page("country_profile", country="EE"), "toc-actuals"))
    shown = {row[0].rpartition(" ")[2]: row for row in rows if len(row) == 3}
    assert set(shown) == set(found)
    for code, row in shown.items():
        wanted = found[code]
        assert (share_of(wanted) if wanted["progress"] is not None else "no figure") in row[1]
        assert f"{wanted['indicators_with_progress']} of {wanted['indicators_total']}" in row[1]
        assert row[2].lower().removesuffix(", weak evidence") == wanted["status"]


def test_means_have_the_figures_and_the_coverage_of_summaries_csv(open_page, demo_store):
    app = open_page("country_profile", country="EE")
    rows = [row for row in file_rows(demo_store, "summaries", "EE") if not (row["level"] and row["horizon"])]
    whole = [row for row in rows if row["level"] is None and row["horizon"] is None][-1]
    tiles = words(part(app, "toc-tiles"))
    assert share_of(whole) in tiles
    assert f"{whole['objectives_with_progress']} of {whole['objectives_total']} objectives" in tiles
    tables = [rows_of(found.value) for found in app.markdown if "toc-means" in found.value]
    for table, cut in zip(tables, ("level", "horizon"), strict=True):
        wanted = [row for row in rows if row[cut] is not None]
        assert [row[1] for row in table] == [share_of(row) for row in wanted]
        assert [row[4] for row in table] == [
            f"{r['objectives_with_progress']} of {r['objectives_total']}" for r in wanted
        ]


def test_what_is_behind_names_the_worst_indicator_with_its_figures(open_page, demo_store):
    behind = ("at risk", "off track", "regressing", "missed")
    rows = [row for row in file_rows(demo_store, "objectives", "EE") if row["status"] in behind]
    worst = min(rows, key=lambda row: row["gap_points"])
    indicator = next(
        r for r in file_rows(demo_store, "progress", "EE") if r["indicator_code"] == worst["worst_indicator"]
    )
    first = words(part(open_page("country_profile", country="EE"), "Furthest behind")).partition("Furthest behind")
    assert worst["objective_title"] in first[0]
    assert share_of(worst) in first[0]
    assert indicator["indicator_name"] in first[2]
    assert tenths(indicator["gap_points"]) in first[2]


def test_what_is_overdue_names_the_organisation_and_since_when(open_page, demo_store):
    owed = [row for row in file_rows(demo_store, "stakeholders", "EE") if row["overdue_reports"]]
    text = words(
        next(found.value for found in open_page("country_profile", country="EE").markdown if "TCCI" in found.value)
    )
    assert f"since {min(row['overdue_since'] for row in owed)}" in text


def test_nothing_overdue_and_nothing_behind_is_said_in_words(open_page):
    said = " ".join(found.value for found in open_page("country_profile", country="EE", as_of="2025-12-01").markdown)
    assert "No report is overdue." in words(said)
    assert "No objective is behind what was expected." in words(said)


def test_the_figures_are_files_with_the_same_filters(open_page):
    files = [button.url for button in open_page("country_profile", country="EE").get("link_button")]
    for name in ("progress", "objectives", "summaries"):
        assert f"/files/{name}.csv?framework=CREDEX&country=EE&as_of=2028-03-01" in files


def test_on_paper_menu_and_filters_are_left_out_and_tables_are_whole():
    style = markup.style_sheet(dark=False)
    paper = style[style.index("@media print") :]
    for part_of_page in ("stSidebar", "st-key-filters", ".toc-scroll{overflow:visible}"):
        assert part_of_page in paper
    assert "size:A4" in style
