"""A mail goes out to a real mail server, and what that refuses is said in one sentence."""

from dataclasses import replace

import pytest

from tests.support.mail_server import mail_server, text_of
from tests.support.served import free_port
from toc.errors import Invalid
from toc.exchange.mail import MailServer, send

PLAIN = MailServer("127.0.0.1", 0, "none", None, None, "monitoring@credex.example")


def test_a_mail_arrives_with_its_subject_on_one_line_and_every_letter_of_its_text() -> None:
    with mail_server() as box:
        server = replace(PLAIN, port=box.port)
        send(server, to="piet@hku.example", subject="Due:\r\nBcc: all@example.org", text="Één perioden\n.\nrest\n")
    (mail,) = box.mails
    assert (mail["From"], mail["To"], mail["Subject"]) == (
        "monitoring@credex.example",
        "piet@hku.example",
        "Due: Bcc: all@example.org",
    )
    assert mail["Bcc"] is None
    assert mail["Auto-Submitted"] == "auto-generated"
    assert text_of(mail).replace("\r\n", "\n") == "Één perioden\n.\nrest\n"


def test_nobody_who_listens_is_said_with_the_servers_name() -> None:
    with pytest.raises(Invalid) as caught:
        send(replace(PLAIN, port=free_port()), to="piet@hku.example", subject="Due", text="Due")
    assert "The mail server 127.0.0.1 did not take the mail." in str(caught.value)
    assert "mail settings" in (caught.value.remedy or "")


def test_a_server_that_does_not_encrypt_gets_no_mail_where_encryption_is_asked_for() -> None:
    with mail_server() as box, pytest.raises(Invalid):
        send(replace(PLAIN, port=box.port, security="starttls"), to="piet@hku.example", subject="Due", text="Due")
    assert box.mails == []


def test_an_address_that_the_server_refuses_is_an_error_and_no_mail() -> None:
    with mail_server() as box:
        box.refused.add("gone@hku.example")
        with pytest.raises(Invalid):
            send(replace(PLAIN, port=box.port), to="gone@hku.example", subject="Due", text="Due")
    assert box.mails == []
