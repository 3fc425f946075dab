"""What a file is, found from its content and never from its name: documents, pictures and tables, nothing that runs.

A name has to agree with what was found, so that nothing leaves under an ending that promises something else. Web pages,
drawings with scripts, programs, archives and documents with macros are refused. Source: product.md (trust).
"""

import io
import re
import unicodedata
import zipfile
from collections.abc import Callable, Collection
from dataclasses import dataclass
from pathlib import PurePosixPath

import puremagic

from toc.errors import Invalid

MAX_NAME = 255
"""Longest name of a file, in characters."""

ENDINGS = "pdf png jpg jpeg gif webp tif tiff docx xlsx pptx odt ods odp doc xls ppt csv txt".split()
"""Endings that a file may have."""

ACCEPTED = "PDF, PNG, JPEG, GIF, WebP, TIFF, Word, Excel, PowerPoint, OpenDocument, CSV or plain text"


@dataclass(frozen=True, slots=True)
class FileType:
    """What a file is.

    Attributes:
        media_type: as it leaves, with the character set of a text.
        endings: of names that agree with it.
    """

    media_type: str
    endings: tuple[str, ...]


_PICTURES_AND_PDF: tuple[tuple[str, FileType], ...] = (
    (r"%PDF-[12]\.\d", FileType("application/pdf", ("pdf",))),
    (r"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", FileType("image/png", ("png",))),
    (r"\xff\xd8\xff[\xc0-\xfe]", FileType("image/jpeg", ("jpg", "jpeg"))),
    (r"GIF8[79]a", FileType("image/gif", ("gif",))),
    (r"RIFF.{4}WEBPVP8[ LX]", FileType("image/webp", ("webp",))),
    (r"(II\*\x00|MM\x00\*)", FileType("image/tiff", ("tif", "tiff"))),
)
_SIGNATURES = tuple((re.compile(start.encode(), re.S), kind) for start, kind in _PICTURES_AND_PDF)

_OFFICE = "application/vnd.openxmlformats-officedocument."
_OPEN = "application/vnd.oasis.opendocument."
_ZIPPED = {
    # main part of an Office file: what it is
    "word/document.xml": FileType(_OFFICE + "wordprocessingml.document", ("docx",)),
    "xl/workbook.xml": FileType(_OFFICE + "spreadsheetml.sheet", ("xlsx",)),
    "ppt/presentation.xml": FileType(_OFFICE + "presentationml.presentation", ("pptx",)),
}
_OPEN_DOCUMENTS = {
    _OPEN + "text": FileType(_OPEN + "text", ("odt",)),
    _OPEN + "spreadsheet": FileType(_OPEN + "spreadsheet", ("ods",)),
    _OPEN + "presentation": FileType(_OPEN + "presentation", ("odp",)),
}
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_OLD_OFFICE = (
    # name of the stream that holds the document: what it is
    ("WordDocument", FileType("application/msword", ("doc",))),
    ("Workbook", FileType("application/vnd.ms-excel", ("xls",))),
    ("Book", FileType("application/vnd.ms-excel", ("xls",))),
    ("PowerPoint Document", FileType("application/vnd.ms-powerpoint", ("ppt",))),
)
_ZIP_ENTRIES = 20_000
_SMALL = 1_000_000

_MACRO_PLACES = ("basic/", "scripts/", "macros/")
_BEGINS_LIKE_A_PAGE = re.compile(r"\s*(<[!?/a-z%]|#!|%!PS|\{\\rtf|MIME-Version:)", re.I)
_TAGS = "html|head|body|script|svg|math|iframe|frameset|object|embed|applet|meta|link|base|form|style|xsl:|x:script"
_HOLDS_A_PAGE = re.compile(rf"<\s*/?\s*(?:{_TAGS})(?![a-z0-9])|<!doctype|<!entity|<\?(?:xml|php|=)|<!\[cdata\[", re.I)
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f]")


def clean_name(name: str) -> str:
    """A file's name without its folders, control characters and marks that turn the direction of writing.

    Accents stay; a name that is too long is shortened before its ending.

    Args:
        name: as the browser said it.
    """
    last = re.split(r"[\\/]", unicodedata.normalize("NFC", name))[-1]
    kept = "".join(sign for sign in last if unicodedata.category(sign) not in ("Cc", "Cf", "Cs", "Cn", "Zl", "Zp"))
    kept = " ".join(kept.split()).lstrip(".")
    if len(kept) <= MAX_NAME:
        return kept
    ending = PurePosixPath(kept).suffix[:20]
    return kept[: MAX_NAME - len(ending)] + ending


def file_type(name: str, body: bytes) -> FileType:
    """What a file is, by its content.

    Args:
        name: a clean one; its ending has to agree with the content.
        body: all of it.

    Returns:
        The type; a text that is named `.csv` is a table.

    Raises:
        Invalid: the file is empty, of a kind that is not taken, holds macros, or is not what its name says.
    """
    if not body:
        raise _refused("{name} is empty.", name, "Choose a file with something in it.")
    found = _by_signature(body) or _office(name, body) or _old_office(name, body) or _text(name, body)
    ending = PurePosixPath(name).suffix.removeprefix(".").lower()
    if ending not in found.endings:
        raise _refused(
            "{name} is not what its name says: by its content it is {found}.",
            name,
            "Give it the ending {endings}, or choose the file itself.",
            found=found.media_type.partition(";")[0],
            endings=" or ".join("." + known for known in found.endings),
        )
    return found


