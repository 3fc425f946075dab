"""A report to a Word file: headings, paragraphs, tables, pictures; styled by names, so that it can be restyled.

Every paragraph and table takes a style that Word knows (Title, Heading 1 to 3, Normal, Caption, Table Grid), so that a
document of one's own, given as the template, decides how the report looks.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import docx
from docx.enum.section import WD_ORIENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.opc.exceptions import PackageNotFoundError
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt

from toc.errors import Invalid

_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_TALLEST = Cm(15.5)
"""A picture fits a page with its heading."""

_FIXED = datetime(2000, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Heading:
    """A heading; level 0 is the title."""

    text: str
    level: int = 1


@dataclass(frozen=True)
class Paragraph:
    """A paragraph of plain text."""

    text: str
    style: str = "Normal"


@dataclass(frozen=True)
class Table:
    """A table with its caption above.

    Attributes:
        headings: of the columns; repeated on every page.
        rows: texts; an empty one is an empty cell.
        numbers: places of the columns whose cells stand on the right.
        tints: ground of a cell by its text, without `#`.
    """

    caption: str
    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    numbers: frozenset[int] = frozenset()
    tints: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Picture:
    """A picture with what it shows in words, for those who do not see it.

    Attributes:
        image: the bytes of a PNG.
    """

    image: bytes
    words: str


@dataclass(frozen=True)
class PageBreak:
    """What follows begins on a new page."""


Block = Heading | Paragraph | Table | Picture | PageBreak


def write_document(blocks: Sequence[Block], *, title: str, template: bytes | None = None) -> bytes:
    """Write a report as a Word file.

    Args:
        blocks: in their order.
        title: of the document, for its properties.
        template: a .docx of one's own, whose styles and page are taken and whose text goes before the report.

    Returns:
        The file's bytes.

    Raises:
        Invalid: the template is no Word document.
    """
    document = _opened(template)
    if template is None:
        _lay_out(document)
    for block in blocks:
        _add(document, block)
    properties = document.core_properties
    properties.title, properties.author = title, ""
    properties.created = properties.modified = _FIXED.replace(tzinfo=None)
    buffer = io.BytesIO()
    document.save(buffer)
    return _without_dates(buffer.getvalue())


def _without_dates(body: bytes) -> bytes:
    """The same file, its parts dated alike, so that the same report has the same bytes whenever it is written."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(body)) as given, zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as made:
        for part in given.infolist():
            entry = zipfile.ZipInfo(part.filename)
            entry.compress_type = zipfile.ZIP_DEFLATED
            made.writestr(entry, given.read(part))
    return buffer.getvalue()


def _opened(template: bytes | None) -> Any:
    if template is None:
        return docx.Document()
    try:
        return docx.Document(io.BytesIO(template))
    except (PackageNotFoundError, KeyError, ValueError) as error:
        raise Invalid("The template is not a Word document.", field="template", remedy="Take a .docx file.") from error


def _lay_out(document: Any) -> None:
    """A4 across, so that tables have room, and a calm type."""
    section = document.sections[0]
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = Cm(29.7), Cm(21)
    section.left_margin = section.right_margin = Cm(2)
    section.top_margin = section.bottom_margin = Cm(1.8)
    document.styles["Normal"].font.name = "Calibri"
    document.styles["Normal"].font.size = Pt(10)


def _add(document: Any, block: Block) -> None:
    if isinstance(block, Heading):
        document.add_heading(_plain(block.text), block.level)
    elif isinstance(block, Paragraph):
        document.add_paragraph(_plain(block.text), style=_style(document, block.style))
    elif isinstance(block, Table):
        _add_table(document, block)
    elif isinstance(block, Picture):
        shape = document.add_picture(io.BytesIO(block.image), width=Cm(22))
        if shape.height > _TALLEST:
            shape.width, shape.height = int(shape.width * _TALLEST / shape.height), _TALLEST
        shape._inline.docPr.set("descr", _plain(block.words))
    else:
        document.add_page_break()


def _style(document: Any, name: str) -> str | None:
    """A style's name where the document has it; its usual one where it has not."""
    return name if any(style.name == name for style in document.styles) else None


def _add_table(document: Any, block: Table) -> None:
    document.add_paragraph(_plain(block.caption), style=_style(document, "Caption"))
    table = document.add_table(rows=1, cols=len(block.headings))
    table.style = _style(document, "Table Grid")
    head = table.rows[0]
    mark = OxmlElement("w:tblHeader")
    mark.set(qn("w:val"), "true")
    head._tr.get_or_add_trPr().append(mark)
    for cell, text in zip(head.cells, block.headings, strict=True):
        _fill(cell, text, bold=True, tint="E3EDF1")
    for row in block.rows:
        cells = table.add_row().cells
        for place, text in enumerate(row):
            _fill(cells[place], text, right=place in block.numbers, tint=block.tints.get(text, ""))
    document.add_paragraph()


def _fill(cell: Any, text: str, *, bold: bool = False, right: bool = False, tint: str = "") -> None:
    paragraph = cell.paragraphs[0]
    run = paragraph.add_run(_plain(text))
    run.bold, run.font.size = bold, Pt(9)
    if right:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    if tint:
        shade = OxmlElement("w:shd")
        shade.set(qn("w:val"), "clear")
        shade.set(qn("w:color"), "auto")
        shade.set(qn("w:fill"), tint.lstrip("#"))
        cell._tc.get_or_add_tcPr().append(shade)


def _plain(text: str) -> str:
    """A text without the signs that no XML can hold."""
    return _NOT_XML.sub("\ufffd", text)
