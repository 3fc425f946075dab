"""A panel with one period more, another one in its place, or one less: what figures would be, without storing it.

Source: progress.md 2 (periods of a series never overlap).
"""

from dataclasses import replace
from datetime import date

from toc.figures.periods import Period
from toc.model.panel import Observation, Panel, Series


def with_observation(panel: Panel, indicator: str, country: str, organisation: str, observation: Observation) -> Panel:
    """A panel in which an organisation's value takes the place of its measurements that share a day with it.

    Args:
        panel: the framework and its measurements; it stays as it is.
        indicator: code.
        country: code; ALL for a consortium indicator.
        organisation: short name.
        observation: the value, of the same period as the one that it revises.
    """
    period = Period(observation.period_start, observation.period_end)
    others, own = _split(panel, indicator, country, organisation)
    kept = [one for one in own.observations if not Period(one.period_start, one.period_end).overlaps(period)]
    observations = tuple(sorted((*kept, observation), key=lambda one: one.period_end))
    series = {**panel.series, (indicator, country): (*others, replace(own, observations=observations))}
    return replace(panel, series=series)


def without_period(panel: Panel, indicator: str, country: str, organisation: str, start: date, end: date) -> Panel:
    """A panel in which an organisation has measured nothing for a period.

    Args:
        panel: the framework and its measurements; it stays as it is.
        indicator: code.
        country: code; ALL for a consortium indicator.
        organisation: short name.
        start: first day of the period.
        end: last day of the period.
    """
    others, own = _split(panel, indicator, country, organisation)
    kept = tuple(one for one in own.observations if (one.period_start, one.period_end) != (start, end))
    parts = (*others, replace(own, observations=kept)) if kept else others
    return replace(panel, series={**panel.series, (indicator, country): tuple(parts)})


def _split(panel: Panel, indicator: str, country: str, organisation: str) -> tuple[tuple[Series, ...], Series]:
    """The series of the other organisations, and the own one, empty where there is none."""
    found = panel.of(indicator, country)
    own = next((one for one in found if one.organisation == organisation), None)
    others = tuple(one for one in found if one.organisation != organisation)
    return others, own or Series(indicator, country, organisation, ())
