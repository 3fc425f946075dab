"""The parts of a measurement's breakdowns, typed below its total: one cell a category, and how they add up.

Cells are text fields: what is typed is there as soon as any button is pressed, and stays as it was typed.
"""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

import streamlit as st

from app import markup
from app.entry_fields import draw_faults
from app.entry_state import clear, key_of, typed
from app.language import language
from toc.errors import Fault
from toc.exchange.number_text import format_number
from toc.model.terms import DimensionKind, Measure
from toc.services.form_reading import Breakdown, part_field

if TYPE_CHECKING:
    from fractions import Fraction

    from toc.model.document import CategoryDef, IndicatorDef

_SHARE = ("numerator", "denominator")
_NO_SUM = (Measure.SCALE, Measure.DURATION)


def draw_breakdowns(indicator: "IndicatorDef", breakdowns: Sequence[Breakdown], faults: Sequence[Fault]) -> None:
    """A section for each dimension that the indicator is split by; nothing for one that is not split."""
    if not breakdowns:
        return
    st.markdown("**Breakdowns**, where they are known")
    for found in breakdowns:
        said = _sum_text(indicator, found) if found.quantities else ""
        wrong = any((fault.field or "").startswith(part_field(found.dimension.code)) for fault in faults)
        with st.expander(
            f"By {markup.plain(found.dimension.name.lower())}",
            expanded=bool(found.quantities) or wrong,
            key=key_of(f"by_{found.dimension.code}"),
        ):
            st.caption(_rule(indicator, found))
            _draw_cells(indicator, found, faults)
            if said:
                st.markdown(markup.plain(said))
            draw_faults(faults, part_field(found.dimension.code))
            _draw_pasting(indicator, found)


def _rule(indicator: "IndicatorDef", found: Breakdown) -> str:
    """How the parts stand to the total, and what a blank cell means."""
    whole = "numerators and denominators each" if indicator.measure is Measure.PERCENT else "the parts"
    if indicator.measure in _NO_SUM:
        rule = "Each category has a value of its own; they are not added up."
    elif found.dimension.kind is DimensionKind.EXCLUSIVE:
        rule = f"Everyone is in one category: {whole} come to the total or to less."
    else:
        rule = "Several may apply: each part is at most the total, and the parts are not added up."
    blank = "A blank cell is not stated, which is not 0."
    if found.standing:
        blank = "A blank cell stays as it stands (shown in grey), else it is not stated, which is not 0."
    return f"{rule} {blank}"


def _draw_cells(indicator: "IndicatorDef", found: Breakdown, faults: Sequence[Fault]) -> None:
    if indicator.measure is Measure.PERCENT:
        for category in found.categories:
            for place, column in zip(st.columns(2), _SHARE, strict=True):
                with place:
                    _draw_cell(found, category, column, f"{category.name}, {column}", faults)
            draw_faults(faults, part_field(found.dimension.code, category.code, "value"))
        return
    with st.grid(min_column_width=150):
        for category in found.categories:
            with st.container(gap="xsmall"):
                _draw_cell(found, category, "value", category.name, faults)
                draw_faults(faults, *(part_field(found.dimension.code, category.code, name) for name in _SHARE))


def _draw_cell(found: Breakdown, category: "CategoryDef", column: str, label: str, faults: Iterable[Fault]) -> None:
    name = part_field(found.dimension.code, category.code, column)
    st.text_input(
        markup.plain(label), key=key_of(name), placeholder=_standing_text(found, category.code, column),
        on_change=clear, args=("decimal_mark",), persist_state="session", autocomplete="off",
    )  # fmt: skip
    draw_faults(faults, name)


def _standing_text(found: Breakdown, category: str, column: str) -> str | None:
    """What stands in a cell already; a percentage without numerator and denominator stands in the first one."""
    part = found.standing.get(category)
    if part is None:
        return None
    number = getattr(part, column)
    if number is None and column == "numerator" and part.value is not None:
        return f"{format_number(part.value, language())} %"
    return None if number is None else format_number(number, language())


def _sum_text(indicator: "IndicatorDef", found: Breakdown) -> str:
    """The running sum against the total; empty for parts that are not added up."""
    if found.added is None:
        return ""
    if indicator.measure is not Measure.PERCENT:
        values = [quantity.value for quantity in found.quantities.values()]
        total, rest = (None if one is None else one.value for one in (found.total, found.rest))
        text = _line(values, found.added.value, None if found.gives_total else total, rest)
    else:
        lines = []
        for column in _SHARE:
            added = getattr(found.added, column)
            parts = [getattr(quantity, column) for quantity in found.quantities.values()]
            total = None if found.total is None or found.gives_total else getattr(found.total, column)
            rest = None if found.rest is None else getattr(found.rest, column)
            lines.append(f"{column.capitalize()}s: {_line(parts, added, total, rest)}")
        text = ". ".join(lines)
    if not found.gives_total:
        return f"{text}."
    blank = len(found.categories) - len(found.quantities)
    left = "" if not blank else f" {blank} {'category is' if blank == 1 else 'categories are'} blank and not in it."
    return f"{text}: the total, from its parts.{left}"


def _line(parts: "Sequence[Fraction]", added: "Fraction", total: "Fraction | None", rest: "Fraction | None") -> str:
    """For example: 55 + 40 = 95 of 100; 5 not stated."""
    text = f"{' + '.join(map(_number, parts))} = {_number(added)}"
    if total is not None:
        text = f"{text} of {_number(total)}"
    return f"{text}; {_number(rest)} not stated" if rest is not None and rest > 0 else text


def _number(number: "Fraction") -> str:
    return format_number(number, language())


def _draw_pasting(indicator: "IndicatorDef", found: Breakdown) -> None:
    """A way to paste a column of a spreadsheet into the cells, in their order."""
    share = indicator.measure is Measure.PERCENT
    with st.popover("Paste from a spreadsheet", type="tertiary", icon=":material/content_paste:"):
        order = ", ".join(category.name for category in found.categories)
        what = "Two columns, numerator and denominator" if share else "One column"
        st.caption(f"{what}, a row for each category, in this order: {markup.plain(order)}. A blank row stays blank.")
        key = key_of(f"paste_{found.dimension.code}")
        st.text_area("Cells", key=key, height=120)
        st.button("Fill the cells", key=f"{key}_fill", on_click=_paste, args=(key, found, share))
        rows = typed(f"paste_{found.dimension.code}").rstrip("\n").split("\n")
        if len(rows) > len(found.categories):
            st.caption(f":red[{len(rows)} rows for {len(found.categories)} categories: nothing is filled in.]")


def _paste(key: str, found: Breakdown, share: bool) -> None:
    rows = str(st.session_state.get(key, "")).rstrip("\n").split("\n")
    if len(rows) > len(found.categories):
        return
    columns = _SHARE if share else ("value",)
    for category, row in zip(found.categories, rows, strict=False):
        for column, text in zip(columns, row.split("\t"), strict=False):
            st.session_state[key_of(part_field(found.dimension.code, category.code, column))] = text.strip()
    clear("decimal_mark")
    st.session_state[key] = ""
