"""The public columns of the file about findings."""

from toc.columns_parts import AS_OF, COUNTRY, FRAMEWORK, INVENTED, KNOWN_AT, UNAPPROVED, Column

FINDINGS = (
    FRAMEWORK,
    AS_OF,
    KNOWN_AT,
    Column("finding", "text", "Key of the finding; the same as long as it is about the same thing."),
    Column("kind", "text", "What it is about, such as off track, overdue or left behind."),
    Column("weight", "number", "100 times the severity of its kind, from 9 to 1, and its size from 0 to 99."),
    COUNTRY,
    Column("objective_code", "code", "Code of the objective.", "about several objectives"),
    Column("objective_title", "text", "Title of the objective.", "about several objectives"),
    Column("indicator_code", "code", "Code of the indicator.", "about no indicator in particular"),
    Column("indicator_name", "text", "Name of the indicator.", "about no indicator in particular"),
    Column("link", "text", "Codes of the two objectives of a contribution link, as `A > B`.", "about no link"),
    Column("organisation", "text", "Short name of the organisation.", "about none in particular"),
    Column("dimension", "code", "Dimension of the group.", "about no group"),
    Column("category", "code", "Category of the group.", "about no group"),
    Column("period", "text", "Period that it is about.", "about none in particular"),
    Column("reason", "text", "Why, in an English sentence made of the figures."),
    Column("figures", "text", "The figures in the reason, each with its label, by '; '.", "none"),
    Column("set_aside_until", "date", "Last day on which it stays set aside; it may have passed.", "not set aside"),
    Column("set_aside_reason", "text", "Why it was set aside, in a person's words.", "not set aside"),
    INVENTED,
    UNAPPROVED,
)
"""A row for each finding, the worst first."""
