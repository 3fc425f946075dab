"""Every page that shows figures, walked with several filters: progress, gap and status are those of the files."""

import json
import re
from datetime import date
from decimal import Decimal
from html import unescape

import pandas as pd
import pytest

from tests.support.shown_figures import (
    NOT_KNOWN,
    Files,
    bare,
    blocks,
    code_in,
    filled,
    meter_now,
    share,
    status_of,
    table_rows,
    tenth,
    words,
)
from toc.config import DEMO_TODAY
from toc.model.query import ALL, SYSTEM, Query
from toc.services import reporting

FILTERS = (
    Query("CREDEX", DEMO_TODAY),
    Query("CREDEX", date(2027, 6, 30), "EE"),
    Query("CREDEX", DEMO_TODAY, "NL", "S"),
    Query("CREDEX", date(2027, 6, 30), ALL, "M", include_unapproved=True),
)


def parameters(query):
    found = {"as_of": query.as_of, "country": query.country}
    found |= {"horizon": query.horizon} if query.horizon else {}
    return found | ({"unapproved": "yes"} if query.include_unapproved else {})


@pytest.fixture(params=FILTERS, ids=lambda query: f"{query.country}-{query.horizon}-{query.as_of}")
def query(request):
    return request.param


@pytest.fixture
def files(demo_store, query):
    return Files(demo_store, query)


@pytest.fixture
def walk(open_page, query):
    def opened(page, **more):
        app = open_page(page, **{**parameters(query), **more})
        assert not app.exception, [error.value for error in app.exception]
        return app

    return opened


def check_facts(markup, wanted):
    """A list of figures, as Grid's dialog, Indicator and Explain show them."""
    pairs = [re.match(r"(.*?)</dt><dd>(?:<div>)?<b>(.*?)</b>", part) for part in markup.split("<dt>")[1:]]
    facts = {words(pair.group(1)): words(pair.group(2)) for pair in pairs if pair}
    if "Progress" in facts:
        assert facts["Progress"] == wanted["progress"].replace(
            NOT_KNOWN, "None" if "toc-steps" in markup else NOT_KNOWN
        )
    if "Gap" in facts:
        assert facts["Gap"] == f"{wanted['gap']} points"
    assert ("Gap" in facts) == (wanted["gap"] != NOT_KNOWN)
    return facts


def check_tables(app, files, names):
    """Every table of objectives or countries: progress, expectation, gap and status row by row; gives how many rows."""
    checked = 0
    by_name = {name: code for code, name in names.items()}
    for shown in app.dataframe:
        for row in shown.value.to_dict("records"):
            if not {"objective", "progress", "country", "status"} <= set(row):
                continue
            code, place = code_in(str(row["objective"]), files), by_name[row["country"]]
            found = files.row(code, place)
            assert row["status"] == files.said(code, place)["status"]
            expected = row["expected"]
            for cell, exact in ((row["progress"], found["progress"]), (expected, found["expected_progress"])):
                assert (exact is None) == bool(pd.isna(cell))
                assert exact is None or float(exact) == pytest.approx(cell, abs=1e-9)
            gap = found["gap_points"]
            assert pd.isna(row["gap"]) if gap is None else Decimal(str(row["gap"])) == Decimal(tenth(gap))
            checked += 1
    return checked


@pytest.fixture
def names(demo_store):
    from toc.services import analysing

    document = analysing.read_document(demo_store, SYSTEM, Query("CREDEX", DEMO_TODAY))
    return {ALL: "All countries"} | {one.code: one.name for one in document.countries}


def test_grid(walk, files, query):
    app = walk("grid")
    codes = [one.key.removeprefix("grid_") for one in app.button if str(one.key).startswith("grid_")]
    cards = blocks(app, "toc-card")
    assert len(cards) == len(codes) == 16
    for code, card in zip(codes, cards, strict=True):
        wanted, row = files.said(code, query.country), files.row(code, query.country)
        assert status_of(words(card)) == wanted["status"], code
        shown = words(re.search(r"<div[^>]*><b>(.*?)</b>", card.split("toc-chip", 1)[1]).group(1))
        assert shown == ("no figure" if row["progress"] is None else wanted["progress"]), code
        if row["expected_progress"] is not None:
            assert f"expected {wanted['expected']}" in words(card)
        now = meter_now(card)
        assert filled(row["progress"]) == (None if now is None else str(now))
    counts = re.findall(r"(\d+) ([a-z ]+)", words(blocks(app, "toc-chips")[0]))
    said = [files.said(code, query.country)["status"].lower() for code in codes]
    assert {name.strip(): int(many) for many, name in counts} == {name: said.count(name) for name in set(said)}


