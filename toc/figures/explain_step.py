"""One step of an explanation."""

from dataclasses import dataclass
from fractions import Fraction

from toc.figures.formula import Formula, Kind


@dataclass(frozen=True, slots=True)
class Step:
    """A figure with its formula, or the words that stand where there is no figure.

    Attributes:
        name: what is computed, such as `Progress`.
        words: the formula in words, or why there is no figure.
        formula: with the numbers; empty where nothing is computed.
        figure: exact; None where there is none. It is the result's own, and the formula gives it.
        kind: how the figure is read; of a share and of points it is a fraction of 1.
        on: the date or dates that it is for, such as `on 2026-12-31`; empty without one.
    """

    name: str
    words: str
    formula: Formula = ()
    figure: Fraction | None = None
    kind: Kind = Kind.PLAIN
    on: str = ""
