"""Terms of findings: what the rules look for, from what weighs most to what weighs least."""

from toc.model.terms import Term


class FindingKind(Term):
    """What a finding is about; the order is that of their severity."""

    REGRESSING = "regressing", "Regressing", "Worse than at the start, or no longer at a target that was met."
    MISSED = "missed", "Missed", "The target's date has passed and the target is not met."
    IN_DOUBT = "in doubt", "Assumption in doubt", "A cause was achieved long enough ago and its effect is behind."
    OFF_TRACK = "off track", "Off track", "Behind by more than twice the tolerance."
    LEFT_BEHIND = (
        "left behind",
        "Group left behind",
        "A group is 10 points or more below all together, or its share of the total has fallen by 10 points or more.",
    )
    PROJECTED_TO_MISS = (
        "projected to miss",
        "Projected to miss",
        "Going on as measured so far, the target is not reached by its date.",
    )
    OVERDUE = "overdue", "Overdue reports", "The due date of a report has passed and nothing came in."
    STALE = "stale", "Data too old", "The last value is older than two reporting intervals and the time to report."
    LOW_COVERAGE = "low coverage", "Coverage below half", "Fewer than half of the parts have what progress needs."
    NO_TARGET = "no target", "Target missing", "Something is measured and no target says what is to be reached."
    NO_BASELINE = "no baseline", "Baseline missing", "Something is measured and no baseline says where it began."
    OUTLIER = "outlier", "Outlier", "A value lies far from the earlier ones of its own series."
    INCONSISTENT = (
        "inconsistent",
        "Inconsistent series",
        "A running total falls, or a percentage lacks the denominator that its combination needs.",
    )
    WEAK_EVIDENCE = (
        "weak evidence",
        "Weak evidence",
        "A good status rests on self-reports or estimates alone.",
    )
    INDICATOR_QUALITY = (
        "indicator quality",
        "Indicator quality",
        "An indicator lacks what makes it relevant, accepted, credible, easy or robust.",
    )
    LEADS = "leads", "Could teach others", "A country is ahead or done where at least two others are behind."
