"""The public columns of the file about the quality of data."""

from toc.columns_parts import AS_OF, FRAMEWORK, KNOWN_AT, UNAPPROVED, Column

_OF_PERIODS = "a row of a half-year"

QUALITY = (
    FRAMEWORK,
    AS_OF,
    KNOWN_AT,
    Column("by", "text", "What the row is about: country, organisation, together or period."),
    Column(
        "country",
        "code",
        "Code of the country; ALL for what is reported for all countries together, and in rows of several countries.",
    ),
    Column("organisation", "text", "Short name of the organisation.", "a row of no organisation in particular"),
    Column("due_in", "text", "Half-year in which the reports were due, such as 2027-S1.", "a row of all of them"),
    Column("reports_expected", "whole number", "Reports whose period has ended."),
    Column("reports_in", "whole number", "Those of them that are in."),
    Column("completeness", "number", "Reports in / reports whose period has ended, a fraction.", "none has ended"),
    Column("reports_judged", "whole number", "Reports that are in or whose due date has passed."),
    Column("reports_in_time", "whole number", "Reports that came in on or before their due date."),
    Column("timeliness", "number", "Reports in time / reports judged, a fraction.", "none can be judged yet"),
    Column("reports_overdue", "whole number", "Reports that are owed after their due date."),
    Column("measurements", "whole number", "Measurements in the figures.", _OF_PERIODS),
    Column("with_evidence", "whole number", "Those of them with a file or a link behind them.", _OF_PERIODS),
    Column("evidence_coverage", "number", "With a file or a link / measurements, a fraction.", "no measurements"),
    Column("register_or_survey", "whole number", "Measurements from a register or a survey.", _OF_PERIODS),
    Column("follow_ups_open", "whole number", "Follow-ups that nobody has settled.", _OF_PERIODS),
    Column("suspicious_values", "whole number", "Values that a rule doubts and nobody has settled.", _OF_PERIODS),
    UNAPPROVED,
)
"""A row for each country, each organisation, everything together and each half-year."""
