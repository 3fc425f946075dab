"""The page My account: each role sees its own, and what is changed there works at once."""

import re
from datetime import UTC, datetime

import pytest
from streamlit.testing.v1 import AppTest

from app import context, figure_text
from tests.app.conftest import OpenPage
from tests.support.people import PASSWORD, signed_in
from toc.config import Settings
from toc.model.terms import Role
from toc.services import identifying, signing_in
from toc.store.database import Store


def said(app: AppTest) -> str:
    kinds = (app.success, app.error, app.text, app.markdown, app.caption)
    return "\n".join(element.value for kind in kinds for element in kind).replace("\\", "")


def signed_in_with(store: Store, token: str | None) -> bool:
    return signing_in.actor_of(store, token, context.get_settings(), clock=context.get_clock()) is not None


def change_password(app: AppTest, old: str, new: str, again: str) -> AppTest:
    for name, text in (("old", old), ("password", new), ("again", again)):
        app.text_input(key=f"my_account_{name}").set_value(text)
    return app.button(key="my_account_change").click().run()


@pytest.mark.parametrize("role", Role)
def test_everybody_sees_who_they_are(open_page: OpenPage, role: Role) -> None:
    app = open_page("my_account", role)
    assert not app.exception
    told = said(app)
    assert f"{role.value}@credex.example" in told
    assert role.label in told
    assert ("Netherlands" in told) is (role is Role.PARTNER)


def test_numbers_are_written_in_the_way_that_was_chosen_on_every_page(open_page: OpenPage, demo_store: Store) -> None:
    app = open_page("my_account")
    app.selectbox(key="my_account_language").set_value("it").run()
    assert "written in the way that you chose" in said(app)
    app.switch_page("views/grid.py").run()
    figures = re.sub(r'<ol class="toc-worst">.*?</ol>', "", said(app))  # Findings are English, as all notes are.
    assert re.search(r"\d,\d% of the way", figures)
    assert not re.search(r"\d\.\d% of the way", figures)
    app.switch_page("views/my_account.py").run()
    assert app.selectbox(key="my_account_language").value == "it"
    app.selectbox(key="my_account_language").set_value("").run()
    app.switch_page("views/grid.py").run()
    assert re.search(r"\d\.\d% of the way", said(app))


def test_where_nobody_chose_the_settings_decide(
    open_page: OpenPage, demo_store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = context.get_settings().model_copy(update={"locale": "nl"})
    monkeypatch.setattr(context, "_chosen", [settings])
    assert re.search(r"\d,\d% of the way", said(open_page("grid")))
    app = open_page("my_account")
    assert "As everybody here, Nederlands: 1.234,5" in app.selectbox(key="my_account_language").options


def test_the_password_is_changed_and_other_browsers_are_signed_out(open_page: OpenPage, demo_store: Store) -> None:
    other = signed_in(demo_store, "coordinator@credex.example", clock=context.get_clock())
    app = change_password(open_page("my_account"), PASSWORD, "blue gates open slowly", "blue gates open slowly")
    assert "The password is changed." in said(app)
    assert not signed_in_with(demo_store, other)
    assert signed_in_with(demo_store, context.session_token())


@pytest.mark.parametrize(
    ("old", "new", "again", "why"),
    [
        ("wrong", "blue gates open slowly", "blue gates open slowly", "The present password is not right."),
        (PASSWORD, "blue gates open slowly", "blue gates open fast", "are not the same"),
        (PASSWORD, "short", "short", "10"),
    ],
)
def test_a_change_of_password_that_will_not_do_is_said(
    open_page: OpenPage, demo_store: Store, old: str, new: str, again: str, why: str
) -> None:
    other = signed_in(demo_store, "coordinator@credex.example", clock=context.get_clock())
    app = change_password(open_page("my_account"), old, new, again)
    assert why in said(app)
    assert not app.success
    assert signed_in_with(demo_store, other)


def test_one_session_can_be_ended_and_all_others(open_page: OpenPage, demo_store: Store) -> None:
    email, clock = "coordinator@credex.example", context.get_clock()
    tokens = [signed_in(demo_store, email, clock=clock) for _ in range(3)]
    app = open_page("my_account")
    ends = [button for button in app.button if button.label == "Sign out"]
    assert len(ends) == 3
    ends[0].click().run()
    assert "That browser is signed out." in said(app)
    assert sum(signed_in_with(demo_store, token) for token in tokens) == 2
    app.button(key="my_account_end_others").click().run()
    assert "2 other browsers are signed out." in said(app)
    assert not any(signed_in_with(demo_store, token) for token in tokens)
    assert signed_in_with(demo_store, context.session_token())
    assert "my_account_end_others" not in [button.key for button in app.button]


def test_whether_the_provider_is_linked_is_said(
    open_page: OpenPage, demo_store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "linked" not in said(open_page("my_account"))
    elsewhere = {"oidc_issuer": "https://login.example.org", "oidc_client_id": "toc", "oidc_label": "HKU"}
    settings: Settings = context.get_settings().model_copy(update=elsewhere)
    monkeypatch.setattr(context, "_chosen", [settings])
    assert "Not linked to HKU yet." in said(open_page("my_account"))
    identifying.sign_in_with_provider(
        demo_store, settings, issuer="https://login.example.org", subject="c", email="coordinator@credex.example",
        email_verified=True, clock=context.get_clock(),
    )  # fmt: skip
    assert "You can sign in with HKU." in said(open_page("my_account"))


@pytest.mark.parametrize(("locale", "text"), [("en", "Mar 1, 2028, 14:05"), ("nl", "1 mrt 2028, 14:05")])
def test_moments_are_written_as_in_the_readers_language(locale: str, text: str) -> None:
    assert figure_text.moment_text(datetime(2028, 3, 1, 14, 5, tzinfo=UTC), locale) == text
