"""Targets of a flow that are set one at a time: asked about once they look like amounts of each year. Pure.

Source: progress.md 2 (targets of a flow are running totals); the same rule as for files.
"""

from toc.errors import Invalid
from toc.model.document import FactDef, FrameworkDocument
from toc.model.terms import FactKind, OverTime
from toc.services.steps.definition_change import with_parts
from toc.services.steps.questions import Question
from toc.services.steps.yearly_targets import as_running_totals, ask_whether_yearly
from toc.store.framework_rows import fact_key


def settle_yearly(
    before: FrameworkDocument, after: FrameworkDocument, indicator: str, country: str, *, targets_are: str
) -> FrameworkDocument:
    """The framework with the targets of a flow as running totals.

    Args:
        before: as it stands; what looked like yearly amounts already is not asked about again.
        after: with the change.
        indicator: code of the one whose target changes.
        country: code, or ALL.
        targets_are: `yearly` or `running`, as the person answered; empty where nothing was answered.

    Raises:
        Invalid: the targets look like amounts of each year and nothing was answered.
    """
    question = _question(after, indicator, country)
    if question is None or targets_are == "running":
        return after
    asked_before = _question(before, indicator, country)
    if asked_before is not None and asked_before.fields == question.fields:
        return after
    if targets_are != "yearly":
        raise Invalid(faults=[question])
    baseline, targets = _set(after, indicator, country)
    running = {fact_key(fact): fact for fact in as_running_totals(baseline, targets)}
    return with_parts(after, facts=(running.get(fact_key(fact), fact) for fact in after.facts))


def _question(document: FrameworkDocument, indicator: str, country: str) -> Question | None:
    found = document.indicator_by_code.get(indicator)
    if found is None or found.over_time is not OverTime.FLOW:
        return None
    baseline, targets = _set(document, indicator, country)
    return ask_whether_yearly(found, baseline, targets) if targets else None


def _set(document: FrameworkDocument, indicator: str, country: str) -> tuple[FactDef | None, list[FactDef]]:
    """The baseline and the targets of an indicator for a country, in date order."""
    facts = document.facts_by_key.get((indicator, country), ())
    baseline = next((fact for fact in facts if fact.kind is FactKind.BASELINE), None)
    return baseline, [fact for fact in facts if fact.kind is FactKind.TARGET]
