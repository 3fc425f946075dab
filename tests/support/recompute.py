"""Figures recomputed from the exported CSV files alone, as an outsider would: a second reading of the rules.

Uses nothing of the product. Numbers are exact fractions; None is missing.
"""

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from statistics import median_low

Row = Mapping[str, str]
ALL = "ALL"
ONE = Fraction(1)


def rows_of(data: bytes) -> list[dict[str, str]]:
    """Rows of an exported CSV file."""
    return list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline="")))


def number(text: str) -> Fraction | None:
    """A cell as a number; an empty one is missing."""
    return Fraction(text) if text else None


def day(text: str) -> date | None:
    """A cell as a date; an empty one is missing."""
    return date.fromisoformat(text) if text else None


def ratio_of(row: Row) -> tuple[Fraction, Fraction | None, Fraction | None] | None:
    """Value, numerator and denominator of a measurement, a baseline or a target."""
    above, below = number(row["numerator"]), number(row["denominator"])
    if above is not None and below is not None:
        return above / below * 100, above, below
    value = number(row["value"])
    return None if value is None else (value, None, None)


@dataclass(frozen=True)
class Value:
    """A value with what it comes from, and its data date; `measured` tells it from a bare baseline."""

    value: Fraction
    above: Fraction | None = None
    below: Fraction | None = None
    on: date | None = None

    @property
    def measured(self) -> bool:
        return self.on is not None


@dataclass(frozen=True)
class Judged:
    """What is compared with a row of progress.csv."""

    value: Value | None
    progress: Fraction | None
    expected_progress: Fraction | None
    expected: Fraction | None
    status: str
    start: Fraction | None = None
    target: tuple[date, Fraction] | None = None
    basis: str = "own"
    compared: Fraction | None = None
    matched: int | None = None


class Books:
    """The exported files of one date, looked up by indicator and country."""

    def __init__(self, progress: Sequence[Row], targets: Sequence[Row], measurements: Sequence[Row]) -> None:
        self.rows = {(row["indicator_code"], row["country"]): row for row in progress}
        self.as_of = date.fromisoformat(progress[0]["as_of"])
        self.start = max(date.fromisoformat(row["date"]) for row in targets if row["kind"] == "baseline")
        self.baselines = {(row["indicator_code"], row["country"]): row for row in targets if row["kind"] == "baseline"}
        self._targets = [row for row in targets if row["kind"] == "target"]
        self._measured = [row for row in measurements if not row["dimension"]]

    def countries(self, code: str) -> Iterator[str]:
        """Countries of an indicator that apply, in the order of the file."""
        return (
            country
            for indicator, country in self.rows
            if indicator == code and country != ALL and self.rows[indicator, country]["status"] != "not applicable"
        )

    def targets(self, code: str, country: str) -> list[tuple[date, Fraction]]:
        """Targets with their dates, in order."""
        found = [row for row in self._targets if (row["indicator_code"], row["country"]) == (code, country)]
        return sorted((date.fromisoformat(row["date"]), ratio_of(row)[0]) for row in found)  # type: ignore[index]

    def in_force(self, code: str, country: str) -> tuple[date, Fraction] | None:
        """The last target within the horizon of the indicator's objective."""
        row = self.rows[code, country]
        first, last = day(row["horizon_start"]), day(row["horizon_end"])
        inside = [
            found for found in self.targets(code, country)
            if first <= found[0] and (last is None or found[0] <= last)  # type: ignore[operator]
        ]  # fmt: skip
        return inside[-1] if inside else None

    def baseline(self, code: str, country: str) -> Value | None:
        """The baseline, or 0 for a flow without one."""
        row = self.baselines.get((code, country))
        if row is not None:
            return Value(*ratio_of(row))  # type: ignore[misc]
        return Value(Fraction(0)) if self.rows[code, country]["over_time"] == "flow" else None

    def periods(self, code: str, country: str, until: date) -> dict[str, list[Row]]:
        """Measurements by organisation that end after the baseline date and on or before a day, in order."""
        found: dict[str, list[Row]] = {}
        for row in sorted(self._measured, key=lambda row: row["period_end"]):
            same = (row["indicator_code"], row["country"]) == (code, country)
            if same and self.start < date.fromisoformat(row["period_end"]) <= until:
                found.setdefault(row["organisation"], []).append(row)
        return found

    def value(self, code: str, country: str, until: date) -> Value | None:
        """The value of a country (or of a consortium indicator) at a day."""
        row, start = self.rows[code, country], self.baseline(code, country)
        if until < self.start:
            return None
        series = self.periods(code, country, until)
        if row["over_time"] == "flow":
            counted = [
                one for rows in series.values() for one in rows if date.fromisoformat(one["period_start"]) > self.start
            ]
            if not counted:
                return start if (code, country) in self.baselines else None
            total = sum((number(one["value"]) or Fraction(0) for one in counted), start.value)  # type: ignore[union-attr]
            return Value(total, on=date.fromisoformat(counted[-1]["period_end"]))
        parts = [part for rows in series.values() if (part := self._state(rows, start)) is not None]
        if not parts:
            return start
        return combine(row, parts)

    def _state(self, rows: Sequence[Row], start: Value | None) -> Value | None:
        said: Value | None = start
        for row in rows:
            stated = ratio_of(row)
            ends = date.fromisoformat(row["period_end"])
            if stated is not None:
                said = Value(*stated, on=ends)
            elif said is not None:
                said = Value(said.value, said.above, said.below, on=ends)
        return said if said is not None and said.measured else None


