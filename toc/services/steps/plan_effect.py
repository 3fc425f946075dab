"""What a change of a framework's definition would do to its figures, and which frozen reports keep older ones. Pure.

Source: progress.md 3 to 7 and 11.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from toc.figures.framework import assess_framework
from toc.figures.results import FrameworkResult
from toc.model.document import FrameworkDocument
from toc.model.panel import Panel
from toc.services.steps.effects import Effect, Move, moves
from toc.store.snapshots import Snapshot

_LOOKED_AT = 12
"""So many frozen reports, the newest ones, are looked at."""


def effect_of_definition(
    panel: Panel, after: FrameworkDocument, as_of: date, reports: Iterable[Snapshot] = ()
) -> Effect:
    """The figures that move when a framework takes another form, and the frozen reports that keep the older ones.

    Args:
        panel: the framework as it stands, with its measurements.
        after: as it would stand.
        as_of: the date looked at.
        reports: frozen reports of the framework, the newest first.

    Returns:
        Moves of what is there before and after: a part that is new or removed has no figure to compare. Levels and
        horizons are compared where every objective keeps its place.
    """
    at: dict[date, tuple[Move, ...]] = {as_of: definition_moves(panel, after, as_of)}
    frozen = []
    for report in list(reports)[:_LOOKED_AT]:
        day = report.query.as_of
        if day not in at:
            at[day] = definition_moves(panel, after, day)
        if any(_holds(report, move, panel.document) for move in at[day]):
            frozen.append(report.name)
    return Effect(as_of, at[as_of], tuple(frozen))


def definition_moves(panel: Panel, after: FrameworkDocument, as_of: date) -> tuple[Move, ...]:
    """The figures that differ under two definitions at a date."""
    before = panel.document
    old, new = assess_framework(panel, as_of), assess_framework(replace(panel, document=after), as_of)
    shared = before
    if _places(before) != _places(after):
        shared = before.model_copy(update={"levels": (), "horizons": ()})
    return moves(_only(old, new), _only(new, old), shared)


def _places(document: FrameworkDocument) -> tuple[object, ...]:
    """What levels and horizons are made of."""
    return (
        [(part.code, part.level, part.horizon) for part in document.objectives],
        [part.code for part in document.levels],
        [part.code for part in document.horizons],
        [*document.country_by_code],
    )


def _only(result: FrameworkResult, other: FrameworkResult) -> FrameworkResult:
    """The figures of one result that the other one has too."""
    return replace(
        result,
        indicators={key: found for key, found in result.indicators.items() if key in other.indicators},
        objectives={key: found for key, found in result.objectives.items() if key in other.objectives},
    )


def _holds(report: Snapshot, move: Move, document: FrameworkDocument) -> bool:
    """Whether a frozen report shows a figure."""
    horizon = report.query.horizon
    if move.what == "indicator":
        placed = document.horizon_of(move.code).code
    elif move.what == "objective":
        placed = document.objective_by_code[move.code].horizon
    else:
        return False
    return report.query.country in ("ALL", move.country) and horizon in (None, placed)
