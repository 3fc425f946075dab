"""What a finding is, what it weighs, and the words that every rule writes its reason with. Pure.

The weight of a finding is 100 times the severity of its kind, from 9 to 1, and its size from 0 to 99: points of a gap,
reports overdue, months of delay. What weighs the same is ordered by the framework's levels, then its horizons.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from hashlib import sha256

from toc.figures.quantities import half_up, plain_number
from toc.figures.results import FrameworkResult, IndicatorResult, Quantity
from toc.model.document import FrameworkDocument, IndicatorDef
from toc.model.finding import FindingKind
from toc.model.panel import Panel
from toc.model.query import ALL
from toc.model.terms import CheckAnswer, Measure, RacerCriterion

SEVERITY: Mapping[FindingKind, int] = {
    FindingKind.REGRESSING: 9,
    FindingKind.MISSED: 8,
    FindingKind.IN_DOUBT: 8,
    FindingKind.OFF_TRACK: 7,
    FindingKind.LEFT_BEHIND: 7,
    FindingKind.PROJECTED_TO_MISS: 6,
    FindingKind.OVERDUE: 5,
    FindingKind.STALE: 5,
    FindingKind.LOW_COVERAGE: 4,
    FindingKind.NO_TARGET: 4,
    FindingKind.NO_BASELINE: 4,
    FindingKind.OUTLIER: 4,
    FindingKind.INCONSISTENT: 4,
    FindingKind.WEAK_EVIDENCE: 3,
    FindingKind.INDICATOR_QUALITY: 2,
    FindingKind.LEADS: 1,
}
"""How grave each kind is; figures before data, data before definitions, what goes well last."""

LARGEST_SIZE = 99
LONGEST_KEY, DIGEST = 200, 16
REPORTS_OVERDUE = "Reports overdue"
"""Label of a figure that the summary takes up."""

LONGEST_LIST = 3
"""So many things are named in a sentence; the others are counted."""


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that a rule found, with the figures that it rests on.

    Attributes:
        key: stays the same as long as it is about the same thing, whatever its figures become.
        weight: as the module says; more is worse.
        country: code, or ALL.
        reason: one English sentence with the figures; it names no cause.
        figures: label and text of each figure in the reason.
        page: the page on which it can be mended, by its file in the app.
        parameters: what that page is opened with, besides framework, country and date.
        mend: what to do there, in a few words.
        indicator: code; empty where it is about none in particular.
        objective: code; empty where it is about several.
        link: codes of the two objectives of a contribution link; empty where it is about none.
        organisation: short name; empty where it is about none in particular.
        dimension: code, of a group.
        category: code, of a group.
        period: name of the period that it is about; empty where it is about none in particular.
    """

    key: str
    kind: FindingKind
    weight: Fraction
    country: str
    reason: str
    figures: tuple[tuple[str, str], ...]
    page: str
    mend: str
    parameters: tuple[tuple[str, str], ...] = ()
    indicator: str = ""
    objective: str = ""
    link: tuple[str, str] | tuple[()] = ()
    organisation: str = ""
    dimension: str = ""
    category: str = ""
    period: str = ""


@dataclass(frozen=True, slots=True)
class Split:
    """One report of an organisation with its breakdown by one dimension.

    Attributes:
        total: of all together.
        parts: by category; one that was not given is left out, which is not 0.
    """

    indicator: str
    country: str
    organisation: str
    dimension: str
    period_start: date
    period_end: date
    total: Quantity
    parts: Mapping[str, Quantity]