def media_type_of(name: str, media_type: str) -> str:
    """The media type under which a stored file leaves: a text is a table where its name ends in `.csv`.

    The same bytes may have been handed in under both endings.
    """
    if not media_type.startswith("text/"):
        return media_type
    kind = "text/csv" if name.lower().endswith(".csv") else "text/plain"
    return f"{kind};{media_type.partition(';')[2]}"


def _by_signature(body: bytes) -> FileType | None:
    return next((kind for start, kind in _SIGNATURES if start.match(body)), None)


def _office(name: str, body: bytes) -> FileType | None:
    """The Office or OpenDocument file that a zip is; None for what is no zip."""
    if not body.startswith(b"PK"):
        return None
    try:
        with zipfile.ZipFile(io.BytesIO(body)) as archive:
            entries = archive.namelist()
            if len(entries) <= _ZIP_ENTRIES:
                _refuse_macros(name, entries, _read(archive, "[Content_Types].xml"))
                found = _zipped(entries, _read(archive, "mimetype"))
                if found is not None:
                    return found
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, ValueError, OSError) as error:
        raise _refused("{name} is damaged and cannot be read.", name, "Save it anew and add that file.") from error
    raise _refused("{name} is an archive.", name, "Add the files in it one by one.")


def _zipped(entries: Collection[str], mimetype: bytes) -> FileType | None:
    found = _OPEN_DOCUMENTS.get(mimetype.decode("ascii", "replace").strip())
    if found is not None and "content.xml" in entries:
        return found
    if "[Content_Types].xml" not in entries:
        return None
    return next((kind for part, kind in _ZIPPED.items() if part in entries), None)


def _read(archive: zipfile.ZipFile, entry: str) -> bytes:
    """The beginning of an entry, so that a small file cannot become a large one; empty where there is none."""
    try:
        with archive.open(entry) as file:
            return file.read(_SMALL)
    except KeyError:
        return b""


def _refuse_macros(name: str, entries: Collection[str], content_types: bytes) -> None:
    small = [entry.lower() for entry in entries]
    named = any(
        entry.endswith("vbaproject.bin") or entry.startswith(_MACRO_PLACES) or "/macrosheets/" in entry
        for entry in small
    )
    if named or b"macroenabled" in content_types.lower():
        raise _macros(name)


def _old_office(name: str, body: bytes) -> FileType | None:
    """The Word, Excel or PowerPoint file of before 2007; None for what is no such container."""
    if not body.startswith(_OLE):
        return None
    if _has_stream(body, "EncryptedPackage"):
        raise _refused("{name} is protected by a password.", name, "Save it without one and add that file.")
    if any(_has_stream(body, part) for part in ("_VBA_PROJECT", "_VBA_PROJECT_CUR", "VBA")):
        raise _macros(name)
    found = next((kind for stream, kind in _OLD_OFFICE if _has_stream(body, stream)), None)
    if found is None:
        raise _not_taken(name, body)
    return found


def _has_stream(body: bytes, stream: str) -> bool:
    """Whether a container names a stream or folder: 64 bytes of name, the name's length, 1 or 2 for what it is."""
    wanted = stream.encode("utf-16-le") + b"\x00\x00"
    padded = wanted.ljust(64, b"\x00") + len(wanted).to_bytes(2, "little")
    place = body.find(padded)
    return place >= 0 and body[place + len(padded) : place + len(padded) + 1] in (b"\x01", b"\x02")


def _text(name: str, body: bytes) -> FileType:
    """A plain text or a table, in UTF-8 or Windows-1252, in which no browser could find a page."""
    decoded = _decoded(body)
    if decoded is None:
        raise _not_taken(name, body)
    text, charset = decoded
    if _BEGINS_LIKE_A_PAGE.match(text) or _HOLDS_A_PAGE.search(text):
        raise _refused(
            "{name} holds a web page, a drawing or a program, not plain text.",
            name,
            "Save it as PDF and add that file, or add a link to it.",
        )
    return FileType(media_type_of(name, f"text/plain; charset={charset}"), ("csv", "txt"))


def _decoded(body: bytes) -> tuple[str, str] | None:
    decoders: tuple[tuple[str, Callable[[], str]], ...] = (
        ("utf-8", lambda: body.decode("utf-8-sig")),
        ("windows-1252", lambda: body.decode("cp1252")),
    )
    for charset, decode in decoders:
        try:
            text = decode()
        except UnicodeDecodeError:
            continue
        return None if _CONTROL.search(text) else (text, charset)
    return None


def _refused(message: str, name: str, remedy: str, **more: str) -> Invalid:
    return Invalid(message, field="file", remedy=remedy, details={"name": name, "accepted": ACCEPTED, **more})


def _macros(name: str) -> Invalid:
    return _refused(
        "{name} holds macros, which are programs.", name, "Save it without macros, or as PDF, and add that file."
    )


def _not_taken(name: str, body: bytes) -> Invalid:
    """Name what the content looks like, where that is known."""
    try:
        looks = puremagic.from_string(body[:4096] + body[-4096:], mime=True)
    except (puremagic.PureError, ValueError):
        looks = ""
    if not looks:
        return _refused("{name} is of a kind that is not taken.", name, "Add one of: {accepted}.")
    return _refused("{name} looks like {looks}, which is not taken.", name, "Add one of: {accepted}.", looks=looks)
