"""Markup of pages that compare: the matrix with its links, two countries side by side, the tables of a profile.

Everything from people or data is escaped by `markup.safe`; nothing here draws.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence

from app.figure_text import IndicatorText, objective_line, percent, points, why_no_progress
from app.markup import FIRST_REM, chip_of, quiet, safe
from toc.exchange.number_text import NO_VALUE
from toc.figures.results import GroupResult, IndicatorResult, ObjectiveResult
from toc.services.comparing import IndicatorPair, MatrixGroup, ObjectivePair, SideBySide

COLUMN_REM = 6.1
"""Width of the matrix's columns after the first; where the page is narrower, the matrix scrolls in itself."""

SHORT = 18
"""Letters of a figure that stays on one line with its date."""


def link(address: str, text: str, title: str = "") -> str:
    """A link that opens in the same tab; `text` is markup, address and title are escaped here."""
    said = f' title="{safe(title)}"' if title else ""
    return f'<a class="toc-link" href="{safe(address)}" target="_self"{said}>{text}</a>'


def matrix(
    heads: Sequence[tuple[str, str]],
    groups: Iterable[MatrixGroup],
    locale: str,
    address: Callable[[ObjectiveResult], tuple[str, str]],
    explain: Callable[[ObjectiveResult], str] | None = None,
) -> str:
    """Objectives down and countries across, each place with its status, its progress and its gap.

    Args:
        heads: name and address of the profile of each country, in the order of the results.
        groups: the name of a level, empty for none, and, for each of its objectives, the results country by country.
        locale: of the reader.
        address: of the page that tells a result's figures, and what is found there; empty for none.
        explain: address of a figure's explanation, which the figure then opens.
    """
    head = "".join(f'<th scope="col">{link(where, safe(name), f"Profile of {name}")}</th>' for name, where in heads)
    body = ""
    for name, rows in groups:
        if name and rows:
            body += f'<tr class="toc-group"><th class="toc-first" scope="rowgroup">{safe(name)}</th>'
            body += "<td></td>" * len(heads) + "</tr>"
        for row in rows:
            objective = row[0].objective
            cells = "".join(f"<td>{_cell(result, locale, address, explain)}</td>" for result in row)
            body += (
                f'<tr><th class="toc-first" scope="row"><span class="toc-code">{safe(objective.code)}</span><br>'
                f"{safe(objective.title)}</th>{cells}</tr>"
            )
    width = f"min-width:{FIRST_REM + COLUMN_REM * len(heads):.1f}rem"
    return (
        '<div class="toc-scroll" tabindex="0" role="region" aria-label="Objectives by country">'
        f'<table class="toc-matrix" style="{width}">'
        f'<thead><tr><th class="toc-first" scope="col">Objective</th>{head}</tr></thead>'
        f"<tbody>{body}</tbody></table></div>"
    )


def _cell(
    result: ObjectiveResult,
    locale: str,
    address: Callable[[ObjectiveResult], tuple[str, str]],
    explain: Callable[[ObjectiveResult], str] | None,
) -> str:
    if result.progress is None:
        figure = f"<span class='toc-figure' title='{safe(why_no_progress(result.status))}'>{NO_VALUE}</span>"
    else:
        gap = "" if result.gap is None else f"<br>{quiet('gap ' + points(result.gap, locale).partition(' ')[0])}"
        figure = f"<span class='toc-figure'>{safe(percent(result.progress, locale))}{gap}</span>"
    where, what = address(result)
    if explain is not None:
        said = f"Explain {result.objective.code}, {result.country}"
        status = link(where, chip_of(result), what) if where else chip_of(result)
        return status + link(explain(result), figure, said)
    return link(where, chip_of(result) + figure, what) if where else chip_of(result) + figure


def tiles(found: Iterable[tuple[str, str, str]]) -> str:
    """A row of figures: label, figure and what it rests on."""
    row = "".join(
        f'<div class="toc-tile"><span class="toc-quiet">{safe(label)}</span><b>{safe(figure)}</b>{quiet(more)}</div>'
        for label, figure, more in found
    )
    return f'<div class="toc-tiles">{row}</div>'


def not_printed(text: str) -> str:
    """A quiet text that is left out on paper."""
    return f'<span class="toc-noprint">{quiet(text)}</span>'


def bullets(lines: Iterable[str]) -> str:
    """A list; each line is markup."""
    return f'<ul class="toc-bullets">{"".join(f"<li>{line}</li>" for line in lines)}</ul>'


def table(label: str, heads: Sequence[str], rows: Iterable[str], *, style: str = "") -> str:
    """A table that scrolls inside itself and is printed whole; heads are texts, rows are markup of whole rows."""
    head = "".join(f'<th scope="col">{safe(name)}</th>' for name in heads)
    return (
        f'<div class="toc-scroll" tabindex="0" role="region" aria-label="{safe(label)}">'
        f'<table class="toc-table {style}"><thead><tr>{head}</tr></thead><tbody>{"".join(rows)}</tbody></table></div>'
    )


def over(text: str, columns: int) -> str:
    """A row that heads those under it, over all columns."""
    return f'<tr class="toc-over"><th scope="rowgroup" colspan="{columns}">{safe(text)}</th></tr>'


def cells(*found: str) -> str:
    """A row of a table: the first cell is its heading, all are markup."""
    first, *others = found
    return f'<tr><th scope="row">{first}</th>{"".join(f"<td>{cell}</td>" for cell in others)}</tr>'


