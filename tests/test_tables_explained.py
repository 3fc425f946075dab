"""Text columns of progress.csv and objectives.csv: formula, measurements used and left out."""

from tests.figures.build import baseline, day, flow, framework, panel, target
from toc.figures.framework import assess_framework
from toc.tables_explained import explained_objective_rows, explained_progress_rows


def test_a_row_says_its_formula_its_measurements_and_what_is_left_out() -> None:
    facts = (baseline("LRN-S1.1", "NL", 64), target("LRN-S1.1", "NL", 400, "2027-12-31"))
    values = {"2026-S1": 52, "2026-S2": 61, "2027-S1": 9}
    data = panel(framework(flow("LRN-S1.1"), facts), {("LRN-S1.1", "NL"): values})
    results = assess_framework(data, day("2026-12-31"), ("NL",))
    (row,) = explained_progress_rows(results.indicators.values(), data.document, None, False, data)
    assert str(row["explanation"]).startswith("Value, data to 2026-12-31: 64 [baseline on 2025-11-28] + 52 [2026-S1]")
    assert row["measurements_used"] == "NL HKU 2026-S1; NL HKU 2026-S2"
    assert row["measurements_left_out"] == "NL HKU 2027-S1: ends after 2026-12-31"
    (objective,) = explained_objective_rows(results.objectives.values(), data.document, None, False)
    assert "Progress: (1 x (113/336) [LRN-S1.1]) / (1) = 33.63 %" in str(objective["explanation"])
    assert row["status"] == "at risk"


def test_without_measurements_the_cells_are_empty() -> None:
    data = panel(framework(flow("LRN-S1.1"), countries=("NL",)))
    results = assess_framework(data, day("2026-12-31"), ("NL",))
    (row,) = explained_progress_rows(results.indicators.values(), data.document, None, False, data)
    assert row["measurements_used"] is None
    assert "Value: none" in str(row["explanation"])
