"""The mail with what is due: to whom, what it says, how often, and what a failing address does."""

from collections.abc import Iterator
from datetime import date

import pytest

from tests.support.example_framework import loaded, planted, record
from tests.support.mail_server import MailBox, mail_server, text_of
from tests.support.people import CHEAP, Hands, add_person
from toc.config import Settings
from toc.errors import NotAllowed
from toc.model.person import AccountDraft
from toc.model.query import SYSTEM, Actor
from toc.model.terms import Role
from toc.services import administering, reminding, staffing
from toc.services.reminding import Mailing
from toc.services.steps import passwords
from toc.store.database import Store

TODAY = date(2020, 7, 15)
CLOCK = Hands(TODAY)
PIA, KOSTAS, CARLA, VERA = (f"{name}@orchard.example" for name in ("pia", "kostas", "carla", "vera"))


@pytest.fixture(autouse=True)
def _cheap_hashes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(passwords, "HASHER", CHEAP)


@pytest.fixture
def orchard(store: Store) -> Store:
    loaded(store)
    add_person(store, PIA, Role.PARTNER, "POMAR", name="Pia")
    add_person(store, KOSTAS, Role.PARTNER, "KIPOS", name="Kostas")
    add_person(store, CARLA, Role.COORDINATOR, name="Carla")
    add_person(store, VERA, Role.VIEWER, name="Vera")
    return store


@pytest.fixture
def box() -> Iterator[MailBox]:
    with mail_server() as found:
        yield found


def remind(store: Store, box: MailBox | None, clock: Hands = CLOCK, **more: bool) -> Mailing:
    server = {"smtp_host": box.host, "smtp_port": box.port, "smtp_security": "none"} if box else {}
    return reminding.send_digests(store, SYSTEM, settings=Settings(**server), clock=clock, **more)


def person(store: Store, email: str) -> Actor:
    return administering.actor_by_email(store, email)


def test_each_partner_gets_one_mail_with_the_own_reports_and_viewers_get_none(orchard: Store, box: MailBox) -> None:
    found = remind(orchard, box)
    assert found.sent == (CARLA, KOSTAS, PIA)
    assert [mail["To"] for mail in box.mails] == [CARLA, KOSTAS, PIA]
    text = text_of(box.to(PIA)[0])
    assert "Dear Pia," in text
    assert "Portugal, 2020-Q1, due 2020-04-30" in text
    assert "Greece" not in text
    assert "2020-Q2, due 2020-07-30" not in text


def test_what_is_due_within_fourteen_days_is_in_it_and_not_what_is_due_later(orchard: Store, box: MailBox) -> None:
    assert "2020-Q2" not in text_of(remind_and_read(orchard, box, date(2020, 7, 15)))
    assert "2020-Q2, due 2020-07-30" in text_of(remind_and_read(orchard, box, date(2020, 7, 16)))


def remind_and_read(store: Store, box: MailBox, today: date):
    remind(store, box, Hands(today))
    return box.to(PIA)[-1]


def test_a_coordinator_is_told_what_waits_and_what_is_overdue_by_organisation(orchard: Store, box: MailBox) -> None:
    record(orchard, planted(1), "submitted")
    remind(orchard, box)
    text = text_of(box.to(CARLA)[0])
    assert "Waiting for approval: 1" in text
    assert "- KIPOS: " in text
    assert "- POMAR: " not in text
    assert box.to(PIA) == []


def test_the_same_is_not_mailed_again_within_a_week_and_something_new_is(orchard: Store, box: MailBox) -> None:
    remind(orchard, box)
    again = remind(orchard, box, CLOCK.later(days=6, hours=23))
    assert (again.sent, again.known) == ((), (CARLA, KOSTAS, PIA))
    record(orchard, planted(1), "submitted")
    changed = remind(orchard, box, CLOCK.later(days=6, hours=23))
    assert changed.sent == (CARLA,)
    assert remind(orchard, box, CLOCK.later(days=7)).sent == (KOSTAS,)


def test_an_address_that_fails_does_not_stop_the_others_and_is_tried_again(orchard: Store, box: MailBox) -> None:
    box.refused.add(KOSTAS)
    found = remind(orchard, box)
    assert found.sent == (CARLA, PIA)
    assert [address for address, _ in found.failed] == [KOSTAS]
    assert any("did not take" in line for line in found.lines(texts=False))
    box.refused.clear()
    assert remind(orchard, box).sent == (KOSTAS,)


def test_a_dry_run_mails_and_notes_nothing(orchard: Store, box: MailBox) -> None:
    found = remind(orchard, box, dry_run=True)
    assert found.sent == (CARLA, KOSTAS, PIA)
    assert box.mails == []
    assert any("Dear Pia," in line for line in found.lines(texts=True))
    assert remind(orchard, box).sent == (CARLA, KOSTAS, PIA)


def test_without_a_mail_server_the_texts_are_given_instead(orchard: Store) -> None:
    found = remind(orchard, None)
    lines = list(found.lines(texts=False))
    assert lines[0].startswith("No mail server is set")
    assert any(f"To: {PIA}" in line for line in lines)
    assert found.sent == ()


def test_who_stopped_it_was_deactivated_or_only_invited_gets_none(orchard: Store, box: MailBox) -> None:
    reminding.set_digest(orchard, person(orchard, PIA), False)
    staffing.deactivate(orchard, SYSTEM, KOSTAS, clock=CLOCK)
    invited = AccountDraft(email="new@orchard.example", name="New", role=Role.COORDINATOR)
    administering.make_account(orchard, SYSTEM, invited, clock=CLOCK)
    assert remind(orchard, box).sent == (CARLA,)
    assert not reminding.wants_digest(orchard, person(orchard, PIA))
    reminding.set_digest(orchard, person(orchard, PIA), True)
    assert remind(orchard, box).sent == (PIA,)


def test_only_administrators_mail_everybody_and_the_command_line_has_no_mail_to_stop(orchard: Store) -> None:
    with pytest.raises(NotAllowed):
        reminding.send_digests(orchard, person(orchard, CARLA), settings=Settings(), clock=CLOCK)
    with pytest.raises(NotAllowed):
        reminding.set_digest(orchard, SYSTEM, False)
