"""Which measurements a figure rests on, and which it leaves out and why (progress.md 3)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from toc.figures.organisations import says_something
from toc.figures.periods import period_label
from toc.figures.plans import plan_of
from toc.figures.results import IndicatorResult, PartResult
from toc.model.panel import Observation, Panel, Series
from toc.model.query import ALL
from toc.model.terms import OverTime, Scope


@dataclass(frozen=True, slots=True)
class UsedMeasurement:
    """A measurement that is in a figure.

    Attributes:
        country: where it was measured; ALL for a consortium indicator.
    """

    country: str
    organisation: str
    observation: Observation

    @property
    def period(self) -> str:
        """Name of its period."""
        return period_label(self.observation.period_start, self.observation.period_end)


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A measurement, an organisation or a country that is not in a figure.

    Attributes:
        country: where it was measured, or the country that is left out as a whole.
        organisation: who measured; empty for a country as a whole.
        reason: why it is left out, in words.
        observation: None for what has no measurement; of one that waits for approval it holds the period only.
    """

    country: str
    organisation: str
    reason: str
    observation: Observation | None = None

    @property
    def period(self) -> str:
        """Name of its period; empty without a measurement."""
        found = self.observation
        return "" if found is None else period_label(found.period_start, found.period_end)


def used_measurements(result: IndicatorResult) -> tuple[UsedMeasurement, ...]:
    """The measurements that an indicator's value rests on, country by country, oldest first."""
    return tuple(
        UsedMeasurement(country, part.name, found)
        for country, part, used in _organisations(result)
        if used
        for found in part.observations
    )


def left_out(panel: Panel, result: IndicatorResult) -> tuple[LeftOut, ...]:
    """What an indicator's value leaves out, each with the reason: parts first, then measurements.

    Args:
        panel: that the figures were computed from, as the reader may see it.
        result: of one of its indicators.
    """
    used = {id(found.observation) for found in used_measurements(result)}
    measured = tuple(_measurements(panel, result, used))
    named = {(found.country, found.organisation) for found in measured} | {(found.country, "") for found in measured}
    parts = (part for part in _parts(result) if (part.country, part.organisation) not in named or not part.measured)
    return (*(part.left_out for part in parts), *measured)


def takes_countries(result: IndicatorResult) -> bool:
    """Whether the parts of a value are countries; else they are organisations."""
    return result.country == ALL and result.indicator.scope is Scope.COUNTRY


def _organisations(result: IndicatorResult) -> Iterator[tuple[str, PartResult, bool]]:
    """Every organisation that gives something, with its country and whether it is in the value."""
    for part in result.value.parts:
        if takes_countries(result):
            yield from ((part.name, inner, part.used and inner.used) for inner in part.parts)
        else:
            yield result.country, part, part.used


@dataclass(frozen=True, slots=True)
class _Part:
    """A country or an organisation that is left out, and whether its measurements say so themselves."""

    left_out: LeftOut
    measured: bool

    @property
    def country(self) -> str:
        return self.left_out.country

    @property
    def organisation(self) -> str:
        return self.left_out.organisation


def _reasons(result: IndicatorResult) -> Iterator[tuple[str, PartResult, str]]:
    """Every organisation that is left out, with its country and the reason, its own or its country's."""
    for part in result.value.parts:
        if takes_countries(result):
            yield from ((part.name, inner, inner.reason or part.reason) for inner in part.parts)
        else:
            yield result.country, part, part.reason


def _parts(result: IndicatorResult) -> Iterator[_Part]:
    for part in result.value.parts:
        if takes_countries(result):
            if not part.used:
                yield _Part(LeftOut(part.name, "", part.reason), part.quantity is not None)
            for inner in part.parts:
                if part.used and not inner.used:
                    yield _Part(LeftOut(part.name, inner.name, inner.reason), inner.quantity is not None)
        elif not part.used:
            yield _Part(LeftOut(result.country, part.name, part.reason), part.quantity is not None)
    if result.together is not None:
        absent = {part.name for part in result.value.parts if not part.used}
        for country, reason in result.together.unmatched:
            if country not in absent:
                yield _Part(LeftOut(country, "", f"in the value, but not in progress: {reason}"), measured=False)


def _measurements(panel: Panel, result: IndicatorResult, used: set[int]) -> Iterator[LeftOut]:
    code = result.indicator.code
    why = {(country, part.name): reason for country, part, reason in _reasons(result)}
    countries = [part.name for part in result.value.parts] if takes_countries(result) else [result.country]
    for country in countries:
        since = plan_of(panel.document, result.indicator, country).since
        for series in panel.of(code, country):
            for found in series.observations:
                if id(found) not in used:
                    reason = _reason(result, series, found, since) or why.get((country, series.organisation), "")
                    yield LeftOut(country, series.organisation, reason, found)
        for (of, place, organisation), waiting in panel.handed_in.items():
            if (of, place) == (code, country):
                yield from (LeftOut(country, organisation, "waits for approval", found) for found in waiting)


def _reason(result: IndicatorResult, series: Series, found: Observation, since: date) -> str:
    """Why a measurement is not in the value, the first reason that holds; empty where its part is left out."""
    if found.period_end > result.as_of:
        return f"ends after {result.as_of}"
    if found.period_end <= since:
        return f"history: ends on or before the baseline date, {since}"
    flow = result.indicator.over_time is OverTime.FLOW
    if flow and found.period_start <= since:
        return f"overlaps the baseline date, {since}"
    if not says_something(found):
        return "states no value"
    later = [one for one in series.observations if found.period_end < one.period_end <= result.as_of]
    if not flow and any(says_something(one) for one in later):
        return "a later period stands"
    return ""
