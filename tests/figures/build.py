"""Small frameworks and panels for tests, in the words of the field."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction

from toc.figures.periods import parse_period
from toc.model.document import (
    AssignmentDef,
    CountryDef,
    FactDef,
    FrameworkDocument,
    HorizonDef,
    IndicatorDef,
    LevelDef,
    NotApplicableDef,
    ObjectiveDef,
    OrganisationDef,
)
from toc.model.panel import Observation, Panel, Series
from toc.model.terms import Combination, Direction, FactKind, Frequency, Measure, OverTime, Scope

BASELINE_DATE = date(2025, 11, 28)
REPORTERS = {
    "IT": "Materahub",
    "NL": "HKU",
    "IE": "Creative Spark",
    "BE": "ICHEC",
    "EE": "TCCI",
    "ES": "ECBN",
}
HORIZONS = (
    HorizonDef(code="S", name="Short term", first_year=1, last_year=3),
    HorizonDef(code="M", name="Medium term", first_year=4, last_year=6),
    HorizonDef(code="L", name="Long term", first_year=7, review_date=date(2035, 12, 31)),
)
Value = int | str | None
"""A value as tests write it: `52`, `"1.5"`, `"8/11"`; None says that there was nothing to report."""


def numbers(value: int | str) -> dict[str, Decimal | None]:
    """The three number fields of a value that tests write."""
    text = str(value)
    if "/" in text:
        numerator, denominator = text.split("/")
        return {"value": None, "numerator": Decimal(numerator), "denominator": Decimal(denominator)}
    return {"value": Decimal(text), "numerator": None, "denominator": None}


def indicator(code: str, **changes: object) -> IndicatorDef:
    """An indicator; its code names the objective, and that the horizon: `LRN-S1.1` belongs to `LRN-S1`."""
    given: dict[str, object] = {
        "code": code,
        "objective": code.rsplit(".", 1)[0],
        "name": f"Indicator {code}",
        "measure": Measure.COUNT,
        "unit": "things",
        "direction": Direction.UP,
        "over_time": OverTime.POINT,
        "combination": Combination.SUM,
        "frequency": Frequency.ANNUAL,
        **changes,
    }
    return IndicatorDef.model_validate(given)


def flow(code: str, **changes: object) -> IndicatorDef:
    """A count of what is new in each semester, added over countries."""
    return indicator(code, **{"over_time": OverTime.FLOW, "frequency": Frequency.SEMESTER, **changes})


def percent(code: str, **changes: object) -> IndicatorDef:
    """A percent in a state each year, combined as a ratio of sums."""
    given = {"measure": Measure.PERCENT, "unit": "%", "combination": Combination.RATIO, **changes}
    return indicator(code, **given)


def scale(code: str, **changes: object) -> IndicatorDef:
    """Levels of a scale, combined as their median."""
    return indicator(code, **{"measure": Measure.SCALE, "unit": "level", "combination": Combination.MEDIAN, **changes})


def consortium(code: str, **changes: object) -> IndicatorDef:
    """A scale measured once for all countries."""
    return scale(code, **{"scope": Scope.CONSORTIUM, "combination": Combination.NONE, **changes})


def baseline(code: str, country: str, value: int | str, on: date = BASELINE_DATE, **changes: object) -> FactDef:
    """A baseline."""
    given = {"indicator": code, "country": country, "kind": FactKind.BASELINE, "date": on, **numbers(value), **changes}
    return FactDef.model_validate(given)


def target(code: str, country: str, value: int | str, on: date | str, **changes: object) -> FactDef:
    """A target; its date may be written as text."""
    when = date.fromisoformat(on) if isinstance(on, str) else on
    given = {"indicator": code, "country": country, "kind": FactKind.TARGET, "date": when, **numbers(value), **changes}
    return FactDef.model_validate(given)


def framework(
    indicators: IndicatorDef | Sequence[IndicatorDef],
    facts: Iterable[FactDef] = (),
    *,
    assignments: Mapping[tuple[str, str], tuple[str, ...]] | None = None,
    not_applicable: Iterable[tuple[str, str]] = (),
    countries: Iterable[str] = tuple(REPORTERS),
    **changes: object,
) -> FrameworkDocument:
    """A framework of these indicators, with the levels and objectives that their codes name."""
    several = (indicators,) if isinstance(indicators, IndicatorDef) else tuple(indicators)
    objectives = tuple(dict.fromkeys(found.objective for found in several))
    levels = dict.fromkeys(code.split("-")[0] for code in objectives)
    given: dict[str, object] = {
        "code": "TEST",
        "name": "A framework",
        "start_year": 2025,
        "baseline_date": BASELINE_DATE,
        "consortium_organisation": "Materahub",
        "levels": tuple(LevelDef(code=code, name=code) for code in levels),
        "horizons": HORIZONS,
        "objectives": tuple(
            ObjectiveDef(code=code, level=code.split("-")[0], horizon=code.split("-")[1][0], title=code)
            for code in objectives
        ),
        "indicators": several,
        "countries": tuple(CountryDef(code=code, name=code, organisation=REPORTERS[code]) for code in countries),
        "organisations": tuple(
            OrganisationDef(short_name=name, name=name, country=code) for code, name in REPORTERS.items()
        ),
        "assignments": tuple(
            AssignmentDef(indicator=key[0], country=key[1], organisations=names)
            for key, names in (assignments or {}).items()
        ),
        "not_applicable": tuple(
            NotApplicableDef(indicator=code, country=country, reason="No such thing there.")
            for code, country in not_applicable
        ),
        "facts": tuple(facts),
        **changes,
    }
    return FrameworkDocument.model_validate(given)


def observation(period: str, value: Value, **changes: object) -> Observation:
    """A measurement of a period; None says that there was nothing to report."""
    found = parse_period(period)
    if value is None:
        kept = Observation(found.start, found.end, nothing_to_report=True)
    else:
        kept = Observation(found.start, found.end, **numbers(value))
    return replace(kept, **changes)


Values = Mapping[str, Value | Observation]


def series(code: str, country: str, organisation: str, values: Values) -> Series:
    """The series of one organisation, in the order in which the values are written."""
    return Series(
        code,
        country,
        organisation,
        tuple(
            value if isinstance(value, Observation) else observation(period, value) for period, value in values.items()
        ),
    )


def panel(
    document: FrameworkDocument, measured: Mapping[tuple[str, str] | tuple[str, str, str], Values] | None = None
) -> Panel:
    """A panel of measurements by (indicator, country), or (indicator, country, organisation)."""
    kept: dict[tuple[str, str], tuple[Series, ...]] = {}
    for key, values in (measured or {}).items():
        code, country = key[0], key[1]
        name = key[2] if len(key) == 3 else REPORTERS.get(country, "Materahub")
        kept[code, country] = (*kept.get((code, country), ()), series(code, country, name, values))
    return Panel(document, kept)


def points(share: Fraction | None) -> str | None:
    """A share in points or percent with two decimals, as progress.md writes it."""
    return None if share is None else f"{float(100 * share):.2f}"


def shown(value: Fraction | None) -> str | None:
    """A value with two decimals, as progress.md writes it."""
    return None if value is None else f"{float(value):.2f}"


def day(text: str) -> date:
    """A date from its text."""
    return date.fromisoformat(text)
