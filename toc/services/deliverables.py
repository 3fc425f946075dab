"""Deliverables: the workbook, the Word report, and one package with everything, all of one moment.

The same query for the same moment gives the same bytes, whatever is recorded later.
Source: files-and-commands.md; progress.md 11.
"""

import hashlib
import io
import json
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from toc import __version__
from toc.errors import NotFound
from toc.exchange.documents import write_document
from toc.exchange.workbook_writer import write_workbook
from toc.exchange.writers import file_name, iter_rows
from toc.model.query import ALL, Actor, Query
from toc.services.steps.report_blocks import blocks
from toc.services.steps.report_material import KINDS, Material, gather, pinned
from toc.services.steps.report_sheets import DICTIONARY, dictionary_rows, sheets
from toc.services.steps.report_text import scope_lines
from toc.store.database import Store

__all__ = ["pinned"]

MEDIA_TYPES = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "zip": "application/zip",
}
"""By the ending of the file's name."""

_HOW_MADE = {
    "README.txt": "this text.",
    "progress.csv": "one row for each indicator and country: baseline, target, value, progress, gap, status.",
    "objectives.csv": "one row for each objective and country: progress, gap, status, coverage.",
    "measurements.csv": "every measurement with its breakdown; can be imported again.",
    "targets.csv": "every baseline and target; can be imported again.",
    "findings.csv": "what the rules find in the figures, the worst first, and what was set aside and why.",
    "actions.csv": "what is undertaken; people's names and comments are left out, their organisations are named.",
    "links.csv": "contributions between objectives, with what is said about them.",
    "summaries.csv": "the mean of the objectives of each country, level and horizon.",
    "stakeholders.csv": "the objectives by the stakeholders that they are for.",
    "quality.csv": "how complete, timely and backed the data of each country and organisation are.",
    "data-dictionary.csv": "what stands in each column of the CSV files above.",
    "workbook.xlsx": "the same rows as sheets, with the grid and charts.",
    "report.docx": "the same figures as a report with methods and data quality.",
    "manifest.json": "the filters, and size and SHA-256 of each file above.",
    "SHA256SUMS": "the SHA-256 of each file, for `sha256sum -c SHA256SUMS`.",
}


@dataclass(frozen=True)
class File:
    """A file that leaves the product.

    Attributes:
        name: with the filters, the date and the product's version.
        body: its bytes.
    """

    name: str
    body: bytes

    @property
    def media_type(self) -> str:
        """What the file is, for browsers."""
        return MEDIA_TYPES[self.name.rpartition(".")[2]]


def workbook(store: Store, actor: Actor, query: Query) -> File:
    """The Excel workbook: about, grid, overview with charts, the public files, the data dictionary.

    Raises:
        NotAllowed: the actor may not download, or not see the country or unapproved values.
        NotFound: no such framework, country or horizon.
    """
    material = gather(store, actor, query)
    return File(_name("workbook", query, "xlsx"), _workbook(material))


def document(store: Store, actor: Actor, query: Query) -> File:
    """The Word report, in the look of the framework's template where it had one at the moment.

    Raises:
        NotAllowed: as for `workbook`.
        NotFound: as for `workbook`.
    """
    material = gather(store, actor, query)
    return File(_name("report", query, "docx"), _document(material))


def package(store: Store, actor: Actor, query: Query) -> File:
    """One zip with the CSV files, the data dictionary, workbook, report, README and the SHA-256 of each.

    Raises:
        NotAllowed: as for `workbook`.
        NotFound: as for `workbook`.
    """
    material = gather(store, actor, query)
    return File(_name("package", query, "zip"), _package(material))


def make(store: Store, actor: Actor, kind: str, query: Query) -> File:
    """A deliverable by its name: `workbook`, `document` or `package`.

    Raises:
        NotFound: there is none of that name; else as for `workbook`.
    """
    maker = MAKERS.get(kind)
    if maker is None:
        raise NotFound(
            "There is no deliverable {kind}.",
            remedy="Choose one of: {kinds}.",
            details={"kind": kind, "kinds": ", ".join(MAKERS)},
        )
    return maker(store, actor, query)


MAKERS: Mapping[str, Callable[[Store, Actor, Query], File]] = {
    "workbook": workbook,
    "document": document,
    "package": package,
}
"""Deliverables by their names on the command line."""


def name_of(query: Query, version: str, name: str) -> str:
    """File name of a frozen report's package: its own name, its date, and the version that made it."""
    return file_name(query.framework, name, query.as_of, f"v{version}", extension="zip")


def _name(kind: str, query: Query, extension: str) -> str:
    country = "all" if query.country == ALL else query.country
    unapproved = "with-unapproved" if query.include_unapproved else None
    parts = (query.framework, kind, country, query.horizon, query.as_of, unapproved, f"v{__version__}")
    return file_name(*parts, extension=extension)


def _workbook(material: Material) -> bytes:
    title = f"{material.document.name}: figures as of {material.query.as_of}"
    return write_workbook(sheets(material), title=title, created=material.assessment.known_at)


def _document(material: Material) -> bytes:
    title = f"{material.document.name}: progress report as of {material.query.as_of}"
    return write_document(tuple(blocks(material)), title=title, template=material.template)


def _package(material: Material) -> bytes:
    files = {
        "README.txt": _readme(material),
        **{f"{kind}.csv": material.csv(kind) for kind in KINDS},
        "data-dictionary.csv": b"".join(iter_rows(DICTIONARY, dictionary_rows())),
        "workbook.xlsx": _workbook(material),
        "report.docx": _document(material),
    }
    files["manifest.json"] = _manifest(material, files)
    sums = "".join(f"{hashlib.sha256(body).hexdigest()}  {name}\n" for name, body in files.items())
    files["SHA256SUMS"] = sums.encode()
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as made:
        for name, body in files.items():
            entry = zipfile.ZipInfo(name)
            entry.compress_type, entry.external_attr = zipfile.ZIP_DEFLATED, 0o644 << 16
            made.writestr(entry, body)
    return buffer.getvalue()


def _readme(material: Material) -> bytes:
    lines = [
        f"{material.document.name}: package of a report",
        "",
        *(f"{name}: {said}" for name, said in scope_lines(material)),
        f"Product version: {__version__}",
        "",
        "All files were made from the same figures, for the same date and the same moment.",
        "",
        *(f"{name}: {how}" for name, how in _HOW_MADE.items()),
        "",
        "CSV files: UTF-8, comma, decimal point, dates as YYYY-MM-DD, moments in UTC, missing as an empty cell.",
        "A text that a spreadsheet could take for a formula has an apostrophe in front.",
    ]
    return ("\r\n".join(lines) + "\r\n").encode()


def _manifest(material: Material, files: Mapping[str, bytes]) -> bytes:
    query = material.query
    said = {
        "framework": query.framework,
        "country": query.country,
        "horizon": query.horizon,
        "as_of": query.as_of.isoformat(),
        "known_at": material.assessment.known_at.isoformat(),
        "include_unapproved": query.include_unapproved,
        "invented": material.invented,
        "version": __version__,
        "files": [
            {"name": name, "bytes": len(body), "sha256": hashlib.sha256(body).hexdigest()}
            for name, body in files.items()
        ],
    }
    return (json.dumps(said, ensure_ascii=False, indent=1) + "\n").encode()
