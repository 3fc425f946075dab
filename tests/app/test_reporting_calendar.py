"""The page Calendar: what one owes with the way to log it, the table, completeness, reminders, the address."""

import pytest
from streamlit.testing.v1 import AppTest

from app import context
from tests.app.conftest import OpenPage
from tests.support.mail_server import mail_server, text_of
from toc.config import DEMO_TODAY, Settings
from toc.model.terms import Role
from toc.services import reminding, signing_in, subscribing
from toc.store.database import Store

TABLES = ("calendar_rows", "calendar_organisations", "calendar_countries")
"""The page's tables in their order."""


def said(app: AppTest) -> str:
    kinds = (app.markdown, app.success, app.caption, app.text, app.error, app.code)
    return "\n".join(element.value for kind in kinds for element in kind).replace("\\", "")


def column(app: AppTest, key: str, name: str) -> list[object]:
    return list(app.dataframe[TABLES.index(key)].value[name])


def person(store: Store, app: AppTest) -> object:
    token = context.session_token()
    return signing_in.actor_of(store, token, context.get_settings(), clock=context.get_clock())


def test_a_partner_sees_first_what_is_owed_with_a_way_to_log_each(open_page: OpenPage) -> None:
    app = open_page("reporting_calendar", Role.PARTNER)
    assert not app.exception
    assert "**You owe " in said(app)
    links = app.get("page_link")
    assert links
    assert "Reminders" not in [heading.value for heading in app.subheader]


def test_the_link_of_a_report_opens_the_form_at_its_indicator_country_and_period(open_page: OpenPage) -> None:
    app = open_page("reporting_calendar", Role.PARTNER)
    proto = app.get("page_link")[0].proto
    wanted = dict(part.split("=", 1) for part in proto.query_string.split("&"))
    form = open_page("log_data", Role.PARTNER, **wanted)
    assert {name: form.selectbox(key=f"log_data_{name}").value for name in ("indicator", "country", "period")} == {
        name: wanted[name] for name in ("indicator", "country", "period")
    }


@pytest.mark.parametrize("role", [Role.VIEWER, Role.PARTNER, Role.COORDINATOR, Role.ADMINISTRATOR])
def test_everybody_sees_all_organisations_and_reminders_are_for_those_who_approve(
    open_page: OpenPage, role: Role
) -> None:
    app = open_page("reporting_calendar", role)
    assert not app.exception
    names = column(app, "calendar_organisations", "name")
    assert {"HKU", "Materahub", "All together"} <= set(names)
    reminded = "Reminders" in [heading.value for heading in app.subheader]
    assert reminded is (role in (Role.COORDINATOR, Role.ADMINISTRATOR))
    assert ("You owe" in said(app)) is (role is Role.PARTNER)


def test_the_filters_stand_in_the_address_and_one_that_does_not_fit_leaves_nothing_out(open_page: OpenPage) -> None:
    app = open_page("reporting_calendar", Role.VIEWER, organisation="HKU", state="overdue", country="XX")
    assert set(column(app, "calendar_rows", "organisation")) == {"HKU"}
    assert set(column(app, "calendar_rows", "state")) == {"Overdue"}
    assert app.query_params["organisation"] in ("HKU", ["HKU"])
    assert "country" not in app.query_params


def test_own_reports_alone_can_be_asked_for(open_page: OpenPage) -> None:
    app = open_page("reporting_calendar", Role.PARTNER)
    assert len(set(column(app, "calendar_rows", "organisation"))) > 1
    app.toggle(key="calendar_own").set_value(True).run()
    assert len(set(column(app, "calendar_rows", "organisation"))) == 1


def test_without_a_mail_server_the_reminder_is_a_text_to_copy(open_page: OpenPage) -> None:
    app = open_page("reporting_calendar", Role.COORDINATOR)
    assert any(code.value.startswith("Dear colleagues at ") for code in app.code)
    assert not [button for button in app.button if "Send reminder" in button.label]


def test_with_a_mail_server_a_reminder_goes_to_every_partner_of_the_organisation(
    open_page: OpenPage, demo_store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    with mail_server() as box:
        settings = Settings(
            database_url=context.get_settings().database_url,
            today=DEMO_TODAY,
            smtp_host=box.host,
            smtp_port=box.port,
            smtp_security="none",
        )
        monkeypatch.setattr(context, "_chosen", [settings])
        app = open_page("reporting_calendar", Role.COORDINATOR)
        app.button(key="calendar_send_HKU").click().run()
    assert not app.exception
    assert "HKU was reminded: 1 person mailed." in said(app)
    (mail,) = box.mails
    assert "Dear colleagues at HKU," in text_of(mail)


def test_a_calendar_address_is_shown_once_answers_and_can_be_ended(open_page: OpenPage, demo_store: Store) -> None:
    app = open_page("reporting_calendar", Role.PARTNER)
    app.button(key="calendar_make").click().run()
    address = next(code.value for code in app.code if "/calendar/" in code.value)
    token = address.rpartition("/")[2].removesuffix(".ics")
    clock = context.get_clock()
    assert subscribing.read_feed(demo_store, token, own_url="", clock=clock).startswith(b"BEGIN:VCALENDAR")
    app.run()
    assert not [code for code in app.code if "/calendar/" in code.value]
    app.button(key="calendar_end").click().run()
    assert subscribing.feed_since(demo_store, person(demo_store, app)) is None


def test_somebody_can_stop_the_mail_with_what_is_due(open_page: OpenPage, demo_store: Store) -> None:
    app = open_page("reporting_calendar", Role.PARTNER)
    assert app.toggle(key="calendar_digest").value is True
    app.toggle(key="calendar_digest").set_value(False).run()
    assert reminding.wants_digest(demo_store, person(demo_store, app)) is False


def test_a_viewer_is_offered_no_mail(open_page: OpenPage) -> None:
    app = open_page("reporting_calendar", Role.VIEWER)
    assert "calendar_digest" not in [toggle.key for toggle in app.toggle]


def test_the_table_holds_the_countrys_reports_and_completeness_still_everybodys(open_page: OpenPage) -> None:
    app = open_page("reporting_calendar", Role.COORDINATOR, country="NL")
    assert set(column(app, "calendar_rows", "country")) == {"Netherlands"}
    assert len(column(app, "calendar_countries", "name")) > 2