def combine(row: Row, parts: Sequence[Value]) -> Value | None:
    """Parts as one value by the indicator's rule; None where they are not combined."""
    on = reached([part.on for part in parts if part.on is not None])
    if row["combination"] == "ratio":
        if len(parts) == 1:
            return parts[0]
        both = [part for part in parts if part.below is not None]
        if 2 * len(both) < len(parts):
            return None
        above = sum((part.above for part in both), Fraction(0))  # type: ignore[misc]
        below = sum((part.below for part in both), Fraction(0))  # type: ignore[misc]
        return Value(above / below * 100, above, below, reached([part.on for part in both if part.on is not None]))
    figure = merged(row, [part.value for part in parts], [ONE] * len(parts))
    return None if figure is None else Value(figure, on=on)


def merged(row: Row, figures: Sequence[Fraction], weights: Sequence[Fraction]) -> Fraction | None:
    """Figures of parts as one, by the indicator's rule; a ratio is a weighted mean."""
    ordered, rule = sorted(figures), row["combination"]
    if rule == "sum":
        return sum(figures, Fraction(0))
    if rule == "ratio":
        return sum((a * b for a, b in zip(figures, weights, strict=True)), Fraction(0)) / sum(weights)
    if rule == "median":
        middle = len(ordered) // 2
        odd = len(ordered) % 2 == 1
        return median_low(ordered) if row["measure"] == "scale" or odd else (ordered[middle - 1] + ordered[middle]) / 2
    if rule == "mean":
        return sum(figures, Fraction(0)) / len(figures)
    return figures[0] if len(figures) == 1 else None


def reached(dates: Sequence[date]) -> date | None:
    """The latest date that at least half of the parts have reached."""
    fits = [one for one in dates if 2 * sum(other >= one for other in dates) >= len(dates)]
    return max(fits, default=None)


def line(points: Sequence[tuple[date, Fraction]], on: date) -> Fraction:
    """Straight lines through points in date order; level before the first and after the last."""
    if on <= points[0][0]:
        return points[0][1]
    for (first, low), (last, high) in zip(points, points[1:], strict=False):
        if on <= last:
            return low + (high - low) * Fraction((on - first).days, (last - first).days)
    return points[-1][1]


def stepped(row: Row, expected: Fraction, start: Fraction, target: Fraction) -> Fraction:
    """An expectation rounded towards the baseline to whole steps, where one step is more than the tolerance."""
    step = number(row["step"])
    tolerance = Fraction(row["tolerance_points"]) / 100
    if step is None or start == target or step / abs(target - start) <= tolerance:
        return expected
    whole = int(abs(expected - start) / step)
    return start + whole * step * (1 if expected >= start else -1)


def meets(row: Row, value: Fraction, target: Fraction) -> bool:
    """Whether a value is at its target or better."""
    return value >= target if row["direction"] == "up" else value <= target
