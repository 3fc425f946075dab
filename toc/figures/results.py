"""Results of the figures: every page, chart, table and file is made from these and from nothing else.

Exact figures are Fractions; shares and progress are fractions of 1, gaps too (a gap of -18.53 points is -0.1853);
values are in the indicator's unit, percent from 0 to 100. None is missing, never 0.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from toc.figures.periods import Period
from toc.figures.status import ObjectiveRule, Rule
from toc.figures.time_points import HistoryPoint as HistoryPoint
from toc.figures.time_points import Interval as Interval
from toc.figures.time_points import LinePoint as LinePoint
from toc.figures.time_points import Projection as Projection
from toc.figures.together import Together
from toc.model.document import FactDef, IndicatorDef, ObjectiveDef
from toc.model.panel import Observation
from toc.model.terms import Direction, EvidenceGrade, ReportingState, Status

STRONG = frozenset({EvidenceGrade.REGISTER, EvidenceGrade.SURVEY})


def is_strong(grades: Iterable[EvidenceGrade]) -> bool:
    """Whether a register or a survey is among some grades; ungraded counts as weak. Source: progress.md 10."""
    return not STRONG.isdisjoint(grades)


@dataclass(frozen=True, slots=True)
class Quantity:
    """A value with the two numbers it comes from, where it has them.

    Attributes:
        value: in the indicator's unit, percent from 0 to 100.
        numerator: of a percent, None where only the percentage is known.
        denominator: of a percent, None where only the percentage is known.
    """

    value: Fraction
    numerator: Fraction | None = None
    denominator: Fraction | None = None


@dataclass(frozen=True, slots=True)
class PartResult:
    """What one part (an organisation in a country, or a country in ALL) gives to a combined value.

    Attributes:
        name: short name of the organisation, or code of the country.
        quantity: the part's own value; None where it is missing.
        data_on: end of the latest period in it; None where nothing was measured after the baseline.
        used: False where it is left out of the combination; then `reason` says why.
        observations: the periods that it counts, for the audit trail.
        added: of a country's flow, what it adds to a baseline that is one for all countries; None elsewhere.
        parts: of a country, its organisations.
    """

    name: str
    quantity: Quantity | None
    data_on: date | None
    used: bool
    reason: str = ""
    observations: tuple[Observation, ...] = ()
    added: Fraction | None = None
    parts: "tuple[PartResult, ...]" = ()


@dataclass(frozen=True, slots=True)
class ValueResult:
    """The value v of an indicator for a country at a date, and what it rests on (progress.md 3).

    Attributes:
        quantity: None where there is no value.
        data_on: the data date a; None where nothing was measured after the baseline date.
        basis: `measured`, `baseline`, or None without a value.
        parts: every part expected or present.
        parts_present: how many gave a value that was used.
        parts_expected: how many should.
        at_least: v is a lower bound; `missing_periods` names the periods that did not come in.
        complete: False where parts are missing that progress needs (sums of point and running values).
        low: smallest part value where parts are not combined; None otherwise.
        high: largest part value where parts are not combined; None otherwise.
        baseline_assumed: a flow without a baseline was counted from 0.
        evidence_grades: of everything that is in the value, strongest first, each once; ungraded ones are not named.
        sample_size: n of the surveys in the value together; None unless every part of it states one.
        sample: the surveys of a percent pooled as if one simple random sample; None unless every part is a survey
            with n.
        notes: plain sentences on what is special about the value.
        origin: of a flow, the baseline that what is new was added to; None where nothing was added to one.
    """

    quantity: Quantity | None
    data_on: date | None
    basis: str | None
    parts: tuple[PartResult, ...] = ()
    parts_present: int = 0
    parts_expected: int = 0
    at_least: bool = False
    missing_periods: tuple[str, ...] = ()
    complete: bool = True
    low: Fraction | None = None
    high: Fraction | None = None
    baseline_assumed: bool = False
    evidence_grades: tuple[EvidenceGrade, ...] = ()
    sample_size: int | None = None
    sample: Quantity | None = None
    invented: bool = False
    notes: tuple[str, ...] = ()
    origin: Fraction | None = None


@dataclass(frozen=True, slots=True)
class Milestone:
    """A target before or after the one in force, and whether it was met on its date.

    Attributes:
        actual: the value at its date; None where nothing was measured by then, or its date has not come.
        met: None where nothing was measured by then, or its date has not come.
    """

    fact: FactDef
    value: Fraction
    value_to: Fraction | None
    met: bool | None
    follow_on: bool
    actual: Fraction | None = None


@dataclass(frozen=True, slots=True)
class OrganisationReporting:
    """What one organisation owes for one indicator and country.

    Attributes:
        country: code of the country, or ALL for a consortium indicator.
        due_on: due date of the oldest period owed, or None.
        owed: periods that have ended and were not reported, oldest first.
    """

    country: str
    organisation: str
    state: ReportingState
    due_on: date | None
    owed: tuple[Period, ...] = ()


@dataclass(frozen=True, slots=True)
class Reporting:
    """What is due and what came in, a mark of its own beside the status.

    Attributes:
        first_due: due date of the first period expected; None where none is.
        due_on: due date of the oldest period that is still owed, or None.
        state: overdue before due before reported.
        owed: periods that have ended and were not reported, each as `organisation period`.
        stale: the value is older than two reporting intervals and the grace.
        organisations: the same for each organisation (and country, for ALL).
    """

    first_due: date | None
    due_on: date | None
    state: ReportingState
    owed: tuple[str, ...] = ()
    stale: bool = False
    organisations: tuple[OrganisationReporting, ...] = ()


@dataclass(frozen=True, slots=True)
class IndicatorResult:
    """An indicator for a country (or ALL) at a date: one row of progress.csv, one object behind every view of it.

    Attributes:
        baseline: b with numerator and denominator; None where it is not defined.
        baseline_on: its date.
        baseline_source: its source text, empty for a derived one.
        target: T in force; None without one. For hold the lower bound, `target_to` the upper.
        target_basis: `own` or `derived`, None without a target.
        matched: for ALL the value of the matched countries that progress is computed from; else the value itself.
        parts_matched: for ALL the number of matched countries.
        expected: e at the data date (matched countries for ALL), or e(d) where nothing was measured; stepped.
        progress: p, not clipped; None where it is not defined.
        expected_progress: None where it is not defined.
        gap: p minus expected progress; None without both.
        counted_progress: p as roll-ups take it: clipped to 0..1, and 0 where the target equals the baseline and is
            not met (then `progress` is None); None without progress.
        share_of_target: v / T where there is no baseline and therefore no progress; None otherwise.
        interval: 95 % interval of a percent from surveys; None where there is none.
        status: the first row of progress.md 5 that applies.
        status_note: what stands beside the status, e.g. the last known status of a stale value.
        notes: plain English sentences beside those of the value, the same in every language of the reader.
        last_known: the status before the value became stale, or None.
        line: corners of the expectation line, in date order; empty where there is none.
        projection: the outlook to T's date; None where there is none.
        target_actual: the value at T's date that is compared with T; None before that date and without one.
        rule: the row of progress.md 5 that gave the status, or `last_known` where the value is stale.
        fresh_until: the last day on which the value is not too old; None where nothing was measured.
        together: for ALL, how its plan follows from the countries'; None where it does not.
    """

    indicator: IndicatorDef
    country: str
    as_of: date
    value: ValueResult
    reporting: Reporting
    status: Status
    baseline: Quantity | None = None
    baseline_on: date | None = None
    baseline_source: str = ""
    baseline_assumed: bool = False
    target: Fraction | None = None
    target_to: Fraction | None = None
    target_on: date | None = None
    target_basis: str | None = None
    matched: Quantity | None = None
    parts_matched: int | None = None
    expected: Fraction | None = None
    progress: Fraction | None = None
    expected_progress: Fraction | None = None
    gap: Fraction | None = None
    counted_progress: Fraction | None = None
    share_of_target: Fraction | None = None
    interval: Interval | None = None
    status_note: str = ""
    last_known: Status | None = None
    notes: tuple[str, ...] = ()
    milestones: tuple[Milestone, ...] = ()
    line: tuple[LinePoint, ...] = ()
    invented: bool = False
    rule: Rule = Rule.NOT_APPLICABLE
    fresh_until: date | None = None
    together: Together | None = None
    projection: Projection | None = None
    target_actual: Fraction | None = None

    @property
    def met_on_date(self) -> bool | None:
        """Whether the value at T's date met T; None before that date and without one."""
        if self.target is None or self.target_actual is None:
            return None
        actual, direction = self.target_actual, self.indicator.direction
        if direction is Direction.HOLD:
            return self.target <= actual and (self.target_to is None or actual <= self.target_to)
        return actual >= self.target if direction is Direction.UP else actual <= self.target

    @property
    def weak_evidence(self) -> bool:
        """Nothing that the measured value rests on is a register or a survey (progress.md 10)."""
        return self.value.basis == "measured" and not is_strong(self.value.evidence_grades)


