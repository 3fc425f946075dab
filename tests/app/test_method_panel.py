"""How it is measured: written beside the form by those who measure, read wherever their figures are looked at."""

import pytest
from streamlit.testing.v1 import AppTest

from tests.app.conftest import OpenPage
from tests.support.log_data_page import FLOW, FRAMEWORK, logged, press, text_of
from toc.model.query import SYSTEM
from toc.model.terms import Role
from toc.services import describing
from toc.services.describing import MethodDraft
from toc.store import series_methods
from toc.store.database import Store

STRANGE = "**Lists** <b>of</b> [learners](javascript:alert(1))"
HEAD = "How it is measured"


def describe(store: Store, method: str, country: str = "NL", organisation: str = "HKU") -> None:
    describing.set_method(store, SYSTEM, MethodDraft(FRAMEWORK, "LRN-S1.1", country, organisation, method))


def kept(store: Store) -> list[tuple[str, str, str]]:
    with store.reading() as session:
        rows = series_methods.list_methods(session, FRAMEWORK, "LRN-S1.1")
    return [(row.country, row.method, row.by) for row in rows]


def save(app: AppTest, text: str) -> AppTest:
    app.text_area(key="log_data_method").set_value(text)
    return press(app, "method_save")


def test_a_partner_says_how_it_is_measured_and_reads_what_others_say(open_page: OpenPage, demo_store: Store) -> None:
    describe(demo_store, STRANGE, "EE", "TCCI")
    app = open_page("log_data", Role.PARTNER, **FLOW)
    assert STRANGE in [text.value for text in app.text]
    assert "Estonia, TCCI" in text_of(app)
    save(app, "Enrolment lists")
    assert kept(demo_store)[1:] == [("NL", "Enrolment lists", "The partner")]
    assert "Saved." in text_of(app)
    assert "Said by The partner" in text_of(app)
    assert app.text_area(key="log_data_method").value == "Enrolment lists"


def test_an_earlier_text_stays_to_be_read(open_page: OpenPage, demo_store: Store) -> None:
    describe(demo_store, "Guessed")
    app = open_page("log_data", Role.PARTNER, **FLOW)
    app.text_input(key="log_data_method_reason").set_value("Lists are kept now")
    save(app, "Enrolment lists")
    assert "Guessed" in [text.value for text in app.text]
    assert [method for _, method, _ in kept(demo_store)] == ["Guessed", "Enrolment lists"]


def test_what_somebody_else_said_meanwhile_is_told_and_the_own_text_stays(
    open_page: OpenPage, demo_store: Store
) -> None:
    app = open_page("log_data", Role.PARTNER, **FLOW)
    describe(demo_store, "Enrolment lists")
    save(app, "A survey")
    assert "Somebody else has changed this text meanwhile." in text_of(app)
    assert app.text_area(key="log_data_method").value == "A survey"
    save(app, "A survey")
    assert [method for _, method, _ in kept(demo_store)] == ["Enrolment lists", "A survey"]


def test_another_country_has_a_field_of_its_own(open_page: OpenPage, demo_store: Store) -> None:
    describe(demo_store, "Enrolment lists")
    app = open_page("log_data", Role.COORDINATOR, **FLOW)
    assert app.text_area(key="log_data_method").value == "Enrolment lists"
    app.selectbox(key="log_data_country").set_value("EE").run()
    assert app.text_area(key="log_data_method").value == ""


@pytest.mark.parametrize("page", ["indicator", "explain"])
def test_a_viewer_reads_it_beside_the_figures_as_it_was_typed(
    open_page: OpenPage, demo_store: Store, page: str
) -> None:
    assert HEAD not in [one.label for one in open_page(page, Role.VIEWER, **FLOW).expander]
    describe(demo_store, STRANGE)
    describe(demo_store, "Counted by hand", "EE", "TCCI")
    app = open_page(page, Role.VIEWER, **FLOW)
    assert HEAD in [one.label for one in app.expander]
    assert STRANGE in [text.value for text in app.text]
    assert "Counted by hand" not in [text.value for text in app.text]


def test_a_measurement_says_how_it_came_about(open_page: OpenPage, demo_store: Store) -> None:
    key = logged(demo_store, "2026-S1", 52, approve=True).measurement_id
    assert HEAD not in text_of(open_page("measurement", Role.VIEWER, measurement=str(key)))
    describe(demo_store, "Counted by hand", "EE", "TCCI")
    describe(demo_store, STRANGE)
    app = open_page("measurement", Role.VIEWER, measurement=str(key))
    assert HEAD in text_of(app)
    assert STRANGE in [text.value for text in app.text]
    assert "Counted by hand" not in [text.value for text in app.text]
