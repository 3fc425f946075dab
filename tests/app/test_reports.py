"""Reports: the four files with the page's filters, for every role that may download."""

import io

import docx
import pytest

from toc.columns import FILES, names
from toc.model.query import SYSTEM
from toc.model.terms import Role
from toc.services import restyling


def addresses(app) -> list[str]:
    return [button.url for button in app.get("link_button")]


@pytest.mark.parametrize("role", Role)
def test_everybody_finds_the_four_files_with_the_filters_of_the_page(open_page, role):
    app = open_page("reports", role, country="IT", horizon="M", as_of="2027-12-31")
    assert not app.exception
    filters = "framework=CREDEX&country=IT&horizon=M&as_of=2027-12-31"
    kinds = ("progress", "objectives", "measurements", "targets")
    whole = ("report.xlsx", "report.docx", "package.zip")
    assert addresses(app) == [f"/files/{name}?{filters}" for name in (*whole, *(f"{kind}.csv" for kind in kinds))]


def test_a_spreadsheet_with_decimal_commas_is_one_switch_away(open_page):
    app = open_page("reports")
    app.toggle(key="reports_comma").set_value(True).run()
    assert all(address.endswith("&decimal=comma") for address in addresses(app) if ".csv" in address)


def test_every_file_explains_its_columns(open_page):
    app = open_page("reports")
    explained = [list(table.value["Column"]) for table in app.dataframe]
    shown = ("progress", "objectives", "measurements", "targets")
    assert explained == [names(FILES[kind]) for kind in shown]


def test_a_coordinator_freezes_a_report_and_sees_what_changed_since(open_page):
    app = open_page("reports")
    app.text_input(key="reports_name").set_value("D5.2, M18")
    app.button(key="reports_freeze").click().run()
    assert not app.exception
    assert addresses(app)[-1] == "/files/snapshot/1.zip"
    app.toggle(key="reports_changed_1").set_value(True).run()
    assert not app.exception
    assert any("No figure differs" in text.value for text in app.caption)


@pytest.mark.parametrize("role", [Role.PARTNER, Role.VIEWER])
def test_only_those_who_plan_may_freeze(open_page, role):
    app = open_page("reports", role)
    assert not app.exception
    assert "reports_name" not in [field.key for field in app.text_input]


def test_an_own_template_is_handed_in_and_taken_off_by_those_who_plan(open_page, demo_store):
    app = open_page("reports")
    assert any(button.key == "reports_template_on" for button in app.button)
    body = io.BytesIO()
    docx.Document().save(body)
    restyling.put_template(demo_store, SYSTEM, "CREDEX", name="letter.docx", body=body.getvalue())
    app.run()
    assert any("letter.docx" in text.value.replace("\\", "") for text in app.markdown)
    app.button(key="reports_template_off").click().run()
    assert not app.exception
    assert restyling.find_template(demo_store, SYSTEM, "CREDEX") is None
    assert not any(button.key == "reports_template_on" for button in open_page("reports", Role.VIEWER).button)
