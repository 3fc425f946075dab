"""The page People: accounts, invitations, links that are shown once, deactivating."""

import pytest
from streamlit.testing.v1 import AppTest

from app import context
from tests.app.conftest import OpenPage
from tests.support.postbox import free_port, mailbox
from toc.config import Settings
from toc.errors import NotFound
from toc.model.person import AccountState
from toc.model.query import SYSTEM
from toc.model.terms import Role
from toc.services import administering, signing_in, staffing
from toc.services.administering import AccountDraft, AccountSummary
from toc.store.database import Store

PARTNER = "partner@credex.example"
NEW = "new@credex.example"


def people(open_page: OpenPage) -> AppTest:
    app = open_page("people", Role.ADMINISTRATOR)
    assert not app.exception
    return app


def said(app: AppTest) -> str:
    kinds = (app.success, app.caption, app.text, app.error, app.markdown, app.warning)
    return "\n".join(element.value for kind in kinds for element in kind).replace("\\", "")


def link_of(app: AppTest) -> str:
    (code,) = app.code
    return code.value


def invite(app: AppTest, email: str = NEW, name: str = "New <b>*one*</b>", organisation: str = "HKU") -> AppTest:
    app.text_input(key="people_new_person").set_value(name)
    app.text_input(key="people_new_email").set_value(email)
    app.selectbox(key="people_new_organisation").set_value(organisation)
    return press(app, "Invite")


def press(app: AppTest, label: str) -> AppTest:
    return next(button for button in app.button if button.label == label).click().run()


def choose(app: AppTest, email: str) -> AppTest:
    return app.selectbox(key="people_account").set_value(email).run()


def account(store: Store, email: str) -> AccountSummary:
    return next(one for one in administering.list_accounts(store, SYSTEM) if one.email == email)


def field(app: AppTest, kind: str, name: str) -> object:
    return next(one for one in getattr(app, kind) if str(one.key).startswith(f"people_{name}_"))


def use(monkeypatch: pytest.MonkeyPatch, settings: Settings) -> None:
    kept = context.get_settings()
    more = {name: getattr(settings, name) for name in settings.model_fields_set}
    monkeypatch.setattr(context, "_chosen", [kept.model_copy(update=more)])


def test_every_account_is_listed_with_role_organisation_countries_and_state(open_page: OpenPage) -> None:
    app = people(open_page)
    table = next(one.value for one in app.dataframe if "email" in one.value.columns)
    rows = {row["email"]: row for row in table.to_dict("records")}
    assert rows[PARTNER]["role"] == "Partner"
    assert (rows[PARTNER]["organisation"], rows[PARTNER]["countries"], rows[PARTNER]["state"]) == (
        "HKU",
        "NL",
        "Active",
    )
    assert rows[PARTNER]["seen"] == "Never"
    assert rows["administrator@credex.example"]["seen"] != "Never"


def test_an_invitation_shows_its_link_once_and_says_that_nothing_was_mailed(
    open_page: OpenPage, demo_store: Store
) -> None:
    app = invite(people(open_page))
    address = link_of(app)
    assert address.startswith("http://127.0.0.1:8501/set-password?token=")
    assert administering.check_link(demo_store, address.partition("token=")[2], clock=context.get_clock()) == NEW
    assert "hand it over yourself" in said(app)
    assert "Invited New <b>*one*</b>." in said(app)
    assert account(demo_store, NEW).state is AccountState.INVITED
    app.run()
    assert not app.code
    assert app.text_input(key="people_new_email").value == ""


