"""The page Framework: browsing for everybody; changing with the effect shown first, and nothing typed lost."""

from datetime import date

import pytest
from streamlit.testing.v1 import AppTest

from app import context
from tests.app.conftest import OpenPage
from toc.exchange.framework_file import to_json
from toc.model.query import SYSTEM
from toc.model.terms import AnnotationKind, CheckAnswer, RacerCriterion, Role
from toc.services import checklisting, planning, transferring
from toc.services.steps.framework_parts import Edit, PartKind
from toc.store.database import Store

INDICATOR = "LRN-S1.1"


def said(app: AppTest) -> str:
    kinds = (app.success, app.caption, app.text, app.error, app.markdown, app.warning, app.info, app.subheader)
    texts = "\n".join(element.value for kind in kinds for element in kind)
    return texts.replace("\\", "").replace("&#45;", "-").replace("&#46;", ".")


def button(app: AppTest, key: str):
    return app.button(key=f"framework_{key}")


def labels(app: AppTest) -> list[str]:
    return [one.label for one in app.button]


def document_of(store: Store):
    return planning.load_page(store, SYSTEM, "CREDEX").document


def changing(open_page: OpenPage, name: str = "change_indicator", **parameters: str) -> AppTest:
    app = open_page("framework", Role.COORDINATOR, framework="CREDEX", **parameters)
    assert not app.exception
    return button(app, name).click().run()


def field(app: AppTest, name: str):
    return app.text_input(key=f"framework_f_{name}")


def save(app: AppTest, reason: str = "Agreed in the meeting") -> AppTest:
    field(app, "reason_of_change").set_value(reason)
    return button(app, "save").click().run()


def test_the_grid_leads_to_an_objective_and_on_to_its_indicators(open_page: OpenPage) -> None:
    app = open_page("framework", Role.VIEWER)
    assert not app.exception
    assert "LRN-S1 · 3 indicators" in said(app)
    app = button(app, "open_LRN-S1").click().run()
    assert "Increased Uptake (LRN-S1)" in said(app)
    app = button(app, "open_LRN-S1.1").click().run()
    assert "Learners enrolled in CCI MCs (LRN-S1.1)" in said(app)
    assert app.query_params["indicator"] in ("LRN-S1.1", ["LRN-S1.1"])
    assert "No baseline: Italy, Spain." in said(app)
    tables = [one.value for one in app.dataframe if "value" in one.value.columns]
    assert "64 learners" in set(tables[0]["value"])


@pytest.mark.parametrize("role", [Role.VIEWER, Role.PARTNER])
@pytest.mark.parametrize("show", ["objectives", "links", "remarks", "settings", "file"])
def test_others_read_and_are_offered_no_change(open_page: OpenPage, role: Role, show: str) -> None:
    for more in ({}, {"objective": "LRN-S1"}, {"indicator": INDICATOR}):
        app = open_page("framework", role, framework="CREDEX", show=show, **more)
        assert not app.exception
        offered = [label for label in labels(app) if label.split()[0] in ("Add", "Change", "Remove", "Save", "Answer")]
        assert offered == []
        assert not app.get("file_uploader")


def test_a_change_shows_its_effect_first_and_is_saved_with_its_reason(open_page: OpenPage, demo_store: Store) -> None:
    app = changing(open_page, indicator=INDICATOR)
    assert "Nothing yet." in said(app)
    field(app, "weight").set_value("2,5")
    app.run()
    assert "1 → 2.5" in said(app)
    assert "figures move, as of 2028-03-01." in said(app)
    assert document_of(demo_store).indicator_by_code[INDICATOR].weight == 1
    app = save(app)
    assert "Saved." in said(app)
    assert str(document_of(demo_store).indicator_by_code[INDICATOR].weight) == "2.5"


def test_what_is_refused_is_said_at_its_field_and_what_was_typed_stays(open_page: OpenPage, demo_store: Store) -> None:
    app = changing(open_page, indicator=INDICATOR)
    field(app, "name").set_value("")
    field(app, "weight").set_value("-3")
    app.selectbox(key="framework_f_over_time").set_value("point")
    app = save(app, reason="")
    text = said(app)
    assert "This is empty: name." in text
    assert "The weight cannot be -3." in text
    assert "LRN-S1.1 has measurements: it is “new in each period”" in text
    assert "The reason is missing." in text
    assert (field(app, "name").value, field(app, "weight").value) == ("", "-3")
    assert app.selectbox(key="framework_f_over_time").value == "point"
    assert document_of(demo_store).indicator_by_code[INDICATOR].over_time.value == "flow"
    app = button(app, "cancel").click().run()
    assert "Change: indicator" not in said(app)


def test_a_number_with_two_readings_is_asked_about_and_the_answer_stays(open_page: OpenPage, demo_store: Store) -> None:
    app = changing(open_page, "change_fact", indicator=INDICATOR)
    field(app, "value").set_value("1.200")
    app.run()
    asked = app.radio(key="framework_f_answer_value_decimal_mark")
    assert asked.label == "“1.200” can be read as 1200 or as 1.2."
    asked.set_value(",")
    app.run()
    assert "150 → 1200" in said(app)
    app = save(app)
    facts = document_of(demo_store).facts_by_key[INDICATOR, "IT"]
    assert [fact.value for fact in facts] == [1200]


