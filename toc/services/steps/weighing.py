"""What approving one measurement would do to the figures that rest on it. Pure; the same computation as every page.

Source: progress.md 3 to 7; product.md (life of a measurement).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from toc.figures.changed import with_observation
from toc.figures.framework import assess_places
from toc.figures.results import IndicatorResult, ObjectiveResult
from toc.figures.rollup import assess_objective
from toc.model.document import IndicatorDef
from toc.model.panel import MeasurementRow, Panel
from toc.model.query import ALL
from toc.model.terms import Scope
from toc.services.steps.effects import Move, What
from toc.services.steps.observing import observed


@dataclass(frozen=True)
class Weighed:
    """The figures that rest on a measurement, as they are and as they would be once it is approved.

    Attributes:
        as_of: today, or the end of a period that has not ended: it counts from then.
        figures: of the indicator for its country and for ALL, then of its objective for the same; those that would
            not move are there as well. A consortium indicator has those of ALL only.
    """

    as_of: date
    figures: tuple[Move, ...]


class Scales:
    """Weighs measurements one by one against one panel; what stays as it is, is computed once.

    Args:
        panel: approved measurements, at least of every indicator of the objectives that are concerned.
        today: in the framework's time zone.
    """

    def __init__(self, panel: Panel, today: date) -> None:
        self._panel = panel
        self._today = today
        self._now: dict[tuple[str, date], Mapping[str, IndicatorResult]] = {}

    def weigh(self, row: MeasurementRow) -> Weighed:
        """The figures before and after the approval of a revision."""
        document = self._panel.document
        indicator = document.indicator_by_code[row.indicator]
        as_of = max(self._today, row.period_end)
        places = (ALL,) if indicator.scope is Scope.CONSORTIUM else (row.country, ALL)
        changed = with_observation(self._panel, row.indicator, row.country, row.organisation, observed(row))
        new = dict(assess_places(changed, indicator, as_of, places))
        old = self._as_it_is(indicator, as_of)
        figures = [
            Move(What.INDICATOR, indicator.code, indicator.name, place, old[place], new[place]) for place in places
        ]
        for place in places:
            before, after = self._objective(indicator, place, as_of), self._objective(indicator, place, as_of, new)
            figures.append(
                Move(What.OBJECTIVE, before.objective.code, before.objective.title, place, before, after)
            )  # fmt: skip
        return Weighed(as_of, tuple(figures))

    def _as_it_is(self, indicator: IndicatorDef, as_of: date) -> Mapping[str, IndicatorResult]:
        key = (indicator.code, as_of)
        if key not in self._now:
            every = (*self._panel.document.country_by_code, ALL)
            self._now[key] = dict(assess_places(self._panel, indicator, as_of, every))
        return self._now[key]

    def _objective(
        self,
        indicator: IndicatorDef,
        place: str,
        as_of: date,
        changed: Mapping[str, IndicatorResult] | None = None,
    ) -> ObjectiveResult:
        """The indicator's objective, with other results of the indicator where they are given."""
        document = self._panel.document
        results = []
        for other in document.indicators:
            if other.objective == indicator.objective:
                own = changed is not None and other.code == indicator.code
                found = (changed or {}).get(place) if own else self._as_it_is(other, as_of).get(place)
                results += [] if found is None else [found]
        return assess_objective(document, document.objective_by_code[indicator.objective], place, as_of, results)
