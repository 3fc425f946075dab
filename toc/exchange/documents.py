"""A report to a Word file: headings, paragraphs, tables, pictures; styled by names, so that it can be restyled.

Every paragraph and table takes a style that Word knows (Title, Heading 1 to 3, Normal, List Bullet, Caption, Table
Grid), so that a document of one's own, given as the template, decides how the report looks. A style that it lacks is
made up for.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import docx
from docx.enum.section import WD_ORIENT
from docx.enum.style import WD_STYLE_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Emu, Pt

from toc.exchange.word_table import fill_table, plain
from toc.exchange.word_template import open_template, room_of, style_named

_WIDEST, _ABOVE_PICTURE = Cm(22), Cm(3.8)
"""Of a picture, and what stays free for the heading and the text above it."""

_SIZES = (20, 16, 13, 11)
"""Of headings whose style a template lacks, the title first, in points."""

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
    document = docx.Document() if template is None else open_template(template)
    if template is None:
        _lay_out(document)
    writer = _Writer(document)
    for block in blocks:
        writer.add(block)
    writer.finish()
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


def _lay_out(document: Any) -> None:
    """A4 across, so that tables have room, and a calm type."""
    section = document.sections[0]
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = Cm(29.7), Cm(21)
    section.left_margin = section.right_margin = Cm(2)
    section.top_margin = section.bottom_margin = Cm(1.8)
    document.styles["Normal"].font.name = "Calibri"
    document.styles["Normal"].font.size = Pt(10)


class _Writer:
    """Adds blocks to a document, each in the document's style where it has one."""

    def __init__(self, document: Any) -> None:
        self._document = document
        self._new_page = self._after_table = False
        self._last: Any = None
        kinds = (
            (WD_STYLE_TYPE.TABLE, ("Table Grid",)),
            (WD_STYLE_TYPE.PARAGRAPH, ("Title", "Heading 1", "Heading 2", "Heading 3", "Caption", "List Bullet")),
        )
        self._styles = {name: style_named(document, name, kind) for kind, names in kinds for name in names}

    def add(self, block: Block) -> None:
        """Add a block at the end; a page break is that of the heading after it, so that no page stays empty."""
        if isinstance(block, PageBreak):
            self._new_page = True
        elif isinstance(block, Heading):
            self._head(block)
        elif isinstance(block, Paragraph):
            self._add_text(block)
        elif isinstance(block, Table):
            self._add_table(block)
        else:
            self._add_picture(block)

    def _paragraph(self, text: str, style: str = "Normal") -> Any:
        paragraph = self._document.add_paragraph(plain(text), style=self._styles.get(style))
        if self._after_table:
            paragraph.paragraph_format.space_before = Pt(10)
        if self._new_page:
            paragraph.paragraph_format.page_break_before = True
        self._after_table = self._new_page = False
        self._last = paragraph
        return paragraph

    def _head(self, block: Heading) -> None:
        name = f"Heading {block.level}" if block.level else "Title"
        self._after_table = self._after_table and self._styles[name] is None
        paragraph = self._paragraph(block.text, name)
        if self._styles[name] is None:
            run = paragraph.runs[0] if paragraph.runs else paragraph.add_run()
            run.bold, run.font.size = True, Pt(_SIZES[block.level])
            paragraph.paragraph_format.space_before, paragraph.paragraph_format.space_after = Pt(12), Pt(4)
            paragraph.paragraph_format.keep_with_next = True
            _outline(paragraph, block.level)

    def _add_text(self, block: Paragraph) -> None:
        missing = block.style in self._styles and self._styles[block.style] is None
        self._paragraph(
            f"\u2022 {block.text}" if missing and block.style.startswith("List") else block.text, block.style
        )

    def _add_picture(self, block: Picture) -> None:
        if self._last is not None:
            self._last.paragraph_format.keep_with_next = True
        paragraph = self._paragraph("")
        self._last = None
        paragraph.paragraph_format.line_spacing = 1.0
        width, height = room_of(self._document)
        shape = paragraph.add_run().add_picture(io.BytesIO(block.image))
        share = min(min(_WIDEST, width) / shape.width, max(height - _ABOVE_PICTURE, height // 2) / shape.height)
        shape.width, shape.height = int(shape.width * share), int(shape.height * share)
        shape._inline.docPr.set("descr", plain(block.words))

    def _add_table(self, block: Table) -> None:
        caption = self._paragraph(block.caption, "Caption")
        caption.paragraph_format.keep_with_next = True
        if self._styles["Caption"] is None and caption.runs:
            caption.runs[0].bold = True
        table = self._document.add_table(rows=0, cols=len(block.headings))
        table.style = self._styles["Table Grid"]
        fill_table(
            table,
            block.headings,
            block.rows,
            room=Emu(room_of(self._document)[0]).twips,
            numbers=block.numbers,
            tints=block.tints,
            edges=self._styles["Table Grid"] is None,
        )
        self._after_table, self._last = True, None

    def finish(self) -> None:
        """End with a paragraph, as Word wants it, that takes no room."""
        if self._after_table:
            paragraph = self._document.add_paragraph()
            paragraph.paragraph_format.space_before = paragraph.paragraph_format.space_after = Pt(0)
            paragraph.paragraph_format.line_spacing = Pt(1)


def _outline(paragraph: Any, level: int) -> None:
    """Let a heading without a style of its own stand in the list of headings."""
    mark = OxmlElement("w:outlineLvl")
    mark.set(qn("w:val"), str(max(level - 1, 0)))
    paragraph._p.get_or_add_pPr().append(mark)
