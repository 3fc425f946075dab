"""What a change would do: which figures and statuses move, from what to what. Pure; the same figures as every page.

Source: progress.md 3 to 7; product.md (life of a measurement).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from fractions import Fraction

from toc.figures.framework import assess_framework, horizon_groups, level_groups
from toc.figures.results import FrameworkResult, GroupResult, IndicatorResult, ObjectiveResult, Quantity
from toc.model.document import FrameworkDocument
from toc.model.panel import Panel
from toc.model.terms import Status
from toc.services.steps.visibility import only, seen_places

Figure = IndicatorResult | ObjectiveResult | GroupResult


class What(StrEnum):
    """What kind of figure moves, in the words of the field."""

    INDICATOR = "indicator"
    OBJECTIVE = "objective"
    LEVEL = "level"
    HORIZON = "horizon"


@dataclass(frozen=True, slots=True)
class Move:
    """A figure that differs before and after a change.

    Attributes:
        what: whether it is that of an indicator, an objective, a level or a horizon.
        code: its code in the framework.
        name: its name.
        country: code of the country that it is for, or ALL.
        before: the figure as it is now.
        after: the figure as it would be.
    """

    what: What
    code: str
    name: str
    country: str
    before: Figure
    after: Figure

    @property
    def old_status(self) -> Status | None:
        """Status now; levels and horizons have none."""
        return _status(self.before)

    @property
    def new_status(self) -> Status | None:
        """Status after the change; levels and horizons have none."""
        return _status(self.after)

    @property
    def old_progress(self) -> Fraction | None:
        """Progress now, a fraction; None where there is none."""
        return self.before.progress

    @property
    def new_progress(self) -> Fraction | None:
        """Progress after the change, a fraction; None where there is none."""
        return self.after.progress

    @property
    def old_value(self) -> Quantity | None:
        """Value now, of an indicator only."""
        return _value(self.before)

    @property
    def new_value(self) -> Quantity | None:
        """Value after the change, of an indicator only."""
        return _value(self.after)


@dataclass(frozen=True)
class Effect:
    """What a change would do to a framework's figures.

    Attributes:
        as_of: the date that the figures are looked at: today, or the end of a period that has not ended.
        moves: nothing where no figure moves.
        frozen: names of frozen reports that hold such figures; they stay as they were handed out.
    """

    as_of: date
    moves: tuple[Move, ...]
    frozen: tuple[str, ...] = ()


def effect(before: Panel, after: Panel, as_of: date, *, seen: frozenset[str] | None) -> Effect:
    """The moves between two panels of one framework, of what somebody may see.

    Args:
        before: as it stands.
        after: with the change.
        as_of: the date looked at.
        seen: from `visible_countries`; both panels hold nothing else.
    """
    places = seen_places(before.document, seen)
    old, new = (only(assess_framework(panel, as_of), places) for panel in (before, after))
    return Effect(as_of, moves(old, new, before.document))


def moves(before: FrameworkResult, after: FrameworkResult, document: FrameworkDocument) -> tuple[Move, ...]:
    """The figures that differ between two results of one framework at one date.

    Args:
        before: as it stands; both were computed for the same countries.
        after: with the change.
        document: gives names and order.

    Returns:
        Indicators first, then their objectives, then levels and horizons; each in the framework's order, countries
        before ALL. A figure is there when its status, its value, its progress or its coverage differs.

    Source: progress.md 3 to 7.
    """
    return (
        *_indicators(before, after, document),
        *_objectives(before, after, document),
        *_groups(before, after, document),
    )


def _indicators(before: FrameworkResult, after: FrameworkResult, document: FrameworkDocument) -> Iterator[Move]:
    order = {indicator.code: place for place, indicator in enumerate(document.indicators)}
    for key in sorted(before.indicators, key=lambda found: order[found[0]]):
        old, new = before.indicators[key], after.indicators[key]
        if _said(old) != _said(new):
            yield Move(What.INDICATOR, key[0], old.indicator.name, key[1], old, new)


def _objectives(before: FrameworkResult, after: FrameworkResult, document: FrameworkDocument) -> Iterator[Move]:
    order = {objective.code: place for place, objective in enumerate(document.objectives)}
    for key in sorted(before.objectives, key=lambda found: order[found[0]]):
        old, new = before.objectives[key], after.objectives[key]
        if (*_group(old), old.status) != (*_group(new), new.status):
            yield Move(What.OBJECTIVE, key[0], old.objective.title, key[1], old, new)


def _groups(before: FrameworkResult, after: FrameworkResult, document: FrameworkDocument) -> Iterator[Move]:
    names = {
        What.LEVEL: [level.name for level in document.levels],
        What.HORIZON: [horizon.name for horizon in document.horizons],
    }
    places = dict.fromkeys(country for _, country in before.objectives)
    for what, groups in ((What.LEVEL, level_groups), (What.HORIZON, horizon_groups)):
        for country in places:
            pairs = zip(groups(document, before, country), groups(document, after, country), names[what], strict=True)
            for old, new, name in pairs:
                if _group(old) != _group(new):
                    yield Move(what, old.name, name, country, old, new)


def _said(found: IndicatorResult) -> tuple[object, ...]:
    """What a reader sees of an indicator."""
    value = found.value
    shown = (value.quantity, value.basis, value.at_least, value.low, value.high)
    return (*shown, found.status, found.progress, found.gap)


def _group(found: ObjectiveResult | GroupResult) -> tuple[object, ...]:
    """What a reader sees of a roll-up."""
    if isinstance(found, ObjectiveResult):
        return found.progress, found.gap, found.indicators_with_progress
    return found.progress, found.gap, found.objectives_with_progress


def _status(found: Figure) -> Status | None:
    return None if isinstance(found, GroupResult) else found.status


def _value(found: Figure) -> Quantity | None:
    return found.value.quantity if isinstance(found, IndicatorResult) else None
