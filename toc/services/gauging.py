"""How good the data are, by country and organisation: complete, timely, backed by evidence; what looks suspicious.

Nothing is computed here: reports are those of the calendar, evidence that of the objectives, suspicious values those of
the rules. Source: product.md (Manage, Data quality).
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from toc.figures.findings import Grounds
from toc.figures.quality import Backing, Doubt, QualityRow, backing, backing_by, counted_in, doubts_of
from toc.figures.timeliness import Punctuality
from toc.model.document import FrameworkDocument, IndicatorDef
from toc.model.panel import MeasurementRow
from toc.model.query import ALL, Actor, Query
from toc.model.terms import FollowUpOutcome, Permission, ReviewState
from toc.services import analysing, doubting, following_up
from toc.services.doubting import FollowUpItem
from toc.services.evidence_coverage import backed_of
from toc.services.following_up import GroupRow
from toc.services.permissions import allowed, require
from toc.services.steps.reminder_text import place_name
from toc.store import measurements
from toc.store.database import Store

__all__ = ["QualityRow"]

CONSORTIUM = "Consortium"
"""Name of the row of what is reported for all countries at once, which is not the one of everything together."""

_NO_REPORTS = Punctuality(expected=0, received=0, judged=0, in_time=0, overdue=0)
_NOTHING = Backing(measurements=0, with_evidence=0, strong=0)
_IN_ORDER = (FollowUpOutcome.CONFIRMED, FollowUpOutcome.EXPLAINED)
"""A value that was found to be so is not suspicious any more, as long as the rule says the same of it."""


@dataclass(frozen=True)
class DoubtfulValue:
    """A suspicious value with its names and what became of it.

    Attributes:
        place: name of the country, or that it is all of them together.
        label: name of the rule, for people.
        follow_up: the newest one that was raised with the rule's sentence; None where nobody did.
        settled: it was found to be right, or explained.
        may_raise: the person may raise a follow-up on it now.
    """

    doubt: Doubt
    indicator: IndicatorDef
    place: str
    label: str
    follow_up: FollowUpItem | None
    settled: bool
    may_raise: bool


@dataclass(frozen=True)
class QualityPage:
    """How good the data of a query's country are, or of every country that may be seen.

    Attributes:
        document: the framework in force.
        countries: in the framework's order, what is reported for all of them last.
        organisations: by name.
        together: everything that is asked for.
        periods: half-years in which reports were due, in order.
        doubts: suspicious values that nobody has settled first.
        follow_ups: open ones first.
        known_at: the moment up to which records were counted, UTC.
        invented: demonstration data are among what the figures rest on.
    """

    document: FrameworkDocument
    countries: tuple[QualityRow, ...]
    organisations: tuple[QualityRow, ...]
    together: QualityRow
    periods: tuple[QualityRow, ...]
    doubts: tuple[DoubtfulValue, ...]
    follow_ups: tuple[FollowUpItem, ...]
    known_at: datetime
    invented: bool

    @property
    def rows(self) -> tuple[QualityRow, ...]:
        """Everything in one list, as the file has it."""
        return (*self.countries, *self.organisations, self.together, *self.periods)


def quality(store: Store, actor: Actor, query: Query) -> QualityPage:
    """How good the data of a query's country (of every one for ALL) are, from what the person may see.

    Args:
        store: where the framework is.
        actor: who asks.
        query: framework, country, date, moment; its horizon does not matter.

    Raises:
        NotAllowed: the actor may not see figures, or not those of the country.
        NotFound: no such framework or country.

    Source: progress.md 1 (due date, lateness), 7 and 10 (evidence coverage).
    """
    require(actor, Permission.VIEW)
    assessed, panel = analysing.assess_with_panel(store, actor, query)
    document = assessed.document
    reported = following_up.report_groups(store, actor, query)
    backed = backed_of(store, query.framework, known_at=query.known_at)
    counted = [one for one in counted_in(panel, assessed.result) if query.country in (ALL, one.country)]
    raised = doubting.list_follow_ups(store, actor, query)
    places = assessed.places if query.country == ALL else (query.country,)
    found = doubts_of(Grounds(panel, assessed.result, places), _standing(store, query))
    doubts = [_doubtful(one, document, raised, actor, query) for one in found]
    asked, strange = [one for one in raised if one.is_open], [one.doubt for one in doubts if not one.settled]
    countries = _rows(
        "country", reported.countries, backing_by(counted, lambda one: one.country, backed),
        Counter(one.country for one in asked), Counter(one.country for one in strange),
    )  # fmt: skip
    organisations = _rows(
        "organisation", reported.organisations, backing_by(counted, lambda one: one.organisation, backed),
        Counter(one.organisation for one in asked), Counter(one.organisation for one in strange),
    )  # fmt: skip
    together = reported.together
    return QualityPage(
        document=document,
        countries=_in_order(countries, document),
        organisations=tuple(organisations[name] for name in sorted(organisations, key=str.casefold)),
        together=QualityRow(
            "together", "", together.name, together.figures, backing(counted, backed), len(asked), len(strange)
        ),
        periods=tuple(QualityRow("period", row.code, row.name, row.figures) for row in reported.periods),
        doubts=tuple(sorted(doubts, key=lambda one: one.settled)),
        follow_ups=raised,
        known_at=assessed.known_at,
        invented=assessed.invented,
    )  # fmt: skip


def _standing(store: Store, query: Query) -> list[MeasurementRow]:
    """The totals that figures rest on, as they were known at the query's moment."""
    states = {ReviewState.APPROVED, ReviewState.SUBMITTED} if query.include_unapproved else {ReviewState.APPROVED}
    with store.reading() as session:
        return measurements.list_measurements(
            session, query.framework, country=None if query.country == ALL else query.country, states=states,
            known_at=query.known_at,
        )  # fmt: skip


