"""The one description of every public column: name, type, unit, meaning, what an empty cell says.

Tables, imports, exports, the data dictionary of the README and the tests are made from it. Columns may be added at the
end of a file; a name never changes its meaning.
"""

from toc.columns_actions import ACTIONS as ACTIONS
from toc.columns_findings import FINDINGS as FINDINGS
from toc.columns_indicator import BREAKDOWNS as BREAKDOWNS
from toc.columns_indicator import HISTORY as HISTORY
from toc.columns_parts import (
    AS_OF,
    CI_HIGH,
    CI_LOW,
    COUNTRY,
    DENOMINATOR,
    EVIDENCE_GRADE,
    EXPECTED_PROGRESS,
    EXPLANATION,
    FRAMEWORK,
    GAP_POINTS,
    GRADES,
    HORIZON,
    INDICATOR_CODE,
    INDICATOR_NAME,
    INVENTED,
    KNOWN_AT,
    LEVEL,
    NOTE,
    NUMERATOR,
    OBJECTIVE_CODE,
    OBJECTIVE_TITLE,
    PROGRESS,
    SAMPLE_SIZE,
    SOURCE,
    SOURCE_URL,
    STAKEHOLDERS,
    STATUS,
    UNAPPROVED,
    UNIT,
    WEAK_EVIDENCE,
)
from toc.columns_parts import Column as Column
from toc.columns_pathway import LINKS as LINKS
from toc.columns_quality import QUALITY as QUALITY

MEASUREMENTS = (
    FRAMEWORK,
    INDICATOR_CODE,
    INDICATOR_NAME,
    COUNTRY,
    Column(
        "organisation",
        "text",
        "Short name of the reporting organisation.",
        "on import: the own organisation, where it is the only one that reports for the country",
        ("organization", "org", "partner"),
    ),
    Column(
        "period",
        "text",
        "2026, 2026-S1, 2026-Q1, 2026-01, or the two dates.",
        "given as period_start and period_end",
        ("year", "reporting period"),
    ),
    Column("period_start", "date", "First day of the period, inclusive.", "given as period", ("start", "from")),
    Column("period_end", "date", "Last day of the period, inclusive.", "given as period", ("end", "to", "until")),
    Column("dimension", "code", "Dimension of a part of a breakdown.", "the row is the total"),
    Column("category", "code", "Category of a part of a breakdown.", "the row is the total"),
    Column(
        "value",
        "number",
        "Value of this period alone (flows: what is new in it), in the unit; percent from 0 to 100.",
        "nothing was measured, or there is nothing to report",
        ("val", "amount", "measurement"),
    ),
    NUMERATOR,
    DENOMINATOR,
    UNIT,
    Column(
        "nothing_to_report",
        "yes/no",
        "yes: the partner says that there is nothing to report (0 for a flow, else the last value holds).",
        "no",
    ),
    SAMPLE_SIZE,
    EVIDENCE_GRADE,
    SOURCE,
    SOURCE_URL,
    NOTE,
    Column("review_state", "code", "draft, submitted, returned, approved or voided."),
    Column("revision", "whole number", "Number of the revision, 1 for the first."),
    Column("recorded_at", "moment", "When the revision was written, UTC."),
    Column("approved_at", "moment", "When the revision was approved, UTC.", "not approved"),
    INVENTED,
)

MEASUREMENT_INPUTS = tuple(
    column
    for column in MEASUREMENTS
    if column.name not in {"indicator_name", "unit", "review_state", "revision", "recorded_at", "approved_at"}
)

TARGETS = (
    FRAMEWORK,
    INDICATOR_CODE,
    COUNTRY,
    Column("kind", "code", "baseline or target."),
    Column("date", "date", "Date of the baseline, or date by which the target is to be reached."),
    Column(
        "value",
        "number",
        "Value in the unit; percent from 0 to 100; targets of flows are running totals; for hold the lower bound.",
        "given as numerator and denominator",
        ("val", "target", "baseline"),
    ),
    Column("value_to", "number", "hold: the upper bound.", "not a hold band"),
    NUMERATOR,
    DENOMINATOR,
    SAMPLE_SIZE,
    EVIDENCE_GRADE,
    SOURCE,
    SOURCE_URL,
    NOTE,
    HORIZON,
    INVENTED,
)

TARGET_INPUTS = tuple(column for column in TARGETS if column.name != "horizon")

