"""Progress, gap and status recomputed from exported CSV files alone: countries, all countries, objectives."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction

from tests.support.recompute import ALL, ONE, Books, Judged, Row, Value, combine, day, line, meets, merged, stepped

ZERO = Fraction(0)
NO_FIGURE = ("no data", "no target", "not yet due")
BEHIND = ("regressing", "off track", "missed")


@dataclass(frozen=True)
class Case:
    """What the status of one row is decided from."""

    row: Row
    as_of: date
    value: Value | None
    start: Fraction | None
    target: tuple[date, Fraction] | None
    expected: Fraction | None
    on: date | None
    then: Fraction | None
    enough: bool = True


def judge(case: Case) -> Judged:
    """Progress and status of one row, with the plan that they were judged against."""
    compared = case.value.value if case.value else None
    return replace(_judge(case), start=case.start, target=case.target, compared=compared)


def _judge(case: Case) -> Judged:
    ready = case.on is not None and case.enough and None not in (case.start, case.target, case.expected)
    if not ready:
        return Judged(case.value, None, None, case.expected, status_of(case, None, None))
    value, start, target, expected = case.value, case.start, case.target, case.expected
    assert value is not None and start is not None and target is not None and expected is not None
    goal = target[1]
    if goal == start:
        met = meets(case.row, value.value, goal)
        return Judged(value, ONE if met else None, ONE, expected, status_of(case, ONE if met else None, ONE))
    progress = (value.value - start) / (goal - start)
    wanted = (expected - start) / (goal - start)
    return Judged(value, progress, wanted, expected, status_of(case, progress, wanted))


def status_of(case: Case, progress: Fraction | None, wanted: Fraction | None) -> str:
    """The first row of the status table that applies."""
    row, began = case.row, case.as_of >= date.fromisoformat(case.row["horizon_start"])
    first_due = day(row["first_due"])
    if case.on is None:
        return "not yet due" if first_due is None or case.as_of <= first_due else "no data"
    if row["value_stale"] == "yes":
        return "no data" if began else "not yet due"
    if case.target is None:
        return "no target"
    if not case.enough:
        return "not enough data"
    assert case.value is not None
    return _against_target(case, progress) or _against_line(case, progress, wanted)


def _against_target(case: Case, progress: Fraction | None) -> str | None:
    assert case.value is not None and case.target is not None and case.on is not None
    met = meets(case.row, case.value.value, case.target[1])
    passed = case.on >= case.target[0]
    met_then = passed and case.then is not None and meets(case.row, case.then, case.target[1])
    if met:
        return "achieved"
    if passed and not met_then:
        return "missed"
    tolerance = Fraction(case.row["tolerance_points"]) / 100
    fell = progress is not None and progress < -tolerance
    return "regressing" if met_then or fell or case.target[1] == case.start else None


def _against_line(case: Case, progress: Fraction | None, wanted: Fraction | None) -> str:
    if case.start is None or progress is None or wanted is None:
        return "no baseline"
    tolerance = Fraction(case.row["tolerance_points"]) / 100
    gap = progress - wanted
    assert case.on is not None
    if case.on < date.fromisoformat(case.row["horizon_start"]) and gap < -tolerance:
        return "not yet due"
    return by_gap(gap, tolerance)


def by_gap(gap: Fraction, tolerance: Fraction) -> str:
    """Ahead, on track, at risk or off track."""
    if gap > tolerance:
        return "ahead"
    if gap >= -tolerance:
        return "on track"
    return "at risk" if gap >= -2 * tolerance else "off track"


class Judge:
    """Judges every row of progress.csv of one date."""

    def __init__(self, books: Books) -> None:
        self.books = books

    def expected(self, code: str, country: str, on: date) -> Fraction | None:
        """The expectation line of a country on a day."""
        books, start = self.books, self.books.baseline(code, country)
        points, target = books.targets(code, country), books.in_force(code, country)
        if start is None or not points:
            return None
        found = line([(books.start, start.value), *points], on)
        goal = target[1] if target else points[-1][1]
        return stepped(books.rows[code, country], found, start.value, goal)

    def country(self, code: str, country: str) -> Judged:
        """A country's row, or that of a consortium indicator."""
        books, row = self.books, self.books.rows[code, country]
        value, start = books.value(code, country, books.as_of), books.baseline(code, country)
        target, on = books.in_force(code, country), value.on if value else None
        then = books.value(code, country, min(target[0], books.as_of)) if target else None
        return judge(
            Case(
                row, books.as_of, value, start.value if start else None, target,
                self.expected(code, country, on or books.as_of), on, then.value if then else None,
            )
        )  # fmt: skip

    def together(self, code: str) -> Judged:
        """The row of all countries, from those that have what progress needs."""
        books, row = self.books, self.books.rows[code, ALL]
        values = {one: books.value(code, one, books.as_of) for one in books.countries(code)}
        present = {one: value for one, value in values.items() if value is not None}
        whole = self._whole(code, row, present)
        on = whole.on if whole else None
        matched = [
            one for one, value in present.items()
            if value.measured and books.baseline(code, one) and books.in_force(code, one)
            and (row["combination"] != "ratio" or value.below is not None)
        ]  # fmt: skip
        own = books.in_force(code, ALL)
        if own is not None:
            return self._own_target(code, row, present, whole, own)
        enough = bool(matched) and 2 * len(matched) >= len(values)
        target = self._derived_date(code, matched) if matched else self._any_target(code)
        case = self._matched(code, row, present, matched) if enough else None
        if case is None:
            found = Case(row, books.as_of, whole, None, target, None, on, None, enough=False)
            return judge(found)
        return case

    def _any_target(self, code: str) -> tuple[date, Fraction] | None:
        found = [target for one in self.books.countries(code) if (target := self.books.in_force(code, one))]
        return found[0] if found else None

    def _derived_date(self, code: str, matched: Sequence[str]) -> tuple[date, Fraction]:
        return max(self.books.in_force(code, one) for one in matched)  # type: ignore[type-var, return-value]

    def _whole(self, code: str, row: Row, present: Mapping[str, Value]) -> Value | None:
        """The value of all countries that have one."""
        own = self.books.baselines.get((code, ALL))
        if not present and own is not None:
            return self.books.baseline(code, ALL)
        if not present or row["combination"] == "none":
            return None
        figure = combine(row, list(present.values()))
        if figure is None or own is None or row["over_time"] != "flow":
            return figure
        parts = sum((self.books.baseline(code, one).value for one in present), ZERO)  # type: ignore[union-attr]
        start = self.books.baseline(code, ALL)
        assert start is not None
        return Value(figure.value - parts + start.value, on=figure.on)

    def _weights(self, row: Row, present: Mapping[str, Value], matched: Sequence[str]) -> list[Fraction]:
        if row["combination"] != "ratio":
            return [ONE] * len(matched)
        return [present[one].below or ZERO for one in matched]

    def _matched(self, code: str, row: Row, present: Mapping[str, Value], matched: Sequence[str]) -> Judged | None:
        books = self.books
        weights = self._weights(row, present, matched)
        starts = [books.baseline(code, one).value for one in matched]  # type: ignore[union-attr]
        goals = [books.in_force(code, one)[1] for one in matched]  # type: ignore[index]
        lines = [self.expected(code, one, present[one].on or books.as_of) or ZERO for one in matched]
        figures = [present[one].value for one in matched]
        start, goal, wanted, figure = (merged(row, column, weights) for column in (starts, goals, lines, figures))
        if start is None or goal is None or wanted is None or figure is None:
            return None
        own = books.baselines.get((code, ALL))
        if own is not None and row["over_time"] == "flow":
            shift = books.baseline(code, ALL).value - sum(starts, ZERO)  # type: ignore[union-attr]
            start, goal, wanted, figure = start + shift, goal + shift, wanted + shift, figure + shift
        ends = max(books.in_force(code, one)[0] for one in matched)  # type: ignore[index]
        whole = self._whole(code, row, present)
        return self._conclude(code, row, present, matched, whole, start, (ends, goal), wanted, figure)

    def _conclude(
        self, code: str, row: Row, present: Mapping[str, Value], matched: Sequence[str], whole: Value | None,
        start: Fraction, target: tuple[date, Fraction], wanted: Fraction, figure: Fraction,
    ) -> Judged:  # fmt: skip
        compared = Value(figure, on=combine(row, [present[one] for one in matched]).on)  # type: ignore[union-attr]
        then = self._then(code, row, matched, target[0], start, figure)
        case = Case(row, self.books.as_of, compared, start, target, wanted, compared.on, then)
        found = judge(case)
        return replace(found, value=whole, basis="derived", matched=len(matched))

    def _then(
        self, code: str, row: Row, matched: Sequence[str], on: date, start: Fraction, now: Fraction
    ) -> Fraction | None:
        """What the matched countries stood at on the target's date."""
        until = min(on, self.books.as_of)
        found = {one: value for one in matched if (value := self.books.value(code, one, until)) is not None}
        if len(found) < len(matched):
            return None
        figure = merged(row, [one.value for one in found.values()], self._weights(row, found, list(found)))
        own = self.books.baselines.get((code, ALL))
        if figure is not None and own is not None and row["over_time"] == "flow":
            figure += start - sum((self.books.baseline(code, one).value for one in matched), ZERO)  # type: ignore[union-attr]
        return figure

    def _own_target(
        self, code: str, row: Row, present: Mapping[str, Value], whole: Value | None, own: tuple[date, Fraction]
    ) -> Judged:
        """Against a target that was set for all countries themselves."""
        books = self.books
        measured = [one for one, value in present.items() if value.measured]
        expected_parts = list(books.countries(code))
        every = row["combination"] == "sum" and row["over_time"] != "flow"
        enough = len(measured) == len(expected_parts) if every else 2 * len(measured) >= len(expected_parts)
        given = books.baselines.get((code, ALL))
        starts = [books.baseline(code, one) for one in present]
        start: Fraction | None = None
        if given is not None:
            start = books.baseline(code, ALL).value  # type: ignore[union-attr]
        elif starts and all(one is not None for one in starts):
            start = merged(row, [one.value for one in starts if one], self._weights(row, present, list(present)))
        on = whole.on if whole else None
        if whole is None or on is None or start is None or not enough:
            return judge(Case(row, books.as_of, whole, start, own, None, on, None, enough=enough))
        wanted = line([(books.start, start), *books.targets(code, ALL)], on)
        wanted = stepped(row, wanted, start, own[1])
        then = self._whole(
            code, row,
            {one: value for one in present if (value := books.value(code, one, min(own[0], books.as_of))) is not None},
        )  # fmt: skip
        return judge(Case(row, books.as_of, whole, start, own, wanted, on, then.value if then else None))
