"""One-time links: invitations, links for a new password, and the mails that carry them."""

import logging
import re
from collections.abc import Iterator

import pytest

from tests.support.people import CHEAP, CLOCK, DEMO, PASSWORD, PLAIN, add_person, signed_in
from tests.support.postbox import LINK, Mailbox, free_port, mailbox
from toc.config import Settings
from toc.errors import Conflict, Invalid, NotAllowed, NotFound
from toc.model.query import SYSTEM
from toc.model.terms import Role
from toc.services import administering, signing_in, signing_up, staffing
from toc.services.administering import AccountDraft
from toc.services.steps import passwords
from toc.services.steps.throttle import Throttle
from toc.store.database import Store

ANNA, NEW = "anna@credex.example", "another way of saying it"
DRAFT = AccountDraft(email="new@credex.example", name="Zoë {new}", role=Role.VIEWER)


@pytest.fixture(autouse=True)
def _cheap_hashes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(passwords, "HASHER", CHEAP)


@pytest.fixture
def with_anna(sqlite_store: Store) -> Store:
    add_person(sqlite_store, ANNA, Role.VIEWER, name="Anna")
    return sqlite_store


@pytest.fixture
def post() -> Iterator[Mailbox]:
    with mailbox() as box:
        yield box


def token_of(address: str) -> str:
    return address.partition("token=")[2]


def link_in(box: Mailbox) -> str:
    (mail,) = box.mails
    return token_of(re.search(LINK, mail.get_content())[1])


def test_without_a_mail_server_the_link_is_shown_and_nothing_is_mailed(with_anna: Store) -> None:
    settings = Settings(public_url="https://impact.example.org")
    link = signing_up.invite(with_anna, SYSTEM, DRAFT, settings=settings, clock=CLOCK)
    assert link.address.startswith("https://impact.example.org/set-password?token=")
    assert (link.mailed, link.fault, link.until) == (False, None, CLOCK.later(hours=48).now())
    assert administering.check_link(with_anna, token_of(link.address), clock=CLOCK) == DRAFT.email


def test_an_invitation_is_mailed_with_the_link_that_is_shown(with_anna: Store, post: Mailbox) -> None:
    link = signing_up.invite(with_anna, SYSTEM, DRAFT, settings=post.settings(), clock=CLOCK)
    (mail,) = post.mails
    assert (link.mailed, mail["To"], mail["From"]) == (True, DRAFT.email, "impact-monitoring@localhost")
    assert link_in(post) == token_of(link.address)
    assert "Hello Zoë {new}," in mail.get_content()
    assert "until 2026-06-03 12:00 UTC" in mail.get_content()


def test_where_the_mail_server_does_not_answer_the_link_is_shown_all_the_same(with_anna: Store) -> None:
    settings = Settings(smtp_host="127.0.0.1", smtp_port=free_port(), smtp_security="none")
    link = signing_up.invite(with_anna, SYSTEM, DRAFT, settings=settings, clock=CLOCK)
    assert not link.mailed
    assert "did not take the mail" in link.fault.message
    assert administering.check_link(with_anna, token_of(link.address), clock=CLOCK)


def test_an_administrators_link_replaces_earlier_ones_and_lasts_48_hours(with_anna: Store) -> None:
    first = token_of(signing_up.make_link(with_anna, SYSTEM, ANNA, settings=PLAIN, clock=CLOCK).address)
    second = token_of(
        signing_up.make_link(with_anna, SYSTEM, " ANNA@credex.example", settings=PLAIN, clock=CLOCK).address
    )
    with pytest.raises(NotFound):
        administering.check_link(with_anna, first, clock=CLOCK)
    assert administering.check_link(with_anna, second, clock=CLOCK.later(hours=47.9))
    with pytest.raises(NotFound):
        administering.set_password(with_anna, second, NEW, clock=CLOCK.later(hours=48))
    assert signed_in(with_anna, ANNA)


def test_a_new_password_ends_every_session_and_every_link(with_anna: Store, post: Mailbox) -> None:
    token = signed_in(with_anna, ANNA)
    signing_up.mail_password_link(with_anna, ANNA, settings=post.settings(), clock=CLOCK)
    signing_up.mail_password_link(with_anna, ANNA, settings=post.settings(), clock=CLOCK)
    first, second = (token_of(re.search(LINK, mail.get_content())[1]) for mail in post.mails)
    administering.set_password(with_anna, first, NEW, clock=CLOCK)
    assert signing_in.actor_of(with_anna, token, PLAIN, clock=CLOCK) is None
    for used in (first, second):
        with pytest.raises(NotFound):
            administering.set_password(with_anna, used, "yet another long one", clock=CLOCK)
    with pytest.raises(Invalid):
        signed_in(with_anna, ANNA)


