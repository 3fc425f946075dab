"""Audit log: who did what to what, when and why; whether the log is whole; the same as a file."""

from collections.abc import Mapping
from urllib.parse import urlencode

import streamlit as st

from app import context, markup, widgets
from app.figure_text import moment_text
from app.language import language
from app.tables_shown import show
from toc.errors import Invalid
from toc.exchange.number_text import format_number
from toc.services import auditing
from toc.services.auditing import AuditFilters, AuditPage, Chain, Entry

NAMES = ("person", "action", "subject", "first", "last")
EVERYBODY, EVERYTHING = "Everybody", "Everything"


def _read() -> AuditFilters:
    """The filters of the address; one that is none is said and left out."""
    given = st.query_params.to_dict()
    try:
        return auditing.filters_from(given)
    except Invalid as error:
        widgets.show_error(error)
        return auditing.filters_from({name: text for name, text in given.items() if name not in ("first", "last")})


def _write(page: int = 1) -> None:
    """Put what is chosen into the address; a change of the filters leads to the first page."""
    chosen = {name: str(st.session_state.get(f"audit_log_{name}") or "") for name in NAMES}
    chosen["page"] = str(page) if page > 1 else ""
    st.query_params.from_dict({name: text for name, text in chosen.items() if text})


def _turn() -> None:
    _write(st.session_state["audit_log_page"])


def _draw_filters(filters: AuditFilters, people: Mapping[str, str], actions: tuple[str, ...]) -> None:
    kept = (filters.person or "", filters.action or "", filters.subject, filters.first, filters.last)
    for name, value in zip(NAMES, kept, strict=True):
        st.session_state[f"audit_log_{name}"] = value
    with st.container(horizontal=True, vertical_alignment="bottom"):
        named = {"": EVERYBODY, filters.person or "": filters.person or EVERYBODY, **people}
        st.selectbox("Who", list(named), format_func=named.get, key="audit_log_person", on_change=_write, width=220)
        done = {"": EVERYTHING, filters.action or "": filters.action or EVERYTHING, **{one: one for one in actions}}
        labels = {action: label[:1].upper() + label[1:] for action, label in done.items()}
        st.selectbox("What", list(labels), format_func=labels.get, key="audit_log_action", on_change=_write, width=220)
        st.text_input(
            "To what", key="audit_log_subject", on_change=_write, width=220, max_chars=120,
            placeholder="LRN-S1.1, anna@example.org", help="A code, an organisation or an address.",
        )  # fmt: skip
        for name, label in (("first", "From"), ("last", "To")):
            st.date_input(
                label, value=None, format="YYYY-MM-DD", key=f"audit_log_{name}", on_change=_write, width=150,
                help="A day in UTC.",
            )  # fmt: skip


def _row(entry: Entry) -> dict[str, object]:
    return {
        "n": entry.n,
        "at": moment_text(entry.at, language()),
        "who": entry.who,
        "action": entry.action[:1].upper() + entry.action[1:],
        "subject": entry.subject_text,
        "changes": " · ".join(difference.text for difference in entry.differences),
        "reason": entry.reason,
    }


def _draw_entries(found: AuditPage) -> None:
    column = st.column_config
    labels = {
        "n": column.NumberColumn("Entry", width="small"),
        "at": column.TextColumn("When, UTC"),
        "who": column.TextColumn("Who"),
        "action": column.TextColumn("What"),
        "subject": column.TextColumn("To what", width="medium"),
        "changes": column.TextColumn("Changes", width="large", help="Only the fields that differ: before → after."),
        "reason": column.TextColumn("Reason", width="medium"),
    }
    show(map(_row, found.entries), labels, alt="Entries of the audit log, the newest first", key="audit_log_table")
    if found.pages > 1:
        st.session_state["audit_log_page"] = found.page
        st.pagination(found.pages, key="audit_log_page", on_change=_turn)


def _draw_chain() -> None:
    """Whether the log is whole; the look goes through all of it, so that it is asked for."""
    st.button(
        "Check that the log is whole", icon=":material/link:", key="audit_log_check", on_click=_check, type="tertiary",
        help="Each entry carries the fingerprint of the one before: what was changed or taken out shows.",
    )  # fmt: skip
    seen: Chain | None = st.session_state.pop(context.CHAIN_SEEN, None)
    if seen is None:
        return
    count = format_number(seen.entries, language())
    if not seen.problems:
        st.success(f"The log is whole: {count} entries.", icon=":material/verified:")
    else:
        listed = "\n".join(f"- {markup.plain(problem)}" for problem in seen.problems[:20])
        st.error(f"The log of {count} entries is not as it was written:\n\n{listed}", icon=":material/error:")


def _check() -> None:
    st.session_state[context.CHAIN_SEEN] = auditing.check_chain(context.get_store(), context.current_actor())


def _page() -> int:
    given = st.query_params.get("page", "1")
    return int(given) if given.isdecimal() and len(given) < 10 else 1


widgets.show_style()
widgets.page_head("Audit log", "Who changed what, when and why. Signing in and out is not in it.")
wanted = _read()
try:
    found_page = auditing.list_entries(context.get_store(), context.current_actor(), wanted, page=_page())
except Invalid as wrong:
    widgets.show_error(wrong)
    found_page = AuditPage((), 0, 1, 1, (), ())
_draw_filters(wanted, dict(found_page.people), found_page.actions)
entries = format_number(found_page.total, language())
with st.container(horizontal=True, vertical_alignment="center"):
    st.text(f"{entries} {'entry' if found_page.total == 1 else 'entries'}")
    address = urlencode({name: st.query_params[name] for name in NAMES if name in st.query_params})
    st.link_button("audit.csv", f"/files/audit.csv?{address}", icon=":material/download:", type="tertiary")
    _draw_chain()
if found_page.entries:
    _draw_entries(found_page)
else:
    widgets.empty_state("No entry fits these filters. Choose fewer of them.")
