"""What somebody may report, row by row: each report that is owed or runs, and each part of its breakdowns.

Templates and the table in the browser are made from these rows. Source: product.md (partner); progress.md 1, 12.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from datetime import date

from toc.figures.periods import Period, period_label
from toc.figures.timeliness import ExpectedReport
from toc.model.document import FrameworkDocument, IndicatorDef
from toc.model.drafts import MeasurementDraft, Stating
from toc.model.query import ALL, Actor
from toc.model.terms import Permission, ReviewState
from toc.services.permissions import allowed
from toc.services.steps.comparing import SeriesOf, Stored, series_of
from toc.services.steps.expecting import load_reports
from toc.services.steps.stored import load_stored
from toc.store.database import Session


@dataclass(frozen=True, slots=True)
class AskedRow:
    """A total, or a part of a breakdown, that somebody may report.

    Attributes:
        country: code, or ALL for a consortium indicator.
        period: name of the reporting period.
        due_on: until when the report is expected; None for what is recorded already.
        dimension: code; empty for the total.
        category: code; empty for the total.
        now: what stands for this period; None where nothing does, or where it is not wanted.
        earlier: what was said for the period before; None where nothing was.
        earlier_period: name of that period; empty without one.
    """

    indicator: IndicatorDef
    country: str
    organisation: str
    period: str
    due_on: date | None
    dimension: str = ""
    category: str = ""
    now: Stating | None = None
    earlier: Stating | None = None
    earlier_period: str = ""


def due_rows(session: Session, actor: Actor, document: FrameworkDocument, today: date) -> Iterator[AskedRow]:
    """Totals and parts of every report that is owed or whose period runs, in the framework's order.

    Args:
        session: one snapshot.
        actor: only what this person may record.
        document: the framework in force.
        today: in its time zone.
    """
    reports = [one for one in load_reports(session, actor, document, today) if _is_asked(one, actor, today)]
    series: dict[SeriesOf, list[Stored]] = {}
    for stored in _stored(session, document, reports):
        series.setdefault(series_of(stored.draft), []).append(stored)
    for report in reports:
        made = series.get((report.indicator, report.country, report.organisation), [])
        before = [one.draft for one in made if one.draft.period_end < report.period.end and _is_said(one)]
        last = max(before, key=lambda draft: draft.period_end, default=None)
        total = AskedRow(
            document.indicator_by_code[report.indicator],
            report.country,
            report.organisation,
            report.period.label,
            report.due_on,
            earlier=last,
            earlier_period="" if last is None else _label(last),
        )
        yield total
        yield from (_with_earlier(part, last) for part in _parts(document, total))


def recorded_rows(session: Session, actor: Actor, document: FrameworkDocument) -> Iterator[AskedRow]:
    """Totals and parts of what is recorded already and this person may record again, in the framework's order."""
    places = {ALL, *document.country_by_code}
    stored = load_stored(session, document.code, indicators=set(document.indicator_by_code), countries=places)
    order = {code: place for place, code in enumerate(document.indicator_by_code)}
    for one in sorted(stored, key=lambda found: (order.get(found.draft.indicator, 0), *_place_of(found.draft))):
        draft = one.draft
        indicator = document.indicator_by_code.get(draft.indicator)
        if indicator is None or not _may_record(actor, draft.organisation, draft.country):
            continue
        if one.state is ReviewState.DRAFT and draft.organisation != actor.organisation:
            continue
        total = AskedRow(indicator, draft.country, draft.organisation, _label(draft), None, now=draft)
        yield total
        for part in draft.parts:
            yield replace(total, dimension=part.dimension, category=part.category, now=part)


def _place_of(draft: MeasurementDraft) -> tuple[str, str, date]:
    return draft.country, draft.organisation, draft.period_start


def _label(draft: MeasurementDraft) -> str:
    return period_label(draft.period_start, draft.period_end)


def _is_asked(report: ExpectedReport, actor: Actor, today: date) -> bool:
    """Whether a report is owed, or its period runs and nothing came in; and the person may make it."""
    runs = _running(report.period, today) and report.came_in_on is None and not report.waits
    return (report.owed or runs) and _may_record(actor, report.organisation, report.country)


def _running(period: Period, today: date) -> bool:
    return period.start <= today < period.end


def _may_record(actor: Actor, organisation: str, country: str) -> bool:
    place = None if country == ALL else country
    return allowed(actor, Permission.RECORD, organisation=organisation, country=place)


def _stored(session: Session, document: FrameworkDocument, reports: Collection[ExpectedReport]) -> list[Stored]:
    indicators = {report.indicator for report in reports}
    countries = {report.country for report in reports}
    return load_stored(session, document.code, indicators=indicators, countries=countries)


def _is_said(stored: Stored) -> bool:
    return stored.state in (ReviewState.SUBMITTED, ReviewState.APPROVED)


def _parts(document: FrameworkDocument, total: AskedRow) -> Iterator[AskedRow]:
    """A row for each category that the indicator is split by."""
    for split in total.indicator.breakdowns:
        dimension = document.dimension_by_code[split.dimension]
        for category in dimension.categories:
            if not split.categories or category.code in split.categories:
                yield replace(total, dimension=dimension.code, category=category.code)


def _with_earlier(part: AskedRow, last: MeasurementDraft | None) -> AskedRow:
    """A part with what was said about it before, where it was."""
    if last is None:
        return part
    key = (part.dimension, part.category)
    found = next((one for one in last.parts if (one.dimension, one.category) == key), None)
    return replace(part, earlier=found, earlier_period=part.earlier_period if found is not None else "")
