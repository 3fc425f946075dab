"""What the page Framework shows: the grid of objectives, one objective, one indicator, the lists, the settings."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

import streamlit as st

from app import filters, framework_checks, framework_facts, framework_state, markup, widgets
from app.figure_text import definition_facts
from app.framework_buttons import draw_choice, edit_button, remove_button
from app.language import language
from app.tables_shown import show
from toc.exchange.number_text import format_number
from toc.model.terms import Scope
from toc.services.planning import PlanPage
from toc.services.steps.framework_parts import PartKind, part_key

if TYPE_CHECKING:
    from toc.model.document import FrameworkDocument, IndicatorDef, ObjectiveDef, Part

PARAMETERS = ("show", "objective", "indicator")


def go(framework: str, **chosen: str) -> None:
    """Show another part of the page; what was being changed is let go."""
    framework_state.close()
    st.query_params.from_dict({"framework": framework, **{name: code for name, code in chosen.items() if code}})


def link(label: str, framework: str, *, key: str, icon: str = ":material/arrow_forward:", **chosen: str) -> None:
    """A way to another part of the page."""
    st.button(
        markup.plain(label), key=key, type="tertiary", icon=icon, on_click=go, args=(framework,), kwargs=chosen
    )  # fmt: skip


def draw_grid(page: PlanPage) -> None:
    """Levels down, horizons across, every objective in its place with its number of indicators."""
    document = page.document
    if not document.objectives:
        text = f"{document.name} has no objectives yet."
        widgets.empty_state(f"{text} Add the first one here, or hand in a file under File." if page.may_plan else text)
    for level in document.levels:
        widgets.show_markup(markup.level(level.name, level.about))
        for column, horizon in zip(st.columns(len(document.horizons)), document.horizons, strict=True):
            with column.container(border=True, height="stretch", gap="xsmall"):
                st.caption(markup.plain(horizon.name))
                placed = [one for one in document.objectives if (one.level, one.horizon) == (level.code, horizon.code)]
                for objective in placed:
                    _draw_place(objective, document)
                if not placed:
                    st.caption("–")
    edit_button("Add an objective", page, PartKind.OBJECTIVE, name="add_objective", icon=":material/add:")


def _draw_place(objective: "ObjectiveDef", document: "FrameworkDocument") -> None:
    count = sum(1 for one in document.indicators if one.objective == objective.code)
    link(objective.title, document.code, key=f"framework_open_{objective.code}", objective=objective.code)
    st.caption(f"{markup.plain(objective.code)} · {count} {'indicator' if count == 1 else 'indicators'}")


def draw_objective(page: PlanPage, objective: "ObjectiveDef") -> None:
    """One objective: what it stands for, what helps it, and its indicators."""
    document = page.document
    link("All objectives", document.code, key="framework_back", icon=":material/arrow_back:")
    st.subheader(markup.plain(f"{objective.title} ({objective.code})"), anchor=False)
    if objective.outcome:
        st.text(objective.outcome)
    level = next(one for one in document.levels if one.code == objective.level)
    horizon = document.horizon_by_code[objective.horizon]
    rows = [("Level", level.name, ""), ("Horizon", horizon.label or horizon.name, "")]
    rows.append(("Stakeholders", ", ".join(objective.stakeholders) or "none named", ""))
    titles = {one.code: one.title for one in document.objectives}
    for found in document.links:
        years = f"{found.lag_years} {'year' if found.lag_years == 1 else 'years'}"
        if found.source == objective.code:
            rows.append(("Helps", titles[found.target], f"after {years}. {found.assumption}"))
        if found.target == objective.code:
            rows.append(("Helped by", titles[found.source], f"after {years}. {found.assumption}"))
    widgets.show_markup(markup.facts(rows))
    with st.container(horizontal=True):
        edit_button("Change", page, PartKind.OBJECTIVE, (objective.code,), name="change_objective")
        edit_button(
            "Add a link", page, PartKind.LINK, name="add_link", chosen={"source": objective.code},
            icon=":material/add_link:",
        )  # fmt: skip
        remove_button(page, PartKind.OBJECTIVE, (objective.code,), name="remove_objective")
    st.markdown("**Indicators**")
    found_here = [one for one in document.indicators if one.objective == objective.code]
    for one in found_here:
        link(f"{one.name} ({one.code})", document.code, key=f"framework_open_{one.code}", indicator=one.code)
    if not found_here:
        st.caption("No indicator yet: nothing tells whether it is reached.")
    edit_button(
        "Add an indicator", page, PartKind.INDICATOR, name="add_indicator", chosen={"objective": objective.code},
        icon=":material/add:",
    )  # fmt: skip


def draw_indicator(page: PlanPage, indicator: "IndicatorDef") -> None:
    """One indicator: its definition, its baselines and targets, who reports it, its checklist."""
    document = page.document
    objective = document.objective_by_code[indicator.objective]
    link(objective.title, document.code, key="framework_back", icon=":material/arrow_back:", objective=objective.code)
    st.subheader(markup.plain(f"{indicator.name} ({indicator.code})"), anchor=False)
    if indicator.definition:
        st.text(indicator.definition)
    dimensions = (document.dimension_by_code[split.dimension].name for split in indicator.breakdowns)
    more = [("Weight", format_number(indicator.weight, language()), "0 is shown and not counted")]
    more.append(("Split by", ", ".join(dimensions) or "nothing", ""))
    if indicator.code in page.measured:
        more.append(("Measurements", "yes", "how it is measured and counted over time is fixed"))
    widgets.show_markup(markup.facts([*definition_facts(document, indicator), *more]))
    with st.container(horizontal=True):
        edit_button("Change", page, PartKind.INDICATOR, (indicator.code,), name="change_indicator")
        if indicator.code not in page.measured:
            remove_button(page, PartKind.INDICATOR, (indicator.code,), name="remove_indicator")
    facts, reporters, checks = st.tabs(["Baselines and targets", "Who reports", "Quality"])
    with facts:
        framework_facts.draw(page, indicator)
    with reporters:
        _draw_reporters(page, indicator)
    with checks:
        framework_checks.draw(page, indicator)


def _draw_reporters(page: PlanPage, indicator: "IndicatorDef") -> None:
    """Who reports an indicator for each country, and where it does not apply."""
    document, names = page.document, filters.names_of(page.document)
    places = ["ALL"] if indicator.scope is Scope.CONSORTIUM else [*document.country_by_code]
    rows = [
        {
            "country": names[place],
            "by": ", ".join(document.reporters(indicator.code, place)),
            "applies": document.not_applicable_by_key.get((indicator.code, place), "") or "Applies",
        }
        for place in places
    ]
    column = st.column_config
    labels = {
        "country": column.TextColumn("Country"),
        "by": column.TextColumn("Reported by"),
        "applies": column.TextColumn("Applies, or why not"),
    }
    show(rows, labels, alt=f"Who reports {indicator.name} for each country", key="framework_reporters")
    if not page.may_plan:
        return
    with st.container(horizontal=True, vertical_alignment="bottom"):
        place = st.selectbox("Country", places, format_func=names.get, key="framework_place", width=220)
        key = (indicator.code, place)
        edit_button("Change who reports", page, PartKind.ASSIGNMENT, key, name="change_reporters")
        if key in document.not_applicable_by_key:
            edit_button("Change why it does not apply", page, PartKind.NOT_APPLICABLE, key, name="change_mark")
            remove_button(page, PartKind.NOT_APPLICABLE, key, name="remove_mark")
        else:
            edit_button(
                "Does not apply here", page, PartKind.NOT_APPLICABLE, name="add_mark", icon=":material/remove:",
                chosen={"indicator": indicator.code, "country": place},
            )  # fmt: skip


def draw_links(page: PlanPage) -> None:
    """All contribution links with their assumptions."""
    titles = {one.code: f"{one.title} ({one.code})" for one in page.document.objectives}
    _draw_list(
        page, PartKind.LINK, page.document.links, "link",
        [
            {"source": titles[one.source], "target": titles[one.target], "assumption": one.assumption,
             "years": one.lag_years}
            for one in page.document.links
        ],
        {"source": "This objective", "target": "Helps to bring about", "assumption": "Under the assumption that",
         "years": "Years"},
    )  # fmt: skip


def draw_remarks(page: PlanPage) -> None:
    """Remarks on the time line: what happened, and breaks in series."""
    names = {"": "Every indicator", **{one.code: one.name for one in page.document.indicators}}
    places = filters.names_of(page.document)
    _draw_list(
        page, PartKind.ANNOTATION, page.document.annotations, "remark",
        [
            {"date": one.date.isoformat(), "kind": one.kind.label, "text": one.text,
             "indicator": names[one.indicator], "country": places[one.country]}
            for one in page.document.annotations
        ],
        {"date": "Date", "kind": "Kind", "text": "What happened", "indicator": "Indicator", "country": "Country"},
    )  # fmt: skip


def _draw_list(
    page: PlanPage,
    kind: PartKind,
    parts: "tuple[Part, ...]",
    word: str,
    rows: list[dict[str, object]],
    labels: Mapping[str, str],
) -> None:
    if rows:
        columns = {name: st.column_config.TextColumn(label) for name, label in labels.items()}
        show(rows, columns, alt=f"Every {word} of the framework", key=f"framework_{word}s")
    else:
        widgets.empty_state(f"There is no {word} yet.")
    first, second = list(labels)[:2] if kind is PartKind.LINK else ("date", "text")
    about = {
        part_key(kind, part): f"{row[first]} → {row[second]}"
        if kind is PartKind.LINK
        else f"{row[first]}: {row[second]}"
        for part, row in zip(parts, rows, strict=True)
    }
    draw_choice(page, kind, about, word.capitalize(), word)
    edit_button(f"Add a {word}", page, kind, name=f"add_{word}", icon=":material/add:")


def draw_settings(page: PlanPage) -> None:
    """What holds for the whole framework."""
    document = page.document
    tolerance = format_number(document.tolerance_points, language())
    sees = "every country" if document.open_to_partners else "their own countries only"
    rows = [
        ("Name", document.name, document.code),
        ("Source", document.source or "not stated", ""),
        ("Year 1", str(document.start_year), f"baseline date {document.baseline_date}"),
        ("Tolerance", f"{tolerance} progress points", "on track within this"),
        ("Overdue after", f"{document.grace_days} days", "counted from the end of a period"),
        ("Time zone", document.timezone, ""),
        ("For all countries", document.consortium_organisation, "reports what is measured for all together"),
        ("Partners see", sees, "of the approved data"),
        ("Stakeholders", ", ".join(document.stakeholders) or "none", ""),
    ]
    widgets.show_markup(markup.facts(rows))
    edit_button("Change", page, PartKind.SETTINGS, name="change_settings")
    if page.last_change is not None:
        last = page.last_change
        text = f"Changed last by {last.by}, {last.at:%Y-%m-%d %H:%M} UTC: {last.reason or 'no reason given'}"
        st.caption(markup.plain(text))
