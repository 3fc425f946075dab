"""Blocks of the Word report on what the rules found, what is undertaken, and what was promised by which date."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from decimal import Decimal
from fractions import Fraction

from toc.exchange.documents import Block, Heading, Paragraph, Table
from toc.exchange.number_text import NO_VALUE
from toc.figures.findings import Finding
from toc.figures.promises import in_order, promises_of
from toc.figures.results import IndicatorResult
from toc.model.terms import ActionState
from toc.services.steps import report_text as text
from toc.services.steps.report_material import Material

MOST_FINDINGS = 15
"""So many of the worst findings are named; all of them are in findings.csv."""

_OPEN = (ActionState.PLANNED.value, ActionState.UNDER_WAY.value)
_ACTION_HEADS = ("What", "About", "Country", "Organisation", "Until", "State", "Progress since it was made")


def finding_blocks(material: Material) -> Iterator[Block]:
    """The worst findings, and those that are set aside on the report's date with the reason."""
    yield Heading("Findings")
    yield Paragraph("Found by fixed rules in the figures as they are; they do not say why.")
    as_of = material.query.as_of
    aside = [one for one in material.findings if one[1] is not None and one[1] >= as_of]
    open_ones = [found for found, until, _ in material.findings if until is None or until < as_of]
    rows = tuple(_finding(material, found) for found in open_ones[:MOST_FINDINGS])
    if rows:
        yield Table("The worst findings, the worst first", ("What", "Where", "About", "Figures"), rows)
    else:
        yield Paragraph("The rules find nothing that is not set aside.")
    if len(open_ones) > MOST_FINDINGS:
        yield Paragraph(f"{len(open_ones) - MOST_FINDINGS} more findings are in findings.csv and in the workbook.")
    if aside:
        heads = ("What", "Where", "About", "Figures", "Set aside until", "Why")
        listed = tuple((*_finding(material, found), str(until), why) for found, until, why in aside)
        yield Table("Findings that are set aside", heads, listed)


def _finding(material: Material, found: Finding) -> tuple[str, str, str, str]:
    indicator = material.document.indicator_by_code.get(found.indicator)
    objective = material.document.objective_by_code.get(found.objective)
    about = found.organisation
    if indicator is not None:
        about = f"{indicator.code} {indicator.name}"
    elif objective is not None:
        about = f"{objective.code} {objective.title}"
    return found.kind.label, material.country_name(found.country), about, found.reason


def action_blocks(material: Material) -> Iterator[Block]:
    """The actions that are open, with how the figure that each is about has moved."""
    yield Heading("Open actions")
    rows = tuple(_action(material, row) for row in material.rows["actions"] if row["state"] in _OPEN)
    if rows:
        yield Table("Actions that are planned or under way", _ACTION_HEADS, rows, numbers=frozenset({6}))
    else:
        yield Paragraph("No action is planned or under way.")


def _action(material: Material, said: Mapping[str, object]) -> tuple[str, ...]:
    state = f"{said['state']}, overdue" if said["overdue"] else str(said["state"])
    about = str(said["indicator_code"] or said["objective_code"] or "nothing in particular")
    due = str(said["due"]) if said["due"] else "no day set"
    organisation = str(said["organisation"] or "none named")
    moved = f"{_share(said.get('progress_then'))} to {_share(said.get('progress_now'))}"
    if said.get("progress_then") is None and said.get("progress_now") is None:
        moved = NO_VALUE
    country = material.country_name(str(said["country"]))
    return str(said["title"]), about, country, organisation, due, state, moved


def _share(value: object) -> str:
    return text.share_text(Fraction(value) if isinstance(value, Decimal) else None)


def promise_table(material: Material, name: str, found: Iterable[IndicatorResult]) -> Iterator[Table]:
    """What is to be reached by which date, and whether it was; nothing where nothing was set."""
    as_of: date = material.query.as_of
    rows = []
    for one in in_order(promise for result in found for promise in promises_of(result)):
        target = text.value_text(one.value, one.indicator)
        if one.value_to is not None:
            target += f" to {text.value_text(one.value_to, one.indicator)}"
        about = f"{one.indicator.code} {one.indicator.name}"
        rows.append((str(one.on), about, one.kind.value, target, one.state.value))
    if rows:
        heads = ("By", "Indicator", "What it is", "To be reached", f"On {as_of}")
        yield Table(f"Targets and milestones by date, {name}", heads, tuple(rows))
