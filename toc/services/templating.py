"""Spreadsheets that go to a person and come back: a template with what is due, a workbook with its errors marked.

Source: files-and-commands.md, Measurements in; product.md (partner).
"""

from collections.abc import Iterator
from dataclasses import dataclass

from toc.columns import TEMPLATE, Column
from toc.errors import Invalid
from toc.exchange.marking import Mark, mark_workbook
from toc.exchange.number_text import plain_number
from toc.exchange.raw_tables import NO_LIMITS_GIVEN, Limits
from toc.exchange.template_writer import TemplateColumn, TextSheet, write_template
from toc.figures.plans import plan_of
from toc.figures.quantities import quantity_of
from toc.model.document import FactDef, FrameworkDocument, IndicatorDef
from toc.model.query import ALL, Actor, Clock, Query
from toc.model.terms import Permission
from toc.services import batching
from toc.services.importing import Found
from toc.services.permissions import require, visible_countries
from toc.services.steps.asked_rows import AskedRow, due_rows
from toc.services.steps.import_outcome import Message, MessageKind, RowState
from toc.services.steps.questions import Question
from toc.services.steps.template_rows import FREE, TEXTS, template_row
from toc.services.steps.visibility import seen_document
from toc.store import evidence_files, frameworks
from toc.store.database import Store

_WIDTHS = {"indicator_code": 14, "indicator_name": 44, "organisation": 14, "source": 28, "source_url": 24, "note": 28}


@dataclass(frozen=True)
class File:
    """A file that is handed out.

    Attributes:
        name: as the person's computer is to call it.
    """

    name: str
    body: bytes


def template(store: Store, actor: Actor, query: Query, *, clock: Clock) -> File:
    """An Excel file made for one person: what they owe and what runs, to be filled in and imported.

    Rows that are left empty import as “no value”; the untouched file writes nothing.

    Args:
        store: where the framework is.
        actor: for whom it is made: a partner for the own organisation, coordinators for every one that reports.
        query: names the framework.
        clock: says what today is.

    Raises:
        NotAllowed: the actor may not record measurements.
        NotFound: there is no such framework.
    """
    require(actor, Permission.RECORD)
    with store.reading() as session:
        document = frameworks.current_document(session, query.framework)
        document = seen_document(document, actor, visible_countries(actor, document))
        today = clock.today(document.timezone)
        rows = tuple(due_rows(session, actor, document, today))
    places = tuple(dict.fromkeys(row.country for row in rows))
    whose = actor.organisation or "all organisations"
    others = (_definitions(document, rows), _read_me(document, whose, f"{today:%Y-%m-%d}", empty=not rows))
    body = write_template(
        [_column(column) for column in TEMPLATE],
        [template_row(row, places) for row in rows],
        others,
        title=f"{document.name}: measurements of {whose}",
        created=clock.now(),
    )
    safe = "".join(sign if sign.isalnum() and sign.isascii() else "-" for sign in f"{document.code}-{whose}")
    return File(f"template-{safe}-{today:%Y-%m-%d}.xlsx", body)


def marked(store: Store, actor: Actor, batch_id: int, *, clock: Clock, limits: Limits = NO_LIMITS_GIVEN) -> File:
    """The workbook of a stored import with its wrong cells coloured and commented, and a sheet that lists them.

    Args:
        store: where it is.
        actor: whoever handed it in, or who approves.
        batch_id: key of the import.
        clock: says what today is.
        limits: what is refused before it hurts.

    Raises:
        NotFound: no such import of the actor's.
        Invalid: it is no XLSX file, or cannot be used as a whole.
    """
    batch = batching.get_batch(store, actor, batch_id)
    found = batching.preview(store, actor, batch_id, clock=clock, limits=limits)
    sheet = found.opened.sheet
    if sheet.kind != "XLSX":
        raise Invalid(
            "Only XLSX workbooks come back with their errors marked; this is a file of the kind {kind}.",
            remedy="Take the row report.",
            details={"kind": sheet.kind},
        )
    with store.reading() as session:
        data = evidence_files.load_body(session, batch.sha256)
    body = mark_workbook(data, sheet.name, sheet.header_row, tuple(_marks(found)))
    stem = batch.file_name.rpartition(".")[0] or "import"
    safe = "".join(sign if sign.isascii() and (sign.isalnum() or sign in "._- ") else "_" for sign in stem)
    return File(f"{safe}-marked.xlsx", body)


