"""Anyone can recompute every figure from the exported CSV files alone: countries, all countries, objectives."""

from datetime import date
from decimal import Context, Decimal
from fractions import Fraction

import pytest

from tests.support.recompute import ALL, Books, Judged, Row, rows_of
from tests.support.rejudge import BEHIND, NO_FIGURE, Judge, by_gap
from tests.support.reproject import projected
from toc.config import DEMO_TODAY
from toc.model.query import SYSTEM, Clock, Query
from toc.services import preparing, reporting
from toc.store.database import Store

DATES = ["2025-11-28", "2026-06-30", "2026-12-31", "2027-06-30", "2027-12-31", "2028-03-01", "2031-06-30"]
Files = dict[str, list[dict[str, str]]]


@pytest.fixture(scope="module")
def demo(tmp_path_factory):
    """A store with CREDEX and the demonstration, which only gives its files here."""
    store = Store(f"sqlite:///{tmp_path_factory.mktemp('recompute') / 'toc.db'}")
    store.upgrade()
    list(preparing.prepare(store, demo=Clock(DEMO_TODAY)))
    yield store
    store.engine.dispose()


def files_of(store: Store, as_of: str) -> Files:
    query = Query("CREDEX", date.fromisoformat(as_of))
    kinds = ("progress", "objectives", "targets", "measurements")
    return {kind: rows_of(b"".join(reporting.report(store, SYSTEM, kind, query).csv())) for kind in kinds}


def written(exact: Fraction | None) -> str | None:
    """An exact figure with 28 significant digits, as the files have it."""
    if exact is None:
        return None
    return format(Context(prec=28).divide(Decimal(exact.numerator), Decimal(exact.denominator)), "f")


def differs(cell: str, exact: Fraction | None) -> bool:
    made = written(exact)
    return (Decimal(cell) if cell else None) != (Decimal(made) if made is not None else None)


def judged(files: Files) -> dict[tuple[str, str], Judged]:
    books = Books(files["progress"], files["targets"], files["measurements"])
    judge = Judge(books)
    found = {}
    for (code, country), row in books.rows.items():
        consortium = row["scope"] == "consortium"
        found[code, country] = (
            judge.together(code) if country == ALL and not consortium else judge.country(code, country)
        )
    return found


def unlike(row: Row, mine: Judged) -> list[str]:
    """The columns in which a row of progress.csv differs from what was recomputed."""
    value = mine.value
    gap = None
    if mine.progress is not None and mine.expected_progress is not None:
        gap = (mine.progress - mine.expected_progress) * 100
    exact = {
        "value": value.value if value else None,
        "numerator": value.above if value else None,
        "denominator": value.below if value else None,
        "progress": mine.progress,
        "gap_points": gap,
    }
    wrong = [f"{name}: {row[name] or '–'} for {written(figure)}" for name, figure in exact.items()
             if differs(row[name], figure)]  # fmt: skip
    if mine.progress is not None:
        if differs(row["expected_progress"], mine.expected_progress):
            wrong.append(f"expected_progress: {row['expected_progress']} for {written(mine.expected_progress)}")
        if differs(row["expected_value"], mine.expected):
            wrong.append(f"expected_value: {row['expected_value']} for {written(mine.expected)}")
        wrong += plan_unlike(row, mine)
    if row["status"] != mine.status:
        wrong.append(f"status: {row['status']} for {mine.status}")
    if row["value_period_end"] != (value.on.isoformat() if value and value.on else ""):
        wrong.append(f"value_period_end: {row['value_period_end']} for {value.on if value else None}")
    return wrong


def plan_unlike(row: Row, mine: Judged) -> list[str]:
    """The same for what a row with progress is judged against: baseline, target, matched countries."""
    assert mine.target is not None
    exact = {"baseline_value": mine.start, "target_value": mine.target[1], "value_matched": mine.compared}
    wrong = [f"{name}: {row[name]} for {written(figure)}" for name, figure in exact.items()
             if differs(row[name], figure)]  # fmt: skip
    texts = {"target_date": mine.target[0].isoformat(), "target_basis": mine.basis}
    if mine.matched is not None:
        texts["parts_matched"] = str(mine.matched)
    return wrong + [f"{name}: {row[name]} for {text}" for name, text in texts.items() if row[name] != text]


@pytest.mark.parametrize("as_of", DATES)
def test_every_row_of_progress_is_what_the_exported_measurements_and_targets_say(demo, as_of):
    files = files_of(demo, as_of)
    mine = judged(files)
    wrong = {
        (row["indicator_code"], row["country"]): said
        for row in files["progress"]
        if (said := unlike(row, mine[row["indicator_code"], row["country"]]))
    }
    assert wrong == {}


def test_every_projected_value_is_what_the_exported_measurements_and_targets_say(demo):
    found = 0
    for as_of in DATES:
        files = files_of(demo, as_of)
        books = Books(files["progress"], files["targets"], files["measurements"])
        for (code, country), row in books.rows.items():
            mine = projected(books, code, country)
            assert not differs(row["projected_value"], mine), (as_of, code, country, row["projected_value"], mine)
            found += mine is not None
    assert found > 50


