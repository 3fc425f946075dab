"""What a public column is, and the columns that several files share; the files stand in `toc/columns.py`."""

from dataclasses import dataclass

NEVER_MISSING = "never empty"


@dataclass(frozen=True, slots=True)
class Column:
    """A public column.

    Attributes:
        name: heading in the file.
        kind: `text`, `code`, `number`, `whole number`, `date`, `moment` (UTC) or `yes/no`.
        meaning: what stands in it, with its unit.
        missing: what an empty cell says.
        synonyms: other headings that an import takes for this one.
    """

    name: str
    kind: str
    meaning: str
    missing: str = NEVER_MISSING
    synonyms: tuple[str, ...] = ()


FRAMEWORK = Column("framework", "code", "Code of the framework.", "the only framework loaded")
INDICATOR_CODE = Column(
    "indicator_code", "code", "Code of the indicator.", synonyms=("indicator", "code", "indicator id")
)
INDICATOR_NAME = Column("indicator_name", "text", "Name of the indicator.")
COUNTRY = Column(
    "country",
    "code",
    "ISO 3166-1 alpha-2 code; ALL for the consortium or all countries together.",
    synonyms=("country code", "iso2"),
)
UNIT = Column("unit", "text", "Unit of the indicator's values.")
NUMERATOR = Column("numerator", "number", "Numerator of a percent; may be a half.", "not given", ("num",))
DENOMINATOR = Column("denominator", "number", "Denominator of a percent, above 0.", "not given", ("den",))
SAMPLE_SIZE = Column("sample_size", "whole number", "n of a survey.", "unknown, or not a survey", ("n", "sample"))
EVIDENCE_GRADE = Column(
    "evidence_grade", "code", "register, survey, self-report or estimate, strongest first.", "ungraded", ("evidence",)
)
SOURCE = Column("source", "text", "Means of verification.", "not given")
SOURCE_URL = Column("source_url", "text", "Link to the source.", "not given", ("url", "link"))
NOTE = Column("note", "text", "Remark, kept exactly as typed.", "none", ("notes", "remark", "comment"))
INVENTED = Column("invented", "yes/no", "yes for demonstration data.", "no")
HORIZON = Column("horizon", "code", "Code of the horizon of the indicator's objective.")
AS_OF = Column("as_of", "date", "The date that the figures look at.")
LEVEL = Column("level", "code", "Code of the level.")
OBJECTIVE_CODE = Column("objective_code", "code", "Code of the objective.")
OBJECTIVE_TITLE = Column("objective_title", "text", "Title of the objective.")
STAKEHOLDERS = Column("stakeholders", "text", "Stakeholders of the objective, separated by '; '.", "none named")
KNOWN_AT = Column("known_at", "moment", "Records up to this moment are counted.", "up to the moment of the download")
STATUS = Column("status", "text", "Status, one of the words of progress rules.")
PROGRESS = Column(
    "progress",
    "number",
    "Share of the way from baseline to target, a fraction: 0 at the baseline, 1 at the target.",
    "not defined: see status and notes",
)
EXPECTED_PROGRESS = Column(
    "expected_progress", "number", "Share of the way expected at the data date, a fraction.", "not defined"
)
GAP_POINTS = Column(
    "gap_points", "number", "Progress minus expected progress, in progress points (100 points are the whole way).",
    "not defined",
)  # fmt: skip
EXPLANATION = Column(
    "explanation", "text", "How the figures came about: each formula with its numbers, exact, then its figure, rounded."
)
UNAPPROVED = Column("includes_unapproved", "yes/no", "yes where values that wait for approval were counted.")
CI_LOW = Column("ci_low", "number", "Lower end of the 95 % interval of a surveyed percent.", "no interval")
CI_HIGH = Column("ci_high", "number", "Upper end of the 95 % interval of a surveyed percent.", "no interval")
GRADES = Column("evidence_grade", "text", "Grades of what the value rests on, strongest first, by '; '.", "ungraded")
WEAK_EVIDENCE = Column(
    "weak_evidence", "yes/no", "yes: nothing measured that the value rests on is a register or a survey.", "no"
)
