"""The field's terms: every choice that a figure, a form or a file knows, with its label and its meaning."""

from enum import StrEnum
from typing import Self


class Term(StrEnum):
    """A word of the field: the value stands in the database and in files, the label and the meaning are for people."""

    label: str
    meaning: str

    def __new__(cls, value: str, label: str, meaning: str) -> Self:
        """Make a member of its value, its label and its meaning."""
        member = str.__new__(cls, value)
        member._value_ = value
        member.label = label
        member.meaning = meaning
        return member


class Measure(Term):
    """What kind of quantity an indicator is."""

    COUNT = "count", "Count", "A number of things, whole and not negative."
    PERCENT = "percent", "Percent", "A share from 0 to 100, best given as numerator and denominator."
    SCALE = "scale", "Scale", "One of a few ordered levels, each with a text."
    DURATION = "duration", "Duration", "A length of time in the indicator's unit, not negative."
    AMOUNT = "amount", "Amount", "A sum of money in the indicator's unit."
    NUMBER = "number", "Number", "Any other number; may be negative."


class Direction(Term):
    """Which way is better."""

    UP = "up", "More is better", "Progress is a rise from the baseline to the target."
    DOWN = "down", "Less is better", "Progress is a fall from the baseline to the target."
    HOLD = "hold", "Stay within a band", "The value is to stay between two bounds."


class OverTime(Term):
    """How the periods of an indicator relate to each other."""

    FLOW = "flow", "New in each period", "Each value is what is new in its period; periods add up."
    POINT = "point", "State at the period's end", "Each value is a state; the latest counts."
    RUNNING = "running", "Running total", "Each value includes all earlier ones and the baseline; never added up."


class Combination(Term):
    """How the values of organisations and of countries become one."""

    SUM = "sum", "Sum", "Values are added."
    RATIO = "ratio", "Ratio of sums", "Numerators are added, denominators are added, then divided."
    MEDIAN = "median", "Median", "The middle value; for a scale the lower of two middle ones."
    MEAN = "mean", "Mean", "The plain mean."
    NONE = "none", "Not combined", "Values stand beside each other only."


class Scope(Term):
    """For whom an indicator is measured."""

    COUNTRY = "country", "Each country", "Measured country by country."
    CONSORTIUM = "consortium", "The consortium", "Measured once for all countries together (ALL)."


class Frequency(Term):
    """How often a report is expected."""

    MONTH = "month", "Monthly", "One report for each month."
    QUARTER = "quarter", "Quarterly", "One report for each quarter."
    SEMESTER = "semester", "Every semester", "One report for each half of the year."
    ANNUAL = "annual", "Annual", "One report for each year."

    @property
    def months(self) -> int:
        """The length of one reporting period in months."""
        return {"month": 1, "quarter": 3, "semester": 6, "annual": 12}[self.value]


class DimensionKind(Term):
    """Whether the categories of a breakdown exclude each other."""

    EXCLUSIVE = "exclusive", "Exclusive", "A unit is in one category; parts add up to the total or to less."
    MULTIPLE = "multiple", "Multiple", "A unit may be in several categories; each part is at most the total."


class FactKind(Term):
    """What a dated fact about an indicator is."""

    BASELINE = "baseline", "Baseline", "The value before the work began."
    TARGET = "target", "Target", "The value to be reached by a date."


class EvidenceGrade(Term):
    """How strong the evidence behind a value is, strongest first."""

    REGISTER = "register", "Register or administrative data", "Counted from an official or complete record."
    SURVEY = "survey", "Survey", "From a sample of people or organisations."
    SELF_REPORT = "self-report", "Self-report", "Stated by the reporting organisation."
    ESTIMATE = "estimate", "Estimate", "Estimated or read as the middle of a range."


class Status(Term):
    """How an indicator or an objective stands against what was planned (progress.md 5 and 7)."""

    ACHIEVED = "achieved", "Achieved", "The target is met."
    AHEAD = "ahead", "Ahead", "Further than expected by now, by more than the tolerance."
    ON_TRACK = "on track", "On track", "Where it is expected to be, within the tolerance."
    AT_RISK = "at risk", "At risk", "Behind by more than the tolerance, by up to twice of it."
    OFF_TRACK = "off track", "Off track", "Behind by more than twice the tolerance."
    REGRESSING = "regressing", "Regressing", "Worse than at the start, or no longer at a target that was met."
    MISSED = "missed", "Missed", "The target's date has passed and the target is not met."
    NOT_YET_DUE = "not yet due", "Not yet due", "Nothing has to be reported or reached yet."
    NO_DATA = "no data", "No data", "Nothing was measured, or the last value is too old."
    NO_TARGET = "no target", "No target", "No target is set within the objective's horizon."
    NO_BASELINE = "no baseline", "No baseline", "Progress has no starting point."
    NOT_ENOUGH_DATA = "not enough data", "Not enough data", "Fewer than half of the parts have what progress needs."
    NOT_APPLICABLE = "not applicable", "Not applicable", "Marked by the coordinator as not applicable here."


class ReviewState(Term):
    """Where a revision of a measurement is on its way to being counted."""

    DRAFT = "draft", "Draft", "Kept by its author, seen by nobody else."
    SUBMITTED = "submitted", "Submitted", "Waits for the coordinator."
    RETURNED = "returned", "Returned", "Sent back to its author with a comment."
    APPROVED = "approved", "Approved", "Counts in every figure."
    VOIDED = "voided", "Voided", "Withdrawn with a reason; never counts, stays visible."


