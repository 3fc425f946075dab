"""A row of a template: what is given in it, and what may be typed in each of its cells."""

from toc.exchange.number_text import plain_number
from toc.exchange.template_writer import CellRule, TemplateRow
from toc.figures.quantities import quantity_of
from toc.model.document import IndicatorDef
from toc.model.terms import EvidenceGrade, Measure
from toc.services.steps.asked_rows import AskedRow

FREE = frozenset(
    "value numerator denominator nothing_to_report sample_size evidence_grade source source_url note".split()
)
"""Columns that are to be filled in."""

TEXTS = frozenset({"source", "source_url", "note"})
"""Columns whose cells stay texts, whatever is typed."""

_GRADES = CellRule("list", "Choose register, survey, self-report or estimate.", choices=tuple(map(str, EvidenceGrade)))
_NOTHING = CellRule("list", "Write yes, or leave the cell empty.", choices=("yes",))
_SAMPLE = CellRule("whole", "Give the number of people or organisations asked: a whole number from 1.", low=1)
_ANY = {
    Measure.COUNT: CellRule("whole", "This is a count: give a whole number, 0 or more.", low=0),
    Measure.PERCENT: CellRule("decimal", "This is a percentage: give a number from 0 to 100.", low=0, high=100),
    Measure.DURATION: CellRule("decimal", "This is a length of time: give a number, 0 or more.", low=0),
    Measure.AMOUNT: CellRule("decimal", "This is an amount: give a number."),
    Measure.NUMBER: CellRule("decimal", "Give a number."),
}
_NUMERATOR = CellRule("decimal", "Give the number of those counted: 0 or more.", low=0)
_DENOMINATOR = CellRule("decimal", "Give the number of all: more than 0.", low=0)


def template_row(row: AskedRow, countries: tuple[str, ...]) -> TemplateRow:
    """A row of the sheet to fill in; its value is left empty.

    Args:
        row: what may be reported.
        countries: codes to choose from.
    """
    indicator = row.indicator
    cells: dict[str, str | float] = {
        "indicator_code": indicator.code,
        "indicator_name": indicator.name,
        "country": row.country,
        "organisation": row.organisation,
        "period": row.period,
        "dimension": row.dimension,
        "category": row.category,
        "unit": indicator.unit,
        "earlier_period": row.earlier_period,
        "due_on": "" if row.due_on is None else row.due_on.isoformat(),
    }
    earlier = None if row.earlier is None else quantity_of(row.earlier)
    if earlier is not None:
        cells["earlier_value"] = float(earlier.value)
    elif row.earlier is not None:
        cells["earlier_value"] = "nothing to report"
    rules = {
        "country": CellRule("list", "Choose one of the countries that you report for.", choices=countries),
        "value": _value_rule(indicator),
        "evidence_grade": _GRADES,
        "sample_size": _SAMPLE,
    }
    if indicator.measure is Measure.PERCENT:
        rules |= {"numerator": _NUMERATOR, "denominator": _DENOMINATOR}
    if not row.dimension:
        rules["nothing_to_report"] = _NOTHING
    return TemplateRow(cells, rules)


def _value_rule(indicator: IndicatorDef) -> CellRule:
    if indicator.measure is not Measure.SCALE:
        return _ANY[indicator.measure]
    levels = "; ".join(f"{plain_number(level.value)} = {level.text}" for level in indicator.scale)
    choices: tuple[str | float, ...] = (
        *(level.text for level in indicator.scale),
        *(float(level.value) for level in indicator.scale),
    )
    return CellRule("list", f"Choose one of the levels: {levels}.", choices=choices, hint=levels)
