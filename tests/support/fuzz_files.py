"""Files as no colleague should send them: good ones that are damaged, written in another way, or made to do harm.

Each number stands for one file, the same in every run. A file that was only written in another way still holds the
same cells, so that no value may be accepted from it that the good file does not hold; the same is true of a packed
file, whose sums tell damage. `python -m tests.support.fuzz_judge new.db 0 1000` tries numbers.
"""

import csv
import io
import random
import re
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import openpyxl

from tests.support.tree import ROOT
from toc.errors import Invalid
from toc.exchange.csv_files import open_csv
from toc.exchange.raw_tables import Limits

FILES = Path(ROOT) / "tests" / "files"
LIMITS = Limits(megabytes=4, unpacked_megabytes=8, rows=5_000, workbook_rows=2_000, columns=100, cell_signs=131_072)
"""Small, so that what is beyond them is met in a moment."""

SHARES = {"CSV": 91, "XLSX": 4, "ODS": 2, "XLS": 3}
_SIGNS = (
    *(
        sign.encode()
        for sign in ("\x00", '"', "'", ";", ",", "\t", "|", "\r", "\n", "\r\n", "=", "{", "}", "{0}", "%", "-")
    ),
    *(
        sign.encode()
        for sign in (".", "\\", "1e400", "9" * 40, "٣", "\x1a", "\x0c", "\x85", "nan", "Infinity", "\u200b")
    ),
    b"\xef\xbb\xbf",
    b"\xff\xfe",
    b"\xfe\xff",
    b"\xff",
    b"\x80",
    b"\xed\xa0\x80",
    b"PK\x03\x04",
)

_ABOUT = "docProps/core.xml"
_MOMENT = re.compile(rb">\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z<")


@dataclass(frozen=True)
class Fuzzed:
    """A file that was made of a good one.

    Attributes:
        seed: name of the good file.
        how: what was done to it.
        keeps: what it holds is the same, or damage can be told: only the good file's values may be accepted.
    """

    seed: str
    how: str
    data: bytes
    keeps: bool


@cache
def seeds() -> dict[str, list[tuple[str, bytes]]]:
    """The good files by their kind."""
    found: dict[str, list[tuple[str, bytes]]] = {kind: [] for kind in SHARES}
    for path in sorted(FILES.iterdir()):
        kind = path.suffix[1:].upper()
        if kind in found and path.name != "C076-text-named-as-excel.xlsx":
            found[kind].append((path.name, path.read_bytes()))
    return found


def fuzzed(number: int) -> Fuzzed:
    """The file that a number stands for."""
    chance = random.Random(number)  # noqa: S311 - which file comes next
    (kind,) = chance.choices(list(SHARES), list(SHARES.values()))
    seed, data = chance.choice(seeds()[kind])
    if kind == "CSV":
        ways = (CSV_REWRITES, True) if chance.random() < 0.4 else (DAMAGES, False)
    elif kind == "XLS":
        ways = (DAMAGES, False)
    else:
        ways = (PACKED_REWRITES, True) if chance.random() < 0.6 else (DAMAGES, True)
    way = chance.choice(ways[0])
    made = way(data, chance)
    keeps = ways[1] and way not in (replace_in_part, splice)
    return Fuzzed(seed, way.__name__, made, keeps)


def flip(data: bytes, chance: random.Random) -> bytes:
    """Some bytes are others."""
    made = bytearray(data)
    for _ in range(chance.choice((1, 1, 2, 8, 64))):
        if made:
            made[chance.randrange(len(made))] = chance.randrange(256)
    return bytes(made)


def cut(data: bytes, chance: random.Random) -> bytes:
    """The end, the beginning or a piece is missing."""
    begin, end = sorted(chance.randrange(len(data) + 1) for _ in range(2))
    return chance.choice((data[:end], data[begin:], data[:begin] + data[end:]))


def double(data: bytes, chance: random.Random) -> bytes:
    """A piece is there more than once."""
    begin, end = sorted(chance.randrange(len(data) + 1) for _ in range(2))
    return data[:end] + data[begin:end] * chance.choice((1, 2, 20)) + data[end:]


