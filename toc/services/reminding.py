"""The mail with what is due: one for each person who wants it, never one for each report, never the same twice a week.

Source: product.md (Calendar); progress.md 1 (lateness).
"""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from toc.errors import NotAllowed, TocError
from toc.exchange import mail
from toc.figures.timeliness import ExpectedReport
from toc.model.query import Actor, Clock
from toc.model.terms import Permission, Role
from toc.services.permissions import require
from toc.services.steps.audit import audit
from toc.services.steps.expecting import load_reports
from toc.services.steps.mailing import MailSettings, mail_server
from toc.services.steps.reminder_text import calendar_address, owed_lines
from toc.store import frameworks, measurements, people, reminders
from toc.store.database import Session, Store

SOON = timedelta(days=14)
"""So long before its due date a report is named."""

AGAIN_AFTER = timedelta(days=7)
"""So long the same content is not mailed again."""

SUBJECT = "Impact monitoring: what is due"
_STOP = "You can stop these mails on the page Calendar."


@dataclass(frozen=True)
class Digest:
    """What one person is told.

    Attributes:
        account_id: of the person.
        text: the whole mail.
    """

    account_id: int
    email: str
    name: str
    text: str

    @property
    def content_hash(self) -> str:
        """SHA-256 of what it says, in hexadecimal."""
        return hashlib.sha256(self.text.encode()).hexdigest()


@dataclass(frozen=True)
class Mailing:
    """What became of the digests.

    Attributes:
        mail_is_set: there is a mail server.
        sent: addresses that were mailed; in a dry run those that would be.
        known: addresses that were mailed the same within a week, and were left out.
        failed: addresses that the mail server did not take, each with the reason.
        digests: what there was to tell, in order of the addresses.
    """

    mail_is_set: bool
    sent: tuple[str, ...]
    known: tuple[str, ...]
    failed: tuple[tuple[str, str], ...]
    digests: tuple[Digest, ...]

    def lines(self, *, texts: bool) -> Iterable[str]:
        """The same in sentences; with the texts where they were not mailed."""
        if not self.mail_is_set:
            yield "No mail server is set (TOC_SMTP_HOST), so that nothing was mailed."
        if texts or not self.mail_is_set:
            for digest in self.digests:
                yield f"\nTo: {digest.email}\nSubject: {SUBJECT}\n\n{digest.text}"
        yield f"{len(self.sent)} mailed, {len(self.known)} told within a week already, {len(self.failed)} failed."
        for address, reason in self.failed:
            yield f"{address}: {reason}"


def send_digests(store: Store, actor: Actor, *, settings: MailSettings, clock: Clock, dry_run: bool = False) -> Mailing:
    """Mail everybody who wants it what is due: one mail for each person with something to be told.

    A partner is told what the own organisation owes, or has to report within 14 days; a coordinator what waits for
    approval, and what is overdue by organisation. An address that fails does not stop the others.

    Args:
        store: where everything is.
        actor: an administrator, or the command line.
        settings: name the mail server; without one nothing is mailed.
        clock: says what today and now are.
        dry_run: only say what would be mailed.

    Raises:
        NotAllowed: only administrators mail everybody.
    """
    require(actor, Permission.ADMINISTER)
    now, server = clock.now(), mail_server(settings)
    with store.reading() as session:
        digests = _digests(session, settings.own_url, clock)
        known = {
            digest.email
            for digest in digests
            if reminders.was_sent(session, digest.account_id, digest.content_hash, now - AGAIN_AFTER)
        }
    sent: list[str] = []
    failed: list[tuple[str, str]] = []
    for digest in digests:
        if digest.email in known or server is None:
            continue
        if not dry_run:
            try:
                mail.send(server, to=digest.email, subject=SUBJECT, text=digest.text)
            except TocError as error:
                failed.append((digest.email, str(error)))
                continue
            with store.writing() as session:
                reminders.add_sent(session, digest.account_id, digest.content_hash, now)
                audit(session, actor, "send digest", digest.email)
        sent.append(digest.email)
    return Mailing(server is not None, tuple(sent), tuple(sorted(known)), tuple(failed), tuple(digests))


def set_digest(store: Store, actor: Actor, wanted: bool) -> None:
    """Say whether one takes the mail that lists what is due.

    Raises:
        NotAllowed: the command line has no account.
    """
    account_id = own_account(actor)
    with store.writing() as session:
        account = people.get_account(session, account_id)
        if account.wants_digest != wanted:
            account.wants_digest = wanted
            before, after = {"wants_digest": not wanted}, {"wants_digest": wanted}
            audit(session, actor, "choose digest", actor.email, before=before, after=after)


def wants_digest(store: Store, actor: Actor) -> bool:
    """Whether one takes that mail; the command line does not."""
    if actor.account_id is None:
        return False
    with store.reading() as session:
        return people.get_account(session, actor.account_id).wants_digest


def own_account(actor: Actor) -> int:
    """The key of one's own account.

    Raises:
        NotAllowed: the command line has none.
    """
    if actor.account_id is None:
        raise NotAllowed("The command line has no account of its own.", remedy="Sign in to the app.")
    return actor.account_id


def _digests(session: Session, own_url: str, clock: Clock) -> list[Digest]:
    found = []
    codes = [code for code, _ in frameworks.list_frameworks(session)]
    for account_id, person in people.list_digest_readers(session):
        told = [lines for code in codes if (lines := _told(session, person, code, own_url, clock))]
        if told:
            text = "\n".join((f"Dear {person.name},", *(line for lines in told for line in lines), "", _STOP))
            found.append(Digest(account_id, person.email, person.name, text))
    return found


def _told(session: Session, person: Actor, framework: str, own_url: str, clock: Clock) -> list[str]:
    """What one person is told about one framework; nothing where there is nothing to do."""
    document = frameworks.current_document(session, framework)
    today = clock.today(document.timezone)
    reports = load_reports(session, person, document, today)
    if person.role is Role.COORDINATOR:
        lines = _for_coordinator(session, framework, [report for report in reports if report.late(today)])
        organisation = None
    else:
        organisation = person.organisation
        own = (report for report in reports if report.organisation == organisation and not report.came_in)
        near = [report for report in own if report.came_in_on is None and report.due_on <= today + SOON]
        lines = owed_lines(document, near)
    if not lines:
        return []
    return ["", document.name, *lines, "", calendar_address(framework, organisation, own_url)]


def _for_coordinator(session: Session, framework: str, late: list[ExpectedReport]) -> list[str]:
    lines = []
    if waiting := len(measurements.list_waiting(session, framework)):
        lines.append(f"Waiting for approval: {waiting}")
    if late:
        lines.append(f"Overdue: {len(late)}")
        for name in sorted({report.organisation for report in late}):
            own = [report for report in late if report.organisation == name]
            oldest = min(report.due_on for report in own)
            lines.append(f"- {name}: {len(own)}, the oldest since {oldest.isoformat()}")
    return lines
