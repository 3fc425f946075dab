"""Breakdowns below the total: summed while they are typed, faults at their place, saved with the total."""

from datetime import date

from tests.app.conftest import OpenPage
from tests.support.log_data_page import FEMALE, FLOW, FRAMEWORK, MALE, fill, press, text_of, value_of
from toc.model.terms import Role
from toc.store import measurements
from toc.store.database import Store


def test_a_breakdown_is_summed_against_the_total_and_saved(open_page: OpenPage, demo_store: Store) -> None:
    app = fill(open_page("log_data", Role.PARTNER, **FLOW), value="100", **{FEMALE: "55", MALE: "40"})
    assert "55 + 40 = 95 of 100; 5 not stated." in text_of(app)
    fill(app, **{MALE: "60"})
    assert "The parts by Gender come to 115, more than the total 100." in text_of(app)
    press(app)
    assert "Saved" not in text_of(app)
    press(fill(app, **{MALE: "40"}))
    with demo_store.reading() as session:
        rows = measurements.list_measurements(session, FRAMEWORK, indicator="LRN-S1.1", country="NL", parts=True)
    found = {row.category: row.value for row in rows if row.period_start == date(2026, 1, 1)}
    assert found == {"": 100, "female": 55, "male": 40}


def test_a_total_comes_from_its_parts_and_that_is_said(open_page: OpenPage) -> None:
    app = fill(open_page("log_data", Role.PARTNER, **FLOW), **{FEMALE: "30", MALE: "20"})
    assert "30 + 20 = 50: the total, from its parts. 2 categories are blank and not in it." in text_of(app)
    assert "2026-S1: 50 learners." in text_of(press(app))


def test_a_column_of_a_spreadsheet_fills_the_cells(open_page: OpenPage) -> None:
    app = open_page("log_data", Role.PARTNER, **FLOW)
    app.text_area(key="log_data_paste_gender").set_value("30\n20\n\n1").run()
    press(app, "paste_gender_fill")
    assert [value_of(app, f"part:gender:{name}:value") for name in ("female", "male", "other")] == ["30", "20", ""]
