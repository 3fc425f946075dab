"""Pieces of the page Data quality: its figures, kept for the next run, the tables, the chart, suspicious values."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import TYPE_CHECKING

import streamlit as st

from app import context, follow_up_panel, widgets
from app.figure_text import percent
from app.language import _, language
from app.tables_shown import number, show
from toc import columns, tables, tables_quality
from toc.charts.quality import draw_reports_over_time
from toc.model.query import Actor, Query
from toc.services import gauging
from toc.services.gauging import DoubtfulValue, QualityPage

if TYPE_CHECKING:
    from toc.services.gauging import QualityRow

AT_ONCE = 8
"""So many suspicious values, or follow-ups, are shown at first."""

DIGITS = 3
"""Of a share in a table: a percentage with one decimal."""

_SHARE = {"format": "percent", "alignment": "right"}


def quality(query: Query) -> QualityPage:
    """How good the data are for a page's filters, kept for the next run while nothing has changed.

    Raises:
        NotAllowed: the person may not see the figures.
        NotFound: the framework or a filter's value does not exist.
    """
    actor, url = context.current_actor(), context.get_settings().database_url
    scope = (actor.account_id, actor.role, actor.organisation, tuple(sorted(actor.countries)), actor.guest_of)
    return _quality(url, context.get_store().data_version(), query, scope, actor)


@st.cache_resource(max_entries=context.KEPT_RESULTS, show_spinner=False)
def _quality(url: str, version: int, query: Query, scope: tuple[object, ...], _actor: Actor) -> QualityPage:
    return gauging.quality(context.open_store(url), _actor, query)


def draw_groups(rows: Iterable["QualityRow"], page: QualityPage, query: Query, *, head: str, key: str) -> None:
    """Countries, or organisations, and everything together: one row each."""
    some = (*rows, page.together)
    table = tables_quality.quality_rows(some, query, page.known_at)
    column = st.column_config
    labels = {
        "name": column.TextColumn(head),
        "completeness": column.NumberColumn(
            _("Completeness"), **_SHARE, help=_("Reports in, of those whose period has ended.")
        ),
        "reports_in": column.TextColumn(_("Reports in")),
        "timeliness": column.NumberColumn(
            _("Timeliness"), **_SHARE, help=_("Reports in on time, of those that are in or overdue.")
        ),
        "in_time": column.TextColumn(_("In time")),
        "evidence_coverage": column.NumberColumn(
            _("Evidence"), **_SHARE, help=_("Measurements with a file or a link, of those in the figures.")
        ),
        "with_evidence": column.TextColumn(_("With evidence")),
        "strong": column.TextColumn(
            _("Register or survey"), help=_("Measurements from a register or a survey, of those in the figures.")
        ),
        "follow_ups_open": column.NumberColumn(_("Follow-ups"), format="%d", help=_("Open ones.")),
        "suspicious_values": column.NumberColumn(_("Suspicious"), format="%d", help=_("Values that a rule doubts.")),
    }
    shown = [{"name": _(row.name), **_cells(cells)} for row, cells in zip(some, table, strict=True)]
    show(shown, labels, alt=_("How good the data are: {head}").format(head=head), key=key)


def _cells(row: Mapping[str, object]) -> dict[str, object]:
    """Cells of quality.csv as a table shows them."""
    return {
        **row,
        **{name: number(row[name], DIGITS) for name in ("completeness", "timeliness", "evidence_coverage")},
        "reports_in": _("{part} of {whole}").format(part=row["reports_in"], whole=row["reports_expected"]),
        "in_time": _("{part} of {whole}").format(part=row["reports_in_time"], whole=row["reports_judged"]),
        "with_evidence": _("{part} of {whole}").format(part=row["with_evidence"], whole=row["measurements"]),
        "strong": _("{part} of {whole}").format(part=row["register_or_survey"], whole=row["measurements"]),
    }


def draw_over_time(page: QualityPage, query: Query) -> None:
    """Completeness and timeliness by the half-year in which reports were due: chart, table, file."""
    st.subheader(_("Over time"), anchor=False)
    if not page.periods:
        widgets.empty_state(_("No report was due by this date. Choose a later one."))
        return
    rows = list(tables_quality.quality_rows(page.periods, query, page.known_at))
    figure = draw_reports_over_time(
        tables.frame(rows, columns.QUALITY), title=_("Reports by the half-year they were due"),
        source=_("Source: the calendar of reports, as of {day}.").format(day=query.as_of), text=_percent,
        dark=widgets.is_dark(),
    )  # fmt: skip
    widgets.show_chart(
        figure, key="data_quality_chart",
        alt=_("Bars for each half-year: completeness above, timeliness below. The figures are in the table."),
    )  # fmt: skip
    column = st.column_config
    labels = {
        "due_in": column.TextColumn(_("Due in")),
        "completeness": column.NumberColumn(_("Completeness"), **_SHARE),
        "reports_in": column.TextColumn(_("Reports in")),
        "timeliness": column.NumberColumn(_("Timeliness"), **_SHARE),
        "in_time": column.TextColumn(_("In time")),
    }
    alt = _("Completeness and timeliness by half-year")
    show(map(_cells, rows), labels, alt=alt, key="data_quality_periods")


def _percent(share: Decimal | None) -> str:
    return percent(share, language())


def draw_doubts(page: QualityPage) -> None:
    """Values that a rule doubts, each with the way to its measurement and to a follow-up."""
    st.subheader(_("Suspicious values"), anchor=False)
    st.caption(
        _(
            "Running totals that fall, percentages that cannot be combined, values far from the earlier ones, large "
            "changes, values that never change. A rule does not know whether a value is wrong."
        )
    )
    if not page.doubts:
        widgets.empty_state(_("The rules find no suspicious value here."))
        return
    for at, one in enumerate(page.doubts[:AT_ONCE]):
        _draw_doubt(one, at)
    rest = page.doubts[AT_ONCE:]
    if rest:
        with st.expander(_("{number} more").format(number=len(rest))):
            for at, one in enumerate(rest, start=AT_ONCE):
                _draw_doubt(one, at)


def _draw_doubt(one: DoubtfulValue, at: int) -> None:
    doubt = one.doubt
    with st.container(border=True, gap="small"):
        with st.container(horizontal=True, vertical_alignment="center"):
            st.badge(_(one.label), icon=":material/troubleshoot:", color="gray")
            if one.follow_up is not None:
                outcome = one.follow_up.outcome
                said = _("Follow-up open") if outcome is None else _("Settled: {how}").format(how=_(outcome.label))
                st.caption(said, width="content")
        st.text(doubt.text)
        follow_up_panel.draw_where(one.indicator.name, one.place, doubt.organisation, doubt.period)
        with st.container(horizontal=True, vertical_alignment="center"):
            follow_up_panel.draw_way(doubt.measurement_id)
            if one.may_raise:
                st.button(
                    _("Raise a follow-up"), key=f"data_quality_raise_{at}", icon=":material/flag:", type="tertiary",
                    on_click=follow_up_panel.raise_one, args=(doubt.measurement_id, doubt.text, doubt.kind),
                )  # fmt: skip


def draw_follow_ups(page: QualityPage) -> None:
    """Every follow-up that may be seen, open ones first."""
    st.subheader(_("Follow-ups"), anchor=False)
    if not page.follow_ups:
        widgets.empty_state(
            _("Nobody has doubted a value. Raise a follow-up from a suspicious value, or on a measurement's page."),
            page="views/indicator.py", label=_("Indicator"),
        )  # fmt: skip
        return
    still_open = [one for one in page.follow_ups if one.is_open]
    done = [one for one in page.follow_ups if not one.is_open]
    if not still_open:
        st.caption(_("None is open."))
    for item in still_open:
        follow_up_panel.draw_item(item, view="data_quality", placed=True)
    if done:
        with st.expander(_("{number} settled").format(number=len(done))):
            for item in done:
                follow_up_panel.draw_item(item, view="data_quality", placed=True)
