"""A framework with everything that its figures rest on, as one frozen document.

The document is what `toc load` reads, what `toc export framework` writes, what the store keeps as it stood at each
change, and what every computation reads. Tables in the database hold the same facts for keys and constraints.
"""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Self

from pydantic import BaseModel, ConfigDict, Field

from toc.model.query import ALL
from toc.model.terms import (
    AnnotationKind,
    Combination,
    DimensionKind,
    Direction,
    EvidenceGrade,
    FactKind,
    Frequency,
    Measure,
    OverTime,
    Scope,
)


class Part(BaseModel):
    """Base of all parts: frozen, no unknown fields."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=False)


class LevelDef(Part):
    """A level: about whom an objective is, from system to learner.

    Attributes:
        code: short code, unique in the framework, e.g. `systemic`.
        name: e.g. `Systemic`.
        about: one line on who and what the level is about.
    """

    code: str = Field(min_length=1, max_length=40)
    name: str = Field(min_length=1)
    about: str = ""


class HorizonDef(Part):
    """A time horizon in years after the framework's start; the start year counts as year 1.

    Attributes:
        code: e.g. `S`.
        name: e.g. `Short term`.
        label: the grid's own wording, e.g. `Short Term (1-3 years)`.
        first_year: 1 for a horizon that begins in the start year.
        last_year: inclusive; None for a horizon without an end.
        review_date: proposed date of a new target where the horizon has no end.
    """

    code: str = Field(min_length=1, max_length=10)
    name: str = Field(min_length=1)
    label: str = ""
    first_year: int = Field(ge=1)
    last_year: int | None = Field(default=None, ge=1)
    review_date: date | None = None


class ObjectiveDef(Part):
    """An objective: one place in the grid of levels by horizons."""

    code: str = Field(min_length=1, max_length=40)
    level: str
    horizon: str
    title: str = Field(min_length=1)
    outcome: str = ""
    stakeholders: tuple[str, ...] = ()


class LinkDef(Part):
    """A contribution link: one outcome helps to bring about another, under an assumption.

    Attributes:
        lag_years: years after which the effect is expected to show.
    """

    source: str
    target: str
    assumption: str = ""
    lag_years: int = Field(default=1, ge=0, le=50)


class CategoryDef(Part):
    """A category of a breakdown."""

    code: str = Field(min_length=1, max_length=60)
    name: str = Field(min_length=1)


class DimensionDef(Part):
    """A dimension by which a value may be split."""

    code: str = Field(min_length=1, max_length=60)
    name: str = Field(min_length=1)
    kind: DimensionKind = DimensionKind.EXCLUSIVE
    categories: tuple[CategoryDef, ...] = ()


class ScaleLevelDef(Part):
    """A level of a scale indicator: its number and what it means."""

    value: Decimal
    text: str = Field(min_length=1)


class BreakdownDef(Part):
    """A dimension that an indicator may be split by; no categories named: all of the dimension's."""

    dimension: str
    categories: tuple[str, ...] = ()


class IndicatorDef(Part):
    """An indicator: what is measured, in what unit, which way is better, how periods and countries combine."""

    code: str = Field(min_length=1, max_length=40)
    objective: str
    name: str = Field(min_length=1)
    definition: str = ""
    measure: Measure
    unit: str
    direction: Direction
    over_time: OverTime
    combination: Combination
    frequency: Frequency
    scope: Scope = Scope.COUNTRY
    weight: Decimal = Field(default=Decimal(1), ge=0)
    step: Decimal | None = Field(default=None, gt=0)
    breakdowns: tuple[BreakdownDef, ...] = ()
    scale: tuple[ScaleLevelDef, ...] = ()
    means_of_verification: str = ""


class CountryDef(Part):
    """A reporting country and the organisation that reports for it unless an assignment says otherwise."""

    code: str = Field(pattern=r"^[A-Z]{2}$")
    name: str = Field(min_length=1)
    organisation: str


class OrganisationDef(Part):
    """An organisation and the countries it may report for."""

    short_name: str = Field(min_length=1, max_length=60)
    name: str = Field(min_length=1)
    country: str = Field(pattern=r"^[A-Z]{2}$")
    role: str = "partner"
    reports_for: tuple[str, ...] = ()


class AssignmentDef(Part):
    """Which organisations report an indicator for a country (or ALL), where it is not the country's default one."""

    indicator: str
    country: str
    organisations: tuple[str, ...]


class NotApplicableDef(Part):
    """An indicator that does not apply to a country, by the coordinator, with a reason."""

    indicator: str
    country: str
    reason: str = Field(min_length=1)


class FactDef(Part):
    """A baseline or a target: a dated value of an indicator for a country, or for ALL itself.

    Attributes:
        value: in the indicator's unit, percent from 0 to 100; None where numerator and denominator say it.
        value_to: the upper bound of a hold band, where `value` is the lower one; otherwise None.
        sample_size: n of a survey; None where it is unknown or not a survey.
    """

    indicator: str
    country: str
    kind: FactKind
    date: date
    value: Decimal | None = None
    value_to: Decimal | None = None
    numerator: Decimal | None = None
    denominator: Decimal | None = None
    sample_size: int | None = Field(default=None, ge=1)
    evidence_grade: EvidenceGrade | None = None
    source: str = ""
    source_url: str = ""
    note: str = ""
    invented: bool = False


