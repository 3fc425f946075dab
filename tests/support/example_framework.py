"""A tiny second framework for tests: 2 levels, 2 horizons, its own codes; proves that nothing is wired to CREDEX."""

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from toc.model.document import (
    AnnotationDef,
    AssignmentDef,
    BreakdownDef,
    CategoryDef,
    CountryDef,
    DimensionDef,
    FactDef,
    FrameworkDocument,
    HorizonDef,
    IndicatorDef,
    LevelDef,
    LinkDef,
    NotApplicableDef,
    ObjectiveDef,
    OrganisationDef,
    ScaleLevelDef,
)
from toc.model.drafts import MeasurementDraft, PartDraft
from toc.model.query import SYSTEM
from toc.model.terms import (
    Combination,
    DimensionKind,
    Direction,
    FactKind,
    Frequency,
    Measure,
    OverTime,
    ReviewState,
    Scope,
)

if TYPE_CHECKING:
    from toc.services.steps.record import Recorded
    from toc.store.database import Store

CODE = "ORCHARD"

SCALE = (
    ScaleLevelDef(value=Decimal(1), text="poor"),
    ScaleLevelDef(value=Decimal(2), text="fair"),
    ScaleLevelDef(value=Decimal(3), text="good"),
)

INDICATORS = (
    IndicatorDef(
        code="F1.1",
        objective="F1",
        name="Trees planted",
        measure=Measure.COUNT,
        unit="trees",
        direction=Direction.UP,
        over_time=OverTime.FLOW,
        combination=Combination.SUM,
        frequency=Frequency.QUARTER,
        step=Decimal(1),
        breakdowns=(BreakdownDef(dimension="fruit"), BreakdownDef(dimension="soil", categories=("clay",))),
    ),
    IndicatorDef(
        code="F1.2",
        objective="F1",
        name="Trees alive after a year",
        measure=Measure.PERCENT,
        unit="%",
        direction=Direction.UP,
        over_time=OverTime.POINT,
        combination=Combination.RATIO,
        frequency=Frequency.ANNUAL,
        weight=Decimal("0.5"),
    ),
    IndicatorDef(
        code="F2.1",
        objective="F2",
        name="Quality of the soil",
        measure=Measure.SCALE,
        unit="level",
        direction=Direction.UP,
        over_time=OverTime.POINT,
        combination=Combination.MEDIAN,
        frequency=Frequency.ANNUAL,
        step=Decimal(1),
        scale=SCALE,
    ),
    IndicatorDef(
        code="V1.1",
        objective="V1",
        name="Days from harvest to market",
        measure=Measure.DURATION,
        unit="days",
        direction=Direction.DOWN,
        over_time=OverTime.POINT,
        combination=Combination.MEAN,
        frequency=Frequency.SEMESTER,
    ),
    IndicatorDef(
        code="V1.2",
        objective="V1",
        name="Income of all cooperatives",
        measure=Measure.AMOUNT,
        unit="EUR",
        direction=Direction.UP,
        over_time=OverTime.RUNNING,
        combination=Combination.SUM,
        frequency=Frequency.ANNUAL,
        scope=Scope.CONSORTIUM,
    ),
    IndicatorDef(
        code="V1.3",
        objective="V1",
        name="Water in the ground",
        measure=Measure.NUMBER,
        unit="m",
        direction=Direction.HOLD,
        over_time=OverTime.POINT,
        combination=Combination.NONE,
        frequency=Frequency.MONTH,
    ),
)

FACTS = (
    FactDef(
        indicator="F1.1",
        country="PT",
        kind=FactKind.BASELINE,
        date=date(2019, 12, 31),
        value=Decimal(10),
        source="Count",
    ),
    FactDef(indicator="F1.1", country="PT", kind=FactKind.TARGET, date=date(2021, 12, 31), value=Decimal(50)),
    FactDef(indicator="F1.1", country="PT", kind=FactKind.TARGET, date=date(2024, 12, 31), value=Decimal(200)),
    FactDef(
        indicator="F1.2",
        country="PT",
        kind=FactKind.BASELINE,
        date=date(2019, 12, 31),
        numerator=Decimal("10.5"),
        denominator=Decimal(11),
    ),
    FactDef(indicator="F1.2", country="ALL", kind=FactKind.TARGET, date=date(2024, 12, 31), value=Decimal(99)),
    FactDef(
        indicator="V1.3",
        country="GR",
        kind=FactKind.TARGET,
        date=date(2024, 12, 31),
        value=Decimal("2.5"),
        value_to=Decimal(4),
    ),
    FactDef(indicator="V1.2", country="ALL", kind=FactKind.TARGET, date=date(2027, 6, 30), value=Decimal(1_000_000)),
)


