"""Targets of a flow that look like amounts of each year: asked about, never taken silently as either.

Source: progress.md 2 (targets of a flow are running totals).
"""

from collections.abc import Iterator, Sequence
from decimal import Decimal

from toc.exchange.number_text import plain_number
from toc.model.document import FactDef, IndicatorDef
from toc.model.terms import Direction
from toc.services.steps.questions import Caution, Choice, Question

_FEWEST = 3
"""So many yearly targets at least make a set that can be judged; of two, only one that does not rise."""


def ask_whether_yearly(
    indicator: IndicatorDef, baseline: FactDef | None, targets: Sequence[FactDef]
) -> Question | None:
    """What is to be asked about the targets of a flow, where they look like yearly amounts.

    They do where they are a year apart and each rises by no more than half of what the first one asks for (20, 30, 40):
    as running totals most of the work would lie in the first year. A last target that all others together do not
    reach may stand behind them as the whole (20, 30, 40 towards 100).

    Args:
        indicator: a flow; of one that should stay low nothing is asked.
        baseline: its baseline; None counts as 0.
        targets: of one country, in date order.
    """
    amounts = _amounts(targets)
    start = (baseline.value if baseline else None) or Decimal(0)
    whole = _whole(amounts)
    yearly = amounts[:-1] if whole is not None else amounts
    if indicator.direction is not Direction.UP or not _looks_yearly(targets[: len(yearly)], yearly, start):
        return None
    total = start
    running = [total := total + amount for amount in yearly]
    fields = {
        "indicator": indicator.code,
        "country": targets[0].country,
        "amounts": ", ".join(map(plain_number, yearly)),
        "running": ", ".join(map(plain_number, running)),
        "whole": "" if whole is None else f", towards {plain_number(whole)}",
    }
    return Question(
        "value",
        "Are the targets {amounts}{whole} of {indicator} for {country} amounts per year or running totals? As amounts "
        "per year they come to {running}.",
        fields,
        "Choose which is meant; targets are kept as running totals.",
        asks="targets_are",
        choices=(Choice("Amounts per year", "yearly", "yearly"), Choice("Running totals", "running", "running")),
    )


def as_running_totals(baseline: FactDef | None, targets: Sequence[FactDef]) -> list[FactDef]:
    """Targets that were given as yearly amounts, each with the sum up to its date; a whole behind them stays.

    Args:
        baseline: counts in, as it does in running totals; None counts as 0.
        targets: of one country, in date order.
    """
    amounts = _amounts(targets)
    total = (baseline.value if baseline else None) or Decimal(0)
    found = []
    for place, (target, amount) in enumerate(zip(targets, amounts, strict=True)):
        last = place == len(targets) - 1
        if last and _whole(amounts) is not None:
            found.append(target)
            continue
        total += amount
        found.append(target.model_copy(update={"value": total}))
    return found


def tell_difference(running: Sequence[FactDef], given: Sequence[FactDef]) -> Iterator[Caution]:
    """Give a caution where the last yearly target and the whole behind it are not the same.

    Args:
        running: the targets as they are going to be kept.
        given: the targets as they were given.
    """
    whole = _whole(_amounts(given))
    reached = running[-2].value if whole is not None else None
    if whole is not None and reached is not None and reached != whole:
        fields = {"reached": plain_number(reached), "whole": plain_number(whole)}
        yield Caution("value", "The yearly targets come to {reached}, the target of the whole is {whole}.", fields)


def _amounts(targets: Sequence[FactDef]) -> list[Decimal]:
    return [target.value or Decimal(0) for target in targets]


def _whole(amounts: Sequence[Decimal]) -> Decimal | None:
    """The last target, where the ones before it look like its yearly parts."""
    if len(amounts) > _FEWEST and sum(amounts[:-1]) <= amounts[-1]:
        return amounts[-1]
    return None


def _looks_yearly(targets: Sequence[FactDef], amounts: Sequence[Decimal], start: Decimal) -> bool:
    pairs = list(zip(targets, targets[1:], strict=False))
    a_year_apart = all((two.date.year - one.date.year, two.date.month) == (1, one.date.month) for one, two in pairs)
    steps = [after - before for before, after in zip(amounts, amounts[1:], strict=False)]
    if not steps or not a_year_apart:
        return False
    if len(amounts) < _FEWEST:
        return steps[0] <= 0
    return all(2 * step <= amounts[0] - start for step in steps)
