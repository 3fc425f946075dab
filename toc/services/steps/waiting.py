"""A measurement that waits for approval, with all that a reviewer weighs.

Source: product.md (life of a measurement); progress.md 1.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from toc.figures.flags import Case, Change, Flag, change_of, flags_of, missing_before
from toc.figures.periods import Period, due_on, period_label
from toc.figures.plans import Plan, plan_of
from toc.model.document import FrameworkDocument, IndicatorDef
from toc.model.panel import MeasurementRow, Observation, Panel
from toc.model.query import ALL, Actor
from toc.model.terms import CorrectionReason
from toc.services.steps.observing import observed
from toc.services.steps.seen import country_name
from toc.services.steps.weighing import Weighed
from toc.store import frameworks, measurements
from toc.store.database import Session
from toc.store.panel import load_panel


@dataclass(frozen=True)
class Waiting:
    """A measurement that waits for approval.

    Attributes:
        indicator: what was measured.
        country_name: name of the country, or that it is all of them.
        period: name of its period.
        row: what was submitted, by whom and when.
        before: the approved value that it replaces, or of the latest period before it; None without one.
        replaces: `before` is of the same period.
        at: when it was recorded, UTC.
    """

    indicator: IndicatorDef
    country_name: str
    period: str
    row: MeasurementRow
    before: Observation | None
    replaces: bool
    at: datetime

    @property
    def before_period(self) -> str:
        """Name of the period of the value before; empty without one."""
        return "" if self.before is None else period_label(self.before.period_start, self.before.period_end)

    @property
    def subject(self) -> str:
        """What it is, in a line: indicator, country, organisation, period."""
        return f"{self.indicator.code}, {self.country_name}, {self.row.organisation}, {self.period}"


@dataclass(frozen=True)
class Card:
    """A measurement that waits for approval, with all that a reviewer weighs.

    Attributes:
        change: against the value before; None where one of the two is missing.
        weighed: the figures that rest on it, now and after approval.
        files: evidence behind it.
        links: evidence behind it.
        questions: open ones about it.
        flags: what to look at twice.
        reason: why it corrects an approved value, its kind first; empty where it does not.
    """

    waiting: Waiting
    change: Change | None
    weighed: Weighed
    files: int
    links: int
    questions: int
    flags: tuple[Flag, ...]
    reason: str


def load_waiting(session: Session, framework: str) -> tuple[tuple[Waiting, ...], Panel]:
    """Everything that waits, the oldest first, with the approved measurements of the objectives that are concerned.

    Raises:
        NotFound: there is no such framework.
    """
    document = frameworks.current_document(session, framework)
    rows = measurements.list_waiting(session, framework)
    objectives = {document.indicator_by_code[row.indicator].objective for row in rows}
    codes = [found.code for found in document.indicators if found.objective in objectives]
    panel = load_panel(session, framework, indicators=codes)
    return tuple(waiting_of(row, panel) for row in rows), panel


def waiting_of(row: MeasurementRow, panel: Panel) -> Waiting:
    """A submitted revision with the approved value before it."""
    own = approved_of(row, panel)
    same = next((one for one in own if one.period_end == row.period_end), None)
    earlier = [one for one in own if one.period_end < row.period_start]
    return Waiting(
        indicator=panel.document.indicator_by_code[row.indicator],
        country_name=country_name(panel.document, row.country),
        period=period_label(row.period_start, row.period_end),
        row=row,
        before=same or (earlier[-1] if earlier else None),
        replaces=same is not None,
        at=row.recorded_at,
    )


def approved_of(row: MeasurementRow, panel: Panel) -> tuple[Observation, ...]:
    """The approved periods of the series of a revision, in order."""
    parts = panel.of(row.indicator, row.country)
    return next((part.observations for part in parts if part.organisation == row.organisation), ())


def flags_for(
    waiting: Waiting, panel: Panel, queue: Iterable[MeasurementRow], actor: Actor, today: date
) -> tuple[Flag, ...]:
    """What a reviewer should look at twice.

    Args:
        waiting: the measurement.
        panel: approved measurements.
        queue: everything that waits, for what was handed in before it.
        actor: who looks.
        today: in the framework's time zone.
    """
    row, document = waiting.row, panel.document
    plan = plan_of(document, waiting.indicator, row.country)
    approved = approved_of(row, panel)
    known = [*approved, *(observed(other) for other in queue if _series_of(other) == _series_of(row))]
    case = Case(
        indicator=waiting.indicator,
        row=row,
        earlier=[one for one in approved if one.period_end < row.period_start],
        next=next((one for one in approved if one.period_start > row.period_end), None),
        replaced=waiting.before if waiting.replaces else None,
        missing=missing_before(waiting.indicator, plan, row.period_start, known),
        due_on=_due_on(document, plan, row),
        recorded_on=row.recorded_at.astimezone(ZoneInfo(document.timezone)).date(),
        today=today,
        own=row.account_id is not None and row.account_id == actor.account_id,
        reason=reason_of(row),
    )
    return flags_of(case)


def change_for(waiting: Waiting) -> Change | None:
    """How far a value is from the one before."""
    return None if waiting.before is None else change_of(waiting.indicator, waiting.row, waiting.before)


def reason_of(row: MeasurementRow) -> str:
    """Why a revision corrects an earlier one: the kind of reason and the person's words; empty without both."""
    kind = next((found.label for found in CorrectionReason if found.value == row.reason_code), "")
    return ": ".join(part for part in (kind, row.reason.strip()) if part)


def choices(waiting: Sequence[Waiting]) -> tuple[dict[str, str], dict[str, str], dict[str, str]]:
    """Countries, organisations and indicators of what waits, each by code with its name, in order of the name."""
    countries = {one.row.country: one.country_name for one in waiting}
    organisations = {one.row.organisation: one.row.organisation for one in waiting}
    indicators = {one.indicator.code: f"{one.indicator.name} ({one.indicator.code})" for one in waiting}
    return _by_name(countries), _by_name(organisations), _by_name(indicators)


def _by_name(names: dict[str, str]) -> dict[str, str]:
    return dict(sorted(names.items(), key=lambda found: (found[0] == ALL, found[1])))


def _due_on(document: FrameworkDocument, plan: Plan, row: MeasurementRow) -> date | None:
    """The day by which a report has to be in; None for a period that none is expected for (progress.md 1)."""
    if row.period_start <= plan.since or row.period_start < plan.horizon_start:
        return None
    return due_on(Period(row.period_start, row.period_end), document.grace_days)


def _series_of(row: MeasurementRow) -> tuple[str, str, str]:
    return row.indicator, row.country, row.organisation
