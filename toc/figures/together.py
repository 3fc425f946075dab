"""How the plan of all countries together follows from the countries' own: what is kept of it for its explanation."""

from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from toc.figures.results import Quantity


@dataclass(frozen=True, slots=True)
class CountryShare:
    """What one country gives to baseline, target and expectation of ALL (progress.md 6).

    Attributes:
        weight: the denominator of its value for a ratio, else 1.
        expected: e at its own data date `on`; None where only baselines were combined.
        added: of a flow, what it adds to a baseline that is one for all countries; None elsewhere.
    """

    country: str
    weight: Fraction
    value: "Quantity | None"
    baseline: Fraction | None
    target: Fraction | None = None
    target_to: Fraction | None = None
    expected: Fraction | None = None
    on: date | None = None
    added: Fraction | None = None


@dataclass(frozen=True, slots=True)
class Together:
    """How baseline, target and expectation of ALL follow from the countries'.

    Attributes:
        shares: of the countries that were combined.
        baseline: theirs combined, before a baseline for ALL itself goes first; target and expected likewise.
        unmatched: the other countries, each with why it is not in progress.
    """

    shares: tuple[CountryShare, ...]
    baseline: Fraction | None = None
    target: Fraction | None = None
    expected: Fraction | None = None
    unmatched: tuple[tuple[str, str], ...] = ()
