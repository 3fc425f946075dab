"""Insights: what the rules find in the figures that somebody may see, the worst first; setting a finding aside.

A finding is computed each time and never stored; what is kept is that it was set aside, by its key, with a reason and
until a day. After that day it returns by itself. Source: product.md (Act, Insights).
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from toc.errors import Fault, Invalid, NotFound
from toc.figures.findings import Finding, Grounds, Split, find_findings, splits_of
from toc.figures.paragraphs import paragraph
from toc.model.document import FrameworkDocument
from toc.model.finding import FindingKind
from toc.model.query import ALL, Actor, Clock, Query
from toc.model.terms import CheckAnswer, Permission, RacerCriterion, ReviewState
from toc.services import analysing
from toc.services.analysing import Assessment
from toc.services.permissions import require, require_visible
from toc.services.steps.audit import audit
from toc.services.steps.insight_rows import Insight, in_force, insight_of, place_name
from toc.store import findings as asides
from toc.store import frameworks, head, indicator_checks, measurements
from toc.store.database import Store
from toc.store.findings import AsideRow

__all__ = ["Insight"]

LONGEST_ASIDE = 366
"""So many days a finding can be set aside at once."""

LONGEST_REASON = 1000


@dataclass(frozen=True)
class InsightsPage:
    """Every finding for a query's country and horizon.

    Attributes:
        document: the framework in force.
        findings: the worst first; those set aside are left out.
        aside: those that are set aside now, the worst first.
        counts: how many findings of each kind there are before the filter by kind, in the order of the kinds.
        summary: how the country (or all together) stands, in words.
        others: name and paragraph of every other place that may be seen, where all countries are looked at.
        known_at: the moment up to which records were counted, UTC.
        invented: demonstration data are among what the findings rest on.
        today: in the framework's time zone; until when something is aside is judged by it.
        latest: the last day until which a finding can be set aside now.
    """

    document: FrameworkDocument
    findings: tuple[Insight, ...]
    aside: tuple[Insight, ...]
    counts: tuple[tuple[FindingKind, int], ...]
    summary: str
    others: tuple[tuple[str, str], ...]
    known_at: datetime
    invented: bool
    today: date
    latest: date

    def grouped(self, by: str) -> tuple[tuple[str, tuple[Insight, ...]], ...]:
        """The findings in groups, each with its name, the group with the worst finding first.

        Args:
            by: `kind`, `country` or `objective`; anything else is one group without a name.
        """
        groups: dict[str, list[Insight]] = {}
        for one in self.findings:
            names = {"kind": one.finding.kind.label, "country": one.place, "objective": one.objective or "Several"}
            groups.setdefault(names.get(by, ""), []).append(one)
        return tuple((name, tuple(some)) for name, some in groups.items())


@dataclass(frozen=True)
class Aside:
    """A finding to be set aside.

    Attributes:
        finding: its key.
        until: last day on which it stays aside, inclusive.
    """

    finding: str
    reason: str
    until: date


def insights(
    store: Store, actor: Actor, query: Query, clock: Clock, *, kind: FindingKind | None = None
) -> InsightsPage:
    """What the rules find for a query's country (all of them and their sum for ALL) and horizon.

    Args:
        store: where the framework is.
        actor: who asks; finds nothing that rests on what may not be seen.
        query: framework, country, horizon, date, moment.
        clock: says what today is, for what was set aside.
        kind: only findings of this kind; None is all of them.

    Raises:
        NotAllowed: the actor may not see the figures.
        NotFound: no such framework, country or horizon.
    """
    require(actor, Permission.VIEW)
    assessed, found = _find(store, actor, query)
    today = clock.today(assessed.document.timezone)
    with store.reading() as session:
        said = asides.load_asides(session, query.framework, known_at=query.known_at)
    shown = [insight_of(assessed.document, actor, finding, in_force(said, finding.key, today)) for finding in found]
    open_ones = [one for one in shown if one.aside is None]
    counted = {one: sum(other.finding.kind is one for other in open_ones) for one in FindingKind}
    wanted = [one for one in shown if kind in (None, one.finding.kind)]
    others = [place for place in assessed.places if place != assessed.shown_country]
    return InsightsPage(
        document=assessed.document,
        findings=tuple(one for one in wanted if one.aside is None),
        aside=tuple(one for one in wanted if one.aside is not None),
        counts=tuple((one, number) for one, number in counted.items() if number),
        summary=_paragraph(assessed, assessed.shown_country, found),
        others=tuple((place_name(assessed.document, place), _paragraph(assessed, place, found)) for place in others)
        if query.country == ALL
        else (),
        known_at=assessed.known_at,
        invented=assessed.invented,
        today=today,
        latest=today + timedelta(days=LONGEST_ASIDE),
    )


def list_findings(
    store: Store, actor: Actor, query: Query
) -> tuple[Assessment, tuple[tuple[Finding, date | None, str], ...]]:
    """The figures of a query and every finding, with until when and why it was set aside, whether or not that holds.

    Raises:
        NotAllowed: the actor may not see the figures.
        NotFound: no such framework, country or horizon.
    """
    require(actor, Permission.VIEW)
    assessed, found = _find(store, actor, query)
    with store.reading() as session:
        said = asides.load_asides(session, query.framework, known_at=query.known_at)
    rows = [(one, said.get(one.key)) for one in found]
    return assessed, tuple((one, row.until if row else None, row.reason if row else "") for one, row in rows)


def find_finding(store: Store, actor: Actor, query: Query, key: str) -> Insight | None:
    """The finding with a key as it is for a query's framework and dates; None where the rules do not find it there.

    Args:
        query: its country and horizon do not matter.
        key: as `Finding.key`.

    Raises:
        NotAllowed: the actor may not see the figures.
        NotFound: no such framework.
    """
    require(actor, Permission.VIEW)
    assessed, found = _find(store, actor, replace(query, country=ALL, horizon=None))
    return next((insight_of(assessed.document, actor, one, None) for one in found if one.key == key), None)


def set_aside(store: Store, actor: Actor, query: Query, draft: Aside, *, clock: Clock) -> None:
    """Set a finding aside until a day; said again, the last one counts.

    Args:
        store: where the framework is.
        actor: may take action for the finding's country; one about all countries together is the coordinators'.
        query: framework and dates that the finding is seen with.
        draft: which one, why and until when.
        clock: says what today is.

    Raises:
        NotAllowed: the actor may not see the figures, or not act there.
        NotFound: there is no such finding.
        Invalid: no reason, a reason that is too long, or a day that has passed or lies more than a year ahead.
    """
    require(actor, Permission.ACT)
    found = _require_finding(store, actor, query, draft.finding)
    require(actor, Permission.ACT, country=found.country)
    reason = " ".join(draft.reason.split())
    with store.writing() as session:
        document = frameworks.current_document(session, query.framework)
        require_visible(actor, document, found.country)
        _check(reason, draft.until, clock.today(document.timezone))
        before = asides.load_asides(session, query.framework).get(found.key)
        asides.add_aside(
            session, query.framework, found.key, reason=reason, until=draft.until, at=head.moment(session),
            account_id=actor.account_id,
        )  # fmt: skip
        audit(
            session, actor, "set finding aside", f"{query.framework} {found.key}", before=_until(before),
            after={"until": draft.until}, reason=reason,
        )  # fmt: skip
        head.touch(session)


def bring_back(store: Store, actor: Actor, query: Query, key: str) -> bool:
    """Bring a finding back that was set aside.

    Args:
        store: where the framework is.
        actor: may take action for the finding's country.
        query: framework and dates that the finding is seen with.
        key: of the finding.

    Returns:
        False where it is not set aside, and nothing was written.

    Raises:
        NotAllowed: the actor may not see the figures, or not act there.
        NotFound: there is no such finding.
    """
    require(actor, Permission.ACT)
    found = _require_finding(store, actor, query, key)
    require(actor, Permission.ACT, country=found.country)
    with store.writing() as session:
        require_visible(actor, frameworks.current_document(session, query.framework), found.country)
        before = asides.load_asides(session, query.framework).get(key)
        if before is None or before.until is None:
            return False
        asides.add_aside(
            session, query.framework, key, reason="", until=None, at=head.moment(session), account_id=actor.account_id
        )
        audit(
            session, actor, "bring finding back", f"{query.framework} {key}", before=_until(before),
            after={"until": None},
        )  # fmt: skip
        head.touch(session)
        return True


def _find(store: Store, actor: Actor, query: Query) -> tuple[Assessment, tuple[Finding, ...]]:
    """The figures of a query and what the rules find in them, from what the person may see alone."""
    assessed, panel = analysing.assess_with_panel(store, actor, query)
    query = replace(query, known_at=assessed.known_at)  # what is read besides is of the same moment
    grounds = Grounds(
        panel=panel,
        result=assessed.result,
        places=assessed.places if query.country == ALL else (query.country,),
        horizon=query.horizon,
        splits=_splits(store, query, assessed),
        answers=_answers(store, query),
    )
    return assessed, find_findings(grounds)


def _answers(store: Store, query: Query) -> Mapping[str, Mapping[RacerCriterion, CheckAnswer]]:
    """What people answered in the checklist by the query's moment, by indicator."""
    found: dict[str, dict[RacerCriterion, CheckAnswer]] = {}
    with store.reading() as session:
        for row in indicator_checks.list_answers(session, query.framework, known_at=query.known_at):
            found.setdefault(row.indicator, {})[row.criterion] = row.answer
    return found


