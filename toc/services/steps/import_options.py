"""What a person says about a file that is imported: what it holds, how to read it, answers to what it leaves open.

Source: files-and-commands.md, Measurements in.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from pydantic import BaseModel, ConfigDict, Field

from toc.errors import Invalid
from toc.exchange.csv_files import ENCODINGS
from toc.exchange.date_text import DateOrder
from toc.exchange.number_text import DecimalMark
from toc.exchange.raw_tables import NO_LIMITS_GIVEN, Wanted
from toc.exchange.raw_tables import Limits as Limits
from toc.services.steps.opening import OPEN_AS_FOUND, WIDE, HowToOpen


class Kind(StrEnum):
    """What the rows of a file are."""

    MEASUREMENTS = "measurements"
    TARGETS = "targets"


@dataclass(frozen=True)
class Options:
    """How a file is to be read, and the answers to what it leaves open.

    Attributes:
        framework: code of the framework.
        kind: what its rows are.
        decimal_mark: None: as the file proves.
        date_order: `day` or `month` first; None: as the file proves.
        targets_are: `yearly` or `running`, for targets of a flow that look like yearly amounts; empty asks.
        reason: why values change, and why a running total falls.
        percent_is: `fraction` where numbers from 0 to 1 below a percent mean shares (0.45 is 45 %); empty: percent.
        how: sheet, headings, encoding and the like where the guess was wrong.
    """

    framework: str
    kind: Kind = Kind.MEASUREMENTS
    decimal_mark: DecimalMark | None = None
    date_order: DateOrder | None = None
    targets_are: str = ""
    reason: str = ""
    percent_is: str = ""
    how: HowToOpen = OPEN_AS_FOUND


def limits_of(chosen: Mapping[str, int]) -> Limits:
    """What is refused before it hurts, from the settings of a place: `Settings.import_limits`."""
    return Limits(**chosen)


def kind_of(text: str) -> Kind:
    """The kind of file that a word names.

    Raises:
        Invalid: neither measurements nor targets.
    """
    if text in list(Kind):
        return Kind(text)
    raise Invalid(
        "There is no kind of file “{text}”.",
        field="kind",
        remedy="Take measurements or targets.",
        details={"text": text},
    )


def mark_of(text: str | None) -> DecimalMark | None:
    """The decimal mark that a word names: comma or point; None for None.

    Raises:
        Invalid: neither of the two.
    """
    marks: dict[str | None, DecimalMark | None] = {None: None, "comma": ",", ",": ",", "point": ".", ".": "."}
    if text in marks:
        return marks[text]
    raise Invalid(
        "There is no decimal mark “{text}”.", field="decimal", remedy="Take comma or point.", details={"text": text}
    )


def order_of(text: str | None) -> DateOrder | None:
    """What comes first in dates with the year last, day or month; None for None.

    Raises:
        Invalid: neither of the two.
    """
    orders: dict[str | None, DateOrder | None] = {None: None, "day": "day", "month": "month"}
    if text in orders:
        return orders[text]
    raise Invalid(
        "Dates do not begin with “{text}”.", field="dates", remedy="Take day or month.", details={"text": text}
    )


def targets_of(text: str) -> str:
    """Whether yearly-looking targets are yearly amounts or running totals, as a word says; empty for an empty one.

    Raises:
        Invalid: neither of the two.
    """
    if text in ("", "yearly", "running"):
        return text
    raise Invalid(
        "Targets are not “{text}”.",
        field="targets_are",
        remedy="Take yearly or running.",
        details={"text": text},
    )


def fraction_of(text: str) -> str:
    """Whether plain numbers from 0 to 1 below a percent are shares, as a word says; empty for percent.

    Raises:
        Invalid: neither of the two.
    """
    if text in ("", "percent", "fraction"):
        return text.removeprefix("percent")
    raise Invalid(
        "Percentages are not “{text}”.",
        field="percent_is",
        remedy="Take percent or fraction.",
        details={"text": text},
    )


def _how(choices: "Choices", limits: Limits) -> HowToOpen:
    """How a file is to be opened; None and empty leave it to the file."""
    encoding, wide = choices.encoding, choices.wide
    if encoding is not None and encoding not in ENCODINGS:
        raise Invalid(
            "There is no encoding “{text}”.",
            field="encoding",
            remedy="Take one of: {known}.",
            details={"text": encoding, "known": ", ".join(ENCODINGS)},
        )
    if wide not in ("", *WIDE):
        raise Invalid(
            "Columns are not “{text}”.", field="wide", remedy="Take period or country.", details={"text": wide}
        )
    wanted = Wanted(encoding, choices.separator, choices.sheet, choices.header_row)
    return HowToOpen(wanted, MappingProxyType(choices.columns), wide, limits)


class Choices(BaseModel):
    """What a person chose for a file, in words, as a command line, a page and the stored import hold it.

    Attributes:
        decimal: `comma` or `point`; None: as the file proves.
        dates: `day` or `month` first; None: as the file proves.
        targets_are: `yearly` or `running`; empty asks.
        percent: `percent` or `fraction`; empty: percent.
        sheet: name of the spreadsheet's sheet.
        header_row: row of the headings, from 1.
        encoding: of the letters of a CSV file.
        separator: between the cells of a CSV file.
        wide: `period` or `country` where the sheet has a column for each.
        columns: public column by heading; an empty one leaves the heading out.
        reason: why values change, and why a running total falls.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    decimal: str | None = None
    dates: str | None = None
    targets_are: str = ""
    percent: str = ""
    sheet: str | None = None
    header_row: int | None = None
    encoding: str | None = None
    separator: str | None = None
    wide: str = ""
    columns: dict[str, str] = Field(default_factory=dict)
    reason: str = ""

    def options(self, framework: str, kind: Kind, limits: Limits = NO_LIMITS_GIVEN) -> Options:
        """How a file of a kind is to be read into a framework.

        Raises:
            Invalid: a word that is no answer.
        """
        return Options(
            framework=framework,
            kind=kind,
            decimal_mark=mark_of(self.decimal),
            date_order=order_of(self.dates),
            targets_are=targets_of(self.targets_are),
            percent_is=fraction_of(self.percent),
            reason=self.reason,
            how=_how(self, limits),
        )
