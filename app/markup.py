"""The app's own markup as text: status chip, meter, card, list of figures. Everything from data is escaped.

Nothing here draws; `widgets.py` does. The look is one style sheet made from the palette of `toc/charts/theme.py`.
"""

import re
from collections.abc import Iterable
from fractions import Fraction
from functools import cache
from pathlib import Path

from app.figure_text import evidence_line, objective_line, percent, weak_line, why_no_progress
from toc.charts import theme
from toc.figures.results import IndicatorResult, ObjectiveResult
from toc.model.terms import Status

FIRST_REM = 8.6
"""Width of the first column of the matrix of objectives by countries."""

BEHIND = frozenset({Status.AT_RISK, Status.OFF_TRACK, Status.REGRESSING, Status.MISSED})
"""Statuses for which a card names the indicator that is furthest behind."""

STYLE = Path(__file__).resolve().parent / "markup.css"
"""What is the same in light and dark; colours are variables."""

WEAK_MEANING = "It rests on weak evidence: nothing in it is a register or a survey."
"""What a hatched status says."""

MARKS = frozenset("&<>\"'\\`*_{}[]()#+!|:~$")
"""Signs that HTML or Markdown reads as more than themselves."""


def safe(text: object) -> str:
    """A text from people or data for use in markup: escaped, on one line, never read as Markdown."""
    return "".join(f"&#{ord(sign)};" if sign in MARKS else sign for sign in " ".join(str(text).split()))


def plain(text: str) -> str:
    """A text from people or data for a place that reads Markdown: every sign of Markdown is escaped."""
    return re.sub(r"([\\`*_{}\[\]()#+\-!|:~$<>&])", r"\\\1", " ".join(text.split()))


def style_sheet(*, dark: bool) -> str:
    """The style sheet of everything in this module, for light and dark.

    Args:
        dark: the reader's ground, for dialogs: they stand outside the part of the page that says it.
    """
    chips = "\n".join(
        f".toc-{_name(value)}{{--m:light-dark({look.mark},{look.mark_dark});"
        f"--b:light-dark({look.tint},{look.tint_dark});--t:light-dark({look.text},{look.text_dark})}}"
        for value, look in {**theme.STATUS, **{state: one.look for state, one in theme.LINK.items()}}.items()
    )
    day, night = theme.LIGHT, theme.DARK
    colours = "".join(
        f"--toc-{name}:light-dark({getattr(day, name)},{getattr(night, name)});"
        for name in ("text", "quiet", "line", "ground", "track")
    )
    scheme = "dark" if dark else "light"
    return (
        f"<style>:root{{{colours}--toc-first:{FIRST_REM}rem}}\n{chips}\n"
        f'[role="dialog"]{{color-scheme:{scheme}}}\n{_static_style()}</style>'
    )


@cache
def _static_style() -> str:
    return STYLE.read_text(encoding="utf-8")


