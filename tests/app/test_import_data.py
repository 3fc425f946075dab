"""The page Import: hand in, preview, questions, save all or the good rows, withdraw."""

import pytest
from streamlit.testing.v1 import AppTest

from tests.app.conftest import OpenPage
from toc.config import DEMO_TODAY
from toc.model.query import Actor, Clock
from toc.model.terms import Role
from toc.services import batching
from toc.services.batching import Upload
from toc.services.steps.import_options import Kind
from toc.store import people
from toc.store.database import Store

HEAD = "indicator;country;organisation;period;value;odd\n"
GOOD = "LRN-S1.1;NL;HKU;2028-Q1;12;\n"
UNCLEAR = "LRN-S1.1;NL;HKU;2028-Q1;1.234;\n"
WRONG = "LRN-S9.9;NL;HKU;2028-Q1;5;\n"


def person(store: Store, role: Role = Role.PARTNER) -> Actor:
    with store.reading() as session:
        found = people.find_actor(session, f"{role.value}@credex.example")
    assert found is not None
    return found


def handed_in(store: Store, *rows: str) -> int:
    file = Upload("mine.csv", (HEAD + "".join(rows)).encode())
    return batching.upload(store, person(store), "CREDEX", Kind.MEASUREMENTS, file)


def texts(app: AppTest) -> str:
    assert not app.exception
    kinds = (app.markdown, app.text, app.caption, app.success, app.error, app.warning, app.info)
    return "\n".join(str(one.value) for kind in kinds for one in kind).replace("\\", "")


def metrics(app: AppTest) -> dict[str, str]:
    return {metric.label: metric.value for metric in app.metric}


def button(app: AppTest, key: str) -> AppTest:
    return app.button(key=f"import_{key}").click().run()


def test_good_rows_are_saved_and_wait_for_approval(open_page: OpenPage, demo_store: Store) -> None:
    app = open_page("import_data", Role.PARTNER, batch=handed_in(demo_store, GOOD))
    assert metrics(app) == {"New": "1", "Refused": "0"}
    app = button(app, "save")
    assert "Saved: 1 measurements. They wait for approval." in texts(app)
    (batch,) = batching.list_batches(demo_store, person(demo_store), "CREDEX")
    assert batch.written == 1


def test_refused_rows_are_named_and_the_good_ones_can_be_saved_alone(open_page: OpenPage, demo_store: Store) -> None:
    app = open_page("import_data", Role.PARTNER, batch=handed_in(demo_store, GOOD, WRONG))
    assert metrics(app) == {"New": "1", "Refused": "1"}
    assert "Columns that are not imported: odd." in texts(app)
    table = app.dataframe[0].value
    assert list(table.iloc[:, 0]) == ["3"]
    app = button(app, "save_good")
    assert "1 rows were left out" in texts(app)


def test_a_question_is_answered_on_the_page(open_page: OpenPage, demo_store: Store) -> None:
    batch_id = handed_in(demo_store, UNCLEAR)
    app = open_page("import_data", Role.PARTNER, batch=batch_id)
    key = f"import_answer_{batch_id}_decimal_mark_0"
    app.radio(key=key).set_value("1234 (“.” groups thousands)").run()
    app.button(key=f"{key}_now").click().run()
    assert metrics(app) == {"New": "1", "Refused": "0"}
    assert app.dataframe[0].value["value"].tolist() == [1234]


def test_how_a_file_was_read_can_be_corrected(open_page: OpenPage, demo_store: Store) -> None:
    batch_id = handed_in(demo_store, UNCLEAR)
    app = open_page("import_data", Role.PARTNER, batch=batch_id)
    app.selectbox(key="import_decimal").set_value("comma").run()
    assert metrics(app)["New"] == "1"
    app.selectbox(key=f"import_column_{batch_id}_5").set_value("note").run()
    assert "not imported" not in texts(app)
    headings = ("indicator", "country", "organisation", "period", "value", "odd")
    assert batching.find_mapping(demo_store, person(demo_store), headings)["odd"] == "note"


def test_a_file_that_cannot_be_read_says_why_and_lets_another_be_chosen(open_page: OpenPage, demo_store: Store) -> None:
    batch_id = batching.upload(
        demo_store, person(demo_store), "CREDEX", Kind.MEASUREMENTS, Upload("x.csv", b"one,two\n1,2\n")
    )
    app = open_page("import_data", Role.PARTNER, batch=batch_id)
    assert "The file has no column indicator_code" in texts(app)
    app = button(app, "other")
    assert not app.metric


def test_an_import_is_withdrawn_from_the_list(open_page: OpenPage, demo_store: Store) -> None:
    batch_id, actor, clock = handed_in(demo_store, GOOD), person(demo_store), Clock(DEMO_TODAY)
    found = batching.preview(demo_store, actor, batch_id, clock=clock)
    batching.save(demo_store, actor, batch_id, found, clock=clock)
    app = open_page("import_data", Role.PARTNER)
    app.text_input(key=f"import_withdraw_{batch_id}").set_value("wrong file").run()
    app = button(app, f"withdraw_{batch_id}_now")
    assert "Withdrawn: 1 measurements no longer count." in texts(app)
    assert batching.get_batch(demo_store, actor, batch_id).withdraw_reason == "wrong file"


def test_somebody_elses_import_is_not_found(open_page: OpenPage, demo_store: Store) -> None:
    with demo_store.reading() as session:
        admin = people.find_actor(session, f"{Role.ADMINISTRATOR.value}@credex.example")
    assert admin is not None
    batch_id = batching.upload(demo_store, admin, "CREDEX", Kind.MEASUREMENTS, Upload("x.csv", (HEAD + GOOD).encode()))
    app = open_page("import_data", Role.PARTNER, batch=batch_id)
    assert "There is no import" in texts(app)
    assert not app.metric


@pytest.mark.parametrize("batch", ["x", "-1", "99999999999", "4711"])
def test_an_address_that_names_no_import_shows_none(open_page: OpenPage, batch: str) -> None:
    app = open_page("import_data", Role.PARTNER, batch=batch)
    assert not app.exception
    assert not app.metric


def test_the_preview_tells_which_statuses_and_figures_the_import_would_move(
    open_page: OpenPage, demo_store: Store
) -> None:
    app = open_page("import_data", Role.PARTNER, batch=handed_in(demo_store, "LRN-S1.1;NL;HKU;2028-Q1;900;\n"))
    assert [one.label for one in app.expander if one.label.startswith("What it would change: ")] != []
    shown = texts(app)
    assert "Once all of it is approved, as of 2028-03-31." in shown
    assert "LRN-S1.1, Netherlands" in shown
    assert "→ 900" in shown or "→ 1" in shown


def test_what_moves_nothing_says_so(open_page: OpenPage, demo_store: Store) -> None:
    app = open_page("import_data", Role.PARTNER, batch=handed_in(demo_store, WRONG))
    assert not [one for one in app.expander if one.label.startswith("What it would change: ")]
