"""How the figure that an action is about has moved since the action was made: both figures from one and the same panel.

Source: product.md (Act).
"""

from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from toc.figures.framework import assess_framework
from toc.figures.results import FrameworkResult, IndicatorResult, ObjectiveResult
from toc.model.panel import Panel
from toc.model.query import ALL, Actor, Query
from toc.model.terms import Status
from toc.services.analysing import read_panel
from toc.store.database import Store


@dataclass(frozen=True)
class Movement:
    """A figure on the day on which an action was made, and on the date that is looked at, as known now.

    Attributes:
        before: progress then; None where it was not defined.
        after: progress on the date that is looked at; None where it is not defined.
        before_status: status then.
        after_status: status on the date that is looked at.
        since: the day on which the action was made.
        until: the date that is looked at.
    """

    before: Fraction | None
    after: Fraction | None
    before_status: Status
    after_status: Status
    since: date
    until: date

    @property
    def change(self) -> Fraction | None:
        """Progress gained or lost, as a fraction; None where one of the two is not defined."""
        return None if self.before is None or self.after is None else self.after - self.before


class Movements:
    """The movements of one query; the panel is read once, and each day is assessed once."""

    def __init__(self, store: Store, actor: Actor, query: Query) -> None:
        self._store = store
        self._actor = actor
        self._query = query
        self._panel: Panel | None = None
        self._results: dict[date, FrameworkResult] = {}

    def of(self, indicator: str, objective: str, country: str, since: date) -> Movement | None:
        """How a figure moved since a day; None where there is none, or the day is not before the date looked at."""
        if not (indicator or objective) or since >= self._query.as_of:
            return None
        before, after = (self._figure(indicator, objective, country, on) for on in (since, self._query.as_of))
        if before is None or after is None:
            return None
        return Movement(
            before.progress, after.progress, before.status, after.status, since=since, until=self._query.as_of
        )  # fmt: skip

    def _figure(
        self, indicator: str, objective: str, country: str, on: date
    ) -> IndicatorResult | ObjectiveResult | None:
        found = self._result(on)
        if indicator:
            return found.indicators.get((indicator, country)) or found.indicators.get((indicator, ALL))
        return found.objectives.get((objective, country))

    def _result(self, on: date) -> FrameworkResult:
        if on not in self._results:
            if self._panel is None:
                self._panel, _ = read_panel(self._store, self._actor, self._query)
            self._results[on] = assess_framework(self._panel, on)
        return self._results[on]
