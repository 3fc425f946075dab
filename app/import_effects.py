"""What an import would move, on the page Import: each status now and after, with the values behind it."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import streamlit as st

from app import context, filters, import_kept, markup, tables_shown, widgets
from app.figure_text import IndicatorText, percent
from app.language import language
from toc.figures.results import IndicatorResult
from toc.services.steps.import_options import Kind

if TYPE_CHECKING:
    from toc.services.importing import Found
    from toc.services.steps.effects import Move
    from toc.services.steps.import_effects import ImportEffect

SHOWN_STATUSES = 40
SHOWN_OTHERS = 500
_LABELS: dict[str, object] = {
    "indicator": "Indicator",
    "country": "Country",
    "status": "Status",
    "before": "Value now",
    "after": "Value after",
}


def draw(batch_id: int, how: str, found: "Found") -> None:
    """What a preview of measurements would move; nothing for one of baselines and targets.

    Args:
        batch_id: key of the import.
        how: how it is read, as it is kept with the file.
        found: its preview.
    """
    if found.options.kind is Kind.MEASUREMENTS and found.writes:
        names = filters.names_of(context.framework(found.options.framework))
        draw_effect(import_kept.import_effect(batch_id, how, found), names)


def draw_effect(found: "ImportEffect", names: Mapping[str, str]) -> None:
    """The statuses and figures that an import moves once it is approved; or that none does, or that it is too long.

    Args:
        found: of the preview.
        names: names of the countries by code.
    """
    if not found.measurements:
        return
    if found.effect is None:
        st.caption(
            "This file is too long to say beforehand which figures it moves. Save it without approving it: Review "
            "shows what each measurement moves."
        )
        return
    statuses = _count(len(found.statuses), "status", "statuses")
    title = f"{statuses} and {_count(len(found.others), 'other figure', 'other figures')} move"
    if not found.statuses and not found.others:
        title = "No status and no figure moves"
    with st.expander(f"What it would change: {title}", icon=":material/compare_arrows:", expanded=bool(found.statuses)):
        st.caption(f"Once all of it is approved, as of {found.effect.as_of}.")
        _draw_statuses(found.statuses, names)
        if found.others:
            st.caption("Other figures that move, with the same status as now.")
            rows = [_row(move, names) for move in found.others[:SHOWN_OTHERS]]
            tables_shown.show(rows, _LABELS, alt="Other figures that the import moves", key="import_effect_others")
        if len(found.others) > SHOWN_OTHERS:
            st.caption(f"The first {SHOWN_OTHERS} of {len(found.others)}.")


def _draw_statuses(moves: Sequence["Move"], names: Mapping[str, str]) -> None:
    rows = "".join(
        f"<dt>{markup.safe(f'{move.code}, {names.get(move.country, move.country)}')}</dt>"
        f"<dd><div>{_chips(move)}</div><div>{markup.quiet(_numbers(move))}</div></dd>"
        for move in moves[:SHOWN_STATUSES]
    )
    if rows:
        widgets.show_markup(f'<dl class="toc-facts">{rows}</dl>')
    if len(moves) > SHOWN_STATUSES:
        st.caption(f"The first {SHOWN_STATUSES} of {len(moves)} statuses that move.")


def _chips(move: "Move") -> str:
    old, new = move.old_status, move.new_status
    return "" if old is None or new is None else f"{markup.chip(old)} → {markup.chip(new)}"


def _numbers(move: "Move") -> str:
    old, new, locale = move.before, move.after, language()
    said = [move.name]
    if isinstance(old, IndicatorResult) and isinstance(new, IndicatorResult):
        said.append(_arrow(IndicatorText(old, locale).value(), IndicatorText(new, locale).value()))
    if (old.progress, new.progress) != (None, None):
        said.append(f"progress {_arrow(percent(old.progress, locale), percent(new.progress, locale))}")
    return "; ".join(said)


def _row(move: "Move", names: Mapping[str, str]) -> dict[str, object]:
    old, new, locale = move.before, move.after, language()
    before = IndicatorText(old, locale).value() if isinstance(old, IndicatorResult) else ""
    after = IndicatorText(new, locale).value() if isinstance(new, IndicatorResult) else ""
    return {
        "indicator": f"{move.code} {move.name}",
        "country": names.get(move.country, move.country),
        "status": "" if move.new_status is None else move.new_status.label,
        "before": before,
        "after": after,
    }


def _arrow(old: str, new: str) -> str:
    return f"{old}, as now" if old == new else f"{old} → {new}"


def _count(number: int, one: str, many: str) -> str:
    return f"{number} {one if number == 1 else many}"
