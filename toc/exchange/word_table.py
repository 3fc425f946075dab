"""Rows and column widths of a table in a Word file, written at once: cell by cell a long table would take seconds."""

import re
from collections.abc import Collection, Mapping, Sequence
from typing import Any
from xml.sax.saxutils import escape

from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn

HEAD_TINT = "E3EDF1"
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_EDGES = ("top", "left", "bottom", "right", "insideH", "insideV")
_NARROW, _WIDE, _LETTERS_OF_LINE = 7, 44, 2
_HALF_POINTS = 18
"""Of the letters in cells."""


def plain(text: str) -> str:
    """A text without the signs that no XML can hold."""
    return _NOT_XML.sub("\ufffd", text)


def widths_of(headings: Sequence[str], rows: Sequence[Sequence[str]], room: int) -> list[int]:
    """How wide each column is, by what stands in it: long texts get more room, and no word has to be broken.

    Args:
        headings: of the columns.
        rows: texts.
        room: width of the table.
    """
    needs = []
    for place, heading in enumerate(headings):
        texts = [row[place] for row in rows]
        word = max((len(part) for text in (heading, *texts) for part in text.split()), default=0)
        longest = sorted(map(len, texts))[-1 - len(texts) // 10] if texts else 0
        needs.append(min(max(word + _LETTERS_OF_LINE, longest // 2, _NARROW), _WIDE))
    return [room * need // sum(needs) for need in needs]


def fill_table(
    table: Any,
    headings: Sequence[str],
    rows: Sequence[Sequence[str]],
    *,
    room: int,
    numbers: Collection[int],
    tints: Mapping[str, str],
    edges: bool,
) -> None:
    """Fill an empty table of a Word file.

    Args:
        table: without rows.
        headings: of the columns; repeated on every page.
        rows: texts; a row stays in one piece.
        room: width of the table, in twentieths of a point.
        numbers: places of the columns whose cells stand on the right.
        tints: ground of a cell by its text.
        edges: draw lines around the cells, for a document that has no style with lines.
    """
    widths = widths_of(headings, rows, room)
    for column, width in zip(table._tbl.tblGrid.gridCol_lst, widths, strict=True):
        column.set(qn("w:w"), str(width))
    table.autofit = False
    if edges:
        _draw_edges(table._tbl.tblPr)
    head = [_cell(text, width, bold=True, tint=HEAD_TINT) for text, width in zip(headings, widths, strict=True)]
    table._tbl.append(_row(head, "w:tblHeader"))
    for row in rows:
        cells = [
            _cell(text, widths[place], right=place in numbers, tint=tints.get(text, ""))
            for place, text in enumerate(row)
        ]
        table._tbl.append(_row(cells, "w:cantSplit"))


def _row(cells: Sequence[str], mark: str) -> Any:
    return parse_xml(f"<w:tr {nsdecls('w')}><w:trPr><{mark}/></w:trPr>{''.join(cells)}</w:tr>")


def _cell(text: str, width: int, *, bold: bool = False, right: bool = False, tint: str = "") -> str:
    ground = f'<w:shd w:val="clear" w:color="auto" w:fill="{tint.lstrip("#")}"/>' if tint else ""
    side = '<w:pPr><w:jc w:val="right"/></w:pPr>' if right else ""
    weight = "<w:b/>" if bold else ""
    look = f'<w:rPr>{weight}<w:sz w:val="{_HALF_POINTS}"/></w:rPr>'
    lines = "<w:br/>".join(
        f'<w:t xml:space="preserve">{escape(line)}</w:t>' for line in plain(text).replace("\r", "").split("\n")
    )
    return (
        f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{ground}</w:tcPr>'
        f"<w:p>{side}<w:r>{look}{lines}</w:r></w:p></w:tc>"
    )


def _draw_edges(properties: Any) -> None:
    edges = OxmlElement("w:tblBorders")
    for name in _EDGES:
        edge = OxmlElement(f"w:{name}")
        for key, value in (("val", "single"), ("sz", "4"), ("space", "0"), ("color", "9AA5AB")):
            edge.set(qn(f"w:{key}"), value)
        edges.append(edge)
    follows = next((part for part in properties if part.tag in (qn("w:tblLayout"), qn("w:tblLook"))), None)
    if follows is None:
        properties.append(edges)
    else:
        follows.addprevious(edges)