PROGRESS_COLUMNS = (
    FRAMEWORK,
    AS_OF,
    KNOWN_AT,
    LEVEL,
    HORIZON,
    OBJECTIVE_CODE,
    OBJECTIVE_TITLE,
    STAKEHOLDERS,
    INDICATOR_CODE,
    INDICATOR_NAME,
    Column("measure", "code", "count, percent, scale, duration, amount or number."),
    UNIT,
    Column("direction", "code", "up, down or hold: which way is better."),
    Column("over_time", "code", "flow (periods add up), point (state at the end) or running (running totals)."),
    Column("combination", "code", "sum, ratio, median, mean or none: how parts become one."),
    COUNTRY,
    Column("baseline_value", "number", "Baseline in the unit.", "not defined"),
    Column("baseline_date", "date", "Date of the baseline.", "no baseline, or several dates combined"),
    Column("baseline_source", "text", "Source of the baseline.", "not given, or several combined"),
    Column("target_value", "number", "Target in force; for hold the lower bound.", "no target within the horizon"),
    Column("target_date", "date", "Date of the target in force.", "no target within the horizon"),
    Column("value", "number", "Value at as_of in the unit; flows: the running total with the baseline.", "no value"),
    NUMERATOR,
    DENOMINATOR,
    Column("value_period_end", "date", "The data date: end of the latest period counted.", "nothing measured yet"),
    Column("parts_present", "whole number", "Parts (organisations, or countries for ALL) that the value rests on."),
    Column("parts_expected", "whole number", "Parts expected."),
    PROGRESS,
    EXPECTED_PROGRESS,
    GAP_POINTS,
    STATUS,
    GRADES,
    Column("sample_size", "whole number", "n of the surveys behind the value, added.", "unknown, or not a survey"),
    CI_LOW,
    CI_HIGH,
    Column("projected_value", "number", "Projected value at the target's date.", "no projection"),
    Column("reporting_due", "date", "Due date of the oldest report still owed.", "nothing owed"),
    Column("reporting_state", "text", "reported, nothing to report, due, overdue or not yet."),
    INVENTED,
    Column("notes", "text", "What is special about the figures, in English sentences.", "nothing"),
    Column("expected_value", "number", "Value expected at the data date, or at as_of without data.", "no expectation"),
    Column("data_basis", "code", "measured or baseline.", "no value"),
    Column("value_matched", "number", "ALL: value of the matched countries; else the value.", "no progress"),
    Column("parts_matched", "whole number", "ALL: number of matched countries.", "not ALL"),
    Column("baseline_numerator", "number", "Numerator of the baseline.", "not given"),
    Column("baseline_denominator", "number", "Denominator of the baseline.", "not given"),
    Column("baseline_assumed", "yes/no", "yes: a flow without a baseline, taken as 0."),
    Column("target_value_to", "number", "hold: the upper bound.", "not a hold band"),
    Column("target_basis", "code", "own (set for this row) or derived from the countries.", "no target"),
    Column("tolerance_points", "number", "Tolerance in progress points."),
    Column("weight", "number", "Weight of the indicator in its objective; 0 is shown and not counted."),
    Column("scope", "code", "country or consortium."),
    Column("step", "number", "Smallest change of the indicator's value.", "none"),
    Column("frequency", "code", "month, quarter, semester or annual."),
    Column("horizon_start", "date", "First day of the horizon."),
    Column("horizon_end", "date", "Last day of the horizon.", "no end"),
    Column("first_due", "date", "Due date of the first report expected.", "none expected"),
    Column("value_stale", "yes/no", "yes: the value is older than two reporting intervals and the grace."),
    UNAPPROVED,
    Column("status_note", "text", "What stands beside the status.", "nothing"),
    WEAK_EVIDENCE,
    EXPLANATION,
    Column(
        "measurements_used",
        "text",
        "What the value rests on: country, organisation, period, by '; '.",
        "nothing measured",
    ),  # fmt: skip
    Column("measurements_left_out", "text", "What is left out, each with the reason, by '; '.", "nothing is left out"),
)

