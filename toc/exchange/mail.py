"""A mail in plain text to the mail server of the settings."""

import smtplib
import ssl
from dataclasses import dataclass
from email.message import EmailMessage
from email.utils import make_msgid

from toc.errors import Invalid

PATIENCE = 20
"""Seconds to wait for the mail server."""


@dataclass(frozen=True)
class MailServer:
    """Where mails go out.

    Attributes:
        security: `starttls`, `tls` or `none`.
        user: name to sign in with; None where the server asks for none.
        sender: address that mails come from.
    """

    host: str
    port: int
    security: str
    user: str | None
    password: str | None
    sender: str


def send(server: MailServer, *, to: str, subject: str, text: str) -> None:
    """Send one mail to one person.

    Args:
        server: where it goes out.
        to: an e-mail address.
        subject: one line; line breaks in it become blanks.
        text: plain text.

    Raises:
        Invalid: the mail server did not take it.
    """
    message = EmailMessage()
    message["From"] = server.sender
    message["To"] = to
    message["Subject"] = " ".join(subject.split())
    message["Message-ID"] = make_msgid(domain=server.sender.rpartition("@")[2] or "localhost")
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(text)
    try:
        with _connected(server) as connection:
            connection.send_message(message)
    except (OSError, smtplib.SMTPException) as error:
        raise Invalid(
            "The mail server {host} did not take the mail.",
            remedy="Check the mail settings, or hand over the text yourself.",
            details={"host": server.host},
        ) from error


def _connected(server: MailServer) -> smtplib.SMTP:
    """A connection that is encrypted and signed in as the server's settings say."""
    if server.security == "tls":
        secure = ssl.create_default_context()
        connection: smtplib.SMTP = smtplib.SMTP_SSL(server.host, server.port, timeout=PATIENCE, context=secure)
    else:
        connection = smtplib.SMTP(server.host, server.port, timeout=PATIENCE)
        if server.security == "starttls":
            connection.starttls(context=ssl.create_default_context())
    if server.user is not None:
        connection.login(server.user, server.password or "")
    return connection
