"""Rows of actions.csv: what is undertaken, how it stands, and how the figure moved since.

The columns are described in `toc/columns_actions.py`. Who may see what was decided before.
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from toc.model.query import Query
from toc.tables import decimal_of

if TYPE_CHECKING:
    from toc.services.acting import ActionItem, ActionsPage


def action_rows(page: "ActionsPage", query: Query) -> Iterator[dict[str, object]]:
    """Rows of actions.csv, with the columns `columns.ACTIONS`, in the order of the page."""
    for item in page.items:
        yield {
            "framework": page.document.code,
            "as_of": query.as_of,
            "known_at": page.known_at,
            "action": item.action_id,
            **_standing(item),
            **_about(item),
            **_moved(item),
        }


def _standing(item: "ActionItem") -> dict[str, object]:
    now = item.now
    return {
        "title": now.title,
        "state": now.state.value,
        "overdue": item.overdue,
        "due": now.due_on,
        "owner": now.owner or None,
        "organisation": now.organisation or None,
        "expected": now.expected or None,
        "comment": next((event.comment for event in reversed(item.events) if event.comment), None),
    }


def _about(item: "ActionItem") -> dict[str, object]:
    return {
        "country": item.about.country,
        "objective_code": item.about.objective or None,
        "indicator_code": item.about.indicator or None,
        "finding": item.about.finding or None,
        "made_on": item.made_on,
    }


def _moved(item: "ActionItem") -> dict[str, object]:
    moved = item.movement
    if moved is None:
        return {}
    return {
        "progress_then": None if moved.before is None else decimal_of(moved.before),
        "progress_now": None if moved.after is None else decimal_of(moved.after),
        "status_then": moved.before_status.value,
        "status_now": moved.after_status.value,
    }
