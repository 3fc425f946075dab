"""Insights: the findings of the demonstration for every role, their links, setting one aside and bringing it back."""

from html import unescape

import pytest

from toc.model.terms import Role


def cards(app):
    return [text.value for text in app.markdown if 'class="toc-card"' in text.value]


@pytest.mark.parametrize("role", Role)
def test_everybody_sees_the_findings_the_worst_first(open_page, role):
    app = open_page("insights", role)
    assert not app.exception
    assert "Regressing" in cards(app)[0]
    assert "Learner fee per ECTS" in cards(app)[0]


def test_the_summary_of_a_country_names_its_objective_that_is_furthest_behind_and_why(open_page):
    app = open_page("insights", country="EE")
    (said,) = [text.value.replace("\\", "") for text in app.markdown if "Furthest behind is" in text.value]
    assert "Furthest behind is “Staff Capacity (Design/Delivery)” (target missed, 18.8 points behind)." in said
    assert "“Trained staff whose MC design meets European standards”: 56.3% (18 of 32) by 2027-12-31" in said


def test_a_country_and_a_kind_in_the_address_leave_only_theirs(open_page):
    app = open_page("insights", country="NL", kind="left behind")
    (card,) = cards(app)
    assert "Freelance" in card
    assert "27 of 61" in card


def test_a_finding_leads_to_the_page_where_it_can_be_mended_and_to_a_new_action(open_page):
    app = open_page("insights", country="BE", kind="in doubt")
    (card,) = [unescape(text.value) for text in app.markdown if 'class="toc-ways"' in text.value]
    assert 'href="/pathway?framework=CREDEX&country=BE&as_of=2028-03-01&link=INS-S1~SYS-S1"' in card
    assert "finding=in+doubt%7CINS-S1%3ESYS-S1%7CBE" in card


def test_a_finding_is_set_aside_with_a_reason_and_brought_back(open_page):
    app = open_page("insights", country="BE", kind="in doubt")
    app.button(key="insights_aside_in doubt|INS-S1>SYS-S1|BE").click().run()
    app.text_area(key="insights_reason").set_value("The law is in parliament.")
    app.button(key="insights_set").click().run()
    assert not app.exception
    assert any("set aside until 2028-05-30" in text.value for text in app.success)
    assert any("The law is in parliament." in text.value for text in app.text)
    app.button(key="insights_back_in doubt|INS-S1>SYS-S1|BE").click().run()
    assert app.button(key="insights_aside_in doubt|INS-S1>SYS-S1|BE")


def test_setting_aside_without_a_reason_says_what_to_do(open_page):
    app = open_page("insights", country="BE", kind="in doubt")
    app.button(key="insights_aside_in doubt|INS-S1>SYS-S1|BE").click().run()
    app.button(key="insights_set").click().run()
    assert any("Say why it is set aside" in text.value for text in app.error)


def test_a_viewer_sets_nothing_aside_and_a_partner_in_own_countries_only(open_page):
    def offered(role, country):
        app = open_page("insights", role, country=country)
        return [one.key for one in app.button if one.key and one.key.startswith("insights_aside_")]

    assert not offered(Role.VIEWER, "NL")
    assert offered(Role.PARTNER, "NL")
    assert not offered(Role.PARTNER, "EE")


def test_findings_can_be_grouped_and_more_of_them_shown(open_page):
    app = open_page("insights", group="country")
    assert [head.value for head in app.subheader][0].startswith("Estonia")
    before = len(cards(app))
    app.button(key="insights_more").click().run()
    assert len(cards(app)) > before


def test_a_kind_that_finds_nothing_says_what_to_do(open_page):
    app = open_page("insights", country="IT", kind="outlier")
    assert not cards(app)
    assert any("Choose all kinds" in text.value for text in app.markdown)


def test_the_csv_has_the_filters_of_the_page(open_page):
    app = open_page("insights", country="IT", horizon="S", as_of="2027-12-31")
    addresses = [button.url for button in app.get("link_button")]
    assert addresses == ["/files/findings.csv?framework=CREDEX&country=IT&horizon=S&as_of=2027-12-31"]


def test_the_grid_names_the_three_worst_findings_of_its_country(open_page):
    app = open_page("grid", country="BE")
    (listed,) = [text.value for text in app.markdown if "toc-worst" in text.value]
    assert listed.count("<li>") == 3
    assert "Mandatory EU description elements evidenced" in listed
