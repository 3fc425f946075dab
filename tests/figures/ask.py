"""What tests of figures ask for: values and results of a country, of ALL, of several organisations."""

from collections.abc import Mapping
from fractions import Fraction

from tests.figures.build import Values, baseline, day, framework, panel, target
from toc.figures.progress import assess_indicator
from toc.figures.results import IndicatorResult, ValueResult
from toc.figures.values import value_of
from toc.model.document import FactDef, IndicatorDef

DUE = "2027-12-31"
"""The date of most targets: the last day of the short term."""


def value_in_nl(
    found: IndicatorDef, values: Values, as_of: str = "2026-12-31", facts: tuple[FactDef, ...] = ()
) -> ValueResult:
    """The value for NL, whose organisation HKU measured these values."""
    document = framework(found, facts)
    return value_of(panel(document, {(found.code, "NL"): values}), found.code, "NL", day(as_of))


def shared_value(
    found: IndicatorDef,
    values: Mapping[str, Values],
    as_of: str = "2026-12-31",
    facts: tuple[FactDef, ...] = (),
    assigned: tuple[str, ...] = ("HKU", "ECBN"),
) -> ValueResult:
    """The value for NL, for which several organisations report."""
    document = framework(found, facts, assignments={(found.code, "NL"): assigned})
    measured = {(found.code, "NL", name): some for name, some in values.items()}
    return value_of(panel(document, measured), found.code, "NL", day(as_of))


def assess_nl(
    found: IndicatorDef,
    facts: tuple[FactDef, ...] = (),
    values: Values | None = None,
    as_of: str = DUE,
    **changes: object,
) -> IndicatorResult:
    """The result for NL."""
    document = framework(found, facts, **changes)
    measured = {(found.code, "NL"): values} if values else {}
    return assess_indicator(panel(document, measured), found.code, "NL", day(as_of))


def plan_for_nl(found: IndicatorDef, start: int | str | None, *aims: tuple[int | str, str]) -> tuple[FactDef, ...]:
    """A baseline for NL, or none, and targets with their dates."""
    first = () if start is None else (baseline(found.code, "NL", start),)
    return (*first, *(target(found.code, "NL", value, on) for value, on in aims))


def assess_all_of(
    found: IndicatorDef,
    facts: tuple[FactDef, ...] = (),
    values: Mapping[str, Values] | None = None,
    as_of: str = "2026-12-31",
    **changes: object,
) -> IndicatorResult:
    """The result for ALL from the values of each country."""
    document = framework(found, facts, **changes)
    measured = {(found.code, country): some for country, some in (values or {}).items()}
    return assess_indicator(panel(document, measured), found.code, "ALL", day(as_of))


def plan_for_each(
    found: IndicatorDef, starts: Mapping[str, int | str], aims: Mapping[str, int | str]
) -> tuple[FactDef, ...]:
    """Baselines and targets by country."""
    return (
        *(baseline(found.code, country, value) for country, value in starts.items()),
        *(target(found.code, country, value, DUE) for country, value in aims.items()),
    )


def number(result: ValueResult | IndicatorResult) -> Fraction | None:
    """The number that is shown as the value; None without one."""
    value = result.value if isinstance(result, IndicatorResult) else result
    return value.quantity.value if value.quantity else None
