"""The mail server and the app's own address, as the settings name them."""

from typing import Protocol

from pydantic import SecretStr

from toc.exchange.mail import MailServer


class MailSettings(Protocol):
    """The settings that decide how mails go out (toc.config.Settings)."""

    @property
    def own_url(self) -> str:
        """The address that links in mails begin with."""

    @property
    def smtp_host(self) -> str | None:
        """The mail server; None where nothing is mailed."""

    @property
    def smtp_port(self) -> int:
        """Its port."""

    @property
    def smtp_security(self) -> str:
        """`starttls`, `tls` or `none`."""

    @property
    def smtp_user(self) -> str | None:
        """Name to sign in with."""

    @property
    def smtp_password(self) -> SecretStr | None:
        """Password to it."""

    @property
    def smtp_from(self) -> str:
        """Address that mails come from."""


def mail_server(settings: MailSettings) -> MailServer | None:
    """Where mails go out; None where the settings name no mail server."""
    if settings.smtp_host is None:
        return None
    return MailServer(
        host=settings.smtp_host,
        port=settings.smtp_port,
        security=settings.smtp_security,
        user=settings.smtp_user,
        password=settings.smtp_password.get_secret_value() if settings.smtp_password else None,
        sender=settings.smtp_from,
    )