@dataclass(frozen=True)
class Grounds:
    """Everything that the rules look at; all of it is what the person who asks may see.

    Attributes:
        panel: the document and the total series.
        result: its figures.
        places: countries (and ALL) that findings are wanted for.
        horizon: code of the only horizon wanted; None is all of them.
        splits: breakdowns of the reports that count, in order of their period's end.
        answers: what people answered in the checklist on an indicator's quality, by its code.
    """

    panel: Panel
    result: FrameworkResult
    places: tuple[str, ...]
    horizon: str | None = None
    splits: tuple[Split, ...] = ()
    answers: Mapping[str, Mapping[RacerCriterion, CheckAnswer]] | None = None

    @property
    def document(self) -> FrameworkDocument:
        """The framework in force."""
        return self.panel.document

    def wanted(self, indicator: str) -> bool:
        """Whether an indicator belongs to the horizon that is looked at."""
        return self.horizon in (None, self.document.horizon_of(indicator).code)

    def results(self) -> Iterable[IndicatorResult]:
        """The figures of every indicator and place that is looked at, in the framework's order."""
        for indicator in self.document.indicators:
            if self.wanted(indicator.code):
                for place in self.places:
                    found = self.result.indicators.get((indicator.code, place))
                    if found is not None:
                        yield found


def key_of(kind: FindingKind, *about: str) -> str:
    """The key of a finding: its kind and the codes of what it is about, the country third, with bars between them.

    A key that would be too long to be kept ends in a digest of itself.
    """
    key = "|".join((kind.value, *(part.replace("|", "/") for part in about)))
    if len(key) <= LONGEST_KEY:
        return key
    return f"{key[: LONGEST_KEY - DIGEST - 1]}~{sha256(key.encode()).hexdigest()[:DIGEST]}"


def weight_of(kind: FindingKind, size: Fraction | int = 0) -> Fraction:
    """What a finding weighs: 100 times its severity and its size, of which less than 0 and more than 99 is cut."""
    return 100 * SEVERITY[kind] + min(max(Fraction(size), Fraction(0)), Fraction(LARGEST_SIZE))


def place_text(document: FrameworkDocument, country: str) -> str:
    """Where something is, behind what it is about: `(Estonia)`, `(all countries together)`."""
    return "(all countries together)" if country == ALL else f"({document.country_by_code[country].name})"


def share_text(share: Fraction) -> str:
    """A share of 1 as a percentage with one decimal, never -0.0."""
    tenths = half_up(share * 1000)
    return f"{'-' if tenths < 0 else ''}{abs(tenths) // 10}.{abs(tenths) % 10}%"


def points_text(share: Fraction) -> str:
    """A size in points with one decimal, without its sign: a gap of -0.2261 is `22.6 points`."""
    tenths = abs(half_up(share * 1000))
    return f"{tenths // 10}.{tenths % 10} points"


def value_text(indicator: IndicatorDef, value: Fraction) -> str:
    """A value with its unit, percent with one decimal."""
    if indicator.measure is Measure.PERCENT:
        return share_text(value / 100)
    if indicator.measure is Measure.SCALE:
        text = next((level.text for level in indicator.scale if level.value == value), "")
        return f"level {number_text(value)}{f' ({text})' if text else ''}"
    if indicator.measure is Measure.COUNT and value.denominator != 1:
        value = Fraction(half_up(10 * value), 10)
        return f"{float(value):.1f} {indicator.unit}".strip()
    return f"{number_text(value)} {indicator.unit}".strip()


def number_text(number: Fraction) -> str:
    """A number with at most two decimals, none of them a zero at the end."""
    text = plain_number(number)
    return text.rstrip("0").rstrip(".") if "." in text else text


def quantity_text(indicator: IndicatorDef, quantity: Quantity) -> str:
    """A value with its unit and, where it has them, its numerator and denominator: `35.0% (7 of 20)`."""
    text = value_text(indicator, quantity.value)
    if quantity.numerator is None or quantity.denominator is None:
        return text
    return f"{text} ({number_text(quantity.numerator)} of {number_text(quantity.denominator)})"


def listed(names: Iterable[str]) -> str:
    """Some names as part of a sentence, at most three of them: `NL, IE, BE and 2 more`."""
    all_of_them = list(names)
    named, more = all_of_them[:LONGEST_LIST], len(all_of_them) - LONGEST_LIST
    if more > 0:
        return f"{', '.join(named)} and {more} more"
    return " and ".join(part for part in (", ".join(named[:-1]), *named[-1:]) if part)


def counted(number: int, one: str, several: str | None = None) -> str:
    """A number with its noun: `1 report`, `3 reports`."""
    return f"{number} {one if number == 1 else several or one + 's'}"
