"""From a file's bytes to the sheet with its headings understood, as the person says or as the file shows.

Source: files-and-commands.md, Measurements in.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from toc.errors import Fault, Invalid
from toc.exchange.number_text import shown
from toc.exchange.raw_tables import GUESS, NO_LIMITS_GIVEN, Limits, Wanted
from toc.exchange.readers import Row, Sheet, read_file
from toc.figures.periods import parse_period
from toc.services.steps.headings import (
    NOT_MAPPED,
    Headings,
    match_measurements,
    match_targets,
    score_measurements,
    score_targets,
)
from toc.services.steps.import_outcome import Message, MessageKind
from toc.services.steps.vocabulary import Vocabulary

WIDE = ("period", "country")
"""What the columns of a wide sheet can be: one for each period, or one for each country."""

_NAMED = 12


@dataclass(frozen=True)
class HowToOpen:
    """What a person says about a file where the guess was wrong.

    Attributes:
        wanted: sheet, row of the headings, encoding, separator.
        columns: public column by heading; an empty one leaves the heading out.
        wide: `period` or `country` where the sheet has a column for each of them; empty where it has not.
        limits: what is refused before it hurts.
    """

    wanted: Wanted = GUESS
    columns: Mapping[str, str] = field(default_factory=lambda: NOT_MAPPED)
    wide: str = ""
    limits: Limits = NO_LIMITS_GIVEN


OPEN_AS_FOUND = HowToOpen()
"""As the file shows, with the usual limits."""


@dataclass(frozen=True, slots=True)
class Opened:
    """A file, opened.

    Attributes:
        wide: headings that look like periods or countries, where the sheet was not read as a wide one.
    """

    sheet: Sheet
    headings: Headings
    messages: tuple[Message, ...]
    wide: Mapping[str, tuple[str, ...]]


def open_file(data: bytes, vocabulary: Vocabulary, how: HowToOpen, *, targets: bool) -> Opened:
    """Open a file of measurements, or of baselines and targets.

    Args:
        data: the file's bytes.
        vocabulary: of the framework, for countries in headings.
        how: what the person says.
        targets: it holds baselines and targets.

    Raises:
        Invalid: as `read_file` and the matching of headings say.
    """
    sheet = read_file(data, score_targets if targets else score_measurements, wanted=how.wanted, limits=how.limits)
    match = match_targets if targets else match_measurements
    found = dict(_wide_headings(sheet, vocabulary))
    if how.wide:
        headings = found.get(how.wide, ())
        if not headings:
            raise Invalid(
                "No heading of this file is a {what}.",
                field="wide",
                remedy="Read it with one row for each measurement.",
                details={"what": how.wide},
            )
        sheet, found = unpivot(sheet, headings, how.wide), {}
    try:
        understood = match(sheet.headers, how.columns)
    except Invalid as error:
        raise _with_hint(error, found) from error
    return Opened(sheet, understood, tuple(_messages(sheet)), found)


def unpivot(sheet: Sheet, headings: tuple[str, ...], column: str) -> Sheet:
    """A sheet with one row for each of some headings, in place of a column for each of them.

    Args:
        sheet: with one column for each period or country.
        headings: those columns.
        column: `period` or `country`: the public column that the headings go to; the cells go to `value`.
    """
    kept = tuple(header for header in sheet.headers if header not in headings)
    rows = tuple(one for row in sheet.rows for one in _apart(row, kept, headings, column))
    return replace(sheet, headers=(*kept, column, "value"), rows=rows)


def _apart(row: Row, kept: tuple[str, ...], headings: tuple[str, ...], column: str) -> Iterator[Row]:
    rest = {header: row.cells[header] for header in kept}
    if row.is_blank or row.fault is not None:
        yield replace(row, cells={**rest, column: "", "value": ""})
        return
    for heading in headings:
        yield replace(row, cells={**rest, column: heading, "value": row.cells[heading]}, part=heading)


def _wide_headings(sheet: Sheet, vocabulary: Vocabulary) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Headings that are periods or countries, where there are at least two of a kind."""
    for what, is_one in (("period", _is_period), ("country", vocabulary.is_country)):
        found = tuple(header for header in sheet.headers if is_one(header))
        if len(found) > 1:
            yield what, found


def _is_period(text: str) -> bool:
    try:
        parse_period(text)
    except Invalid:
        return False
    return True


def _with_hint(error: Invalid, wide: Mapping[str, tuple[str, ...]]) -> Invalid:
    """A refusal of headings, with what to do where the sheet seems to have a column for each period or country."""
    if not wide:
        return error
    what, headings = next(iter(wide.items()))
    fields = {"what": what, "names": ", ".join(map(shown, headings[:_NAMED]))}
    message = "The headings {names} look like one column for each {what}."
    hint = Fault("wide", message, fields, "Say so, and each cell below them is read as one row: --wide {what}.")
    return Invalid(faults=[*error.faults, hint])


def _messages(sheet: Sheet) -> Iterator[Message]:
    """What is to be said about the file as a whole."""
    if sheet.rivals:
        fields = {"name": shown(sheet.name), "others": ", ".join(map(shown, sheet.rivals))}
        message = "The sheet “{name}” is read; these look like it: {others}."
        yield Message(
            None, None, MessageKind.WARNING, Fault("sheet", message, fields, "Choose the sheet that is meant.")
        )
    hidden = [row.number for row in sheet.rows if row.hidden and not row.is_blank]
    if hidden:
        more = f" and {len(hidden) - _NAMED} more" if len(hidden) > _NAMED else ""
        fields = {"rows": ", ".join(map(str, hidden[:_NAMED])) + more}
        message = "Rows that the spreadsheet hides are read like the others: {rows}."
        remedy = "Take them out of the file if they are not meant."
        yield Message(None, None, MessageKind.WARNING, Fault(None, message, fields, remedy))