def insert(data: bytes, chance: random.Random) -> bytes:
    """Signs stand where none belong."""
    made = data
    for _ in range(chance.choice((1, 2, 5))):
        place = chance.randrange(len(made) + 1)
        made = made[:place] + chance.choice(_SIGNS) + made[place:]
    return made


def exchange_signs(data: bytes, chance: random.Random) -> bytes:
    """One sign stands everywhere in another one's place."""
    return data.replace(chance.choice(_SIGNS), chance.choice(_SIGNS))


def swell(data: bytes, chance: random.Random) -> bytes:
    """A cell, a row or the file is very long."""
    place = chance.randrange(len(data) + 1)
    piece = chance.choice((b"x", b"9", b",", b";", b"\n", b'""', b"\xc3\xa9", b" "))
    return data[:place] + piece * chance.choice((400, 7_000, 140_000)) + data[place:]


def splice(data: bytes, chance: random.Random) -> bytes:
    """The beginning of one file, the end of another."""
    _, other = chance.choice(seeds()[chance.choice(list(SHARES))])
    return data[: chance.randrange(len(data) + 1)] + other[chance.randrange(len(other) + 1) :]


def recode(data: bytes, chance: random.Random) -> bytes:
    """The letters are written in another encoding than the file says, or with another mark."""
    text = data.decode("utf-8", "surrogateescape")
    coding = chance.choice(("utf-16", "utf-16-le", "utf-32", "utf-7", "cp437", "cp1252", "shift-jis", "utf-8-sig"))
    return text.encode(coding, "replace")


DAMAGES: tuple[Callable[[bytes, random.Random], bytes], ...] = (
    flip, cut, double, insert, exchange_signs, swell, splice, recode,
)  # fmt: skip


def _cells(data: bytes) -> list[list[str]]:
    """The rows of a CSV file as the reader finds them; nothing where it finds none."""
    try:
        return [[*record.cells] for record in open_csv(data).tables[0].records]
    except Invalid:
        return []


def _written(rows: Sequence[Sequence[str]], chance: random.Random, *, ends: str = "\r\n") -> str:
    """Rows as a text, with one separator and one way of quoting throughout."""
    text = io.StringIO()
    quoting = chance.choice((csv.QUOTE_MINIMAL, csv.QUOTE_ALL))
    writer = csv.writer(text, delimiter=chance.choice(",;\t|"), quoting=quoting, lineterminator=ends)
    writer.writerows(rows)
    return text.getvalue()


def write_anew(data: bytes, chance: random.Random) -> bytes:
    """Another separator, quotes, line ends and encoding."""
    text = _written(_cells(data), chance, ends=chance.choice(("\r\n", "\n", "\r")))
    coding = chance.choice(("utf-8", "utf-8-sig", "utf-16", "cp1252"))
    try:
        return text.encode(coding)
    except UnicodeEncodeError:
        return text.encode()


def pad(data: bytes, chance: random.Random) -> bytes:
    """Blank rows and columns, titles above, notes below, an unknown column."""
    rows = _cells(data)
    for _ in range(chance.randrange(1, 4)):
        what = chance.randrange(5)
        if what == 0:
            rows = [*rows, *([[""]] * chance.randrange(1, 40))]
        elif what == 1:
            rows = [[*row, "", ""] for row in rows]
        elif what == 2:
            rows = [["Figures of our office"], [], *rows]
        elif what == 3:
            rows = [*rows, [], ["Compiled in the spring"]]
        else:
            rows = [[*row, "ours" if place == 0 else ""] for place, row in enumerate(rows)]
    return _written(rows, chance).encode()


def shuffle_columns(data: bytes, chance: random.Random) -> bytes:
    """The columns stand in another order, as far as each row has them all."""
    rows = _cells(data)
    width = max((len(row) for row in rows), default=0)
    order = chance.sample(range(width), width)
    full = [[*row, *[""] * (width - len(row))] for row in rows]
    return _written([[row[place] for place in order] for row in full], chance).encode()