def means(label: str, found: Iterable[tuple[str, str, GroupResult]], locale: str) -> str:
    """Means of levels or horizons: name, what it is about, figure, expectation, gap, coverage."""
    rows = (
        cells(
            f"{safe(name)} {quiet(more)}" if more else safe(name),
            f"<b>{safe(percent(group.progress, locale))}</b>",
            safe(percent(group.expected_progress, locale)),
            safe(points(group.gap, locale).partition(" ")[0]),
            quiet(f"{group.objectives_with_progress} of {group.objectives_total}"),
        )
        for name, more, group in found
    )
    return table(label, (label, "Progress", "Expected", "Gap", "Objectives"), rows, style="toc-figures toc-means")


def coverage(group: GroupResult) -> str:
    """`7 of 16 objectives`."""
    total = group.objectives_total
    return f"{group.objectives_with_progress} of {total} {'objective' if total == 1 else 'objectives'}"


def why(result: IndicatorResult, locale: str) -> str:
    """An indicator's figures in words: what was measured when, what was expected, what stands beside the status."""
    text = IndicatorText(result, locale)
    measured = f"{text.value()} on {result.value.data_on}" if result.value.data_on else text.value()
    said = [measured, f"expected {text.number(result.expected)}", f"target {text.target()}"]
    if result.gap is not None:
        said.append(f"gap {points(result.gap, locale)}")
    if result.status_note:
        said.append(result.status_note)
    return "; ".join(said)


def actuals(label: str, objectives: Iterable[ObjectiveResult], locale: str) -> str:
    """Targets against what was reached: each objective with its status and coverage, under it its indicators."""
    rows = []
    for objective in objectives:
        figure, expected, parts = objective_line(objective, locale)
        found = objective.objective
        rows.append(
            f'<tr class="toc-over"><th scope="rowgroup" colspan="3">{safe(found.title)} '
            f'<span class="toc-code">{safe(found.code)}</span></th>'
            f'<td colspan="4"><b>{safe(figure)}</b> {quiet(f"{expected} {parts}")}</td>'
            f"<td>{chip_of(objective)}</td></tr>"
        )
        rows += [_actual(one, locale) for one in objective.indicators]
    heads = ("Indicator", "Baseline", "Target", "Actual", "Progress", "Expected", "Gap", "Status")
    return table(label, heads, rows, style="toc-figures toc-actuals")


def _actual(result: IndicatorResult, locale: str) -> str:
    text = IndicatorText(result, locale)
    baseline = text.quantity(result.baseline) if result.baseline else text.baseline()
    target = text.number(result.target)
    value = text.value()
    by = quiet(f"by {result.target_on}") if result.target_on else ""
    until = quiet(f"to {result.value.data_on}") if result.value.data_on else ""
    return cells(
        f'{safe(result.indicator.name)} <span class="toc-code">{safe(result.indicator.code)}</span>',
        _line(baseline, safe(baseline)),
        _line(target, f"{safe(target)} <br>{by}" if by else safe(target)),
        _line(value, f"<b>{safe(value)}</b> <br>{until}" if until else f"<b>{safe(value)}</b>"),
        safe(percent(result.progress, locale)),
        safe(percent(result.expected_progress, locale)),
        safe(points(result.gap, locale).partition(" ")[0]),
        chip_of(result),
    )


def _line(text: str, made: str) -> str:
    """Markup that stays on one line on paper where its text is short."""
    return f'<span class="toc-line">{made}</span>' if len(text) <= SHORT else made


def pairs(side: SideBySide, names: Mapping[str, str], locale: str) -> str:
    """Two countries side by side: value, progress and status of each, and in words what may be said of the two."""
    first, second = names[side.first], names[side.second]
    rows = []
    for pair in side.objectives:
        objective = pair.first.objective
        title = f'{safe(objective.title)} <span class="toc-code">{safe(objective.code)}</span>'
        whole = cells(title, _whole(pair.first, locale), _whole(pair.second, locale), _verdict(pair, names, locale))
        rows.append(whole.replace("<tr>", '<tr class="toc-over">', 1))
        rows += [
            cells(
                f'{safe(one.indicator.name)} <span class="toc-code">{safe(one.indicator.code)}</span>',
                _side(one.first, locale),
                _side(one.second, locale),
                _verdict(one, names, locale),
            )
            for one in pair.indicators
        ]
    label = f"{first} and {second} side by side"
    return table(label, ("Objective and indicators", first, second, "Side by side"), rows, style="toc-pairs")


def _whole(result: ObjectiveResult, locale: str) -> str:
    return f"{chip_of(result)} <b>{safe(percent(result.progress, locale))}</b>"


def _side(result: IndicatorResult, locale: str) -> str:
    text = IndicatorText(result, locale)
    data = f" {quiet(f'to {result.value.data_on}')}" if result.value.data_on else ""
    share = f"<br>{quiet(f'{percent(result.progress, locale)} of the way')}" if result.progress is not None else ""
    return f"{safe(text.value())}{data}{share}<br>{chip_of(result)}"


def _verdict(pair: IndicatorPair | ObjectivePair, names: Mapping[str, str], locale: str) -> str:
    """Who is further on its way, or why that cannot be said."""
    marks = pair.marks if isinstance(pair, IndicatorPair) else [m for one in pair.indicators for m in one.marks]
    if isinstance(pair, IndicatorPair) and marks:
        return "<br>".join(f'<span class="toc-mark">⚠ {safe(mark.reason)}</span>' for mark in marks)
    if marks:
        return '<span class="toc-mark">⚠ Not compared: see the marked indicators.</span>'
    if pair.lead is None:
        without = [found for found in (pair.first, pair.second) if found.progress is None]
        who = " and ".join(names[found.country] for found in without)
        return quiet(f"Not compared: no progress for {who}.")
    if pair.lead == 0:
        return quiet("Equally far.")
    ahead = pair.first if pair.lead > 0 else pair.second
    return safe(f"{names[ahead.country]} is {points(abs(pair.lead), locale).lstrip('+')} further on its way.")