def test_countries(walk, files, demo_store, query, names):
    app = walk("countries")
    scope = Files(demo_store, query, query.horizon)
    heads, *rows = table_rows(blocks(app, "toc-matrix")[0])
    by_name = {name: code for code, name in names.items()}
    checked = 0
    for row in rows:
        code = code_in(row[0], scope)
        for head, cell in zip(heads[1:], row[1:], strict=True):
            if not code:
                assert not cell
                continue
            wanted = files.said(code, by_name[head])
            assert status_of(cell) == wanted["status"]
            assert f" {wanted['progress']}" in cell
            assert wanted["gap"] == NOT_KNOWN or f"gap {wanted['gap']}" in cell
            checked += 1
    many = sum(len(code) == 6 for code, place in scope.rows if place == ALL)
    assert checked == many * 7
    assert check_tables(app, files, names) == many * 7
    first, second = app.selectbox(key="first").value, app.selectbox(key="second").value
    for row in table_rows(blocks(app, "toc-pairs")[0])[1:]:
        code = code_in(row[0], files)
        for place, cell in ((first, row[1]), (second, row[2])):
            wanted = files.said(code, place)
            assert status_of(cell) == wanted["status"]
            assert wanted["progress"] == NOT_KNOWN or wanted["progress"] in cell


def test_country_profile(walk, files, query):
    app = walk("country_profile")
    place = query.country
    checked = 0
    for row in table_rows(blocks(app, "toc-actuals")[0])[1:]:
        code = code_in(row[0], files)
        wanted = files.said(code, place)
        assert status_of(row[-1]) == wanted["status"], code
        if "." in code:
            assert row[4:7] == [wanted["progress"], wanted["expected"], wanted["gap"]], code
        else:
            figure = "no figure" if wanted["progress"] == NOT_KNOWN else wanted["progress"]
            assert row[1].startswith(figure)
            assert wanted["expected"] == NOT_KNOWN or f"expected {wanted['expected']}" in row[1]
        checked += 1
    assert checked >= 16 + 30
    for block in blocks(app, "toc-bullets"):
        for line in re.findall(r"<li>(.*?)</li>", block):
            code = files.titles.get(words(re.search(r"<b>(.*?)</b>", line).group(1)))
            if code:
                wanted = files.said(code, place)
                assert status_of(words(line)) == wanted["status"]
                assert wanted["progress"] in words(line)
                assert "gap" not in words(line) or f"gap {wanted['gap']}" in words(line)


def test_horizons(walk, files, demo_store, query, names):
    app = walk("horizons")
    scope = Files(demo_store, query, query.horizon)
    wanted = [place for code, place in scope.rows if len(code) == 6 and query.country in (ALL, place)]
    assert check_tables(app, files, names) == len(wanted)
    drawn = 0
    for chart in app.get("plotly_chart"):
        code = next((part for part in chart.proto.id.split("horizons_") if re.match(r"[A-Z]{3}-[SML]\d", part)), "")[:6]
        if not code:
            continue
        bars = next(trace for trace in json.loads(chart.proto.spec)["data"] if trace.get("type") == "bar")
        places = [query.country] if query.country != ALL else list(names)
        assert sorted(
            words(said).replace(" :", ":").replace(", weak evidence", "").rsplit(",", 1)[0]
            for said in bars["hovertext"]
        ) == sorted(
            f"{names[place]}: {said['progress']}, expected {said['expected']}, {said['status'].lower()}"
            for place in places
            for said in [files.said(code, place)]
        )
        drawn += 1
    assert drawn == len({code for code, _place in scope.rows if len(code) == 6})


