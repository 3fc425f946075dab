"""A framework as the folder of CSV tables that `read_framework` reads, packed into one file, and the way back.

Source: files-and-commands.md, Rules for every CSV; the tables are described in `framework_folder`.
"""

import io
import json
import re
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory
from typing import Any

from toc.errors import Invalid
from toc.exchange.framework_file import SETTINGS, from_json, read_framework, to_json
from toc.exchange.framework_folder import SEPARATOR, TABLES, Table
from toc.exchange.writers import iter_rows
from toc.model.document import FrameworkDocument

_FIXED = (1980, 1, 1, 0, 0, 0)
_MOST_BYTES = 20 * 1024 * 1024
_FILES = frozenset({SETTINGS, *(table.file for table in TABLES)})
_NEGATIVE = re.compile(r"-[0-9]+(?:\.[0-9]+)?")
_ZIP_MARK = b"PK\x03\x04"


def folder_files(document: FrameworkDocument) -> dict[str, bytes]:
    """The files of a framework's folder by name; a table without rows has no file."""
    plain = json.loads(to_json(document))
    lists = {table.name for table in TABLES if not table.owner}
    settings = {name: value for name, value in plain.items() if name not in lists}
    text = json.dumps(settings, ensure_ascii=False, indent=2, sort_keys=True) + "\n"
    files = {SETTINGS: text.encode()}
    for table in TABLES:
        rows = [[_cell(table, column, row) for column in table.columns] for row in _rows(table, plain)]
        if rows:
            files[table.file] = b"".join(iter_rows(table.columns, rows))
    return files


def to_zip(document: FrameworkDocument, more: Mapping[str, bytes] | None = None) -> bytes:
    """A framework's folder as one file: the same framework gives the same bytes.

    Args:
        document: the framework.
        more: further files by name, such as an explanation.
    """
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as package:
        for name, body in sorted({**folder_files(document), **(more or {})}.items()):
            package.writestr(zipfile.ZipInfo(name, _FIXED), body, zipfile.ZIP_DEFLATED)
    return buffer.getvalue()


def read_framework_bytes(name: str, body: bytes) -> FrameworkDocument:
    """The framework in a file that was handed in: a JSON document, or a packed folder of CSV tables.

    Args:
        name: of the file, for what is said about it.
        body: its bytes; a packed folder may stand in a folder of its own, and other files in it are passed over.

    Raises:
        Invalid: every fault at once, each naming file, row and column (or the place in JSON) and what to do.
        NotFound: the packed folder has no settings.
    """
    if len(body) > _MOST_BYTES:
        raise _too_large(name)
    if not body.startswith(_ZIP_MARK):
        try:
            return from_json(body.decode("utf-8-sig"), file=name)
        except UnicodeDecodeError as error:
            raise Invalid(
                "{file} is neither a JSON document in UTF-8 nor a packed folder (zip).",
                field="file",
                remedy="Download the framework here, change that file and hand it in again.",
                details={"file": name},
            ) from error
    with TemporaryDirectory() as folder:
        for file, content in _unpacked(name, body):
            (Path(folder) / file).write_bytes(content)
        return read_framework(Path(folder))


def _unpacked(name: str, body: bytes) -> Iterator[tuple[str, bytes]]:
    """Give the files of a packed folder that are known by name; nothing else is written anywhere."""
    left = _MOST_BYTES
    try:
        with zipfile.ZipFile(io.BytesIO(body)) as package:
            for entry in package.infolist():
                file = PurePosixPath(entry.filename).name
                if entry.is_dir() or file not in _FILES or "__MACOSX" in entry.filename:
                    continue
                with package.open(entry) as opened:
                    content = opened.read(left + 1)
                left -= len(content)
                if left < 0:
                    raise _too_large(name)
                yield file, content
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError) as error:
        text = "{file} cannot be unpacked."
        raise Invalid(text, field="file", remedy="Pack the folder again.", details={"file": name}) from error


def _too_large(name: str) -> Invalid:
    fields = {"file": name, "most": _MOST_BYTES // 1024 // 1024}
    return Invalid("{file} is larger than {most} MB.", field="file", remedy="Leave the rest out.", details=fields)


def _rows(table: Table, plain: Mapping[str, Any]) -> Iterable[Mapping[str, Any]]:
    """The parts of a document as rows of a table, by heading."""
    if table.owner:
        first = table.columns[0]
        return [
            {**part, first: owner["code"]} for owner in plain.get(table.owner, ()) for part in owner.get(table.name, ())
        ]
    parts = plain.get(table.name, [])
    if len(table.columns) == 1:
        return [{table.columns[0]: part} for part in parts]
    return [{**part, "indicator_code": part.get("indicator", "")} for part in parts]


def _cell(table: Table, column: str, row: Mapping[str, Any]) -> object:
    value = row.get(column)
    if column in table.several:
        return SEPARATOR.join(value or ())
    if isinstance(value, str) and _NEGATIVE.fullmatch(value):
        return Decimal(value)
    return value