def _rows(
    by: str,
    reported: Iterable[GroupRow],
    backings: Mapping[str, Backing],
    asked: Mapping[str, int],
    strange: Mapping[str, int],
) -> dict[str, QualityRow]:
    """A row for every group that has reports to make, measurements in the figures, or something to look at."""
    figures = {row.code: row.figures for row in reported}
    return {
        code: QualityRow(
            by, code, code, figures.get(code, _NO_REPORTS), backings.get(code, _NOTHING), asked.get(code, 0),
            strange.get(code, 0),
        )
        for code in {**figures, **backings, **asked, **strange}
    }  # fmt: skip


def _in_order(rows: Mapping[str, QualityRow], document: FrameworkDocument) -> tuple[QualityRow, ...]:
    """Rows of countries in the framework's order with their names, what is reported for all of them at once last."""
    return tuple(
        replace(rows[code], name=CONSORTIUM if code == ALL else place_name(document, code))
        for code in (*document.country_by_code, ALL)
        if code in rows
    )


def _doubtful(
    doubt: Doubt, document: FrameworkDocument, raised: Iterable[FollowUpItem], actor: Actor, query: Query
) -> DoubtfulValue:
    same = [one for one in raised if (one.measurement_id, one.kind) == (doubt.measurement_id, doubt.kind)]
    about = max((one for one in same if one.text in (doubt.text, "")), key=lambda one: one.follow_up_id, default=None)
    country = None if doubt.country == ALL else doubt.country
    own = doubt.organisation == actor.organisation
    may = allowed(actor, Permission.COMMENT, country=doubt.country) or (
        own and allowed(actor, Permission.RECORD, organisation=doubt.organisation, country=country)
    )
    return DoubtfulValue(
        doubt=doubt,
        indicator=document.indicator_by_code[doubt.indicator],
        place=place_name(document, doubt.country),
        label=doubting.kind_label(doubt.kind),
        follow_up=about,
        settled=about is not None and about.outcome in _IN_ORDER,
        may_raise=may and query.known_at is None and (about is None or not about.is_open),
    )
