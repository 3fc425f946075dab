"""Results built by hand, one objective or indicator for each status, for tests of charts, widgets and pages."""

from datetime import UTC, date, datetime
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING

from toc import columns, tables
from toc.figures.results import (
    IndicatorResult,
    LinePoint,
    ObjectiveResult,
    Quantity,
    Reporting,
    ValueResult,
)
from toc.model.document import (
    CountryDef,
    FrameworkDocument,
    HorizonDef,
    IndicatorDef,
    LevelDef,
    ObjectiveDef,
    OrganisationDef,
    ScaleLevelDef,
)
from toc.model.query import ALL
from toc.model.terms import (
    Combination,
    Direction,
    EvidenceGrade,
    Frequency,
    Measure,
    OverTime,
    ReportingState,
    Status,
)

if TYPE_CHECKING:
    import pandas as pd

AS_OF = date(2027, 6, 30)
KNOWN_AT = datetime(2027, 7, 1, 12, 0, tzinfo=UTC)
NAMES = {"IT": "Italy", "NL": "Netherlands", ALL: "All countries"}


def indicator_def(code: str = "A-1.1", measure: Measure = Measure.COUNT, **more: object) -> IndicatorDef:
    """An indicator that counts learners, unless more says otherwise."""
    given: dict[str, object] = {
        "code": code,
        "objective": code.rpartition(".")[0],
        "name": "Learners enrolled",
        "measure": measure,
        "unit": "%" if measure is Measure.PERCENT else "learners",
        "direction": Direction.UP,
        "over_time": OverTime.POINT,
        "combination": Combination.RATIO if measure is Measure.PERCENT else Combination.NONE,
        "frequency": Frequency.ANNUAL,
    }
    return IndicatorDef.model_validate(given | more)


def scale_def() -> IndicatorDef:
    """An indicator with two levels."""
    levels = (ScaleLevelDef(value=Decimal(1), text="none"), ScaleLevelDef(value=Decimal(2), text="voluntary"))
    return indicator_def("A-1.2", Measure.SCALE, unit="level", scale=levels, combination=Combination.NONE)


def document() -> FrameworkDocument:
    """Two levels, two horizons, three objectives, two countries; a name that would be harmful as markup."""
    return FrameworkDocument(
        code="TINY",
        name="Tiny framework",
        start_year=2025,
        baseline_date=date(2025, 11, 28),
        consortium_organisation="Lead",
        levels=(LevelDef(code="a", name="Alpha", about="first"), LevelDef(code="b", name="Beta")),
        horizons=(
            HorizonDef(code="S", name="Short term", first_year=1, last_year=3),
            HorizonDef(code="L", name="Long term", first_year=4),
        ),
        objectives=(
            ObjectiveDef(code="A-1", level="a", horizon="S", title="Uptake", stakeholders=("Providers", "Learners")),
            ObjectiveDef(code="A-2", level="a", horizon="L", title="Reach"),
            ObjectiveDef(code="B-1", level="b", horizon="S", title="<script>alert(1)</script>"),
        ),
        indicators=(indicator_def(), scale_def(), indicator_def("A-2.1"), indicator_def("B-1.1", Measure.PERCENT)),
        countries=(
            CountryDef(code="IT", name="Italy", organisation="Lead"),
            CountryDef(code="NL", name="Netherlands", organisation="Other"),
        ),
        organisations=(
            OrganisationDef(short_name="Lead", name="Lead", country="IT"),
            OrganisationDef(short_name="Other", name="Other", country="NL"),
        ),
    )


def indicator_result(
    status: Status = Status.ON_TRACK,
    *,
    of: IndicatorDef | None = None,
    country: str = "IT",
    value: Fraction | None = Fraction(177),
    **more: object,
) -> IndicatorResult:
    """An indicator half-way from 64 to 400, unless more says otherwise; without a value it has no progress."""
    known = value is not None
    given: dict[str, object] = {
        "indicator": of or indicator_def(),
        "country": country,
        "as_of": AS_OF,
        "value": ValueResult(
            quantity=Quantity(value) if value is not None else None,
            data_on=date(2026, 12, 31) if known else None,
            basis="measured" if known else None,
            parts_present=int(known),
            evidence_grades=(EvidenceGrade.REGISTER,) if known else (),
            parts_expected=1,
        ),
        "reporting": Reporting(first_due=None, due_on=None, state=ReportingState.REPORTED),
        "status": status,
        "baseline": Quantity(Fraction(64)),
        "baseline_on": date(2025, 11, 28),
        "baseline_source": "Enrolment records",
        "target": Fraction(400),
        "target_on": date(2027, 12, 31),
        "target_basis": "own",
        "expected": Fraction(200),
        "progress": (value - 64) / 336 if value is not None else None,
        "expected_progress": Fraction(136, 336) if known else None,
        "gap": (value - 200) / 336 if value is not None else None,
        "line": (LinePoint(date(2025, 11, 28), Fraction(64)), LinePoint(date(2027, 12, 31), Fraction(400))),
    }
    return IndicatorResult(**(given | more))  # type: ignore[arg-type]


def objective_result(
    status: Status = Status.ON_TRACK,
    *,
    of: ObjectiveDef | None = None,
    country: str = "IT",
    progress: Fraction | None = Fraction(62, 100),
    expected: Fraction | None = Fraction(58, 100),
) -> ObjectiveResult:
    """An objective with one of two indicators measured; without progress none is."""
    return ObjectiveResult(
        objective=of or document().objectives[0],
        country=country,
        as_of=AS_OF,
        status=status,
        progress=progress,
        expected_progress=expected,
        gap=progress - expected if progress is not None and expected is not None else None,
        indicators_with_progress=0 if progress is None else 1,
        indicators_total=2,
        weight_with_progress=Decimal(0 if progress is None else 1),
        weight_total=Decimal(2),
        worst=None if progress is None else "A-1.1",
        last_data_on=None if progress is None else date(2026, 12, 31),
        invented=False,
        indicators=(
            indicator_result(status, country=country),
            indicator_result(Status.NO_DATA, of=scale_def(), value=None),
        ),
    )


def history_table() -> "pd.DataFrame":
    """The baseline, a measured half-year, one for which nothing came in, an unapproved one, and the planned points."""
    points: list[tuple[object, ...]] = [
        ("baseline", None, date(2025, 11, 28), 64, 64, 0, None, False),
        ("value", "2026-S1", date(2026, 6, 30), 116, 150, Decimal("0.15"), "at risk", False),
        ("value", "2026-S2", date(2026, 12, 31), None, 239, None, None, False),
        ("value", "2027-S1", date(2027, 6, 30), 300, 320, Decimal("0.7"), "on track", True),
        ("expectation", None, date(2025, 11, 28), None, 64, None, None, None),
        ("expectation", None, date(2027, 12, 31), None, 400, None, None, None),
        ("target", None, date(2027, 12, 31), 400, None, None, None, None),
        ("milestone", None, date(2026, 12, 31), 150, None, None, "not met", None),
        ("follow-on", None, date(2029, 12, 31), 500, None, None, None, None),
    ]
    names = ("point", "period", "date", "value", "expected_value", "progress", "status", "includes_unapproved")
    return tables.frame((dict(zip(names, point, strict=True)) for point in points), columns.HISTORY)