OBJECTIVES = (
    FRAMEWORK,
    AS_OF,
    KNOWN_AT,
    LEVEL,
    HORIZON,
    OBJECTIVE_CODE,
    OBJECTIVE_TITLE,
    STAKEHOLDERS,
    COUNTRY,
    PROGRESS,
    EXPECTED_PROGRESS,
    GAP_POINTS,
    STATUS,
    Column("indicators_with_progress", "whole number", "Indicators that have progress and count."),
    Column("indicators_total", "whole number", "Indicators that count."),
    Column("worst_indicator", "code", "Indicator with the smallest gap.", "none has a gap"),
    INVENTED,
    Column("weight_with_progress", "number", "Weight of the indicators that have progress."),
    Column("weight_total", "number", "Weight of the indicators that count."),
    UNAPPROVED,
    Column("evidence_with", "whole number", "Measurements with a file or a link behind them, of evidence_total."),
    Column("evidence_total", "whole number", "Measurements that the figures rest on."),
    Column("weak_indicators", "whole number", "Of indicators_with_progress, those that rest on weak evidence."),
    EXPLANATION,
)

SUMMARIES = (
    FRAMEWORK,
    AS_OF,
    KNOWN_AT,
    COUNTRY,
    Column("date", "date", "The date that the mean looks at; before as_of for a country over time."),
    Column("level", "code", "Level whose objectives it is the mean of.", "every level"),
    Column("horizon", "code", "Horizon whose objectives it is the mean of.", "every horizon that was asked for"),
    PROGRESS,
    EXPECTED_PROGRESS,
    GAP_POINTS,
    Column("objectives_with_progress", "whole number", "Objectives that have progress and count."),
    Column("objectives_total", "whole number", "Objectives that count."),
    UNAPPROVED,
)

STAKES = (
    Column("stakeholder", "text", "Stakeholder that the objective is for.", "the objective names none"),
    *OBJECTIVES,
    Column("promises_met", "whole number", "Targets and milestones that were met."),
    Column("promises_not_met", "whole number", "Targets and milestones that were not met on their date."),
    Column("promises_to_come", "whole number", "Targets and milestones whose date is still to come."),
    Column("promises_without_report", "whole number", "Those whose date has passed without a measurement by then."),
    Column("next_promise", "date", "Date of the next one to come.", "none to come"),
    Column("overdue_reports", "whole number", "Overdue reports about its indicators."),
    Column("overdue_since", "date", "Due date of the oldest of them.", "none"),
    Column("overdue_by", "text", "Organisations that owe them, separated by '; '.", "none"),
)

TEMPLATE_ONLY = (
    Column("earlier_value", "number", "What was said for the period before; it is not imported.", "nothing was said"),
    Column("earlier_period", "text", "The period of that value.", "nothing was said"),
    Column("due_on", "date", "Until when the report is expected; it is not imported."),
)
"""Columns of the template for reading alone: an import passes over them."""

TEMPLATE = (
    *(
        next(column for column in MEASUREMENTS if column.name == name)
        for name in (
            "indicator_code indicator_name country organisation period dimension category unit value numerator "
            "denominator nothing_to_report evidence_grade sample_size source source_url note"
        ).split()
    ),
    *TEMPLATE_ONLY,
)
"""The sheet of the template that is filled in."""

AUDIT_LOG = (
    Column("entry", "whole number", "Number of the entry; without a gap."),
    Column("at", "moment", "When it was done."),
    Column("who", "text", "Who did it, by the name that the person had then."),
    Column("action", "text", "What was done."),
    Column("subject", "text", "What it was done to, by its codes."),
    Column("subject_text", "text", "The same with names, where they are known."),
    Column("changes", "text", "The fields that differ, one a line: field: before → after.", "no field differs"),
    Column("reason", "text", "Why, in the person's words.", "none given"),
    Column("hash", "text", "SHA-256 of the entry and of the one before it."),
)
"""The audit log, which administrators and coordinators download on its own page."""

FILES = {
    "measurements": MEASUREMENTS,
    "targets": TARGETS,
    "progress": PROGRESS_COLUMNS,
    "objectives": OBJECTIVES,
    "history": HISTORY,
    "breakdowns": BREAKDOWNS,
    "summaries": SUMMARIES,
    "stakeholders": STAKES,
    "links": LINKS,
    "findings": FINDINGS,
    "actions": ACTIONS,
    "quality": QUALITY,
}
"""The public files that leave the product, with their columns in order."""


def names(columns: tuple[Column, ...]) -> list[str]:
    """Headings of a file, in order."""
    return [column.name for column in columns]