def as_workbook(data: bytes, chance: random.Random) -> bytes:
    """The same texts in a spreadsheet."""
    book = openpyxl.Workbook()
    sheet = book.active
    try:
        for number, row in enumerate(_cells(data), start=1):
            for place, text in enumerate(row, start=1):
                cell = sheet.cell(number, place)
                cell.value, cell.data_type = (text, "s") if text else (None, "n")
    except ValueError:
        return data
    if chance.random() < 0.3:
        book.create_sheet("More").append(["Notes", "of", "ours"])
    made = io.BytesIO()
    book.save(made)
    parts = _parts(made.getvalue())
    parts[_ABOUT] = _MOMENT.sub(b">2000-01-01T00:00:00Z<", parts[_ABOUT])
    return _packed(parts, chance)


CSV_REWRITES = (write_anew, write_anew, pad, pad, shuffle_columns, shuffle_columns, write_anew, pad, as_workbook)


def _parts(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        return {name: packed.read(name) for name in packed.namelist()}


def _part(name: str, compression: int) -> zipfile.ZipInfo:
    """A part's entry without the time of day, so that a number is the same file at any moment."""
    entry = zipfile.ZipInfo(name)
    entry.compress_type = compression
    return entry


def _packed(parts: dict[str, bytes], chance: random.Random) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", chance.choice((zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED))) as packed:
        for name, body in parts.items():
            packed.writestr(_part(name, packed.compression), body)
    return made.getvalue()


def pack_anew(data: bytes, chance: random.Random) -> bytes:
    """The parts are in another order, packed or not, with files among them that do not belong there."""
    parts = list(_parts(data).items())
    chance.shuffle(parts)
    more = {"inner.zip": data, "xl/worksheets/none.txt": b"<row>" * 50, "docs/readme.txt": b"x" * 2000}
    extra = dict(chance.sample(list(more.items()), chance.randrange(3)))
    return _packed({**dict(parts), **extra}, chance)


def drop_part(data: bytes, chance: random.Random) -> bytes:
    """A part is missing or empty."""
    parts = _parts(data)
    name = chance.choice(list(parts))
    if chance.random() < 0.5:
        del parts[name]
    else:
        parts[name] = b""
    return _packed(parts, chance)


def twice(data: bytes, chance: random.Random) -> bytes:
    """A part is there twice, with different content."""
    parts = _parts(data)
    name = chance.choice(list(parts))
    made = io.BytesIO(data)
    with zipfile.ZipFile(made, "a") as packed:
        packed.writestr(_part(name + "x", packed.compression), parts[name].replace(b"1", b"7"))
    body = made.getvalue()
    return body.replace((name + "x").encode(), name.encode() + name[-1:].encode()) if chance.random() < 0.2 else body


def replace_in_part(data: bytes, chance: random.Random) -> bytes:
    """A part is damaged and packed with the right sum."""
    parts = _parts(data)
    name = chance.choice([one for one in parts if one.endswith((".xml", ".rels"))])
    parts[name] = chance.choice(DAMAGES[:6])(parts[name], chance)
    return _packed(parts, chance)


def harm(data: bytes, chance: random.Random) -> bytes:
    """Far more is declared, repeated or unpacked than is there."""
    parts = _parts(data)
    name = next(one for one in parts if one.endswith(("sheet1.xml", "content.xml")))
    many = chance.choice((b"1048576", b"99999999", b"999999999999", b"-1", b"0", b"x"))
    body = parts[name]
    ways = (
        body.replace(b"<sheetData>", b'<sheetData><row r="%s"/>' % many),
        body.replace(b"<sheetData", b'<dimension ref="A1:XFD%s"/><sheetData' % many),
        body.replace(b"<table:table-row ", b'<table:table-row table:number-rows-repeated="%s" ' % many),
        body.replace(
            b'office:value-type="float"', b'office:value-type="float" table:number-columns-repeated="%s"' % many
        ),
        body.replace(b"</sheetData>", b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'),
        body.replace(b"?>", b'?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>', 1),
        body.replace(b"</sheetData>", b"</sheetData>" + b" " * 5_000_000),
        body.replace(b"</t>", b"x" * 200_000 + b"</t>"),
        body.replace(b"</sheetData>", b'</sheetData><mergeCells><mergeCell ref="A2:A1048576"/></mergeCells>'),
        body.replace(b"<text:p>", b'<text:p><text:s text:c="99999999"/>'),
    )
    parts[name] = chance.choice(ways)
    return _packed(parts, chance)


PACKED_REWRITES = (pack_anew, pack_anew, drop_part, twice, replace_in_part, replace_in_part, harm, harm)