class ReportingState(Term):
    """Whether the report that is due has come in; never mixed into the status."""

    REPORTED = "reported", "Reported", "Every report that was due is in."
    NOTHING_TO_REPORT = "nothing to report", "Nothing to report", "The partner said that there is nothing to report."
    DUE = "due", "Due", "A period has ended and its report can still come in on time."
    OVERDUE = "overdue", "Overdue", "The due date has passed without a report."
    NOT_YET = "not yet", "Not yet", "No reporting period has ended so far."


class ReportState(Term):
    """Where the report of one reporting period stands, in the calendar."""

    OVERDUE = "overdue", "Overdue", "The due date has passed without a report."
    RETURNED = "returned", "Returned", "It was sent back for correction and is owed again."
    DUE = "due", "Due", "The period has ended and the report can still come in on time."
    UPCOMING = "upcoming", "Upcoming", "The period has not ended yet; a report is welcome and never overdue."
    REPORTED = "reported", "Reported", "It has come in, approved or waiting for approval."
    NOTHING_TO_REPORT = "nothing to report", "Nothing to report", "The partner said that there is nothing to report."


class Role(Term):
    """What a person does here."""

    PARTNER = "partner", "Partner", "Enters measurements for the countries that the own organisation reports for."
    COORDINATOR = "coordinator", "Coordinator", "Defines, reviews, approves and reports."
    VIEWER = "viewer", "Viewer", "Reads, filters, downloads."
    ADMINISTRATOR = "administrator", "Administrator", "Accounts, organisations, loading and backup."


class Permission(Term):
    """What may be done; who may do it stands in services/permissions.py."""

    VIEW = "view", "See figures", "See the grid, the figures and the approved measurements."
    VIEW_UNAPPROVED = "view unapproved", "See unapproved values", "See figures and measurements before approval."
    RECORD = "record", "Log measurements", "Enter and submit measurements, with their evidence."
    COMMENT = "comment", "Comment", "Comment on measurements and mention people."
    APPROVE = "approve", "Approve", "Approve measurements or return them."
    VOID = "void", "Void measurements", "Take a wrong measurement out of every figure, with a reason."
    LOCK = "lock", "Close periods", "Close reporting periods and decide on exceptions."
    EXPORT = "export", "Download", "Download CSV files."
    PLAN = "plan", "Plan", "Change objectives, indicators, baselines and targets; load frameworks."
    ACT = "act", "Take action", "Make actions, follow up suspicious values, set findings aside."
    SHARE = "share", "Share", "Make read-only links for people without an account."
    AUDIT = "audit", "See the audit log", "See who changed what, when and why."
    ADMINISTER = "administer", "Administer", "Make accounts and organisations."


class CorrectionReason(Term):
    """Why an approved value changes, or a measurement is voided."""

    TYPING = "typing error", "Typing error", "The number or the period was typed wrongly."
    LATE_DATA = "late data", "Late data", "Something came in after the report."
    SOURCE = "source corrected", "Source corrected", "The source itself was corrected."
    DEFINITION = "definition misread", "Definition misread", "Something else was measured than the indicator asks for."
    DOUBLE = "counted twice", "Counted twice", "The same thing stands in another measurement."
    AUDIT = "audit finding", "Audit finding", "A check or an audit found it."
    OTHER = "other", "Other", "Said in words."


class ExceptionState(Term):
    """Where the request to report for a closed period stands."""

    ASKED = "asked", "Asked", "Waits for the coordinator."
    GRANTED = "granted", "Granted", "The organisation may report until the day that was set."
    REFUSED = "refused", "Refused", "The period stays closed for the organisation."


class AnnotationKind(Term):
    """What a remark on the time line of an indicator says."""

    EVENT = "event", "Event", "Something happened that helps to read the figures, such as a law that was passed."
    BREAK = (
        "break",
        "Break in the series",
        "From this day on something else is measured, so values before and after differ.",
    )


class LinkState(Term):
    """What the figures, or the coordinator, say of a contribution link."""

    SUPPORTED = "supported", "Supported", "Both ends are on track or better."
    EMERGING = "emerging", "Emerging", "The cause is on track; its effect is not due yet or has no data."
    IN_DOUBT = "in doubt", "In doubt", "The cause was achieved long enough ago and the effect is behind."
    HYPOTHESIS = "hypothesis", "Hypothesis", "The figures say neither yes nor no so far."


class ActionState(Term):
    """Where an action stands."""

    PLANNED = "planned", "Planned", "It has not begun."
    UNDER_WAY = "under way", "Under way", "It has begun."
    DONE = "done", "Done", "It has been carried out."
    DROPPED = "dropped", "Dropped", "It will not be carried out."


class RacerCriterion(Term):
    """What a good indicator is: relevant, accepted, credible, easy, robust."""

    RELEVANT = "relevant", "Relevant", "It is closely linked to the objective."
    ACCEPTED = "accepted", "Accepted", "Those who report it and those who read it agree on it."
    CREDIBLE = "credible", "Credible", "People outside understand it without explanation."
    EASY = "easy", "Easy", "It can be measured at a reasonable effort."
    ROBUST = "robust", "Robust", "It cannot easily be turned to say what somebody wants."


class CheckAnswer(Term):
    """Answer to a question of the checklist."""

    YES = "yes", "Yes", "It is so."
    NO = "no", "No", "It is not so."
    UNSURE = "unsure", "Not sure", "It has to be looked into."


class FollowUpOutcome(Term):
    """How a suspicious value was settled."""

    CONFIRMED = "confirmed", "Confirmed", "The value is right as it stands."
    CORRECTED = "corrected", "Corrected", "The value was corrected or voided."
    EXPLAINED = "explained", "Explained", "The value is unusual for a reason that is said."
