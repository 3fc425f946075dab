"""What pages of the stage Analyse share: choices kept in the address, promises, overdue reports, tables of means."""

from collections.abc import Iterable, Mapping

import streamlit as st

from app import filters, markup
from app.figure_text import value_text
from app.tables_shown import number, show
from toc import tables_standing
from toc.figures.promises import Overdue, Promise
from toc.model.document import FrameworkDocument
from toc.model.query import ALL, Query
from toc.services.comparing import Summaries

Row = Mapping[str, object]


def choose(name: str, label: str, labels: Mapping[str, str], *, also: tuple[str, ...], width: int = 220) -> str:
    """A choice of the page's own that the address keeps, in names; one in the address that does not fit is said.

    Args:
        name: of the parameter, which is also the key of the widget.
        label: of the widget.
        labels: names by code, the default first.
        also: every parameter of the page's own.
        width: in pixels.
    """
    asked = st.query_params.get(name, st.session_state.get(name))
    if asked and asked not in labels:
        st.warning(markup.plain(f"“{asked}” does not fit {label}: {next(iter(labels.values()))} is shown."))
    st.session_state[name] = asked if asked in labels else next(iter(labels))
    st.selectbox(
        label, list(labels), format_func=labels.get, key=name, on_change=filters.keep_in_url, args=(also,),
        persist_state="session", width=width,
    )  # fmt: skip
    return str(st.session_state[name])


def choose_order(document: FrameworkDocument, places: Iterable[str], *, also: tuple[str, ...]) -> str | None:
    """By whose gap objectives are ordered: code of a country or ALL; None for the framework's own order."""
    names = filters.names_of(document)
    labels = {"": "Framework's order", **{place: f"Furthest behind: {names[place]}" for place in places}}
    return choose("sort", "Order of objectives", labels, also=also) or None


def promise_text(promise: Promise, locale: str) -> str:
    """What is promised, with its unit; for a band both bounds."""
    indicator = promise.indicator
    scale = {level.value: level.text for level in indicator.scale}
    low, high = (
        value_text(value, indicator.measure, indicator.unit, locale, scale=scale)
        for value in (promise.value, promise.value_to)
    )
    return low if promise.value_to is None else f"{low} to {high}"


def show_promises(promises: Iterable[Promise], document: FrameworkDocument, locale: str, *, alt: str, key: str) -> None:
    """Targets and milestones by date: what, where, by when, and whether it was met."""
    names = filters.names_of(document)
    rows = [
        {
            "on": found.on,
            "state": found.state.value.capitalize(),
            "objective": document.objective_by_code[found.indicator.objective].title,
            "indicator": f"{found.indicator.name} ({found.indicator.code})",
            "country": names[found.country],
            "value": promise_text(found, locale),
            "for": "; ".join(document.objective_by_code[found.indicator.objective].stakeholders),
            "kind": found.kind.value.capitalize(),
            "status": found.status.label,
        }
        for found in promises
    ]
    column = st.column_config
    labels = {
        "on": column.DateColumn("By", format="YYYY-MM-DD"),
        "state": column.TextColumn("Met?", help="Met on its date, or since; no report yet: nothing was measured then."),
        "objective": column.TextColumn("Objective"),
        "indicator": column.TextColumn("Indicator", width=280),
        "country": column.TextColumn("Country"),
        "value": column.TextColumn("To be reached"),
        "for": column.TextColumn("Promised to"),
        "kind": column.TextColumn("Kind", help="A milestone lies before the target that gives the status."),
        "status": column.TextColumn("Status now"),
    }
    show(rows, labels, alt=alt, key=key)


def show_overdue(overdue: Iterable[Overdue], document: FrameworkDocument, *, alt: str, key: str) -> None:
    """Overdue reports: who owes which indicator, for which country and periods, since when."""
    names = filters.names_of(document)
    rows = [
        {
            "organisation": found.organisation,
            "since": found.due_on,
            "country": "Consortium" if found.country == ALL else names[found.country],
            "indicator": f"{found.indicator.name} ({found.indicator.code})",
            "periods": ", ".join(period.label for period in found.periods),
        }
        for found in overdue
    ]
    column = st.column_config
    labels = {
        "organisation": column.TextColumn("Who owes it"),
        "since": column.DateColumn("Overdue since", format="YYYY-MM-DD"),
        "country": column.TextColumn("Country"),
        "indicator": column.TextColumn("Indicator", width=300),
        "periods": column.TextColumn("Periods", width=200),
    }
    show(rows, labels, alt=alt, key=key)


def show_means(rows: Iterable[Row], document: FrameworkDocument, *, alt: str, key: str) -> None:
    """Means of objectives, rows with the columns `columns.SUMMARIES`."""
    names = filters.names_of(document)
    levels = {level.code: level.name for level in document.levels}
    horizons = {horizon.code: horizon.name for horizon in document.horizons}
    shown = [
        {
            "country": names[str(row["country"])],
            "date": row["date"],
            "level": levels.get(str(row["level"]), "All levels"),
            "horizon": horizons.get(str(row["horizon"]), "All horizons"),
            "progress": number(row["progress"]),
            "expected": number(row["expected_progress"]),
            "gap": number(row["gap_points"], 1),
            "coverage": f"{row['objectives_with_progress']} of {row['objectives_total']}",
        }
        for row in rows
    ]
    column = st.column_config
    labels = {
        "country": column.TextColumn("Country"),
        "date": column.DateColumn("Date", format="YYYY-MM-DD"),
        "level": column.TextColumn("Level"),
        "horizon": column.TextColumn("Horizon"),
        "progress": column.NumberColumn("Progress", format="percent", help="Mean of the objectives that have it."),
        "expected": column.NumberColumn("Expected", format="percent"),
        "gap": column.NumberColumn("Gap, points", format="localized"),
        "coverage": column.TextColumn("Objectives", help="Objectives with progress, of those that count."),
    }
    show(shown, labels, alt=alt, key=key)


def rows_of(found: Summaries, query: Query) -> list[Row]:
    """Rows of a page's means, with the columns `columns.SUMMARIES`."""
    return list(
        tables_standing.summary_rows(
            found.rows, found.document, query.as_of, found.known_at, unapproved=query.include_unapproved
        )
    )
