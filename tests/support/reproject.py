"""The outlook recomputed from exported CSV files alone: a second reading of progress.md 9."""

from datetime import date
from fractions import Fraction

from tests.support.recompute import ALL, Books, Row, Value

ENOUGH = 4
"""The baseline and three later period ends."""


def projected(books: Books, code: str, country: str) -> Fraction | None:
    """The projected value at the target's date; None where progress.md 9 gives none."""
    row, target = books.rows[code, country], books.in_force(code, country)
    start, now = books.baseline(code, country), books.value(code, country, books.as_of)
    if country == ALL or row["measure"] == "scale" or row["direction"] == "hold" or row["status"] == "not applicable":
        return None
    if target is None or start is None or now is None or now.on is None or books.as_of >= target[0]:
        return None
    if short(books, row, books.as_of):
        return None
    if row["over_time"] == "flow":
        pace = (now.value - start.value) / (now.on - books.start).days
        return kept(row, start.value + pace * (target[0] - books.start).days)
    dots = [(0, start.value), *later(books, row, start)]
    return kept(row, fitted(dots, (target[0] - books.start).days)) if len(dots) >= ENOUGH else None


def later(books: Books, row: Row, start: Value) -> list[tuple[int, Fraction]]:
    """Days since the baseline and the value, at each period end after it that is complete."""
    code, country = row["indicator_code"], row["country"]
    series = books.periods(code, country, books.as_of)
    ends = sorted({date.fromisoformat(one["period_end"]) for rows in series.values() for one in rows})
    found = []
    for end in ends:
        value = books.value(code, country, end)
        if value is not None and value.on == end and not short(books, row, end):
            found.append(((end - books.start).days, value.value))
    return found


def short(books: Books, row: Row, end: date) -> bool:
    """Whether a part was missing that progress needs."""
    if row["combination"] != "sum" or row["over_time"] == "flow":
        return False
    return len(books.periods(row["indicator_code"], row["country"], end)) < int(row["parts_expected"])


def fitted(dots: list[tuple[int, Fraction]], at: int) -> Fraction:
    """The straight line of least squares on a day, by the normal equations."""
    n, days, squares = len(dots), sum(day for day, _ in dots), sum(day * day for day, _ in dots)
    values, products = sum(value for _, value in dots), sum(day * value for day, value in dots)
    below = n * squares - days * days
    slope = Fraction(n * products - days * values) / below
    return (Fraction(values) - slope * days) / n + slope * at


def kept(row: Row, value: Fraction) -> Fraction:
    """Percent within 0 and 100, counts not below 0."""
    if row["measure"] == "percent":
        return max(Fraction(0), min(Fraction(100), value))
    return max(Fraction(0), value) if row["measure"] == "count" else value
