"""Many rows on Log data: what is typed is checked by the import's rules, saved once, and kept until it is."""

import pytest
from streamlit.testing.v1 import AppTest

from app import context
from tests.app.conftest import OpenPage
from toc.errors import Conflict
from toc.model.query import Query
from toc.model.terms import Role
from toc.services import batching, tabling
from toc.services.steps.import_options import Choices
from toc.services.steps.import_outcome import RowState
from toc.services.tabling import TableRow
from toc.store import people
from toc.store.database import Store


def opened(open_page: OpenPage) -> AppTest:
    app = open_page("log_data", Role.PARTNER)
    app = app.segmented_control(key="log_data_many_mode").set_value("Many rows").run()
    assert not app.exception
    return app


def test_the_table_shows_what_is_due_and_saves_nothing_by_itself(open_page: OpenPage, demo_store: Store) -> None:
    app = opened(open_page)
    (table,) = app.session_state[context.MANY_ROWS].values()
    assert table.rows and table.checked is None
    assert "Rows in which nothing is typed are left alone" in " ".join(one.value for one in app.caption)


def test_what_was_typed_comes_back_after_another_page_and_is_saved_once(open_page: OpenPage, demo_store: Store) -> None:
    app = opened(open_page)
    (table,) = app.session_state[context.MANY_ROWS].values()
    place = next(n for n, row in enumerate(table.rows) if row.unit not in ("%", "level") and not row.cells["dimension"])
    table.now = [dict(row) for row in table.drawn]
    table.now[place]["value"] = "77"
    app = app.switch_page("views/grid.py").run().switch_page("views/log_data.py").run()
    app = app.segmented_control(key="log_data_many_mode").set_value("Many rows").run()
    assert not app.exception
    assert table.checked is not None and table.checked.numbers == (place + 1,)
    app = app.button(key="log_data_many_save").click().run()
    assert not app.exception
    said = [one.value for one in (*app.success, *app.error)]
    assert [one for one in said if "1 measurement. It waits" in one], said
    assert table.now[place]["value"] == "77" and table.checked.found.counts[RowState.UNCHANGED] == 1
    with demo_store.reading() as session:
        person = people.find_actor(session, "partner@credex.example")
    assert person is not None
    assert [one.written for one in batching.list_batches(demo_store, person, "CREDEX")] == [1]


def test_the_cell_that_was_open_at_save_is_saved_where_it_is_good_and_stops_it_where_not(demo_store: Store) -> None:
    with demo_store.reading() as session:
        person = people.find_actor(session, "partner@credex.example")
    assert person is not None
    clock = context.get_clock()
    query = Query("CREDEX", clock.today("UTC"))
    rows = tabling.table_rows(demo_store, person, query, recorded=False, clock=clock)
    before = [row.cells for row in rows]
    first, second = [n for n, row in enumerate(rows) if row.unit not in ("%", "level") and not row.cells["dimension"]][
        :2
    ]

    def typed(*values: tuple[int, str]) -> list[dict[str, str]]:
        now = [dict(cells) for cells in before]
        for place, value in values:
            now[place]["value"] = value
        return now

    def saved(now: list[dict[str, str]]) -> int | None:
        found = tabling.save(demo_store, person, "CREDEX", before, now, Choices(), seen, clock=clock)
        return None if found is None else found.saved

    seen = tabling.check(demo_store, person, "CREDEX", before, typed((first, "41")), Choices(), clock=clock)
    with pytest.raises(Conflict, match="changed since"):
        saved(typed((first, "41"), (second, "abc")))
    assert saved(typed((first, "41"), (second, "52"))) == 2
    assert saved(typed((first, "41"), (second, "52"))) is None


def test_a_wrong_cell_is_named_by_row_and_column_and_a_cleared_one_is_never_0(demo_store: Store) -> None:
    with demo_store.reading() as session:
        person = people.find_actor(session, "partner@credex.example")
    assert person is not None
    clock = context.get_clock()
    rows: tuple[TableRow, ...] = tabling.table_rows(
        demo_store, person, Query("CREDEX", clock.today("UTC")), recorded=True, clock=clock
    )
    before = [row.cells for row in rows]
    place = next(n for n, row in enumerate(rows) if row.cells["value"] and not row.cells["dimension"])

    def checked(value: str) -> tabling.Checked | None:
        now = [dict(cells) for cells in before]
        now[place]["value"] = value
        return tabling.check(demo_store, person, "CREDEX", before, now, Choices(), clock=clock)

    wrong, cleared = checked("abc"), checked("")
    assert checked(before[place]["value"]) is None
    assert wrong is not None and [(one.row, one.column) for one in wrong.faults] == [(place + 1, "value")]
    assert cleared is not None and not cleared.found.writes
