"""Actions: made from a finding or freely, changed, and what stays on the page where something is refused."""

from datetime import date

import pytest
from streamlit.testing.v1 import AppTest

from app import context
from tests.app.conftest import OpenPage
from toc.model.drafts import About, ActionDraft
from toc.model.query import SYSTEM, Clock, Query
from toc.model.terms import ActionState, Role
from toc.services import acting, advising
from toc.store.database import Store


@pytest.fixture
def query() -> Query:
    return Query("CREDEX", context.today("UTC"))


def made(store: Store, query: Query) -> list[acting.ActionItem]:
    """What the demonstration has not brought."""
    items = acting.list_actions(store, SYSTEM, query).items
    return [item for item in items if not item.now.title.startswith("Invented: ")]


def press(app: AppTest, key: str) -> AppTest:
    return next(button for button in app.button if button.key == key).click().run()


def shown(app: AppTest) -> str:
    blocks = (*app.markdown, *app.text, *app.caption, *app.error, *app.success, *app.get("html"))
    return " ".join(str(getattr(block, "value", None) or block.proto.body) for block in blocks)


def test_a_free_action_is_made_and_stands_on_the_page(open_page: OpenPage, demo_store: Store, query: Query) -> None:
    app = open_page("actions")
    app.text_input(key="actions_new_title").input("Call the ministry")
    app.selectbox(key="actions_subject").select("LRN-S1.1").run()
    app.text_input(key="actions_new_title").input("Call the ministry")
    app = press(app, "actions_make")
    assert not app.exception
    assert "The action is made." in shown(app)
    (item,) = made(demo_store, query)
    assert (item.now.title, item.about.indicator, item.now.state) == (
        "Call the ministry", "LRN-S1.1", ActionState.PLANNED,
    )  # fmt: skip
    assert "Call the ministry" in shown(app)


def test_a_refused_action_keeps_what_was_typed(open_page: OpenPage, demo_store: Store, query: Query) -> None:
    app = open_page("actions")
    app.text_area(key="actions_new_expected").input("More learners")
    app = press(app, "actions_make")
    assert "what is done" in shown(app)
    assert app.text_area(key="actions_new_expected").value == "More learners"
    assert made(demo_store, query) == []


def test_a_finding_leads_to_an_action_about_it(open_page: OpenPage, demo_store: Store, query: Query) -> None:
    _, findings = advising.list_findings(demo_store, SYSTEM, query)
    found = findings[0][0]
    app = open_page("actions", finding=found.key)
    assert found.reason.split(":")[0] in shown(app).replace("\\", "")
    app.text_input(key="actions_new_title").input("Mend it")
    app = press(app, "actions_make")
    (item,) = made(demo_store, query)
    assert (item.about.finding, item.about.country, item.about.indicator) == (
        found.key, found.country, found.indicator,
    )  # fmt: skip


def test_a_change_is_saved_with_its_comment_and_the_closed_ones_are_found(
    open_page: OpenPage, demo_store: Store, query: Query
) -> None:
    key = acting.make_action(
        demo_store, SYSTEM, "CREDEX", About("NL", indicator="LRN-S1.1"), ActionDraft("Call HKU"),
        clock=context.get_clock(),
    )  # fmt: skip
    app = open_page("actions")
    app.selectbox(key=f"actions_{key}_state").select(ActionState.DONE)
    app.text_area(key=f"actions_{key}_comment").input("They sent it")
    app = press(app, f"actions_save_{key}")
    assert "The change is saved." in shown(app)
    assert "Call HKU" not in shown(app)
    app = open_page("actions", show="closed")
    assert "Call HKU" in shown(app)
    assert "They sent it" in shown(app)


@pytest.mark.parametrize(("role", "may"), [(Role.VIEWER, False), (Role.PARTNER, True), (Role.COORDINATOR, True)])
def test_the_form_is_for_those_who_may_act(open_page: OpenPage, role: Role, may: bool) -> None:
    app = open_page("actions", role, country="NL")
    assert not app.exception
    assert any(button.key == "actions_make" for button in app.button) is may


def test_the_grid_counts_the_open_actions_of_an_objective_and_leads_to_them(
    open_page: OpenPage, demo_store: Store
) -> None:
    for about in (About("NL", indicator="LRN-S1.1"), About("EE", objective="PRO-S1")):
        acting.make_action(
            demo_store, SYSTEM, "CREDEX", about, ActionDraft(f"Act in {about.country}"), clock=context.get_clock()
        )
    links = [link for link in open_page("grid").get("page_link") if "open action" in link.proto.label]
    counts = {link.proto.query_string.rpartition("objective=")[2]: link.proto.label for link in links}
    assert counts == {"SYS-M1": "1 open action", "PRO-S1": "1 open action", "LRN-S1": "2 open actions"}
    app = open_page("actions", objective="LRN-S1")
    assert "Act in NL" in shown(app)
    assert "Act in EE" not in shown(app)


def test_a_finding_shows_what_is_undertaken_about_it_and_whether_its_figure_moved(
    open_page: OpenPage, demo_store: Store, query: Query
) -> None:
    _, findings = advising.list_findings(demo_store, SYSTEM, query)
    found = next(one for one, _, _ in findings if one.indicator)
    about = About(found.country, found.objective, found.indicator, found.key)
    earlier = Clock(date(2027, 1, 1))
    acting.make_action(demo_store, SYSTEM, "CREDEX", about, ActionDraft("Lower the fee"), clock=earlier)
    said = shown(open_page("insights"))
    assert "Lower the fee" in said
    assert "on Jan 1, 2027" in said


def test_where_there_is_no_action_the_page_leads_to_the_findings(open_page: OpenPage) -> None:
    assert "No action here." in shown(open_page("actions", country="ES"))


def test_an_action_that_is_overdue_says_so_and_how_its_figure_moved(open_page: OpenPage) -> None:
    said = shown(open_page("actions", country="NL"))
    assert "Under way · overdue" in said
    assert "Progress 18.2% (off track) on Mar 1, 2027, 53.3% (off track) on Mar 1, 2028" in said.replace("\\", "")
