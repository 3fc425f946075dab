"""Every finding of the demonstration is true, and none is missed: worked out again here from the public files alone.

Nothing of the rules is used: what has to be found follows from the rows of progress.csv, objectives.csv and the
demonstration's own files, by the words of the README and of progress.md.
"""

import csv
import re
from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from fractions import Fraction
from pathlib import Path
from statistics import median

import pytest

from tests.support.tree import ROOT, read
from toc.config import DEMO_TODAY
from toc.model.query import SYSTEM, Clock, Query
from toc.services import preparing, reporting
from toc.store.database import Store

Row = dict[str, str]
CREDEX, DEMO = ROOT / "sample_data" / "credex", ROOT / "sample_data" / "demo"
TODAY = date(2028, 3, 1)
BASELINE = "2025-11-28"
GOOD, BEHIND = {"achieved", "ahead", "on track"}, {"at risk", "off track", "regressing", "missed"}
GRAVE = {"off track", "regressing", "missed"}
ENDS = {"2026": "2026-12-31", "2027": "2027-12-31", "2028-01": "2028-01-31"}
ENDS |= {
    f"{year}-S{half}": f"{year}-{end}" for year in (2026, 2027, 2028) for half, end in ((1, "06-30"), (2, "12-31"))
}
ENDS |= {str(year): f"{year}-12-31" for year in range(2018, 2025)}


def rows_of(path: Path) -> list[Row]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def files(_migrated_file: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[Row]]:
    """The public files of the demonstration, read back from their bytes."""
    path = tmp_path_factory.mktemp("findings") / "toc.db"
    path.write_bytes(_migrated_file.read_bytes())
    store = Store(f"sqlite:///{path}")
    list(preparing.prepare(store, demo=Clock(DEMO_TODAY)))

    def file(kind: str, as_of: date = TODAY) -> list[Row]:
        text = b"".join(reporting.report(store, SYSTEM, kind, Query("CREDEX", as_of)).csv()).decode("utf-8-sig")
        return list(csv.DictReader(text.splitlines()))

    found = {kind: file(kind) for kind in ("findings", "progress", "objectives")}
    for day in (date(2027, 2, 28), date(2027, 6, 30), date(2027, 12, 31)):
        found[f"objectives {day}"] = file("objectives", day)
    store.engine.dispose()
    return found


def keys(files: dict[str, list[Row]], kind: str) -> set[str]:
    found = {row["finding"] for row in files["findings"] if row["kind"] == kind}
    assert found
    return found


def measured() -> list[Row]:
    return rows_of(DEMO / "measurements.csv")


def number(row: Row) -> Fraction | None:
    if row["numerator"]:
        return 100 * Fraction(row["numerator"]) / Fraction(row["denominator"])
    return Fraction(row["value"]) if row["value"] else None


def about(rows: list[Row], kind: str) -> set[str]:
    return {f"{kind}|{row['indicator_code']}|{row['country']}" for row in rows}


def own(row: Row) -> bool:
    """Whether a row is of a country, or of all of them for what is measured once."""
    return row["country"] != "ALL" or row["scope"] == "consortium"


@pytest.mark.parametrize("status", sorted(GRAVE))
def test_what_is_behind_is_what_the_status_says(files: dict[str, list[Row]], status: str) -> None:
    assert keys(files, status) == about([row for row in files["progress"] if row["status"] == status], status)


def test_a_target_is_projected_to_be_missed_where_the_projection_falls_short(files: dict[str, list[Row]]) -> None:
    def short(row: Row) -> bool:
        if not row["projected_value"] or row["status"] in GRAVE:
            return False
        projected, target = Fraction(row["projected_value"]), Fraction(row["target_value"])
        return projected < target if row["direction"] == "up" else projected > target

    assert keys(files, "projected to miss") == about(
        [row for row in files["progress"] if short(row)], "projected to miss"
    )


def test_data_are_too_old_where_the_file_says_so(files: dict[str, list[Row]]) -> None:
    old = [row for row in files["progress"] if own(row) and row["value_stale"] == "yes" and row["status"] == "no data"]
    assert keys(files, "stale") == about(old, "stale")


def test_targets_and_baselines_are_missing_where_the_file_has_none(files: dict[str, list[Row]]) -> None:
    begun = [
        row
        for row in files["progress"]
        if own(row) and (row["data_basis"] == "measured" or row["horizon_start"] <= TODAY.isoformat())
    ]
    without_target = [row for row in begun if not row["target_value"]]
    without_baseline = [
        row
        for row in begun
        if not row["baseline_value"]
        and row["over_time"] != "flow"
        and (row["data_basis"] == "measured" or row["target_value"])
    ]
    assert keys(files, "no target") == about(without_target, "no target")
    assert keys(files, "no baseline") == about(without_baseline, "no baseline")