class AnnotationDef(Part):
    """A remark on a time line: something that happened, or a day from which on something else is measured.

    Attributes:
        indicator: code; empty for a remark on every indicator.
        country: code, or ALL for every country.
    """

    indicator: str = ""
    country: str = ALL
    date: date
    kind: AnnotationKind = AnnotationKind.EVENT
    text: str = Field(min_length=1)


class FrameworkDocument(Part):
    """A whole framework: grid, indicators, people's organisations, and every baseline and target.

    Attributes:
        start_year: the year that counts as year 1 of the horizons.
        baseline_date: values are measured against the state on this date; periods up to it are history.
        timezone: IANA name; today is a date there.
        grace_days: days after a period's end until its report is due.
        tolerance_points: progress points within which an indicator counts as on track, above 0 and at most 50.
        consortium_organisation: reports consortium indicators (country ALL) unless an assignment says otherwise.
        open_to_partners: partners see the approved data of every country; no: of their own countries only.
    """

    code: str = Field(min_length=1, max_length=40)
    name: str = Field(min_length=1)
    source: str = ""
    start_year: int = Field(ge=1900, le=2200)
    baseline_date: date
    timezone: str = "Europe/Brussels"
    grace_days: int = Field(default=60, ge=0, le=366)
    tolerance_points: Decimal = Field(default=Decimal(10), gt=0, le=50)
    consortium_organisation: str
    open_to_partners: bool = True
    levels: tuple[LevelDef, ...]
    horizons: tuple[HorizonDef, ...]
    stakeholders: tuple[str, ...] = ()
    objectives: tuple[ObjectiveDef, ...]
    links: tuple[LinkDef, ...] = ()
    dimensions: tuple[DimensionDef, ...] = ()
    indicators: tuple[IndicatorDef, ...]
    countries: tuple[CountryDef, ...]
    organisations: tuple[OrganisationDef, ...]
    assignments: tuple[AssignmentDef, ...] = ()
    not_applicable: tuple[NotApplicableDef, ...] = ()
    facts: tuple[FactDef, ...] = ()
    annotations: tuple[AnnotationDef, ...] = ()

    def __copy__(self) -> Self:
        """Copy the parts, and nothing that was computed from them: `model_copy(update=...)` begins with this."""
        copied = super().__copy__()
        for name in set(copied.__dict__) - set(type(self).model_fields):
            del copied.__dict__[name]
        return copied

    @cached_property
    def indicator_by_code(self) -> Mapping[str, IndicatorDef]:
        """Indicators by their code."""
        return {indicator.code: indicator for indicator in self.indicators}

    @cached_property
    def objective_by_code(self) -> Mapping[str, ObjectiveDef]:
        """Objectives by their code."""
        return {objective.code: objective for objective in self.objectives}

    @cached_property
    def horizon_by_code(self) -> Mapping[str, HorizonDef]:
        """Horizons by their code."""
        return {horizon.code: horizon for horizon in self.horizons}

    @cached_property
    def country_by_code(self) -> Mapping[str, CountryDef]:
        """Reporting countries by their code; ALL is not one of them."""
        return {country.code: country for country in self.countries}

    @cached_property
    def dimension_by_code(self) -> Mapping[str, DimensionDef]:
        """Dimensions by their code."""
        return {dimension.code: dimension for dimension in self.dimensions}

    @cached_property
    def facts_by_key(self) -> Mapping[tuple[str, str], tuple[FactDef, ...]]:
        """Baselines and targets by (indicator, country), in date order."""
        found: dict[tuple[str, str], list[FactDef]] = {}
        for fact in sorted(self.facts, key=lambda fact: fact.date):
            found.setdefault((fact.indicator, fact.country), []).append(fact)
        return {key: tuple(facts) for key, facts in found.items()}

    @cached_property
    def assignment_by_key(self) -> Mapping[tuple[str, str], tuple[str, ...]]:
        """Organisations by (indicator, country) where an assignment was made."""
        return {(found.indicator, found.country): found.organisations for found in self.assignments}

    @cached_property
    def not_applicable_by_key(self) -> Mapping[tuple[str, str], str]:
        """Reason by (indicator, country) for what does not apply."""
        return {(found.indicator, found.country): found.reason for found in self.not_applicable}

    def reporters(self, indicator: str, country: str) -> tuple[str, ...]:
        """Organisations that are expected to report an indicator for a country (or ALL).

        Source: progress.md 2, Assignment.
        """
        assigned = self.assignment_by_key.get((indicator, country))
        if assigned is not None:
            return assigned
        if country == ALL:
            return (self.consortium_organisation,)
        return (self.country_by_code[country].organisation,)

    def horizon_of(self, indicator: str) -> HorizonDef:
        """The horizon of an indicator's objective."""
        return self.horizon_by_code[self.objective_by_code[self.indicator_by_code[indicator].objective].horizon]

    def horizon_start(self, horizon: HorizonDef) -> date:
        """First day of a horizon."""
        return date(self.start_year + horizon.first_year - 1, 1, 1)

    def horizon_end(self, horizon: HorizonDef) -> date | None:
        """Last day of a horizon, inclusive; None where it has no end."""
        if horizon.last_year is None:
            return None
        return date(self.start_year + horizon.last_year - 1, 12, 31)
