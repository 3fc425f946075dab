"""The public columns of the file about actions."""

from toc.columns_parts import AS_OF, COUNTRY, FRAMEWORK, KNOWN_AT, Column

_NONE = "about none in particular"

ACTIONS = (
    FRAMEWORK,
    AS_OF,
    KNOWN_AT,
    Column("action", "whole number", "Number of the action."),
    Column("title", "text", "What is done."),
    Column("state", "text", "planned, under way, done or dropped."),
    Column("overdue", "yes/no", "Its day has passed and it is still open."),
    Column("due", "date", "Until when.", "no day was set"),
    Column("owner", "text", "Who carries it out.", "nobody yet"),
    Column("organisation", "text", "Short name of the organisation that carries it out.", "none"),
    COUNTRY,
    Column("objective_code", "code", "Objective that it is about.", _NONE),
    Column("indicator_code", "code", "Indicator that it is about.", _NONE),
    Column("finding", "text", "Key of the finding that it answers.", "a free action"),
    Column("expected", "text", "What it should change.", "not said"),
    Column("made_on", "date", "The day on which it was made."),
    Column("progress_then", "number", "Progress on that day, a fraction, as known now.", "not defined"),
    Column("progress_now", "number", "Progress on the date looked at, a fraction.", "not defined"),
    Column("status_then", "text", "Status on that day.", _NONE),
    Column("status_now", "text", "Status on the date looked at.", _NONE),
    Column("comment", "text", "What was said last.", "nothing"),
)
