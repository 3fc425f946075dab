"""Reports: the four files with the page's filters, for every role that may download."""

import pytest

from toc.model.terms import Role


def addresses(app) -> list[str]:
    return [button.url for button in app.get("link_button")]


@pytest.mark.parametrize("role", Role)
def test_everybody_finds_the_four_files_with_the_filters_of_the_page(open_page, role):
    app = open_page("reports", role, country="IT", horizon="M", as_of="2027-12-31")
    assert not app.exception
    filters = "framework=CREDEX&country=IT&horizon=M&as_of=2027-12-31"
    kinds = ("progress", "objectives", "measurements", "targets")
    assert addresses(app) == [f"/files/{kind}.csv?{filters}" for kind in kinds]


def test_a_spreadsheet_with_decimal_commas_is_one_switch_away(open_page):
    app = open_page("reports")
    app.toggle(key="reports_comma").set_value(True).run()
    assert all(address.endswith("&decimal=comma") for address in addresses(app))


def test_every_file_explains_its_columns(open_page):
    app = open_page("reports")
    explained = [list(table.value["Column"]) for table in app.dataframe]
    assert [len(columns) for columns in explained] == [60, 20, 25, 16]
