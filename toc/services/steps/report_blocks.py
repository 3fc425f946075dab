"""The Word report as blocks: grid, levels and horizons, countries, findings, methods, data quality, sources."""

from collections.abc import Iterable, Iterator

from toc import __version__
from toc.exchange.documents import Block, Heading, PageBreak, Paragraph, Table
from toc.figures.paragraphs import paragraph
from toc.figures.results import IndicatorResult, ObjectiveResult
from toc.services.steps import report_text as text
from toc.services.steps.report_acts import action_blocks, finding_blocks, promise_table
from toc.services.steps.report_charts import indicators_chart, objectives_chart
from toc.services.steps.report_material import Material
from toc.services.steps.report_sheets import status_tints

ABOUT_CHARTS = "Each chart has its figures in the table below it. A bar that ends at 100% has reached its target."
_OBJECTIVE_HEADS = (
    "Objective", "Status", "Progress", "Expected", "Gap, points", "Indicators with progress",
    "Measurements with evidence", "Worst indicator",
)  # fmt: skip
_INDICATOR_HEADS = (
    "Indicator", "Baseline", "Target", "Value", "Progress", "Expected", "Gap, points", "Status"
)  # fmt: skip


def blocks(material: Material) -> Iterator[Block]:
    """All blocks of the report, in their order."""
    yield Heading(f"{material.document.name}: progress report", 0)
    yield Table("What this report is about", ("What", "This report"), (*text.scope_lines(material), _version()))
    if material.invented:
        yield Paragraph(f"{text.INVENTED} They are marked as invented wherever they stand.")
    yield Paragraph(ABOUT_CHARTS)
    yield Paragraph(summary_of(material, material.assessment.shown_country))
    yield from _grid(material)
    yield from finding_blocks(material)
    yield from action_blocks(material)
    yield from _levels(material)
    yield from _countries(material)
    yield from _annex(material)


def _version() -> tuple[str, str]:
    return "Product version", __version__


def _grid(material: Material) -> Iterator[Block]:
    place = material.assessment.shown_country
    found = material.objectives_of(place)
    rows = []
    for level in material.document.levels:
        cells = [
            [one for one in found if (one.objective.level, one.objective.horizon) == (level.code, horizon.code)]
            for horizon in material.horizons
        ]
        for number in range(max((len(cell) for cell in cells), default=0)):
            row = [level.name if number == 0 else ""]
            for cell in cells:
                row += _cell(cell[number]) if number < len(cell) else ["", ""]
            rows.append(tuple(row))
    heads = [head for part in material.horizons for head in (part.label or part.name, "Status")]
    yield Heading("The grid")
    yield from objectives_chart(material, found)
    caption = f"Objectives by level and horizon, {material.country_name(place)}, as of {material.query.as_of}"
    yield Table(caption, ("Level", *heads), tuple(rows), tints=status_tints())


def _cell(result: ObjectiveResult) -> list[str]:
    words = f"{result.objective.code} {result.objective.title}: {text.share_text(result.progress)}"
    return [f"{words} (invented data)" if result.invented else words, text.status_text(result)]


def _levels(material: Material) -> Iterator[Block]:
    yield PageBreak()
    yield Heading("Levels and horizons")
    place = material.assessment.shown_country
    found = material.objectives_of(place)
    for level in material.document.levels:
        yield Heading(level.name, 2)
        if level.about:
            yield Paragraph(level.about)
        for horizon in material.horizons:
            here = [one for one in found if (one.objective.level, one.objective.horizon) == (level.code, horizon.code)]
            if here:
                caption = f"{level.name}, {horizon.name}: {material.country_name(place)}"
                yield Heading(horizon.name, 3)
                yield _objectives(caption, here)


def _objectives(caption: str, found: Iterable[ObjectiveResult]) -> Table:
    rows = tuple(
        (
            f"{one.objective.code} {one.objective.title}" + (" (invented data)" if one.invented else ""),
            text.status_text(one),
            text.share_text(one.progress),
            text.share_text(one.expected_progress),
            text.points_text(one.gap),
            text.coverage_text(one),
            f"{one.evidence_with} of {one.evidence_total}",
            one.worst or "",
        )
        for one in found
    )
    return Table(caption, _OBJECTIVE_HEADS, rows, numbers=frozenset({2, 3, 4, 5, 6}), tints=status_tints())


def _countries(material: Material) -> Iterator[Block]:
    yield PageBreak()
    yield Heading("Countries: targets against what was reached")
    yield Paragraph("Each figure has its date in brackets: of the baseline, of the target, of the latest measurement.")
    for place in material.assessment.countries:
        name = material.country_name(place)
        indicators = material.indicators_of(place)
        if not indicators:
            continue
        yield Heading(name, 2)
        yield Paragraph(summary_of(material, place))
        yield from indicators_chart(material, name, indicators)
        yield _targets(f"Targets and values, {name}", indicators)
        yield from promise_table(material, name, indicators)


def summary_of(material: Material, place: str) -> str:
    """How a place stands, in the same words as on the pages, without what is set aside."""
    as_of = material.query.as_of
    findings = [found for found, until, _ in material.findings if until is None or until < as_of]
    said = (material.document, material.assessment.result, place, findings)
    return paragraph(*said, horizon=material.query.horizon)


def _targets(caption: str, found: Iterable[IndicatorResult]) -> Table:
    rows = []
    for one in found:
        baseline = one.baseline.value if one.baseline else None
        quantity = one.value.quantity
        target = text.value_text(one.target, one.indicator)
        if one.target_to is not None:
            target += f" to {text.value_text(one.target_to, one.indicator)}"
        value = text.dated(text.value_text(quantity.value if quantity else None, one.indicator), one.value.data_on)
        rows.append(
            (
                f"{one.indicator.code} {one.indicator.name}",
                text.dated(text.value_text(baseline, one.indicator), one.baseline_on),
                text.dated(target, one.target_on),
                f"{value} (invented data)" if one.invented else value,
                text.share_text(one.progress),
                text.share_text(one.expected_progress),
                text.points_text(one.gap),
                text.status_text(one),
            )
        )
    return Table(caption, _INDICATOR_HEADS, tuple(rows), numbers=frozenset({4, 5, 6}), tints=status_tints())


def _annex(material: Material) -> Iterator[Block]:
    yield PageBreak()
    yield Heading("Annex: methods")
    for rule in text.METHODS:
        yield Paragraph(rule, "List Bullet")
    yield Heading("Annex: data quality")
    for sentence in text.quality_lines(material):
        yield Paragraph(sentence, "List Bullet")
    missing = tuple(text.missing_parts(material))
    if missing:
        heads = ("Indicator", "Country", "Parts in the value", "Not in it")
        yield Table("Values that do not have all of their parts", heads, missing)
    yield Heading("Sources")
    named = tuple(text.sources(material))
    if named:
        yield Table("Sources named by measurements, baselines and targets", ("Source", "Link", "Named by"), named)
    else:
        yield Paragraph("No measurement, baseline or target names a source.")