@pytest.mark.parametrize("code", ["LRN-S1.1", "LRN-S1.3", "PRO-M1.1"])
def test_indicator(walk, files, query, names, code):
    app = walk("indicator", indicator=code)
    wanted = files.said(code, query.country)
    block = blocks(app, "toc-meter")[0]
    assert status_of(words(block)) == wanted["status"]
    check_facts(block, wanted)
    by_name = {name: place for place, name in names.items()}
    checked = 0
    for shown in app.dataframe:
        for row in shown.value.to_dict("records"):
            if {"expected_progress", "gap_points", "country", "status"} <= set(row):
                place = by_name[row["country"]]
                found = files.row(code, place)
                assert row["status"] == files.said(code, place)["status"]
                for name in ("progress", "expected_progress"):
                    assert pd.isna(row[name]) if found[name] is None else row[name] == pytest.approx(float(found[name]))
                checked += 1
    assert checked in (0, 7)


def test_pathway(walk, files, query):
    codes = sorted({code for code, _place in files.rows if len(code) == 6})
    app = walk("pathway", objective=codes[0])
    story = blocks(app, "toc-meter")[0]
    wanted = files.said(codes[0], query.country)
    figure = "no figure" if wanted["progress"] == NOT_KNOWN else wanted["progress"]
    assert status_of(words(story)) == wanted["status"]
    assert figure in words(story)
    spec = unescape(app.get("plotly_chart")[0].proto.spec)
    drawn = json.dumps(json.loads(spec), ensure_ascii=False)
    for code in codes:
        said = files.said(code, query.country)
        if said["progress"] != NOT_KNOWN:
            assert said["progress"] in drawn, code


def test_stakeholders(walk, files, demo_store, query):
    app = walk("stakeholders")
    seen = set()
    for row in table_rows(blocks(app, "toc-stakes")[0])[1:]:
        code = code_in(row[0], files)
        if len(row) == 1:
            continue
        wanted = files.said(code, query.country)
        assert status_of(row[1]) == wanted["status"]
        assert row[2].startswith("no figure" if wanted["progress"] == NOT_KNOWN else wanted["progress"])
        assert row[3] == wanted["gap"]
        seen.add(code)
    scope = Files(demo_store, query, query.horizon)
    assert seen == {code for code, _place in scope.rows if len(code) == 6}


def test_insights(walk, files, demo_store, query, names):
    app = walk("insights")
    checked = 0
    asked = Query("CREDEX", query.as_of, query.country, query.horizon, include_unapproved=query.include_unapproved)
    found = {row["reason"]: row for row in reporting.report(demo_store, SYSTEM, "findings", asked).rows}
    for card in blocks(app, "toc-card"):
        text = words(card)
        row = next((one for reason, one in found.items() if bare(reason) in bare(text)), None)
        assert row is not None, text
        code = row["indicator_code"] or row["objective_code"]
        share_said = re.search(r"(-?[\d.,]+%) of the way", text)
        if code and share_said:
            wanted = files.said(code, row["country"] or ALL)
            assert share_said.group(1) == wanted["progress"]
            late = re.search(r"([\d.]+) points behind", text)
            assert late is None or f"-{late.group(1)}" == wanted["gap"]
            checked += 1
    assert checked or query.horizon == "M", "No finding of the medium term tells a progress."


@pytest.mark.parametrize("code", ["LRN-S1.1", "LRN-S1.3", "PRO-M1", "LRN-S1"])
def test_explain(walk, files, query, code):
    kind = "indicator" if "." in code else "objective"
    app = walk("explain", **{kind: code})
    wanted = files.said(code, query.country)
    assert status_of(words(blocks(app, "toc-meter")[0])) == wanted["status"]
    facts = check_facts(blocks(app, "toc-steps")[0], wanted)
    assert wanted["progress"] == NOT_KNOWN or facts["Progress"] == wanted["progress"]


def test_actions(walk, files, query):
    app = walk("actions", show="all")
    moved = [text.value for text in app.caption if "%" in text.value]
    shown = {share(row["progress"]) for row in files.rows.values()}
    for text in moved:
        assert words(text.replace("\\", "")).split("to ", 1)[-1] and any(one in text.replace("\\", "") for one in shown)


def test_data_quality(walk, demo_store, query):
    app = walk("data_quality")
    asked = Query("CREDEX", query.as_of, query.country, include_unapproved=query.include_unapproved)
    rows = [row for row in reporting.report(demo_store, SYSTEM, "quality", asked).rows]
    shown = {round(float(row["completeness"]), 3) for row in rows if row.get("completeness") is not None}
    for table in app.dataframe:
        for row in table.value.to_dict("records"):
            if "completeness" in row and not pd.isna(row["completeness"]):
                assert round(row["completeness"], 3) in shown
