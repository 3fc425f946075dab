"""Grid: every objective in its place, for every role, and its indicators behind its title."""

import pytest

from toc.model.terms import Role


def cards(app):
    return [text.value for text in app.markdown if 'class="toc-card"' in text.value]


@pytest.mark.parametrize("role", Role)
def test_everybody_sees_the_sixteen_objectives(open_page, role):
    app = open_page("grid", role)
    assert not app.exception
    assert len(cards(app)) == 16
    assert all('role="meter"' in card or 'role="img"' in card for card in cards(app))


def test_levels_stand_down_and_horizons_across_with_their_years(open_page):
    app = open_page("grid")
    texts = [text.value for text in app.markdown]
    heads = [text for text in texts if 'class="toc-wide"' in text]
    assert [years in head for years, head in zip(("until 2027", "until 2030", "from 2031"), heads, strict=True)] == [
        True, True, True,
    ]  # fmt: skip
    levels = [text for text in texts if 'class="toc-level"' in text]
    assert ["Systemic" in levels[0], "Institutional" in levels[1], "Provider" in levels[2], "Learner" in levels[3]] == [
        True, True, True, True,
    ]  # fmt: skip


def test_the_counts_above_add_up_to_all_objectives(open_page):
    app = open_page("grid")
    chips = next(text.value for text in app.markdown if "Objectives by status" in text.value)
    counts = [int(part.rpartition(">")[2]) for part in chips.split() if part.rpartition(">")[2].isdigit()]
    assert sum(counts) == 16


def test_a_country_in_the_address_changes_the_figures(open_page):
    together, alone = cards(open_page("grid")), cards(open_page("grid", country="EE"))
    assert together != alone


def test_an_objective_opens_its_indicators_each_with_a_link_that_keeps_the_filters(open_page):
    app = open_page("grid", country="NL")
    app.button(key="grid_LRN-S1").click().run()
    assert not app.exception
    links = [link for link in app.get("page_link") if "LRN-S1" in link.proto.label.replace("\\", "")]
    assert len(links) == 3
    assert "country=NL" in links[0].proto.query_string
    assert "indicator=LRN-S1.1" in links[0].proto.query_string
    facts = [text.value for text in app.markdown if "toc-facts" in text.value]
    assert "400 learners by" in facts[0]


def test_unapproved_values_can_be_asked_for_by_those_who_may_see_them(open_page):
    assert open_page("grid", Role.COORDINATOR).toggle
    assert open_page("grid", Role.ADMINISTRATOR).toggle
    assert not open_page("grid", Role.VIEWER).toggle
    assert not open_page("grid", Role.PARTNER).toggle


def test_the_csv_has_the_filters_of_the_page(open_page):
    app = open_page("grid", country="IT", as_of="2027-12-31")
    addresses = [button.url for button in app.get("link_button")]
    assert addresses == ["/files/objectives.csv?framework=CREDEX&country=IT&as_of=2027-12-31"]


def test_a_date_before_everything_shows_a_grid_without_figures(open_page):
    app = open_page("grid", as_of="2025-11-28")
    assert not app.exception
    assert not [card for card in cards(app) if 'role="meter"' in card]


def test_a_card_that_is_behind_names_the_indicator_that_holds_it_back(open_page):
    shown = {title: card for card in cards(open_page("grid")) for title in ("PRO-M2", "INS-S1") if titled(card, title)}
    assert "Furthest behind: " in shown["PRO-M2"]
    assert "Furthest behind" not in shown["INS-S1"]


def titled(card: str, code: str) -> bool:
    return {"PRO-M2": "Staff Capacity &#40;Digital", "INS-S1": "Advocacy Expertise"}[code] in card
