"""A Word document of one's own that decides how a framework's reports look: taken, named, taken off again.

A report takes the template that was in force at its moment, so that the same report has the same bytes later; packages
of frozen reports stay as they are. Source: product.md (the coordinator's deliverables).
"""

from toc.errors import NotFound
from toc.exchange.file_types import clean_name
from toc.exchange.word_template import LARGEST, check_template
from toc.model.query import Actor
from toc.model.terms import Permission
from toc.services.permissions import require
from toc.services.steps.audit import audit
from toc.store import evidence_files, frameworks, head, report_templates
from toc.store.database import Store
from toc.store.report_templates import TemplateRow

__all__ = ["LARGEST", "TemplateRow"]


def find_template(store: Store, actor: Actor, framework: str) -> TemplateRow | None:
    """The template that a framework's reports take now; None for the product's own look.

    Raises:
        NotAllowed: the actor may not plan.
        NotFound: no such framework.
    """
    require(actor, Permission.PLAN)
    with store.reading() as session:
        frameworks.current_document(session, framework)
        return report_templates.find_template(session, framework)


def put_template(store: Store, actor: Actor, framework: str, *, name: str, body: bytes) -> TemplateRow:
    """Let a framework's reports take the styles, the page and the first pages of a Word document from now on.

    Args:
        store: where it is kept.
        actor: needs the right to plan.
        framework: code.
        name: of the file, as the browser said it.
        body: all of the file.

    Returns:
        The template that is in force; handed in a second time, nothing is written.

    Raises:
        Invalid: no Word document, larger than 5 MB, with macros, or it fetches something; the field is `template`.
        NotAllowed: the actor may not plan.
        NotFound: no such framework.
    """
    require(actor, Permission.PLAN)
    called = clean_name(name)
    media_type = check_template(called, body)
    with store.writing() as session:
        frameworks.current_document(session, framework)
        before = report_templates.find_template(session, framework)
        moment = head.moment(session)
        sha256 = evidence_files.keep_file(session, body, media_type=media_type, moment=moment)
        if before is not None and (before.sha256, before.file_name) == (sha256, called):
            return before
        report_templates.add_template(
            session, framework, sha256=sha256, file_name=called, moment=moment, account_id=actor.account_id
        )
        after = {"name": called, "sha256": sha256, "size": len(body)}
        audit(session, actor, "take report template", framework, before=_said(before), after=after)
        found = report_templates.find_template(session, framework)
    assert found is not None  # noqa: S101 - it was added just now
    return found


def remove_template(store: Store, actor: Actor, framework: str) -> None:
    """Let a framework's reports have the product's own look again.

    Raises:
        NotAllowed: the actor may not plan.
        NotFound: no such framework, or it has no template.
    """
    require(actor, Permission.PLAN)
    with store.writing() as session:
        frameworks.current_document(session, framework)
        before = report_templates.find_template(session, framework)
        if before is None:
            raise NotFound("The reports of {framework} have no template.", details={"framework": framework})
        report_templates.remove_template(session, framework, moment=head.moment(session))
        audit(session, actor, "take off report template", framework, before=_said(before))


def _said(row: TemplateRow | None) -> dict[str, object] | None:
    return None if row is None else {"name": row.file_name, "sha256": row.sha256, "size": row.size}