def test_evidence_is_weak_where_a_good_status_rests_on_no_register_and_no_survey(files: dict[str, list[Row]]) -> None:
    weak = [
        row
        for row in files["progress"]
        if row["status"] in GOOD
        and row["data_basis"] == "measured"
        and not {"register", "survey"} & set(row["evidence_grade"].split("; "))
    ]
    assert keys(files, "weak evidence") == about(weak, "weak evidence")


def test_coverage_is_low_where_less_than_half_of_the_parts_have_progress(files: dict[str, list[Row]]) -> None:
    started = {row["objective_code"]: row["horizon_start"] for row in files["progress"]}
    thin = {
        f"low coverage|{row['objective_code']}|{row['country']}"
        for row in files["objectives"]
        if row["status"] in ("not enough data", "no data")
        and started[row["objective_code"]] <= TODAY.isoformat()
        and 2 * Fraction(row["weight_with_progress"]) < Fraction(row["weight_total"])
    }
    few = [row for row in files["progress"] if row["country"] == "ALL" and row["status"] == "not enough data"]
    assert keys(files, "low coverage") == thin | about(few, "low coverage")


def test_a_country_could_teach_where_at_least_two_others_are_behind(files: dict[str, list[Row]]) -> None:
    by_indicator: dict[str, list[Row]] = defaultdict(list)
    for row in files["progress"]:
        if row["country"] != "ALL":
            by_indicator[row["indicator_code"]].append(row)
    found = [
        row
        for rows in by_indicator.values()
        if sum(row["status"] in BEHIND for row in rows) >= 2
        for row in rows
        if row["status"] in ("achieved", "ahead")
    ]
    assert keys(files, "leads") == about(found, "leads")


def test_an_assumption_is_in_doubt_where_the_cause_was_achieved_a_year_ago_and_the_effect_is_behind(
    files: dict[str, list[Row]],
) -> None:
    now = {(row["objective_code"], row["country"]): row for row in files["objectives"]}
    days = [name for name in files if name.startswith("objectives ")]
    for_long = {
        key
        for key in now
        if now[key]["status"] == "achieved"
        and all(
            row["status"] == "achieved"
            for day in days
            for row in files[day]
            if (row["objective_code"], row["country"]) == key
        )
    }
    expected = set()
    for link in rows_of(CREDEX / "links.csv"):
        assert link.get("lag_years", "") in ("", "1")
        for source, country in for_long:
            effect = now[link["target"], country]
            if source == link["source"] and effect["status"] in BEHIND and Fraction(effect["gap_points"]) < -10:
                expected.add(f"in doubt|{source}>{link['target']}|{country}")
    assert keys(files, "in doubt") == expected


def series() -> dict[tuple[str, str, str], list[Row]]:
    """Totals of each organisation, in order of the period's end."""
    found: dict[tuple[str, str, str], list[Row]] = defaultdict(list)
    for row in sorted(measured(), key=lambda row: ENDS[row["period"]]):
        if not row["dimension"] and ENDS[row["period"]] <= TODAY.isoformat():
            found[row["indicator_code"], row["country"], row["organisation"]].append(row)
    return found


def test_an_outlier_is_far_from_the_median_of_at_least_five_earlier_values(files: dict[str, list[Row]]) -> None:
    definitions = {row["code"]: row for row in rows_of(CREDEX / "indicators.csv")}
    expected = set()
    for (code, country, organisation), rows in series().items():
        if definitions[code]["measure"] == "scale":
            continue
        values = [(row["period"], value) for row in rows if (value := number(row)) is not None]
        for place in range(5, len(values)):
            earlier = [value for _, value in values[:place]]
            usual = median(earlier)
            spread = Fraction("1.4826") * median(abs(one - usual) for one in earlier)
            percent, count = (definitions[code]["measure"] == kind for kind in ("percent", "count"))
            floor = Fraction(2) if percent else max(abs(usual) / 10, Fraction(1) if count else Fraction(0))
            if abs(values[place][1] - usual) > Fraction("3.5") * max(spread, floor):
                expected.add(f"outlier|{code}|{country}|{organisation}|{values[place][0]}")
    assert keys(files, "outlier") == expected


def test_a_series_is_inconsistent_where_a_ratio_states_only_a_percentage(files: dict[str, list[Row]]) -> None:
    ratios = {row["code"] for row in rows_of(CREDEX / "indicators.csv") if row["combination"] == "ratio"}
    expected = set()
    for (code, country, organisation), rows in series().items():
        stated = [row for row in rows if number(row) is not None and ENDS[row["period"]] > BASELINE]
        if code in ratios and stated and not stated[-1]["denominator"]:
            expected.add(f"inconsistent|{code}|{country}|{organisation}|{stated[-1]['period']}")
    assert keys(files, "inconsistent") == expected