@pytest.mark.parametrize("as_of", DATES)
def test_every_row_of_objectives_is_what_the_rows_of_progress_say(demo, as_of):
    files = files_of(demo, as_of)
    below: dict[tuple[str, str], list[Row]] = {}
    for row in files["progress"]:
        below.setdefault((row["objective_code"], row["country"]), []).append(row)
    for row in files["objectives"]:
        key = row["objective_code"], row["country"]
        assert rolled_up(below.get(key, ())) == {name: near_cell(row[name]) for name in ROLLED_UP}, key


ROLLED_UP = (
    "progress", "expected_progress", "gap_points", "status", "indicators_with_progress", "indicators_total",
    "worst_indicator", "weight_with_progress", "weight_total",
)  # fmt: skip


def counted(row: Row) -> tuple[Fraction, Fraction] | None:
    """What an indicator gives to its objective: progress and expected progress, each clipped; None without progress."""
    level = row["baseline_value"] and row["baseline_value"] == row["target_value"] and row["data_basis"] == "measured"
    if level and not row["progress"]:
        return Fraction(0), Fraction(1)
    if not row["progress"]:
        return None
    progress, wanted = Fraction(row["progress"]), Fraction(row["expected_progress"])
    return min(max(progress, Fraction(0)), Fraction(1)), min(max(wanted, Fraction(0)), Fraction(1))


def rolled_up(rows: "list[Row] | tuple[()]") -> dict[str, str]:
    """An objective's row from its indicators' rows."""
    rows = [row for row in rows if row["status"] != "not applicable" and Fraction(row["weight"]) > 0]
    with_figure = [(row, given) for row in rows if (given := counted(row))]
    weight = sum((Fraction(row["weight"]) for row, _ in with_figure), Fraction(0))
    total = sum((Fraction(row["weight"]) for row in rows), Fraction(0))
    progress = wanted = None
    if with_figure:
        progress = sum((Fraction(row["weight"]) * given[0] for row, given in with_figure), Fraction(0)) / weight
        wanted = sum((Fraction(row["weight"]) * given[1] for row, given in with_figure), Fraction(0)) / weight
    gap = None if progress is None or wanted is None else (progress - wanted) * 100
    return {
        "progress": near(progress),
        "expected_progress": near(wanted),
        "gap_points": near(gap),
        "status": together(rows, with_figure, weight, total, gap),
        "indicators_with_progress": str(len(with_figure)),
        "indicators_total": str(len(rows)),
        "worst_indicator": worst(with_figure),
        "weight_with_progress": format(Decimal(int(weight)), "f"),
        "weight_total": format(Decimal(int(total)), "f"),
    }


def worst(with_figure: list[tuple[Row, tuple[Fraction, Fraction]]]) -> str:
    """The indicator with the smallest gap, then code."""

    def gap(found: tuple[Row, tuple[Fraction, Fraction]]) -> tuple[Fraction, str]:
        row, given = found
        own = Fraction(row["gap_points"]) if row["gap_points"] else (given[0] - given[1]) * 100
        return own, row["indicator_code"]

    return min(with_figure, key=gap)[0]["indicator_code"] if with_figure else ""


def together(
    rows: "list[Row]", with_figure: list[tuple[Row, tuple[Fraction, Fraction]]], weight: Fraction, total: Fraction,
    gap: Fraction | None,
) -> str:  # fmt: skip
    """The status of an objective from those of its indicators."""
    statuses = [row["status"] for row in rows]
    if all(status in NO_FIGURE for status in statuses):
        return next((status for status in NO_FIGURE if status in statuses), "not yet due")
    if 2 * weight < total or gap is None:
        return "not enough data"
    judged_rows = [row for row, _ in with_figure]
    if all(row["status"] == "achieved" for row in judged_rows):
        return "achieved"
    passed = all(row["value_period_end"] and row["value_period_end"] >= row["target_date"] for row in judged_rows)
    if passed and any(row["status"] == "missed" for row in judged_rows):
        return "missed"
    regressing = sum((Fraction(row["weight"]) for row in judged_rows if row["status"] == "regressing"), Fraction(0))
    if 2 * regressing >= weight:
        return "regressing"
    tolerance = Fraction(rows[0]["tolerance_points"]) / 100
    behind = any(row["status"] in BEHIND for row in judged_rows)
    found = by_gap(gap / 100, tolerance)
    if behind:
        return found if found in ("at risk", "off track") else "at risk"
    early = max(row["value_period_end"] for row in judged_rows) < rows[0]["horizon_start"]
    return "not yet due" if early and gap / 100 < -tolerance else found


def near(exact: Fraction | None) -> str:
    """A figure to 20 digits: the cells it is made from were rounded to 28."""
    return "" if exact is None else format(Context(prec=20).divide(Decimal(exact.numerator), exact.denominator), "f")


def near_cell(cell: str) -> str:
    """A cell of a file in the same writing; a text stays as it is."""
    try:
        return near(Fraction(cell)) if "." in cell else cell
    except ValueError:
        return cell


def test_a_changed_measurement_is_noticed(demo):
    files = files_of(demo, "2028-03-01")
    row = next(row for row in files["measurements"] if row["indicator_code"] == "LRN-S1.1" and row["country"] == "IE")
    row["value"] = str(int(row["value"]) + 1)
    mine = judged(files)
    changed = [row for row in files["progress"] if unlike(row, mine[row["indicator_code"], row["country"]])]
    assert {(row["indicator_code"], row["country"]) for row in changed} == {("LRN-S1.1", "IE"), ("LRN-S1.1", "ALL")}
