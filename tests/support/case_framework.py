"""The framework that the case files of `tests/files` assume; one organisation reports for all of its countries."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from toc.model.document import (
    BreakdownDef,
    CategoryDef,
    CountryDef,
    DimensionDef,
    FactDef,
    FrameworkDocument,
    HorizonDef,
    IndicatorDef,
    LevelDef,
    ObjectiveDef,
    OrganisationDef,
)
from toc.model.query import SYSTEM, Actor, Clock, Query
from toc.model.terms import Combination, Direction, FactKind, Frequency, Measure, OverTime, Role

if TYPE_CHECKING:
    from toc.store.database import Store

CODE = "CASES"
COUNTRIES = ("IT", "NL", "IE", "BE", "EE", "ES")
CLOCK = Clock(date(2025, 6, 1))
REPORTER = Actor(None, "Rita", "rita@example.org", Role.PARTNER, "ORG", frozenset((*COUNTRIES, "NA", "GR", "GB", "XK")))
"""A partner whose organisation is the only one that reports, so that files need not name it."""

PLANNER = Actor(None, "Cora", "cora@example.org", Role.COORDINATOR)
"""A coordinator, who sets targets."""


def _indicator(
    code: str, measure: str, over_time: str, combination: str, direction: str = "up", **more: object
) -> IndicatorDef:
    fields = {
        "code": code,
        "objective": code.partition("-")[0],
        "name": f"Indicator {code}",
        "measure": Measure(measure),
        "unit": {"percent": "%", "amount": "EUR"}.get(measure, "persons"),
        "direction": Direction(direction),
        "over_time": OverTime(over_time),
        "combination": Combination(combination),
        "frequency": Frequency.ANNUAL,
    }
    return IndicatorDef.model_validate({**fields, **more})


INDICATORS = (
    _indicator("LRN-1.1", "percent", "point", "ratio", breakdowns=(BreakdownDef(dimension="sex"),)),
    _indicator(
        "LRN-1.2", "count", "flow", "sum", breakdowns=(BreakdownDef(dimension="sex"), BreakdownDef(dimension="region"))
    ),
    _indicator("PRO-1.1", "count", "running", "sum"),
    _indicator("PRO-1.2", "percent", "point", "ratio", "down"),
    _indicator("INC-1.1", "count", "point", "sum", "down"),
    _indicator("INC-1.2", "count", "point", "sum"),
    _indicator("INC-1.3", "number", "point", "sum"),
    _indicator("FIN-1.1", "amount", "flow", "sum"),
    _indicator("FIN-1.2", "amount", "point", "none"),
    *(_indicator(code, "count", "point", "sum", objective="INC") for code in ("1.1", "1.10", "1-2", "2E3")),
)


_BASELINE = FactDef(
    indicator="LRN-1.2", country="IT", kind=FactKind.BASELINE, date=date(2021, 12, 31), value=Decimal(0)
)


def case_framework(countries: Iterable[str] = COUNTRIES) -> FrameworkDocument:
    """The framework, for these countries."""
    codes = tuple(countries)
    return FrameworkDocument(
        code=CODE,
        name="The cases",
        start_year=2022,
        baseline_date=date(2015, 12, 31),
        consortium_organisation="ORG",
        levels=(LevelDef(code="one", name="One"),),
        horizons=(HorizonDef(code="S", name="Short", first_year=1, last_year=10),),
        objectives=tuple(
            ObjectiveDef(code=code, level="one", horizon="S", title=code) for code in ("LRN", "PRO", "INC", "FIN")
        ),
        dimensions=(
            DimensionDef(
                code="sex",
                name="Sex",
                categories=(CategoryDef(code="F", name="Female"), CategoryDef(code="M", name="Male")),
            ),
            DimensionDef(
                code="region", name="Region", categories=tuple(CategoryDef(code=n, name=n) for n in ("01", "02", "10"))
            ),
        ),
        indicators=INDICATORS,
        countries=tuple(CountryDef(code=code, name=code, organisation="ORG") for code in codes),
        organisations=(OrganisationDef(short_name="ORG", name="The organisation", country="IT", reports_for=codes),),
        facts=(_BASELINE,) if "IT" in codes else (),
    )


def case_store(store: "Store", countries: Iterable[str] = COUNTRIES) -> "Store":
    """A store that holds the framework."""
    from toc.services.loading import load_framework

    load_framework(store, SYSTEM, case_framework(countries), reason="for a test")
    return store


def query() -> Query:
    """The whole framework as of the clock's day."""
    return Query(CODE, CLOCK.today("UTC"))
