"""What a whole import would do to the figures: a panel with all of its measurements in place. Pure.

Source: progress.md 2 to 7; files-and-commands.md, Preview.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from toc.model.drafts import MeasurementDraft
from toc.model.panel import Observation, Panel, Series
from toc.services.steps.effects import Effect, Move, What
from toc.services.steps.observing import observed

MOST_MEASUREMENTS = 10_000
"""Of longer imports the effect is not computed, so that the preview does not keep anybody waiting."""


@dataclass(frozen=True)
class ImportEffect:
    """Which figures an import would move, once all of it is approved.

    Attributes:
        effect: the figures; None where the import is too long to tell.
        measurements: how many it writes.
    """

    effect: Effect | None
    measurements: int

    @property
    def statuses(self) -> tuple[Move, ...]:
        """The indicators and objectives whose status moves."""
        moves = () if self.effect is None else self.effect.moves
        return tuple(one for one in moves if one.old_status is not one.new_status)

    @property
    def others(self) -> tuple[Move, ...]:
        """The indicators of which another figure moves, and no status."""
        moves = () if self.effect is None else self.effect.moves
        return tuple(one for one in moves if one.what is What.INDICATOR and one.old_status is one.new_status)


def looked_at(drafts: Iterable[MeasurementDraft], today: date) -> date:
    """The date at which an import is weighed: today, or the last end of a period that has not ended."""
    return max([today, *(draft.period_end for draft in drafts)])


def with_measurements(panel: Panel, drafts: Sequence[MeasurementDraft]) -> Panel:
    """A panel in which each measurement takes the place of the same organisation's for the same period.

    Args:
        panel: the framework and its measurements; it stays as it is.
        drafts: complete measurements whose periods overlap with nothing but the ones that they revise.
    """
    new: dict[tuple[str, str, str], dict[tuple[date, date], Observation]] = {}
    for draft in drafts:
        periods = new.setdefault((draft.indicator, draft.country, draft.organisation), {})
        periods[draft.period_start, draft.period_end] = observed(draft)
    series = dict(panel.series)
    for (indicator, country, organisation), periods in new.items():
        parts = series.get((indicator, country), ())
        own = next((one for one in parts if one.organisation == organisation), None)
        own = own or Series(indicator, country, organisation, ())
        kept = [one for one in own.observations if (one.period_start, one.period_end) not in periods]
        observations = tuple(sorted((*kept, *periods.values()), key=lambda one: one.period_end))
        others = tuple(one for one in parts if one.organisation != organisation)
        series[indicator, country] = (*others, replace(own, observations=observations))
    return replace(panel, series=series)