GRID: dict[str, object] = {
    "levels": (
        LevelDef(code="field", name="Field"),
        LevelDef(code="village", name="Village", about="Who lives there"),
    ),
    "horizons": (
        HorizonDef(code="near", name="Near", first_year=1, last_year=5),
        HorizonDef(code="far", name="Far", first_year=6, review_date=date(2030, 1, 1)),
    ),
    "stakeholders": ("growers", "buyers"),
    "objectives": (
        ObjectiveDef(code="F1", level="field", horizon="near", title="More trees", stakeholders=("growers",)),
        ObjectiveDef(code="F2", level="field", horizon="far", title="Better soil", outcome="The soil holds water"),
        ObjectiveDef(
            code="V1", level="village", horizon="far", title="Better living", stakeholders=("growers", "buyers")
        ),
    ),
    "links": (LinkDef(source="F1", target="V1", assumption="Fruit is sold"), LinkDef(source="F2", target="V1")),
}
"""What stands in the grid and how it hangs together."""


def example_framework(**changed: object) -> FrameworkDocument:
    """The framework, with some of its fields changed."""
    fields: dict[str, object] = {
        "code": CODE,
        "name": "The orchard",
        "source": "Invented for tests",
        "start_year": 2020,
        "baseline_date": date(2019, 12, 31),
        "timezone": "Europe/Lisbon",
        "grace_days": 30,
        "tolerance_points": Decimal("12.5"),
        "consortium_organisation": "COOP",
        **GRID,
        "dimensions": (
            DimensionDef(
                code="fruit",
                name="Fruit",
                kind=DimensionKind.EXCLUSIVE,
                categories=(CategoryDef(code="apple", name="Apple"), CategoryDef(code="pear", name="Pear")),
            ),
            DimensionDef(
                code="soil",
                name="Soil",
                kind=DimensionKind.MULTIPLE,
                categories=(CategoryDef(code="clay", name="Clay"), CategoryDef(code="sand", name="Sand")),
            ),
        ),
        "indicators": INDICATORS,
        "countries": (
            CountryDef(code="PT", name="Portugal", organisation="POMAR"),
            CountryDef(code="GR", name="Greece", organisation="KIPOS"),
        ),
        "organisations": (
            OrganisationDef(short_name="COOP", name="The cooperative", country="PT", role="coordinator"),
            OrganisationDef(short_name="POMAR", name="Pomar", country="PT", reports_for=("PT",)),
            OrganisationDef(short_name="KIPOS", name="Kipos", country="GR", reports_for=("GR", "PT")),
        ),
        "assignments": (AssignmentDef(indicator="F1.1", country="PT", organisations=("POMAR", "KIPOS")),),
        "not_applicable": (NotApplicableDef(indicator="F2.1", country="GR", reason="No soil there"),),
        "annotations": (
            AnnotationDef(date=date(2019, 5, 1), text="A law on orchards was passed"),
            AnnotationDef(indicator="V1.3", date=date(2017, 3, 1), text="A late frost"),
        ),
        "facts": FACTS,
    }
    return FrameworkDocument.model_validate({**fields, **changed})


def planted(value: int | str | None = None, **changed: object) -> MeasurementDraft:
    """A measurement of trees planted: POMAR, Portugal, first quarter of 2020, with some fields changed."""
    fields: dict[str, object] = {
        "framework": CODE,
        "indicator": "F1.1",
        "country": "PT",
        "organisation": "POMAR",
        "period_start": date(2020, 1, 1),
        "period_end": date(2020, 3, 31),
        "value": None if value is None else Decimal(value),
    }
    return MeasurementDraft.model_validate({**fields, **changed})


def part(dimension: str, category: str, value: int | str) -> PartDraft:
    """One part of a breakdown."""
    return PartDraft(dimension=dimension, category=category, value=Decimal(value))


def loaded(store: "Store", **changed: object) -> "Store":
    """A store that holds the framework."""
    from toc.services.loading import load_framework

    load_framework(store, SYSTEM, example_framework(**changed), reason="for a test")
    return store


def record(store: "Store", draft: MeasurementDraft, state: str = "approved", **options: Any) -> "Recorded":
    """Write one revision in a transaction of its own."""
    from toc.services.steps.record import insert_revision

    with store.writing() as session:
        return insert_revision(session, SYSTEM, draft, state=_state(state), **options)


def move(store: "Store", revision_id: int, state: str, comment: str = "") -> None:
    """Let a revision reach its next state in a transaction of its own."""
    from toc.services.steps.record import change_state

    with store.writing() as session:
        change_state(session, SYSTEM, revision_id, _state(state), comment=comment)


def _state(value: str) -> ReviewState:
    return next(state for state in ReviewState if state == value)
