"""How good the data behind the figures are: what rests on evidence, and values that a rule finds suspicious. Pure.

The rules are those of Insights (`findings_series`) and of Review (`flags`); there is none of its own here. Where a
finding and a flag are about the same thing, the finding stays. Source: product.md (Data quality); progress.md 10.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from toc.figures.findings_base import Grounds
from toc.figures.findings_series import LOOKED_AT, inconsistent, outliers
from toc.figures.flags import Case, FlagKind, flags_of
from toc.figures.periods import period_label
from toc.figures.results import FrameworkResult
from toc.figures.timeliness import Punctuality
from toc.model.finding import FindingKind
from toc.model.panel import MeasurementRow, Observation, Panel
from toc.model.query import ALL
from toc.model.terms import EvidenceGrade

STRONG = (EvidenceGrade.REGISTER, EvidenceGrade.SURVEY)

FLAGS = (FlagKind.LARGE, FlagKind.SAME)
"""Flags that speak of a value; the others speak of its papers, or are findings already."""

_ORDER = (FindingKind.INCONSISTENT.value, FindingKind.OUTLIER.value, FlagKind.LARGE.value, FlagKind.SAME.value)


@dataclass(frozen=True, slots=True)
class Counted:
    """A measurement that the figures of its own country rest on (for a consortium indicator, those of all).

    Attributes:
        country: code, or ALL for a consortium indicator.
        strong: it rests on a register or a survey.
    """

    revision_id: int
    country: str
    organisation: str
    strong: bool


@dataclass(frozen=True, slots=True)
class Backing:
    """What measurements in the figures rest on.

    Attributes:
        measurements: how many there are.
        with_evidence: those with a file or a link behind them.
        strong: those from a register or a survey.
    """

    measurements: int
    with_evidence: int
    strong: int

    @property
    def coverage(self) -> Fraction | None:
        """With a file or a link / all of them; None where there is none."""
        return Fraction(self.with_evidence, self.measurements) if self.measurements else None

    @property
    def strong_share(self) -> Fraction | None:
        """From a register or a survey / all of them; None where there is none."""
        return Fraction(self.strong, self.measurements) if self.measurements else None


@dataclass(frozen=True, slots=True)
class Doubt:
    """A value that a rule finds suspicious.

    Attributes:
        measurement_id: of the measurement that it is about.
        country: code, or ALL for a consortium indicator.
        period: name of the measurement's period.
        kind: of the finding or flag.
        text: the rule's sentence.
    """

    measurement_id: int
    indicator: str
    country: str
    organisation: str
    period: str
    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class QualityRow:
    """How good the data of a country, an organisation, a half-year or everything together are.

    Attributes:
        by: `country`, `organisation`, `period` or `together`.
        code: code of the country (or ALL), short name of the organisation, name of the half-year; empty for together.
        name: for people.
        reports: how complete and how timely reports came in.
        backing: None for a half-year, as is what follows.
        follow_ups: open ones.
        doubts: suspicious values that nobody has settled.
    """

    by: str
    code: str
    name: str
    reports: Punctuality
    backing: Backing | None = None
    follow_ups: int | None = None
    doubts: int | None = None


def counted_in(panel: Panel, result: FrameworkResult) -> tuple[Counted, ...]:
    """The measurements that figures rest on, each once, in the framework's order.

    Args:
        panel: that the figures were computed from.
        result: figures of the places that may be seen.
    """
    resting: dict[str, set[int]] = {}
    for (_, place), objective in result.objectives.items():
        resting.setdefault(place, set()).update(objective.revisions)
    return tuple(
        Counted(one.revision_id, place, series.organisation, one.evidence_grade in STRONG)
        for indicator in panel.document.indicators
        for place in (*panel.document.country_by_code, ALL)
        for series in panel.of(indicator.code, place)
        for one in series.observations
        if one.revision_id in resting.get(place, ())
    )


def backing(counted: Iterable[Counted], backed: frozenset[int]) -> Backing:
    """What some measurements rest on.

    Args:
        counted: from `counted_in`.
        backed: keys of the revisions with a file or a link.
    """
    some = tuple(counted)
    return Backing(len(some), sum(one.revision_id in backed for one in some), sum(one.strong for one in some))


def backing_by(
    counted: Iterable[Counted], key: Callable[[Counted], str], backed: frozenset[int]
) -> Mapping[str, Backing]:
    """The same for each organisation, or each country."""
    groups: dict[str, list[Counted]] = {}
    for one in counted:
        groups.setdefault(key(one), []).append(one)
    return {name: backing(some, backed) for name, some in groups.items()}


def doubts_of(grounds: Grounds, rows: Iterable[MeasurementRow]) -> tuple[Doubt, ...]:
    """Every suspicious value among the places that are looked at: what contradicts itself, outliers, then flags.

    Args:
        grounds: panel, figures and places.
        rows: totals of the revisions that stand, which name the measurements; those of other places do not matter.
    """
    by_revision = {row.revision_id: row for row in rows if not row.dimension}
    named = {_place(row): row for row in by_revision.values()}
    found: list[Doubt] = []
    for finding in (*inconsistent(grounds), *outliers(grounds)):
        row = named.get((finding.indicator, finding.country, finding.organisation, finding.period))
        if row is not None:
            found.append(_doubt(row, finding.kind.value, finding.reason))
    strange = {one.measurement_id for one in found if one.kind == FindingKind.OUTLIER.value}
    for doubt in _flagged(grounds, by_revision):
        if doubt.kind != FlagKind.LARGE.value or doubt.measurement_id not in strange:
            found.append(doubt)
    return tuple(sorted(found, key=lambda one: _ORDER.index(one.kind)))


def _flagged(grounds: Grounds, rows: Mapping[int, MeasurementRow]) -> Iterator[Doubt]:
    """What a reviewer would look at twice in values that count now."""
    for indicator in grounds.document.indicators:
        for place in (*grounds.document.country_by_code, ALL):
            for series in grounds.panel.of(indicator.code, place) if place in grounds.places else ():
                kept = [one for one in series.observations if one.period_end <= grounds.result.as_of]
                for at in range(max(0, len(kept) - LOOKED_AT), len(kept)):
                    row = rows.get(kept[at].revision_id)
                    if row is not None:
                        case = _case(grounds, indicator.code, row, kept[:at])
                        yield from (
                            _doubt(row, flag.kind.value, flag.text) for flag in flags_of(case) if flag.kind in FLAGS
                        )


def _case(grounds: Grounds, indicator: str, row: MeasurementRow, earlier: Sequence[Observation]) -> Case:
    """A value as a reviewer would have it, with nothing beside the values before it."""
    today = grounds.result.as_of
    return Case(
        indicator=grounds.document.indicator_by_code[indicator], row=row, earlier=earlier, next=None, replaced=None,
        missing=(), due_on=None, recorded_on=today, today=today, own=False, reason="",
    )  # fmt: skip


def _place(row: MeasurementRow) -> tuple[str, str, str, str]:
    return row.indicator, row.country, row.organisation, period_label(row.period_start, row.period_end)


def _doubt(row: MeasurementRow, kind: str, text: str) -> Doubt:
    return Doubt(row.measurement_id, *_place(row), kind, text)