def _whole(text: str) -> str:
    """A text in which no line ends within a date."""
    return re.sub(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", r'<span class="toc-whole">\g<0></span>', safe(text))


def _name(status: str) -> str:
    return status.replace(" ", "-")


def chip(status: Status, text: str | None = None, *, weak: bool = False) -> str:
    """A status as a tinted chip with its icon and its word, or another text such as `5 on track`.

    Args:
        status: gives icon and colour.
        text: instead of its word.
        weak: what it rests on is weak evidence: the chip is hatched and says so.
    """
    look = theme.STATUS[status.value]
    words = safe(status.label if text is None else text) + (", weak evidence" if weak else "")
    meaning = f"{status.meaning} {WEAK_MEANING}" if weak else status.meaning
    return (
        f'<span class="toc-chip toc-{_name(status.value)}{" toc-weak" if weak else ""}" title="{safe(meaning)}">'
        f'<span class="toc-icon" aria-hidden="true" translate="no">{look.icon}</span>{words}</span>'
    )


def chip_of(result: IndicatorResult | ObjectiveResult) -> str:
    """The status of an indicator or an objective as its chip, hatched where it rests on weak evidence alone."""
    return chip(result.status, weak=result.weak_evidence)


def tinted(colours: str, icon: str, text: str, meaning: str) -> str:
    """A word that is no status as a chip in a status's colours, with its symbol.

    Args:
        colours: name of the status, as the style sheet writes it.
        icon: a Material symbol.
        text: the word.
        meaning: shown on hovering.
    """
    return (
        f'<span class="toc-chip toc-{colours}" title="{safe(meaning)}">'
        f'<span class="toc-icon" aria-hidden="true" translate="no">{icon}</span>{safe(text)}</span>'
    )


def quiet(text: str) -> str:
    """A text that steps back."""
    return f'<span class="toc-quiet">{_whole(text)}</span>'


def legend(statuses: Iterable[Status]) -> str:
    """Every status with its meaning."""
    rows = "".join(f"<dt>{chip(status)}</dt><dd>{safe(status.meaning)}</dd>" for status in statuses)
    return f'<dl class="toc-legend">{rows}</dl>'


def chips(counts: Iterable[tuple[Status, int]]) -> str:
    """How many objectives have each status, as a row of chips."""
    row = "".join(chip(status, f"{count} {status.label.lower()}") for status, count in counts)
    return f'<div class="toc-chips" role="group" aria-label="Objectives by status">{row}</div>'


def meter(
    name: str,
    status: Status,
    progress: Fraction | None,
    expected: Fraction | None,
    locale: str,
    *,
    weak: bool = False,
) -> str:
    """A progress bar with a mark where progress is expected to be.

    Args:
        name: whose progress, for screen readers.
        status: gives the colour.
        progress: a fraction; outside 0..1 the bar is empty or full and the figure beside it says it. None leaves the
            bar empty and says so.
        expected: a fraction; None draws no mark.
        locale: of the reader.
        weak: what it rests on is weak evidence: the bar is hatched.
    """
    said = f"{percent(progress, locale)} of the way" if progress is not None else "no figure"
    if expected is not None:
        said += f", expected {percent(expected, locale)}"
    said += ", weak evidence" if weak else ""
    label = safe(f"Progress of {name}: {said}" if progress is None else f"Progress of {name}")
    role = f'role="img" aria-label="{label}"'
    fill = ""
    if progress is not None:
        role = (
            f'role="meter" aria-label="{label}" aria-valuemin="0" aria-valuemax="100" '
            f'aria-valuenow="{_share(progress)}" aria-valuetext="{safe(said)}"'
        )
        fill = f'<b style="width:{_share(progress)}%"></b>'
    mark = f'<i style="left:{_share(expected)}%"></i>' if expected is not None else ""
    look = f"toc-meter toc-{_name(status.value)}{' toc-weak' if weak else ''}"
    return f'<div class="{look}" {role}>{fill}{mark}</div>'


def _share(share: Fraction) -> str:
    return f"{float(min(max(share, Fraction(0)), Fraction(1)) * 100):.1f}"


def objective_card(result: ObjectiveResult, horizon: str, locale: str) -> str:
    """What a card says under its title: meter, status, figures, stakeholders, last update; one block of markup."""
    objective = result.objective
    figure, expected, coverage = objective_line(result, locale)
    why = f' title="{safe(why_no_progress(result.status))}"' if result.progress is None else ""
    updated = f"data to {result.last_data_on}" if result.last_data_on else "no measurement yet"
    return (
        f'<div class="toc-card"><div class="toc-narrow toc-code">{safe(horizon)}</div>'
        f"{_objective_meter(result, locale)}"
        f"<div>{chip_of(result)}</div>"
        f"<div{why}><b>{safe(figure)}</b> {quiet(expected)}</div>"
        f"{_held_back(result)}"
        f'<div class="toc-parts">{quiet(coverage)} {quiet(updated)}{_evidence(result)}</div>'
        f"<div>{quiet('; '.join(objective.stakeholders))}</div></div>"
    )


def _objective_meter(result: ObjectiveResult, locale: str) -> str:
    progress, expected = result.progress, result.expected_progress
    return meter(result.objective.title, result.status, progress, expected, locale, weak=result.weak_evidence)


def _evidence(result: ObjectiveResult) -> str:
    """What is behind an objective: how many measurements with evidence, how many indicators on weak evidence alone."""
    text = "; ".join(line for line in (evidence_line(result), weak_line(result)) if line)
    return f" <div>{quiet(text)}</div>" if text else ""


def _held_back(result: ObjectiveResult) -> str:
    """The indicator that is furthest behind, where the objective is behind because of it."""
    worst = next((one for one in result.indicators if one.indicator.code == result.worst), None)
    if worst is None or result.status not in BEHIND:
        return ""
    return f"<div>Furthest behind: {safe(worst.indicator.name)}, {safe(worst.status.label.lower())}</div>"


def horizon_head(name: str, years: str) -> str:
    """A horizon's name and years over its column; left out on a phone, where each card names its horizon."""
    return f'<div class="toc-wide"><b>{safe(name)}</b> {quiet(years)}</div>'


def level(name: str, about: str) -> str:
    """A level's name, and under it about whom it is."""
    return f'<div class="toc-level"><b>{safe(name)}</b><br>{quiet(about)}</div>'


def facts(rows: Iterable[tuple[str, str, str]]) -> str:
    """Labels, each with its figure and, behind it, what it rests on."""
    lines = "".join(
        f"<dt>{safe(label)}</dt><dd><b>{_whole(figure)}</b>{quiet(more) if more else ''}</dd>"
        for label, figure, more in rows
    )
    return f'<dl class="toc-facts">{lines}</dl>'
