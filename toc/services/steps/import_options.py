"""What a person says about a file that is imported: what it holds, how to read it, answers to what it leaves open.

Source: files-and-commands.md, Measurements in.
"""

from dataclasses import dataclass
from enum import StrEnum

from toc.errors import Invalid
from toc.exchange.csv_files import ENCODINGS
from toc.exchange.date_text import DateOrder
from toc.exchange.number_text import DecimalMark
from toc.exchange.raw_tables import Wanted
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


def how_of(*, sheet: str | None, header_row: int | None, encoding: str | None, wide: str) -> HowToOpen:
    """How a file is to be opened, as words say; None and empty leave it to the file.

    Raises:
        Invalid: an encoding that is not known, or columns that are neither periods nor countries.
    """
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
    return HowToOpen(Wanted(encoding=encoding, sheet=sheet, header_row=header_row), wide=wide)