def _marks(found: Found) -> Iterator[Mark]:
    """What is wrong, cell by cell; what concerns the whole file has no row."""
    refused = {outcome.row.key for outcome in found.outcomes if outcome.state is RowState.REFUSED}
    for message in found.messages:
        whole = message.row is None and message.kind is not MessageKind.NOTE
        if whole or (_is_fault(message) and (message.row, message.part) in refused):
            fault = message.fault
            yield Mark(message.row, message.part or message.column, fault.text(), fault.remedy_text() or "")


def _is_fault(message: Message) -> bool:
    return message.kind is MessageKind.ERROR or isinstance(message.fault, Question)


def _column(column: Column) -> TemplateColumn:
    missing = f" Empty: {column.missing}." if column.name in FREE else ""
    return TemplateColumn(
        column.name,
        column.meaning + missing,
        free=column.name in FREE,
        text=column.name in TEXTS,
        width=_WIDTHS.get(column.name, 12),
    )


_DEFINED = (
    "Indicator", "Name", "What is counted", "Unit", "Kind of number", "Better is", "Over time", "How often",
    "Place", "Baseline", "Target in force", "Breakdowns", "Means of verification",
)  # fmt: skip


def _definitions(document: FrameworkDocument, rows: tuple[AskedRow, ...]) -> TextSheet:
    """What each indicator of the sheet means, with its baseline and target for each place."""
    places = dict.fromkeys((row.indicator.code, row.country) for row in rows)
    lines = tuple(_defined(document, document.indicator_by_code[code], place) for code, place in places)
    return TextSheet("Definitions", _DEFINED, lines, (14, 40, 50, 14, 18, 10, 30, 16, 16, 26, 26, 40, 40))


def _defined(document: FrameworkDocument, indicator: IndicatorDef, country: str) -> tuple[str, ...]:
    plan = plan_of(document, indicator, country)
    baseline = _fact(plan.baseline.fact if plan.baseline else None, indicator)
    assumed = plan.baseline is not None and plan.baseline.assumed
    scale = "; ".join(f"{plain_number(level.value)} = {level.text}" for level in indicator.scale)
    kind = f"{indicator.measure.label}. {indicator.measure.meaning}" + (f" Levels: {scale}." if scale else "")
    return (
        indicator.code,
        indicator.name,
        indicator.definition,
        indicator.unit,
        kind,
        indicator.direction.label,
        f"{indicator.over_time.label}. {indicator.over_time.meaning}",
        indicator.frequency.label,
        "All countries together" if country == ALL else document.country_by_code[country].name,
        f"0, counted from {document.baseline_date}" if assumed else baseline or "not set",
        _fact(plan.target.fact if plan.target else None, indicator) or "not set",
        _splits(document, indicator),
        indicator.means_of_verification,
    )


def _fact(fact: FactDef | None, indicator: IndicatorDef) -> str:
    quantity = None if fact is None else quantity_of(fact)
    if fact is None or quantity is None:
        return ""
    upper = "" if fact.value_to is None else f" to {plain_number(fact.value_to)}"
    return f"{plain_number(quantity.value)}{upper} {indicator.unit} ({fact.date})"


def _splits(document: FrameworkDocument, indicator: IndicatorDef) -> str:
    found = []
    for split in indicator.breakdowns:
        dimension = document.dimension_by_code[split.dimension]
        names = [one.name for one in dimension.categories if not split.categories or one.code in split.categories]
        found.append(f"{dimension.name}: {', '.join(names)}")
    return "; ".join(found)


def _read_me(document: FrameworkDocument, whose: str, today: str, *, empty: bool) -> TextSheet:
    due = (
        "Nothing is due and no reporting period runs for which something is missing: the sheet Data has no rows. "
        "You may add rows of your own."
        if empty
        else "The sheet Data has one row for each report that is owed or whose period runs now, and one for each part "
        "of its breakdowns."
    )
    lines = (
        f"{document.name}: measurements of {whose}, as of {today}.",
        due,
        "Fill in the yellow cells. Give the value, or numerator and denominator, or write yes in nothing_to_report; "
        "“none at all” is the value 0.",
        "A row that you leave empty is passed over as “no value”. It is never read as 0.",
        "Values of flows are what is new in the period alone, not the running total. The sheet Definitions says which "
        "indicators are flows, what is counted, and what the target is.",
        "earlier_value and earlier_period show what was said before; they are not imported.",
        "You may add rows, sort them, and delete rows that you do not need. Keep the headings.",
        "Save it as XLSX and hand it in on the page Import. You see what would become of each row before anything is "
        "saved; where cells are wrong, the same workbook can be downloaded with these cells marked.",
    )
    return TextSheet("Read me", (), tuple((line,) for line in lines), (110,))
