"""The public columns of the file about contribution links."""

from toc.columns_parts import AS_OF, COUNTRY, FRAMEWORK, INVENTED, KNOWN_AT, UNAPPROVED, Column

_GAP = "progress minus expected progress, in progress points."

LINKS = (
    FRAMEWORK,
    AS_OF,
    KNOWN_AT,
    COUNTRY,
    Column("source_code", "code", "Code of the objective that the link leads from."),
    Column("source_title", "text", "Title of that objective."),
    Column("target_code", "code", "Code of the objective that the link leads to."),
    Column("target_title", "text", "Title of that objective."),
    Column("assumption", "text", "What the link takes for granted.", "not written down"),
    Column("lag_years", "whole number", "Years after which an effect is expected to show."),
    Column("state", "text", "supported, emerging, in doubt or hypothesis: what the figures say of the link."),
    Column("reason", "text", "Why, in an English sentence made of the figures."),
    Column("source_status", "text", "Status of the objective that the link leads from, as in objectives.csv."),
    Column("source_gap_points", "number", f"Its gap: {_GAP}", "not defined"),
    Column("source_achieved_since", "date", "Since when it has been achieved.", "not achieved, or not needed"),
    Column("target_status", "text", "Status of the objective that the link leads to, as in objectives.csv."),
    Column("target_gap_points", "number", f"Its gap: {_GAP}", "not defined"),
    Column("judgement", "text", "The coordinator's own judgement in force, in the words of state.", "none"),
    Column("judgement_reason", "text", "Why, in the coordinator's words.", "no judgement"),
    Column("judgement_evidence", "text", "What the judgement rests on.", "not given"),
    Column("judgement_evidence_url", "text", "Link to it.", "not given"),
    Column("judged_at", "moment", "When the judgement was given.", "no judgement"),
    INVENTED,
    UNAPPROVED,
)
"""A row for each link and country."""
