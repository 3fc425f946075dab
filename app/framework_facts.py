"""The baselines and targets of one indicator on the page Framework, and the ways to change them."""

from typing import TYPE_CHECKING

import streamlit as st

from app import filters, markup
from app.figure_text import value_text
from app.framework_buttons import draw_choice, edit_button
from app.language import language
from app.tables_shown import show
from toc.exchange.number_text import format_number
from toc.model.query import ALL
from toc.model.terms import FactKind, Scope
from toc.services.planning import PlanPage, places_without
from toc.services.steps.framework_parts import PartKind, part_key

if TYPE_CHECKING:
    from toc.model.document import FactDef, IndicatorDef

WORDS = {FactKind.BASELINE: "baseline", FactKind.TARGET: "target"}


def draw(page: PlanPage, indicator: "IndicatorDef") -> None:
    """What stands, what is missing, and the forms."""
    document, names = page.document, filters.names_of(page.document)
    facts = [fact for place in names for fact in document.facts_by_key.get((indicator.code, place), ())]
    if facts:
        _draw_table(indicator, facts, names)
    for kind, word in WORDS.items():
        places = places_without(document, indicator.code, kind)
        if places:
            st.caption(markup.plain(f"No {word}: {', '.join(names[place] for place in places)}."))
    about = {
        part_key(PartKind.FACT, fact): f"{names[fact.country]}, {WORDS[fact.kind]}, {fact.date}: "
        f"{fact_text(indicator, fact)}"
        for fact in facts
    }
    draw_choice(page, PartKind.FACT, about, "Baseline or target", "fact")
    place = {"country": ALL} if indicator.scope is Scope.CONSORTIUM else {}
    with st.container(horizontal=True):
        for kind, word in WORDS.items():
            edit_button(
                f"Add a {word}", page, PartKind.FACT, name=f"add_{word}", icon=":material/add:",
                chosen={"indicator": indicator.code, "kind": kind.value, **place},
            )  # fmt: skip


def fact_text(indicator: "IndicatorDef", fact: "FactDef") -> str:
    """What a baseline or target states: a value, a band, or two numbers."""
    scale = {level.value: level.text for level in indicator.scale}
    if fact.numerator is not None and fact.denominator is not None:
        return " of ".join(format_number(part, language()) for part in (fact.numerator, fact.denominator))
    lower = value_text(fact.value, indicator.measure, indicator.unit, language(), scale=scale)
    if fact.value_to is None:
        return lower
    return f"{lower} to {value_text(fact.value_to, indicator.measure, indicator.unit, language())}"


def _draw_table(indicator: "IndicatorDef", facts: "list[FactDef]", names: dict[str, str]) -> None:
    rows = [
        {
            "country": names[fact.country],
            "kind": WORDS[fact.kind].capitalize(),
            "date": fact.date,
            "value": fact_text(indicator, fact),
            "invented": "Invented" if fact.invented else "",
            "source": fact.source,
            "note": fact.note,
        }
        for fact in facts
    ]
    column = st.column_config
    labels: dict[str, object] = {
        "country": column.TextColumn("Country"),
        "kind": column.TextColumn("Kind"),
        "date": column.DateColumn("Date", format="YYYY-MM-DD"),
        "value": column.TextColumn("Value"),
        "invented": column.TextColumn("Origin"),
        "source": column.TextColumn("Source"),
        "note": column.TextColumn("Note"),
    }
    empty = {name for name in ("invented", "source", "note") if not any(row[name] for row in rows)}
    kept = {name: label for name, label in labels.items() if name not in empty}
    show(rows, kept, alt=f"Baselines and targets of {indicator.name}, country by country", key="framework_facts")