def test_a_link_that_was_asked_for_lasts_two_hours(with_anna: Store, post: Mailbox) -> None:
    signing_up.mail_password_link(with_anna, " Anna@CREDEX.example", settings=post.settings(), clock=CLOCK)
    token = link_in(post)
    assert administering.check_link(with_anna, token, clock=CLOCK.later(minutes=119)) == ANNA
    with pytest.raises(NotFound):
        administering.check_link(with_anna, token, clock=CLOCK.later(minutes=120))


def test_asking_for_somebody_elses_link_ends_no_link_of_theirs(with_anna: Store, post: Mailbox) -> None:
    kept = token_of(signing_up.make_link(with_anna, SYSTEM, ANNA, settings=PLAIN, clock=CLOCK).address)
    signing_up.mail_password_link(with_anna, ANNA, settings=post.settings(), clock=CLOCK)
    assert administering.check_link(with_anna, kept, clock=CLOCK) == ANNA


def test_nothing_is_mailed_where_there_is_no_password_to_replace(with_anna: Store, post: Mailbox) -> None:
    administering.make_account(with_anna, SYSTEM, DRAFT, clock=CLOCK)
    administering.make_demo_accounts(with_anna, DEMO, clock=CLOCK)
    staffing.deactivate(with_anna, SYSTEM, ANNA, clock=CLOCK)
    for email in ("nobody@credex.example", DRAFT.email, "viewer@demo.example", ANNA, "", "x" * 10_000):
        signing_up.mail_password_link(with_anna, email, settings=post.settings(), clock=CLOCK)
    assert post.mails == []


def test_a_mail_that_cannot_be_sent_is_logged_without_link_or_address(
    with_anna: Store, caplog: pytest.LogCaptureFixture
) -> None:
    settings = Settings(smtp_host="127.0.0.1", smtp_port=free_port(), smtp_security="none")
    with caplog.at_level(logging.DEBUG):
        signing_up.mail_password_link(with_anna, ANNA, settings=settings, clock=CLOCK)
    assert "could not be mailed" in caplog.text
    assert "token" not in caplog.text
    assert ANNA not in caplog.text


def test_no_token_stands_in_the_audit_log(with_anna: Store, post: Mailbox) -> None:
    signing_up.mail_password_link(with_anna, ANNA, settings=post.settings(), clock=CLOCK)
    made = token_of(signing_up.make_link(with_anna, SYSTEM, ANNA, settings=PLAIN, clock=CLOCK).address)
    with with_anna.reading() as session:
        rows = [tuple(row) for row in session.connection().exec_driver_sql("SELECT * FROM audit_entry ORDER BY n")]
    said = "\n".join(map(str, rows))
    assert "ask for new password" in said
    assert "make password link" in said
    for secret in (made, link_in(post)):
        assert secret not in said
        assert passwords.token_hash(secret) not in said


def test_a_link_for_a_demo_account_or_for_nobody_is_refused(with_anna: Store) -> None:
    administering.make_demo_accounts(with_anna, DEMO, clock=CLOCK)
    with pytest.raises(Invalid, match="demo accounts"):
        signing_up.make_link(with_anna, SYSTEM, "viewer@demo.example", settings=PLAIN, clock=CLOCK)
    with pytest.raises(NotFound):
        signing_up.make_link(with_anna, SYSTEM, "nobody@credex.example", settings=PLAIN, clock=CLOCK)


def test_inviting_somebody_who_is_there_is_refused_before_anything_is_mailed(with_anna: Store, post: Mailbox) -> None:
    draft = AccountDraft(email=ANNA, name="Anna", role=Role.VIEWER)
    with pytest.raises(Conflict):
        signing_up.invite(with_anna, SYSTEM, draft, settings=post.settings(), clock=CLOCK)
    assert post.mails == []


def test_asking_too_often_is_refused_and_signing_in_is_not_touched(with_anna: Store) -> None:
    throttle = Throttle()
    for _ in range(5):
        signing_up.count_request(throttle, email=ANNA, address="test", clock=CLOCK)
    with pytest.raises(NotAllowed, match="Too many attempts"):
        signing_up.count_request(throttle, email=ANNA, address="test", clock=CLOCK)
    assert signing_in.sign_in(
        with_anna, PLAIN, email=ANNA, password=PASSWORD, address="test", clock=CLOCK, throttle=throttle
    ).token