@dataclass(frozen=True, slots=True)
class ObjectiveResult:
    """An objective for a country (or ALL) at a date: one row of objectives.csv (progress.md 7).

    Attributes:
        progress: weighted mean of the indicators' progress, each clipped to 0..1; None where none has it.
        indicators_with_progress: how many have progress and a weight above 0.
        indicators_total: how many count: applicable, weight above 0, of the country's scope.
        worst: the indicator with the smallest gap, then code; None where none has a gap.
        last_data_on: latest data date among its indicators.
        revisions: keys of the revisions that the values of the indicators that count rest on.
        evidence_with: how many of them have a file or a link behind them; the services count it.
        rule: the rule of progress.md 7 that gave the status.
    """

    objective: ObjectiveDef
    country: str
    as_of: date
    status: Status
    progress: Fraction | None
    expected_progress: Fraction | None
    gap: Fraction | None
    indicators_with_progress: int
    indicators_total: int
    weight_with_progress: Decimal
    weight_total: Decimal
    worst: str | None
    last_data_on: date | None
    invented: bool
    indicators: tuple[IndicatorResult, ...]
    revisions: frozenset[int] = frozenset()
    evidence_with: int = 0
    rule: ObjectiveRule = ObjectiveRule.NOTHING_COUNTS

    @property
    def weak_indicators(self) -> int:
        """How many of the indicators with progress that count rest on weak evidence."""
        return sum(
            found.weak_evidence and found.counted_progress is not None and found.indicator.weight > 0
            for found in self.indicators
        )

    @property
    def weak_evidence(self) -> bool:
        """Every indicator that the progress comes from rests on weak evidence."""
        return 0 < self.indicators_with_progress == self.weak_indicators

    @property
    def evidence_total(self) -> int:
        """How many measurements the figures rest on."""
        return len(self.revisions)


@dataclass(frozen=True, slots=True)
class GroupResult:
    """A level, a horizon or a country: the plain mean of its objectives that have progress (progress.md 7).

    Attributes:
        progress: None where fewer than half of the objectives have progress.
        enough: at least half of the objectives that count have progress.
        judged: the objectives that have progress.
    """

    name: str
    progress: Fraction | None
    expected_progress: Fraction | None
    gap: Fraction | None
    objectives_with_progress: int
    objectives_total: int
    enough: bool
    judged: tuple[ObjectiveResult, ...] = ()


@dataclass(frozen=True, slots=True)
class FrameworkResult:
    """All figures of a framework at a date, each computed once.

    Attributes:
        indicators: by (indicator code, country code or ALL); consortium indicators under ALL only.
        objectives: by (objective code, country code or ALL).
    """

    framework: str
    as_of: date
    indicators: Mapping[tuple[str, str], IndicatorResult]
    objectives: Mapping[tuple[str, str], ObjectiveResult]