def test_where_a_mail_server_is_set_the_invitation_is_mailed_and_shown(
    open_page: OpenPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    with mailbox() as box:
        use(monkeypatch, box.settings())
        app = invite(people(open_page))
        assert [mail["To"] for mail in box.mails] == [NEW]
    assert link_of(app)
    assert f"It was mailed to {NEW} as well." in said(app)


def test_a_mail_that_cannot_go_out_is_said_and_the_link_is_there(
    open_page: OpenPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    use(monkeypatch, Settings(smtp_host="127.0.0.1", smtp_port=free_port(), smtp_security="none"))
    app = invite(people(open_page))
    assert link_of(app)
    assert "It could not be mailed." in said(app)


@pytest.mark.parametrize(
    ("given", "text"),
    [
        ({"email": "no address"}, "no address is not an e-mail address."),
        ({"name": "  "}, "A name has 1 to 120 characters."),
        ({"organisation": ""}, "A partner belongs to an organisation."),
        ({"email": PARTNER}, f"There is an account for {PARTNER} already."),
    ],
)
def test_an_invitation_that_cannot_be_is_refused_and_what_was_typed_stays(
    open_page: OpenPage, given: dict[str, str], text: str
) -> None:
    app = invite(people(open_page), **given)
    assert text in said(app)
    assert not app.code
    assert app.text_input(key="people_new_email").value == given.get("email", NEW)


def test_role_name_and_organisation_are_changed(open_page: OpenPage, demo_store: Store) -> None:
    app = choose(people(open_page), PARTNER)
    field(app, "text_input", "name").set_value("Somebody else")
    field(app, "selectbox", "role").set_value(Role.VIEWER)
    field(app, "selectbox", "organisation").set_value("")
    press(app, "Save")
    changed = account(demo_store, PARTNER)
    assert (changed.name, changed.role, changed.organisation) == ("Somebody else", Role.VIEWER, None)
    assert "Saved Somebody else." in said(app)
    assert field(app, "text_input", "name").value == "Somebody else"


def test_what_somebody_else_changed_meanwhile_is_not_overwritten(open_page: OpenPage, demo_store: Store) -> None:
    app = choose(people(open_page), PARTNER)
    field(app, "selectbox", "role").set_value(Role.VIEWER)
    draft = AccountDraft(email=PARTNER, name="By Bo", role=Role.PARTNER, organisation="HKU")
    staffing.change_account(demo_store, SYSTEM, draft)
    press(app, "Save")
    assert "Somebody else has changed this account meanwhile." in said(app)
    assert (account(demo_store, PARTNER).role, field(app, "text_input", "name").value) == (Role.PARTNER, "By Bo")


def test_a_link_for_a_new_password_is_made_for_somebody(open_page: OpenPage, demo_store: Store) -> None:
    app = press(choose(people(open_page), PARTNER), "Make the link")
    token, clock = link_of(app).partition("token=")[2], context.get_clock()
    assert administering.check_link(demo_store, token, clock=clock) == PARTNER
    press(app, "Make the link")
    with pytest.raises(NotFound):
        administering.check_link(demo_store, token, clock=clock)


def test_deactivating_and_reactivating(open_page: OpenPage, demo_store: Store) -> None:
    app = press(choose(people(open_page), PARTNER), "Deactivate now")
    assert account(demo_store, PARTNER).state is AccountState.DEACTIVATED
    assert "Make the link" not in [button.label for button in app.button]
    press(app, "Reactivate now")
    assert account(demo_store, PARTNER).state is AccountState.ACTIVE


def test_ones_own_account_can_not_be_deactivated_here(open_page: OpenPage) -> None:
    app = choose(people(open_page), "administrator@credex.example")
    assert "Deactivate now" not in [button.label for button in app.button]
    field(app, "selectbox", "role").set_value(Role.VIEWER)
    assert "You cannot take the role of administrator from yourself." in said(press(app, "Save"))


@pytest.mark.parametrize("role", [Role.PARTNER, Role.VIEWER, Role.COORDINATOR])
def test_the_page_is_for_administrators(open_page: OpenPage, role: Role) -> None:
    app = open_page("people", role)
    assert not app.dataframe
    assert PARTNER not in said(app)
    assert "This page is for: Administrator." in app.info[0].value


def test_a_page_left_open_by_somebody_deactivated_does_nothing_more(open_page: OpenPage, demo_store: Store) -> None:
    draft = AccountDraft(email="ada@credex.example", name="Ada", role=Role.ADMINISTRATOR)
    link = administering.make_account(demo_store, SYSTEM, draft, clock=context.get_clock())
    administering.set_password(
        demo_store, link.partition("token=")[2], "a password of her own", clock=context.get_clock()
    )
    app = people(open_page)
    staffing.deactivate(demo_store, SYSTEM, "administrator@credex.example", clock=context.get_clock())
    invite(app)
    assert NEW not in [one.email for one in administering.list_accounts(demo_store, SYSTEM)]
    assert not app.code
    assert (
        signing_in.actor_of(demo_store, context.session_token(), context.get_settings(), clock=context.get_clock())
        is None
    )