def reports() -> Iterator[tuple[str, str, str, str, list[tuple[Row, dict[str, Row]]]]]:
    """Each organisation's reports with their parts by one dimension, in order of the period's end."""
    parts: dict[tuple[str, ...], dict[str, Row]] = defaultdict(dict)
    for row in measured():
        if row["dimension"]:
            where = row["indicator_code"], row["country"], row["organisation"], row["dimension"], row["period"]
            parts[where][row["category"]] = row
    dimensions = {where[3] for where in parts}
    for (code, country, organisation), rows in series().items():
        for dimension in sorted(dimensions):
            found = [
                (row, parts[code, country, organisation, dimension, row["period"]])
                for row in rows
                if (code, country, organisation, dimension, row["period"]) in parts and ENDS[row["period"]] > BASELINE
            ]
            if found:
                yield code, country, organisation, dimension, found


def test_a_group_is_left_behind_by_ten_points_below_all_or_by_ten_points_of_its_share(
    files: dict[str, list[Row]],
) -> None:
    definitions = {row["code"]: row for row in rows_of(CREDEX / "indicators.csv")}
    expected = set()
    for code, country, organisation, dimension, found in reports():
        total, parts = found[-1]
        same = [one for one in found if len(one[0]["period"]) == len(total["period"])]
        for category, part in parts.items():
            where = f"left behind|{code}|{country}|{organisation}|{dimension}|{category}"
            if category == "undisclosed":
                continue
            if definitions[code]["measure"] == "percent":
                enough = min(int(part["denominator"]), int(total["denominator"])) >= 10
                gap = (number(total) or 0) - (number(part) or 0)
                if enough and gap >= 10 and part["denominator"] != total["denominator"]:
                    expected.add(where)
            elif category in same[0][1] and min(int(total["value"]), int(same[0][0]["value"])) >= 20:
                then = Fraction(same[0][1][category]["value"]) / Fraction(same[0][0]["value"])
                if 100 * (then - Fraction(part["value"]) / Fraction(total["value"])) >= 10:
                    expected.add(where)
    assert keys(files, "left behind") == expected


def test_what_is_overdue_is_every_short_term_report_of_2026_and_2027_that_is_not_in_the_file(
    files: dict[str, list[Row]],
) -> None:
    reporters = {row["code"]: row["organisation"] for row in rows_of(CREDEX / "countries.csv")}
    came_in = {(row["indicator_code"], row["country"], row["period"]) for row in measured() if not row["dimension"]}
    periods = {"annual": ["2026", "2027"], "semester": ["2026-S1", "2026-S2", "2027-S1", "2027-S2"]}
    owed: dict[str, int] = defaultdict(int)
    for row in rows_of(CREDEX / "indicators.csv"):
        if row["code"].split("-")[1][0] == "S":
            for country, organisation in reporters.items():
                missing = [one for one in periods[row["frequency"]] if (row["code"], country, one) not in came_in]
                owed[f"overdue|{organisation}|{country}"] += len(missing)
    said = {row["finding"]: row["figures"] for row in files["findings"] if row["kind"] == "overdue"}
    assert said.keys() == {key for key, count in owed.items() if count}
    assert all(said[key].startswith(f"Reports overdue: {owed[key]};") for key in said)


def test_an_indicator_is_to_be_improved_where_no_country_has_a_target_or_a_baseline(
    files: dict[str, list[Row]],
) -> None:
    expected = set()
    outcomes = {row["code"]: row["outcome"] for row in rows_of(CREDEX / "objectives.csv")}
    for row in rows_of(CREDEX / "indicators.csv"):
        assert row["definition"]
        assert row["means_of_verification"]
        assert row["unit"]
        assert outcomes[row["objective"]]
        own_rows = [one for one in files["progress"] if one["indicator_code"] == row["code"]]
        targets = any(one["target_value"] for one in own_rows)
        baselines = row["over_time"] == "flow" or any(one["baseline_value"] for one in own_rows)
        if not targets or not baselines:
            expected.add(f"indicator quality|{row['code']}|ALL")
    assert keys(files, "indicator quality") == expected


def planted() -> list[tuple[str, list[str]]]:
    """The keys that the README plants, each with what its reason has to say."""
    text = read("sample_data/demo/README.md")
    table = text[text.index("## Findings that are planted") : text.index("## Status of each objective")]
    lines = [line.replace("\\|", "\0") for line in table.splitlines() if re.match(r"\| .*`", line)]
    cells = [[cell.strip().replace("\0", "|") for cell in line.strip("|").split("|")] for line in lines]
    return [(key.strip("`"), re.findall("`([^`]+)`", said)) for _, key, _, said in cells]


@pytest.mark.parametrize(("key", "said"), planted())
def test_a_planted_finding_is_found_with_the_figures_worked_out_by_hand(
    files: dict[str, list[Row]], key: str, said: list[str]
) -> None:
    reasons = {row["finding"]: row["reason"] for row in files["findings"]}
    assert key in reasons
    assert said
    assert all(text in reasons[key] for text in said)


def test_every_kind_is_planted_and_every_finding_is_of_a_kind_that_is_checked_here(files: dict[str, list[Row]]) -> None:
    kinds = {key.split("|")[0] for key, _ in planted()}
    assert kinds == {row["kind"] for row in files["findings"]}
    assert len(kinds) == 16
