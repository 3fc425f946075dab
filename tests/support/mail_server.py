"""A mail server on this computer that keeps what it is given, for tests that send mails for real."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from tests.support.served import free_port


@dataclass
class MailBox:
    """What a mail server took, in order.

    Attributes:
        port: where it listens, on 127.0.0.1.
        refused: addresses that it takes no mail for.
        mails: as they arrived.
    """

    port: int
    refused: set[str] = field(default_factory=set)
    mails: list[EmailMessage] = field(default_factory=list)

    @property
    def host(self) -> str:
        """Its name."""
        return "127.0.0.1"

    def to(self, address: str) -> list[EmailMessage]:
        """The mails to one address."""
        return [mail for mail in self.mails if mail["To"] == address]

    async def handle_RCPT(  # noqa: N802 - named by the protocol
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        """Take an address, or refuse it."""
        if address in self.refused:
            return "550 No such mailbox"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        """Keep a mail."""
        content = envelope.content
        assert isinstance(content, bytes)
        self.mails.append(message_from_bytes(content, policy=policy.default))
        return "250 OK"


@contextmanager
def mail_server() -> Iterator[MailBox]:
    """Run a mail server without encryption until the block is left; gives its box."""
    box = MailBox(free_port())
    controller = Controller(box, hostname=box.host, port=box.port)
    controller.start()
    try:
        yield box
    finally:
        controller.stop()


def text_of(mail: EmailMessage) -> str:
    """The plain text of a mail."""
    body = mail.get_body(("plain",))
    assert body is not None
    return str(body.get_content())