def test_another_definition_asks_whether_the_series_breaks(open_page: OpenPage, demo_store: Store) -> None:
    app = changing(open_page, indicator=INDICATOR)
    field(app, "unit").set_value("people")
    app.run()
    assert "Say whether the same is measured in other words" in said(app)
    app.radio(key="framework_f_nature").set_value("break")
    app.run()
    field(app, "break_from").set_value("2027-01-01")
    field(app, "break_text").set_value("Everybody counts once")
    app.run()
    save(app)
    document = document_of(demo_store)
    found = [one for one in document.annotations if one.kind is AnnotationKind.BREAK]
    assert [(one.indicator, one.date, one.text) for one in found] == [
        (INDICATOR, date(2027, 1, 1), "Everybody counts once")
    ]


def test_somebody_elses_change_is_said_and_only_what_was_not_touched_follows_it(
    open_page: OpenPage, demo_store: Store
) -> None:
    app = changing(open_page, indicator=INDICATOR)
    field(app, "weight").set_value("3")
    app.run()
    seen = planning.load_page(demo_store, SYSTEM, "CREDEX").version
    edit = Edit(PartKind.INDICATOR, (INDICATOR,), {"name": "Learners who enrolled", "weight": "2"})
    planning.save(demo_store, SYSTEM, edit, framework="CREDEX", reason="Clearer", seen=seen)
    app = save(app)
    assert "the command line changed the framework on" in said(app)
    assert (field(app, "name").value, field(app, "weight").value) == ("Learners who enrolled", "3")
    app = save(app)
    assert "Saved." in said(app)
    found = document_of(demo_store).indicator_by_code[INDICATOR]
    assert (found.name, found.weight) == ("Learners who enrolled", 3)


def test_a_new_target_is_added_and_removed(open_page: OpenPage, demo_store: Store) -> None:
    app = changing(open_page, "add_target", indicator=INDICATOR)
    app.selectbox(key="framework_f_country").set_value("ES")
    field(app, "date").set_value("31/12/2026")
    field(app, "value").set_value("90")
    app.run()
    app = save(app)
    assert "Saved." in said(app)
    new = ("target", INDICATOR, "ES", "2026-12-31")
    assert [fact.value for fact in document_of(demo_store).facts_by_key[INDICATOR, "ES"]][0] == 90
    app.selectbox(key="framework_choose_fact").set_value(new).run()
    app = button(app, "remove_fact").click().run()
    assert "Remove: target" in said(app)
    app = save(app)
    dates = [fact.date for fact in document_of(demo_store).facts_by_key[INDICATOR, "ES"]]
    assert date(2026, 12, 31) not in dates


def test_a_question_of_the_checklist_is_answered(open_page: OpenPage, demo_store: Store) -> None:
    app = open_page("framework", Role.COORDINATOR, framework="CREDEX", indicator=INDICATOR)
    name = f"{INDICATOR}_easy"
    app.radio(key=f"framework_answer_{name}").set_value(CheckAnswer.NO)
    app = button(app, f"save_{name}").click().run()
    assert "Say in a few words what is missing." in said(app)
    app.text_input(key=f"framework_note_{name}").set_value("Two countries keep no records")
    app = button(app, f"save_{name}").click().run()
    assert "Two countries keep no records" in said(app)
    answers = checklisting.answers_of(demo_store, SYSTEM, "CREDEX")
    assert answers == {INDICATOR: {RacerCriterion.EASY: CheckAnswer.NO}}


def test_a_file_is_handed_in_with_its_preview_and_loaded(open_page: OpenPage, demo_store: Store) -> None:
    app = open_page("framework", Role.COORDINATOR, framework="CREDEX", show="file")
    changed = document_of(demo_store).model_copy(update={"grace_days": 45})
    uploader = app.get("file_uploader")[0]
    uploader.set_value(("credex.json", to_json(changed).encode(), "application/json")).run()
    assert "one difference" in said(app)
    app.text_input(key="framework_file_reason").set_value("New version")
    app = button(app, "file_save").click().run()
    assert "Saved CREDEX" in said(app)
    assert document_of(demo_store).grace_days == 45


def test_a_file_that_cannot_be_read_is_refused_in_words(open_page: OpenPage) -> None:
    app = open_page("framework", Role.COORDINATOR, framework="CREDEX", show="file")
    app.get("file_uploader")[0].set_value(("credex.json", b"no json", "application/json")).run()
    assert "is not a JSON document" in said(app)
    assert "framework_file_save" not in [one.key for one in app.button]


def test_a_new_framework_is_started_and_shown(open_page: OpenPage, demo_store: Store) -> None:
    app = open_page("framework", Role.COORDINATOR, framework="CREDEX", show="file")
    app.text_input(key="framework_new_code").set_value("NEXT")
    app.text_input(key="framework_new_name").set_value("The next one")
    start = next(one for one in app.button if one.label == "Start it")
    app = start.click().run()
    assert not app.exception
    assert "Started The next one." in said(app)
    assert "The next one has no objectives yet." in said(app)
    assert planning.load_page(demo_store, SYSTEM, "NEXT").document.levels == document_of(demo_store).levels
    app = button(app, "add_objective").click().run()
    field(app, "code").set_value("N1")
    field(app, "title").set_value("First")
    app.selectbox(key="framework_f_level").set_value("learner")
    app.selectbox(key="framework_f_horizon").set_value("S")
    app = save(app)
    assert "Saved." in said(app)
    assert "N1 · 0 indicators" in said(app)


def test_a_form_that_is_open_is_not_taken_over_by_another_framework(open_page: OpenPage, demo_store: Store) -> None:
    example = transferring.example_file(SYSTEM, "json")
    transferring.load_file(demo_store, SYSTEM, example.name, example.body, reason="To try", seen="")
    app = changing(open_page, indicator=INDICATOR)
    assert context.FRAMEWORK_EDIT in app.session_state
    app.selectbox(key="framework").set_value("EXAMPLE").run()
    assert not app.exception
    assert "Change: indicator" not in said(app)
