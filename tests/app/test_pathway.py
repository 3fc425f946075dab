"""Pathway: the map, the list, the stories, what stands in the address, and the coordinator's judgement."""

import json
from dataclasses import replace
from datetime import date

import pytest

from app.figure_text import percent
from toc.charts.causal_map import NOT_ENOUGH
from toc.model.query import ALL, SYSTEM, Query
from toc.model.terms import LinkState, Role
from toc.services import judging, reporting, tracing
from toc.services.judging import JudgementDraft

QUERY = Query("CREDEX", date(2028, 3, 1))
KEY = "INS-S1~SYS-S1"


def marked(app) -> str:
    return " ".join(text.value for text in app.markdown)


def names_of_links(app) -> list[str]:
    return [button.key for button in app.button if str(button.key).startswith("pathway_go_list_")]


def chart(app) -> dict:
    return json.loads(app.get("plotly_chart")[0].proto.spec)


@pytest.mark.parametrize("role", Role)
def test_everybody_sees_the_map_its_table_its_file_and_every_link_in_words(open_page, role):
    app = open_page("pathway", role)
    assert not app.exception
    assert len(names_of_links(app)) == 18
    assert len(app.dataframe[0].value) == 18
    assert [link.url for link in app.get("link_button")] == [
        "/files/links.csv?framework=CREDEX&country=ALL&as_of=2028-03-01"
    ]
    assert "Where the chains break" in [head.value for head in app.subheader]
    assert marked(app).count("toc-path") >= 1
    assert ("Judge this link" in [one.label for one in app.expander]) is False


@pytest.mark.parametrize("country", [ALL, "EE"])
def test_every_figure_of_the_map_and_its_table_is_that_of_objectives_csv(open_page, demo_store, country):
    app = open_page("pathway", country=country)
    rows = [
        row
        for row in reporting.report(demo_store, SYSTEM, "objectives", replace(QUERY, country=country)).rows
        if row["country"] == country
    ]
    written = [note["text"].replace("&amp;", "&") for note in chart(app)["layout"]["annotations"]]
    for row in rows:
        known = row["progress"] is not None and row["status"] != NOT_ENOUGH
        standing = f"{row['status']} · {percent(row['progress'], 'en')}" if known else row["status"]
        coverage = f"{row['objective_code']} · {row['indicators_with_progress']} of {row['indicators_total']} indicator"
        at = next(number for number, text in enumerate(written) if text.startswith(coverage))
        assert written[at - 1] == standing
    page = tracing.pathway(demo_store, SYSTEM, replace(QUERY, country=country))
    assert list(app.dataframe[0].value["State"]) == [story.found.state.value for story in page.links]
    assert list(app.dataframe[0].value["Reason"]) == [story.found.reason for story in page.links]


def test_a_link_in_the_address_is_told_with_both_its_ends_and_the_way_to_their_indicators(open_page):
    app = open_page("pathway", country="BE", link=KEY)
    assert "Advocacy Expertise → Policy Adoption" in [head.value for head in app.subheader]
    assert app.selectbox(key="pathway_choice").value == f"link:{KEY}"
    assert "Policy makers listen to staff who argue from evidence of the sector." in marked(app)
    labels = [link.label for link in app.get("page_link")]
    assert sum(label.startswith("Staff") or ":" in label for label in labels) >= 6
    assert "No judgement has been given for this link." in [one.value for one in app.caption]


def test_an_objective_in_the_address_is_told_with_its_links_in_and_out(open_page):
    app = open_page("pathway", objective="PRO-M1")
    keys = {str(button.key) for button in app.button if str(button.key).startswith("pathway_go_")}
    assert {"pathway_go_to_INS-M1~PRO-M1", "pathway_go_to_PRO-S2~PRO-M1", "pathway_go_from_PRO-M1~LRN-M1"} <= keys
    assert "What MCs teach comes closer to the green, digital and transversal skills" in marked(app)


def test_an_unknown_link_is_said_in_words_and_nothing_is_chosen(open_page):
    app = open_page("pathway", link="X~Y")
    assert any("X\\~Y" in one.value for one in app.warning)
    assert app.selectbox(key="pathway_choice").value == ""


def test_what_is_chosen_stands_in_the_address_and_stays_with_another_country(open_page):
    app = open_page("pathway", Role.VIEWER)
    app.selectbox(key="pathway_choice").set_value("objective:LRN-S1").run()
    assert app.query_params["objective"] in ("LRN-S1", ["LRN-S1"])
    app.button(key=f"pathway_go_list_{KEY}").click().run()
    assert app.query_params["link"] in (KEY, [KEY])
    assert "objective" not in app.query_params
    app.selectbox(key="country").set_value("NL").run()
    assert app.query_params["link"] in (KEY, [KEY])
    assert app.selectbox(key="pathway_choice").value == f"link:{KEY}"


def test_a_coordinator_judges_and_a_refused_judgement_stays_in_its_fields(open_page, demo_store):
    app = open_page("pathway", country="BE", link=KEY)
    app.selectbox(key="pathway_judgement").set_value(LinkState.IN_DOUBT)
    app.text_area(key="pathway_evidence").set_value("Two interviews")
    app.button(key="pathway_save").click().run()
    assert any("The reason is missing." in one.value for one in app.error)
    assert app.text_area(key="pathway_evidence").value == "Two interviews"
    app.text_area(key="pathway_reason").set_value("Nobody *answered*")
    app.button(key="pathway_save").click().run()
    assert [one.value for one in app.success] == ["The judgement is saved."]
    assert "Nobody *answered*" in [one.value for one in app.text]
    found = judging.judgements_in_force(demo_store, SYSTEM, "CREDEX")["INS-S1", "SYS-S1", "BE"]
    assert (found.judgement, found.evidence) == (LinkState.IN_DOUBT, "Two interviews")


@pytest.mark.parametrize("role", [Role.VIEWER, Role.PARTNER])
def test_others_read_the_judgement_and_have_no_form(open_page, demo_store, role):
    draft = JudgementDraft("INS-S1", "SYS-S1", ALL, LinkState.SUPPORTED, "Seen in <b>Ghent</b>")
    judging.judge_link(demo_store, SYSTEM, "CREDEX", draft)
    app = open_page("pathway", role, country="BE", link=KEY)
    assert "Seen in <b>Ghent</b>" in [one.value for one in app.text]
    assert "Given for all countries together." in [one.value for one in app.caption]
    assert "<b>Ghent" not in marked(app)
    assert not [button for button in app.button if button.key == "pathway_save"]


def test_for_all_countries_a_doubt_in_one_of_them_is_named_and_leads_there(open_page):
    app = open_page("pathway", Role.VIEWER)
    (doubt,) = [button for button in app.button if str(button.key).startswith("pathway_doubt_")]
    assert doubt.label.replace("\\", "") == "**Belgium: Advocacy Expertise → Policy Adoption**"
    doubt.click().run()
    assert app.query_params["country"] in ("BE", ["BE"])
    assert app.query_params["link"] in (KEY, [KEY])
    assert "has been achieved since 2026-12-31, longer than the 1 year after which an effect is expected" in marked(app)
