"""Countries: the matrix of objectives by countries, its table and its CSV."""

import pytest

from toc.model.terms import Role


def matrix(app):
    return next(text.value for text in app.markdown if "toc-matrix" in text.value)


@pytest.mark.parametrize("role", Role)
def test_everybody_sees_every_objective_in_every_country(open_page, role):
    app = open_page("countries", role)
    assert not app.exception
    assert matrix(app).count('scope="row"') == 16
    for name in ("All countries", "Italy", "Netherlands", "Ireland", "Belgium", "Estonia", "Spain"):
        assert f'<th scope="col">{name}</th>' in matrix(app)
    assert matrix(app).count("toc-chip") == 16 * 7


def test_the_table_under_it_holds_the_same_rows_with_names(open_page):
    table = open_page("countries").dataframe[0].value
    assert len(table) == 16 * 7
    assert set(table["country"]) >= {"Italy", "All countries"}
    assert "on track" not in set(table["status"])
    assert "On track" in set(table["status"])


def test_missing_progress_is_missing_in_the_table_and_never_nought(open_page):
    table = open_page("countries", as_of="2025-11-28").dataframe[0].value
    assert table["progress"].isna().all()


def test_a_horizon_narrows_the_matrix_and_the_file(open_page):
    app = open_page("countries", horizon="L")
    assert matrix(app).count('scope="row"') == 6
    assert [button.url for button in app.get("link_button")] == [
        "/files/objectives.csv?framework=CREDEX&country=ALL&horizon=L&as_of=2028-03-01"
    ]


def test_a_country_chosen_elsewhere_stays_in_the_address_while_all_are_shown(open_page):
    app = open_page("countries", country="NL")
    assert app.query_params["country"] in ("NL", ["NL"])
    assert '<th scope="col">Italy</th>' in matrix(app)


def test_a_legend_explains_every_status(open_page):
    app = open_page("countries")
    assert any("toc-legend" in text.value for text in app.expander[0].markdown)
