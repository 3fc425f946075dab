"""The causal map as a figure: what can be clicked, how states look without colour, what is missing."""

from dataclasses import replace
from datetime import date, datetime

import pytest

from tests.app import build_results as built
from toc import columns, tables, tables_pathway
from toc.charts import theme
from toc.charts.causal_map import draw_map
from toc.figures.pathway import LinkResult
from toc.model.document import LinkDef
from toc.model.terms import LinkState, Status

LEVELS, HORIZONS = [("a", "Alpha"), ("b", "Beta")], [("S", "Short term"), ("L", "Long term")]


def results():
    document = built.document()
    looks = [
        (Status.ACHIEVED, {}),
        (Status.NO_DATA, {"progress": None, "expected": None}),
        (Status.NOT_ENOUGH_DATA, {}),
    ]
    return [
        replace(built.objective_result(status, country="NL", **more), objective=objective)
        for (status, more), objective in zip(looks, document.objectives, strict=True)
    ]


def drawn(*, dark: bool = False, chosen: str = "", states=(LinkState.EMERGING, LinkState.IN_DOUBT)):
    document, ends = built.document(), results()
    pairs = [(0, 1), (0, 2)]
    links = [
        LinkResult(
            LinkDef(source=ends[a].objective.code, target=ends[b].objective.code), "NL", state, "Because <b>.",
            ends[a], ends[b],
        )
        for (a, b), state in zip(pairs, states, strict=True)
    ]  # fmt: skip
    rows = tables_pathway.link_rows([(link, None) for link in links], document, built.KNOWN_AT, unapproved=False)
    table = tables.frame(rows, columns.LINKS)
    objectives = tables.frame(
        tables.objective_rows(ends, document, built.KNOWN_AT, unapproved=False), columns.OBJECTIVES
    )
    return draw_map(
        objectives, table, levels=LEVELS, horizons=HORIZONS, title="A map <x>", source="Source: x", dark=dark,
        chosen=chosen, text=lambda share: f"{float(share):.0%}",
    )  # fmt: skip


def traces(figure):
    return {trace.name: trace for trace in figure.data}


def test_every_objective_and_every_link_can_be_clicked() -> None:
    found = traces(drawn())
    assert set(found["objectives"].customdata) == {"objective:A-1", "objective:A-2", "objective:B-1"}
    assert list(found["links"].customdata) == ["link:A-1~A-2", "link:A-1~B-1"]


def test_a_state_has_its_sign_and_its_dash_beside_its_colour() -> None:
    figure = drawn()
    assert list(traces(figure)["links"].text) == ["<b>…</b>", "<b>!</b>"]
    dashes = [shape.line.dash for shape in figure.layout.shapes if shape.type == "path"]
    assert dashes == ["dash", "longdashdot"]
    signs = {look.sign for look in theme.LINK.values()}
    assert len(signs) == len({look.dash for look in theme.LINK.values()}) == len(LinkState)


def test_an_objective_has_its_word_its_symbol_and_a_figure_only_where_there_is_one() -> None:
    figure = drawn()
    words = {note.text for note in figure.layout.annotations}
    assert {"no data", "not enough data", "A-1 · 1 of 2 indicators", "A-2 · 0 of 2 indicators"} <= words
    assert any(word.startswith("achieved · ") for word in words)
    symbols = [theme.STATUS[name].symbol for name in ("achieved", "no data", "not enough data")]
    assert list(traces(figure)["status"].marker.symbol) == symbols


def test_texts_from_people_are_never_read_as_markup() -> None:
    figure = drawn()
    texts = [note.text for note in figure.layout.annotations]
    assert not any("<script>" in text for text in texts)
    assert any("&lt;script&gt;" in text for text in texts)
    assert all("Because &lt;b&gt;." in text for text in traces(figure)["links"].hovertext)
    assert "&lt;x&gt;" in figure.layout.title.text


def test_what_is_chosen_is_set_off() -> None:
    figure = drawn(chosen="link:A-1~B-1")
    assert [shape.line.width for shape in figure.layout.shapes if shape.type == "path"] == [2, 4]
    boxes = [shape.line.width for shape in drawn(chosen="objective:A-2").layout.shapes if shape.type == "rect"]
    assert boxes.count(3) == 1


@pytest.mark.parametrize("dark", [False, True])
def test_lines_can_be_told_from_the_ground(dark: bool) -> None:
    ground = theme.ground(dark).ground
    figure = drawn(dark=dark)
    assert figure.layout.paper_bgcolor == ground
    for look in theme.LINK.values():
        assert theme.contrast(look.look.text_dark if dark else look.look.text, ground) >= 3


def test_the_words_of_the_looks_are_those_of_the_terms() -> None:
    assert {state.value: state.label for state in LinkState} == {
        name: look.look.label for name, look in theme.LINK.items()
    }


def test_a_row_of_the_file_has_every_column_and_an_empty_cell_for_no_judgement() -> None:
    ends = results()
    link = LinkResult(LinkDef(source="A-1", target="A-2"), "NL", LinkState.EMERGING, "Because.", ends[0], ends[1])
    (row,) = tables_pathway.link_rows([(link, None)], built.document(), None, unapproved=False)
    judged = {"judgement", "judgement_reason", "judgement_evidence", "judgement_evidence_url", "judged_at"}
    assert set(row) | judged == set(columns.names(columns.LINKS))
    assert row["source_gap_points"] == tables.points_of(ends[0].gap)
    assert row["target_gap_points"] is None
    assert isinstance(row["known_at"], datetime | None)
    assert row["as_of"] == ends[0].as_of
    assert isinstance(row["as_of"], date)
