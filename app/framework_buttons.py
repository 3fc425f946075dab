"""The ways into the forms of the page Framework, for those who may plan; others see none of them."""

from collections.abc import Mapping

import streamlit as st

from app import framework_state
from toc.services.planning import PlanPage
from toc.services.steps.framework_parts import PartKind


def edit_button(
    label: str,
    page: PlanPage,
    kind: PartKind,
    key: tuple[str, ...] = (),
    *,
    name: str,
    chosen: Mapping[str, str] | None = None,
    icon: str = ":material/edit:",
) -> None:
    """A button that opens the form of a part, for those who may plan."""
    if page.may_plan:
        st.button(
            label, key=f"framework_{name}", icon=icon, on_click=framework_state.open_part,
            args=(page.document.code, kind, key, chosen),
        )  # fmt: skip


def remove_button(page: PlanPage, kind: PartKind, key: tuple[str, ...], *, name: str) -> None:
    """A button that opens the removal of a part, for those who may plan."""
    if page.may_plan:
        st.button(
            "Remove", key=f"framework_{name}", icon=":material/delete:", type="tertiary",
            on_click=framework_state.open_removal, args=(page.document.code, kind, key),
        )  # fmt: skip


def draw_choice(page: PlanPage, kind: PartKind, about: Mapping[tuple[str, ...], str], label: str, name: str) -> None:
    """A choice among parts, with the ways to change and to remove the chosen one."""
    if not about or not page.may_plan:
        return
    with st.container(horizontal=True, vertical_alignment="bottom"):
        chosen = st.selectbox(
            label, list(about), format_func=lambda key: about[key], key=f"framework_choose_{name}", width=460
        )
        edit_button("Change", page, kind, chosen, name=f"change_{name}")
        remove_button(page, kind, chosen, name=f"remove_{name}")
