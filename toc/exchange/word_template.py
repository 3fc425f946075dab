"""A Word document of one's own as the ground of a report: what is taken, what is refused, what is put right.

Styles may be missing and the page may be of any size: the report has its own way for each. Source: product.md (trust).
"""

import io
import zipfile
from typing import Any

import docx
from docx.document import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.exceptions import PackageNotFoundError
from docx.oxml.ns import qn
from docx.shared import Cm
from lxml.etree import LxmlError

from toc.errors import Invalid
from toc.exchange.file_types import file_type

LARGEST = 5 * 1024 * 1024
"""Bytes of a template; every report is as large as its template at least."""

_UNPACKED = 60 * 1024 * 1024
_NARROWEST = Cm(6)


def check_template(name: str, body: bytes) -> str:
    """Refuse what cannot be the template of a report.

    Args:
        name: a clean one.
        body: all of the file.

    Returns:
        Its media type.

    Raises:
        Invalid: larger than 5 MB, no Word document (.docx), with macros, damaged, or it fetches something from outside;
            the field is `template`.
    """
    if len(body) > LARGEST:
        raise _refused("{name} is larger than 5 MB.", name, "Make its pictures smaller, or leave them out.")
    try:
        found = file_type(name, body)
    except Invalid as error:
        remedy = "Save it as a Word document (.docx) without macros and take that."
        raise Invalid(error.template, field="template", remedy=remedy, details=error.fields) from error
    if found.endings != ("docx",):
        raise _refused("{name} is not a Word document.", name, "Save it as a Word document (.docx).")
    with zipfile.ZipFile(io.BytesIO(body)) as archive:
        if sum(part.file_size for part in archive.infolist()) > _UNPACKED:
            raise _refused("{name} unpacks to more than 60 MB.", name, "Make its pictures smaller, or leave them out.")
    _refuse_outside(name, open_template(body))
    return found.media_type


def open_template(body: bytes) -> Document:
    """Open a template, with a page where it has none and no tie to the template that it was made from itself.

    Raises:
        Invalid: it is no Word document, or damaged; the field is `template`.
    """
    try:
        document = docx.Document(io.BytesIO(body))
        _untie(document)
        _give_page(document)
        _ = [style.name for style in document.styles]
    except (
        PackageNotFoundError,
        zipfile.BadZipFile,
        LxmlError,
        KeyError,
        ValueError,
        AttributeError,
        OSError,
    ) as error:
        raise Invalid(
            "The template is not a Word document that can be opened.",
            field="template",
            remedy="Open it in Word or LibreOffice, save it as a Word document (.docx) and take that.",
        ) from error
    return document


def style_named(document: Document, name: str, kind: WD_STYLE_TYPE) -> Any:
    """A style of a kind by its name; None where the document has it not."""
    return next((style for style in document.styles if style.name == name and style.type == kind), None)


def room_of(document: Document) -> tuple[int, int]:
    """Width and height that the last section's page leaves for text, in Word's units."""
    page = document.sections[-1]
    across = (page.page_width or 0) - (page.left_margin or 0) - (page.right_margin or 0) - (page.gutter or 0)
    down = (page.page_height or 0) - abs(page.top_margin or 0) - abs(page.bottom_margin or 0)
    return max(across, _NARROWEST), max(down, _NARROWEST)


def _give_page(document: Document) -> None:
    """A4 with usual margins where the document says nothing of it."""
    if not len(document.sections):
        document.element.body.get_or_add_sectPr()
    page = document.sections[-1]
    for name, size in (("page_width", Cm(21)), ("page_height", Cm(29.7))):
        if not getattr(page, name):
            setattr(page, name, size)
    for name in ("left_margin", "right_margin", "top_margin", "bottom_margin"):
        if getattr(page, name) is None:
            setattr(page, name, Cm(2))


def _untie(document: Document) -> None:
    """Forget the template that the document was made from: Word would look for it wherever it was."""
    settings = document.settings
    for tie in settings.element.findall(qn("w:attachedTemplate")):
        settings.element.remove(tie)
    relations = document.part.part_related_by(RELATIONSHIP_TYPE.SETTINGS).rels
    for key in [key for key, relation in relations.items() if relation.reltype.endswith("/attachedTemplate")]:
        del relations[key]


def _refuse_outside(name: str, document: Document) -> None:
    """Refuse pictures and pieces that whoever opens the report would fetch from somewhere else; links are none."""
    relations = [relation for part in document.part.package.iter_parts() for relation in part.rels.values()]
    if any(relation.is_external and not relation.reltype.endswith("/hyperlink") for relation in relations):
        raise _refused(
            "{name} holds something that is fetched from elsewhere when it is opened.",
            name,
            "Insert pictures into the document instead of linking them.",
        )
    kinds = [part.content_type.lower() for part in document.part.package.iter_parts()]
    if any(kind.endswith(("activex+xml", "oleobject")) for kind in kinds):
        raise _refused("{name} holds objects of other programs.", name, "Leave them out, or insert them as pictures.")


def _refused(message: str, name: str, remedy: str) -> Invalid:
    return Invalid(message, field="template", remedy=remedy, details={"name": name})
