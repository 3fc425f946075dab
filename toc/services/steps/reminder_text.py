"""What an organisation owes, in words: the text of a reminder and of the mail with what is due. Pure."""

from collections.abc import Iterable, Sequence
from urllib.parse import urlencode

from toc.figures.timeliness import ExpectedReport
from toc.model.document import FrameworkDocument
from toc.model.query import ALL
from toc.model.terms import ReportState

HEADINGS = {
    ReportState.OVERDUE: "Overdue",
    ReportState.RETURNED: "Sent back for correction",
    ReportState.DUE: "Due",
    ReportState.UPCOMING: "Due soon",
}
"""Heading of each group of reports that have not come in, in this order."""

ALL_TOGETHER = "All countries together"


def reminder_text(
    organisation: str, document: FrameworkDocument, reports: Sequence[ExpectedReport], own_url: str
) -> str:
    """A reminder to an organisation: what is owed, by when, and where to log it.

    Args:
        organisation: short name.
        document: the framework in force, for names.
        reports: what has not come in; others are left out.
        own_url: what addresses of the app begin with, without a slash at its end.
    """
    count = len(reports)
    what = "1 report" if count == 1 else f"{count} reports"
    return "\n".join(
        (
            f"Dear colleagues at {organisation},",
            "",
            f"{what} for {document.name} {'has' if count == 1 else 'have'} not come in yet:",
            *owed_lines(document, reports),
            "",
            f"Log them here: {calendar_address(document.code, organisation, own_url)}",
            "Where there is nothing to report, say so there: that counts as a report.",
        )
    )


def owed_lines(document: FrameworkDocument, reports: Iterable[ExpectedReport]) -> list[str]:
    """Reports that have not come in: a heading for each state, a line for each country and period, its indicators."""
    lines: list[str] = []
    found = sorted(reports, key=lambda one: (one.due_on, place_name(document, one.country), one.period))
    for state, heading in HEADINGS.items():
        groups: dict[str, list[str]] = {}
        for one in found:
            if one.state is state:
                place = place_name(document, one.country)
                name = document.indicator_by_code[one.indicator].name
                line = f"{place}, {one.period.label}, due {one.due_on.isoformat()}"
                groups.setdefault(line, []).append(f"  - {name} ({one.indicator})")
        if groups:
            lines += ["", heading]
            for line, indicators in groups.items():
                lines += [line, *indicators]
    return lines


def place_name(document: FrameworkDocument, country: str) -> str:
    """The name of a country, or that it is all of them together."""
    return ALL_TOGETHER if country == ALL else document.country_by_code[country].name


def calendar_address(framework: str, organisation: str | None, own_url: str) -> str:
    """The address of the page with the calendar, for an organisation."""
    fields = {"framework": framework} | ({"organisation": organisation} if organisation else {})
    return f"{own_url}/reporting_calendar?{urlencode(fields)}"
