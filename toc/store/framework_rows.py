"""The rows that a framework document becomes: for every table its rows by their natural keys, codes instead of ids.

Source: progress.md 2; the tables are described in toc/model/framework.py and toc/model/fact.py.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlmodel import SQLModel

from toc.model import fact, framework
from toc.model.document import FactDef, FrameworkDocument
from toc.model.terms import FactKind

FactKey = tuple[FactKind, str, str, date | None]
"""What a fact may be there once for: kind, indicator, country, and for a target its date."""

Key = tuple[Any, ...]
Row = dict[str, Any]


@dataclass(frozen=True)
class Part:
    """A table of the framework: how its rows are told apart and what they point to.

    Attributes:
        table: the table's class.
        word: what a row is called.
        key: columns that tell the rows of a framework apart; a row's natural key is their natural values.
        references: column and the name of the table that it points to; its natural value is that row's natural key.
        owner: the column that says which framework a row belongs to, directly or through its owner; empty for
            organisations, which frameworks share, and for the framework itself.
        rows: makes the rows of a document.
    """

    table: type[SQLModel]
    word: str
    key: tuple[str, ...]
    rows: Callable[[FrameworkDocument], Iterable[Row]]
    references: Mapping[str, str] = field(default_factory=dict)
    owner: str = ""

    @property
    def name(self) -> str:
        """Name of the table."""
        return str(self.table.__tablename__)

    def key_of(self, row: Mapping[str, Any]) -> Key:
        """Natural key of a row with natural values."""
        return tuple(row[column] for column in self.key)

    def wanted(self, document: FrameworkDocument) -> dict[Key, Row]:
        """Rows of a document by their natural keys."""
        return {self.key_of(row): row for row in self.rows(document)}


def fact_key(found: FactDef) -> FactKey:
    """What a baseline or a target may be there once for. Source: progress.md 2."""
    dated = found.date if found.kind is FactKind.TARGET else None
    return (found.kind, found.indicator, found.country, dated)


def _numbered(rows: Iterable[Row]) -> Iterator[Row]:
    for position, row in enumerate(rows):
        yield {**row, "position": position}


def _organisations(document: FrameworkDocument) -> Iterator[Row]:
    for part in document.organisations:
        yield part.model_dump(include={"short_name", "name", "country", "role"})


def _framework(document: FrameworkDocument) -> Iterator[Row]:
    columns = {"code", "name", "source", "start_year", "baseline_date", "timezone", "grace_days", "tolerance_points"}
    yield {
        **document.model_dump(include={*columns, "open_to_partners"}),
        "consortium_organisation_id": (document.consortium_organisation,),
    }


def _listed(name: str) -> Callable[[FrameworkDocument], Iterator[Row]]:
    """Rows of a list whose parts have no references."""

    def rows(document: FrameworkDocument) -> Iterator[Row]:
        parts = getattr(document, name)
        plain = (part.model_dump(exclude={"categories"}) for part in parts)
        return _numbered({"framework_id": (document.code,), **row} for row in plain)

    return rows


def _stakeholders(document: FrameworkDocument) -> Iterator[Row]:
    return _numbered({"framework_id": (document.code,), "name": name} for name in document.stakeholders)


def _objectives(document: FrameworkDocument) -> Iterator[Row]:
    for position, part in enumerate(document.objectives):
        yield {
            "framework_id": (document.code,),
            "level_id": ((document.code,), part.level),
            "horizon_id": ((document.code,), part.horizon),
            "code": part.code,
            "title": part.title,
            "outcome": part.outcome,
            "position": position,
        }


def _objective_stakeholders(document: FrameworkDocument) -> Iterator[Row]:
    for part in document.objectives:
        for position, name in enumerate(part.stakeholders):
            yield {
                "objective_id": ((document.code,), part.code),
                "stakeholder_id": ((document.code,), name),
                "position": position,
            }


def _links(document: FrameworkDocument) -> Iterator[Row]:
    for position, part in enumerate(document.links):
        yield {
            "source_id": ((document.code,), part.source),
            "target_id": ((document.code,), part.target),
            "assumption": part.assumption,
            "lag_years": part.lag_years,
            "position": position,
        }


def _categories(document: FrameworkDocument) -> Iterator[Row]:
    for part in document.dimensions:
        rows = (category.model_dump() for category in part.categories)
        yield from _numbered({"dimension_id": ((document.code,), part.code), **row} for row in rows)


def _indicators(document: FrameworkDocument) -> Iterator[Row]:
    for position, part in enumerate(document.indicators):
        yield {
            **part.model_dump(exclude={"objective", "breakdowns", "scale"}),
            "framework_id": (document.code,),
            "objective_id": ((document.code,), part.objective),
            "position": position,
        }


def _scale_levels(document: FrameworkDocument) -> Iterator[Row]:
    for part in document.indicators:
        rows = (level.model_dump() for level in part.scale)
        yield from _numbered({"indicator_id": ((document.code,), part.code), **row} for row in rows)


def _breakdowns(document: FrameworkDocument) -> Iterator[Row]:
    for part in document.indicators:
        pairs = [(found.dimension, code) for found in part.breakdowns for code in (found.categories or (None,))]
        for position, (dimension, category) in enumerate(pairs):
            dimension_key = ((document.code,), dimension)
            yield {
                "indicator_id": ((document.code,), part.code),
                "dimension_id": dimension_key,
                "category_id": None if category is None else (dimension_key, category),
                "position": position,
            }


def _countries(document: FrameworkDocument) -> Iterator[Row]:
    for position, part in enumerate(document.countries):
        yield {
            "framework_id": (document.code,),
            "code": part.code,
            "name": part.name,
            "organisation_id": (part.organisation,),
            "position": position,
        }


def _organisation_countries(document: FrameworkDocument) -> Iterator[Row]:
    for position, part in enumerate(document.organisations):
        for country in part.reports_for or ("",):
            yield {
                "framework_id": (document.code,),
                "organisation_id": (part.short_name,),
                "country": country,
                "position": position,
            }


def _assignments(document: FrameworkDocument) -> Iterator[Row]:
    for part in document.assignments:
        for position, organisation in enumerate(part.organisations):
            yield {
                "indicator_id": ((document.code,), part.indicator),
                "country": part.country,
                "organisation_id": (organisation,),
                "position": position,
            }


def _not_applicable(document: FrameworkDocument) -> Iterator[Row]:
    for part in document.not_applicable:
        yield {
            "indicator_id": ((document.code,), part.indicator),
            "country": part.country,
            "reason": part.reason,
        }


def _annotations(document: FrameworkDocument) -> Iterator[Row]:
    for position, part in enumerate(document.annotations):
        yield {
            **part.model_dump(exclude={"indicator"}),
            "framework_id": (document.code,),
            "indicator_id": ((document.code,), part.indicator) if part.indicator else None,
            "position": position,
        }


def _facts(kind: FactKind) -> Callable[[FrameworkDocument], Iterator[Row]]:
    """Rows of baselines or of targets, without the mark where they came from."""

    def rows(document: FrameworkDocument) -> Iterator[Row]:
        for part in document.facts:
            if part.kind is kind:
                indicator = ((document.code,), part.indicator)
                yield {"indicator_id": indicator, **part.model_dump(exclude={"indicator", "kind"})}

    return rows


_FRAMEWORK = {"framework_id": "framework"}
_INDICATOR = {"indicator_id": "indicator"}

PARTS: tuple[Part, ...] = (
    Part(framework.Organisation, "organisation", ("short_name",), _organisations),
    Part(framework.Framework, "framework", ("code",), _framework, {"consortium_organisation_id": "organisation"}),
    Part(framework.Level, "level", ("framework_id", "code"), _listed("levels"), _FRAMEWORK, "framework_id"),
    Part(framework.Horizon, "horizon", ("framework_id", "code"), _listed("horizons"), _FRAMEWORK, "framework_id"),
    Part(framework.Stakeholder, "stakeholder", ("framework_id", "name"), _stakeholders, _FRAMEWORK, "framework_id"),
    Part(
        framework.Objective,
        "objective",
        ("framework_id", "code"),
        _objectives,
        {**_FRAMEWORK, "level_id": "level", "horizon_id": "horizon"},
        "framework_id",
    ),
    Part(
        framework.ObjectiveStakeholder,
        "stakeholder of an objective",
        ("objective_id", "stakeholder_id"),
        _objective_stakeholders,
        {"objective_id": "objective", "stakeholder_id": "stakeholder"},
        "objective_id",
    ),
    Part(
        framework.ContributionLink,
        "contribution link",
        ("source_id", "target_id"),
        _links,
        {"source_id": "objective", "target_id": "objective"},
        "source_id",
    ),
    Part(framework.Dimension, "dimension", ("framework_id", "code"), _listed("dimensions"), _FRAMEWORK, "framework_id"),
    Part(
        framework.Category,
        "category",
        ("dimension_id", "code"),
        _categories,
        {"dimension_id": "dimension"},
        "dimension_id",
    ),
    Part(
        framework.Indicator,
        "indicator",
        ("framework_id", "code"),
        _indicators,
        {**_FRAMEWORK, "objective_id": "objective"},
        "framework_id",
    ),
    Part(framework.ScaleLevel, "scale level", ("indicator_id", "position"), _scale_levels, _INDICATOR, "indicator_id"),
    Part(
        framework.IndicatorBreakdown,
        "breakdown",
        ("indicator_id", "dimension_id", "category_id"),
        _breakdowns,
        {**_INDICATOR, "dimension_id": "dimension", "category_id": "category"},
        "indicator_id",
    ),
    Part(
        framework.Country,
        "country",
        ("framework_id", "code"),
        _countries,
        {**_FRAMEWORK, "organisation_id": "organisation"},
        "framework_id",
    ),
    Part(
        framework.OrganisationCountry,
        "country of an organisation",
        ("framework_id", "organisation_id", "country"),
        _organisation_countries,
        {**_FRAMEWORK, "organisation_id": "organisation"},
        "framework_id",
    ),
    Part(
        framework.Assignment,
        "assignment",
        ("indicator_id", "country", "organisation_id"),
        _assignments,
        {**_INDICATOR, "organisation_id": "organisation"},
        "indicator_id",
    ),
    Part(
        framework.NotApplicable,
        "not-applicable mark",
        ("indicator_id", "country"),
        _not_applicable,
        _INDICATOR,
        "indicator_id",
    ),
    Part(
        framework.Annotation,
        "annotation",
        ("framework_id", "position"),
        _annotations,
        {**_FRAMEWORK, **_INDICATOR},
        "framework_id",
    ),
    Part(fact.Baseline, "baseline", ("indicator_id", "country"), _facts(FactKind.BASELINE), _INDICATOR, "indicator_id"),
    Part(
        fact.Target, "target", ("indicator_id", "country", "date"), _facts(FactKind.TARGET), _INDICATOR, "indicator_id"
    ),
)
"""Every table of the framework, each after those that it points to."""


def with_origin(rows: Mapping[Key, Row], kind: FactKind, from_file: Collection[FactKey]) -> dict[Key, Row]:
    """Add to rows of baselines or targets whether a loaded file brought them."""
    marked: dict[Key, Row] = {}
    for key, row in rows.items():
        dated = row["date"] if kind is FactKind.TARGET else None
        found: FactKey = (kind, row["indicator_id"][1], row["country"], dated)
        marked[key] = {**row, "from_file": found in from_file}
    return marked