def _splits(store: Store, query: Query, assessed: Assessment) -> tuple[Split, ...]:
    """The breakdowns of the measurements that count, as they were known at the query's moment."""
    states = {ReviewState.APPROVED, ReviewState.SUBMITTED} if query.include_unapproved else {ReviewState.APPROVED}
    rows = []
    with store.reading() as session:
        for indicator in assessed.document.indicators:
            horizon = assessed.document.horizon_of(indicator.code).code
            if indicator.breakdowns and query.horizon in (None, horizon):
                rows += measurements.list_measurements(
                    session, query.framework, indicator=indicator.code, states=states, known_at=query.known_at,
                    country=None if query.country == ALL else query.country, parts=True,
                )  # fmt: skip
    return tuple(splits_of(row for row in rows if row.country in assessed.places))


def _paragraph(assessed: Assessment, place: str, found: tuple[Finding, ...]) -> str:
    return paragraph(assessed.document, assessed.result, place, found, horizon=assessed.query.horizon)


def _require_finding(store: Store, actor: Actor, query: Query, key: str) -> Finding:
    found = find_finding(store, actor, query, key)
    if found is None:
        raise NotFound(
            "There is no such finding any more.", field="finding", remedy="Load the page again.", details={"key": key}
        )
    return found.finding


def _check(reason: str, until: date, today: date) -> None:
    faults = []
    if not reason:
        faults.append(Fault("reason", "Say why it is set aside.", {}, "A few words are enough."))
    if len(reason) > LONGEST_REASON:
        faults.append(Fault("reason", "The reason is longer than {most} letters.", {"most": LONGEST_REASON}, None))
    last = today + timedelta(days=LONGEST_ASIDE)
    if not today <= until <= last:
        details = {"first": today, "last": last}
        faults.append(Fault("until", "Choose a day from {first} to {last}.", details, None))
    if faults:
        raise Invalid(faults=faults)


def _until(row: AsideRow | None) -> Mapping[str, object] | None:
    return None if row is None else {"until": row.until, "reason": row.reason}
