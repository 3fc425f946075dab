"""A figure explained on pages: the link beside it, the steps in short, and all that the page Explain shows.

One call each: `draw_brief` beside an indicator's figures, `draw_link` beside any other, `address` for own markup.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from fractions import Fraction
from typing import TYPE_CHECKING
from urllib.parse import urlencode

import streamlit as st

from app import explain_markup, filters, markup, widgets
from app.figure_text import IndicatorText, percent, points
from app.language import _, language
from toc.exchange.number_text import format_number
from toc.figures.results import IndicatorResult, ObjectiveResult
from toc.model.document import FrameworkDocument
from toc.model.query import ALL, Query
from toc.services import explaining
from toc.services.explaining import Kind, Number, Step

if TYPE_CHECKING:
    from toc.services.explaining import Behind, ExplainedFigure

Result = IndicatorResult | ObjectiveResult

UNFOLDED = 12
"""So many measurements behind an objective are shown at once; where there are more, each indicator opens its own."""


def parameters(result: Result, query: Query) -> dict[str, str]:
    """What the address of a figure's explanation says."""
    asked = replace(query, country=result.country, horizon=None)
    if isinstance(result, IndicatorResult):
        return filters.parameters(asked, indicator=result.indicator.code)
    return filters.parameters(asked, objective=result.objective.code)


def address(result: Result, query: Query) -> str:
    """The address of a figure's explanation, such as `/explain?indicator=LRN-S1.1&country=NL&as_of=2026-12-31`."""
    return f"/explain?{urlencode(parameters(result, query))}"


def draw_link(result: Result, query: Query, *, label: str | None = None) -> None:
    """A link to a figure's explanation.

    Args:
        result: as it stands on the page.
        query: the page's filters.
        label: of the link; `Explain` where none is given.
    """
    st.page_link(
        "views/explain.py", label=label or _("Explain"), icon=":material/calculate:",
        query_params=parameters(result, query), help=_("The formula with its numbers, and the measurements behind it."),
    )  # fmt: skip


def draw_links(results: Iterable[Result], document: FrameworkDocument, query: Query) -> None:
    """Links to the explanations of several countries' figures, in one line that wraps.

    Args:
        results: one for each country.
        document: gives the countries' names.
        query: the page's filters.
    """
    names = filters.names_of(document)
    links = [(names[result.country], address(result, query)) for result in results]
    widgets.show_markup(explain_markup.link_row(_("Explain:"), links))


def draw_brief(result: Result, document: FrameworkDocument, query: Query, *, key: str) -> None:
    """The steps of a figure where it stands, folded away, with the link to everything behind it.

    Args:
        result: as it stands on the page.
        document: the framework that it was computed from.
        query: the page's filters.
        key: unique on the page.
    """
    with st.container(key=key), st.expander(_("How these figures came about"), icon=":material/calculate:"):
        draw_steps(explaining.in_short(result, document).steps, result)
        draw_link(result, query, label=_("The measurements behind it"))


def draw_steps(steps: Sequence[Step], result: Result) -> None:
    """Each step with its figure, the formula with its numbers, and what it says in words."""
    indicator = result if isinstance(result, IndicatorResult) else None
    widgets.show_markup(explain_markup.steps(_row(step, indicator) for step in steps))


def _row(step: Step, result: IndicatorResult | None) -> tuple[str, str, str, str]:
    words = "; ".join(part for part in (step.on, step.words.replace(" - ", " − ")) if part)
    if step.figure is None:
        first, colon, rest = words.partition(": ")
        return (step.name, first.capitalize(), "", rest) if colon else (step.name, "", "", words)
    figure, formula = _figure(step, result), _formula(step)
    return step.name, figure, "" if formula == figure else formula, words


def _figure(step: Step, result: IndicatorResult | None) -> str:
    """A step's figure as the other pages write it."""
    if step.kind is Kind.SHARE:
        return percent(step.figure, language())
    if step.kind is Kind.POINTS:
        return points(step.figure, language())
    return format_number(step.figure, language()) if result is None else _text(result)(step.figure)


def _text(result: IndicatorResult) -> Callable[[Fraction | None], str]:
    return IndicatorText(result, language()).number


def _formula(step: Step) -> str:
    """A formula for people: numbers rounded, in the reader's way of writing, each with what it is."""
    if len(step.formula) == 1 and isinstance(step.formula[0], Number) and not step.formula[0].label:
        of = step.formula[0].of
        return "".join(_piece(part) for part in of)
    return "".join(_piece(part) for part in step.formula)


def _piece(part: str | Number) -> str:
    if isinstance(part, str):
        return part.replace(" x ", " × ").replace(" - ", " − ")
    text = _number(part)
    return f"{text} ({part.label})" if part.label else text


def _number(number: Number) -> str:
    if number.kind is Kind.SHARE:
        return percent(number.value, language())
    if number.kind is Kind.PERCENT:
        return percent(number.value / 100, language())
    whole = number.value.denominator == 1
    text = format_number(number.value, language(), decimals=0 if whole else 2)
    return f"({text})" if number.value < 0 else text


def draw_figure(found: "ExplainedFigure") -> None:
    """The steps of a figure with what is special about it and how such figures are computed."""
    result, explanation = found.result, found.explanation
    bar = markup.meter(
        found.name, result.status, result.progress, result.expected_progress, language(), weak=result.weak_evidence
    )
    widgets.show_markup(f"{bar}{markup.chip_of(result)}")
    draw_steps(explanation.steps, result)
    if explanation.notes:
        st.markdown("\n".join(f"- {markup.plain(note)}" for note in explanation.notes))
    with st.expander(_("How such figures are computed"), icon=":material/menu_book:"):
        st.markdown("\n".join(f"- {markup.plain(rule)}" for rule in explanation.rules))


def draw_used(found: "ExplainedFigure") -> None:
    """The measurements that the figure rests on, each with its revision, source and evidence."""
    st.subheader(_("Measurements used"), anchor=False)
    if isinstance(found.result, IndicatorResult):
        if found.used:
            widgets.show_markup(_listed(found, found.used, found.result))
        else:
            st.caption(_("None: nothing was measured after the baseline by this date."))
        return
    short = sum(map(len, found.used_below)) <= UNFOLDED
    for result, used in zip(found.below, found.used_below, strict=True):
        with st.expander(f"{markup.plain(result.indicator.name)} ({len(used)})", expanded=short):
            if used:
                widgets.show_markup(_listed(found, used, result))
            else:
                st.caption(_("None: nothing was measured after the baseline by this date."))
            draw_link(result, found.query, label=_("Explain this indicator"))


def draw_left_out(found: "ExplainedFigure") -> None:
    """What is not in the figure, with the reasons; nothing where nothing is left out."""
    if not isinstance(found.result, IndicatorResult):
        return
    st.subheader(_("Left out"), anchor=False)
    if found.left_out:
        widgets.show_markup(_listed(found, found.left_out, found.result))
    else:
        st.caption(_("Nothing: every measurement that you may see is in the figure."))


def draw_below(found: "ExplainedFigure") -> None:
    """Of all countries together, the way to each country's own figure."""
    if isinstance(found.result, IndicatorResult) and found.below:
        draw_links(found.below, found.document, found.query)


def _listed(found: "ExplainedFigure", rows: Sequence["Behind"], result: IndicatorResult) -> str:
    names = filters.names_of(found.document)
    text = IndicatorText(result, language())
    several = found.result.country == ALL
    return explain_markup.behind_list(rows, names, text.quantity, language(), with_country=several)
