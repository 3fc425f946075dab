"""A mail server on this computer that keeps what it is given, and settings that send there."""

from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes, policy
from email.message import EmailMessage
from socket import socket

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from toc.config import Settings

LINK = r"https?://[\d.:]+(/set-password\?token=[\w-]{43})\s"


class Mailbox:
    """The mails that came in, in order."""

    def __init__(self) -> None:
        self.mails: list[EmailMessage] = []
        self.port = 0

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802 - as it is called
        """Keep one mail."""
        self.mails.append(message_from_bytes(envelope.content, policy=policy.default))
        return "250 OK"

    def settings(self, **more: object) -> Settings:
        """Settings whose mails arrive here."""
        return Settings(smtp_host="127.0.0.1", smtp_port=self.port, smtp_security="none", **more)


@contextmanager
def mailbox() -> Iterator[Mailbox]:
    """A mail server that runs until the block is left."""
    kept = Mailbox()
    kept.port = free_port()
    controller = Controller(kept, hostname="127.0.0.1", port=kept.port)
    controller.start()
    try:
        yield kept
    finally:
        controller.stop()


def free_port() -> int:
    """A port of this computer that nothing listens on just now."""
    with socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])
