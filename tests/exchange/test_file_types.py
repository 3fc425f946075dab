"""Files are known by their content: what is taken, what is refused, and names that say something else."""

import pytest

from tests.support import evidence_samples as samples
from tests.support.evidence_samples import office, old_office, open_document, zipped
from toc.errors import Invalid
from toc.exchange.file_types import clean_name, file_type, media_type_of

OFFICE = "application/vnd.openxmlformats-officedocument."
OPEN = "application/vnd.oasis.opendocument."


@pytest.mark.parametrize(
    ("name", "body", "media_type"),
    [
        ("a.pdf", samples.PDF, "application/pdf"),
        ("a.PNG", samples.PNG, "image/png"),
        ("a.jpg", samples.JPEG, "image/jpeg"),
        ("a.jpeg", samples.JPEG, "image/jpeg"),
        ("a.gif", samples.GIF, "image/gif"),
        ("a.webp", samples.WEBP, "image/webp"),
        ("a.tif", samples.TIFF, "image/tiff"),
        ("a.docx", samples.DOCX, OFFICE + "wordprocessingml.document"),
        ("a.xlsx", office("xl/workbook.xml"), OFFICE + "spreadsheetml.sheet"),
        ("a.pptx", office("ppt/presentation.xml"), OFFICE + "presentationml.presentation"),
        ("a.odt", open_document("text"), OPEN + "text"),
        ("a.ods", open_document("spreadsheet"), OPEN + "spreadsheet"),
        ("a.odp", open_document("presentation"), OPEN + "presentation"),
        ("a.doc", old_office("WordDocument"), "application/msword"),
        ("a.xls", old_office("Workbook"), "application/vnd.ms-excel"),
        ("a.ppt", old_office("PowerPoint Document"), "application/vnd.ms-powerpoint"),
        ("a.csv", samples.CSV, "text/csv; charset=utf-8"),
        ("a.csv", b"\xef\xbb\xbf" + samples.CSV, "text/csv; charset=utf-8"),
        ("a.csv", samples.CSV_1252, "text/csv; charset=windows-1252"),
        ("a.txt", b"Fewer than <50 learners & more", "text/plain; charset=utf-8"),
    ],
)
def test_what_a_file_is_is_found_from_its_content(name: str, body: bytes, media_type: str) -> None:
    assert file_type(name, body).media_type == media_type


@pytest.mark.parametrize("ending", ["html", "svg", "png", "pdf", "csv", "txt", "docx", "xls", "jpg"])
@pytest.mark.parametrize(
    "body",
    [
        samples.HTML,
        samples.SVG,
        b"\xef\xbb\xbf\r\n  " + samples.HTML,
        b"<?xml version='1.0'?>" + samples.SVG,
        b"<!-- a remark -->" + samples.SVG,
        b"country;note\nNL;" + samples.SVG,
        b"a,b\n1,<ScRiPt src=x>\n",
        b"a,b\n1,< / iframe>\n",
        b"#!/bin/sh\nrm\n",
        b"<?php echo 1;",
        b"MIME-Version: 1.0\nContent-Type: text/html\n",
        "<p onclick='1'>€</p>".encode("cp1252"),
    ],
)
def test_a_web_page_a_drawing_or_a_program_is_refused_under_every_name(ending: str, body: bytes) -> None:
    with pytest.raises(Invalid) as refused:
        file_type(f"report.{ending}", body)
    assert refused.value.field == "file"
    assert "web page" in refused.value.text()


@pytest.mark.parametrize(
    ("name", "body", "said"),
    [
        ("a.pdf", b"", "a.pdf is empty."),
        ("a.zip", zipped({"a.html": "x"}), "a.zip is an archive."),
        ("a.docx", zipped({"a.html": "x"}), "a.docx is an archive."),
        ("a.xlsx", b"PK\x03\x04 and no more", "a.xlsx is damaged"),
        ("a.docm", office("word/document.xml", types="macroEnabled.main+xml"), "holds macros"),
        ("a.docx", office("word/document.xml", **{"word/vbaProject.bin": ""}), "holds macros"),
        ("a.xlsx", office("xl/workbook.xml", **{"xl/macrosheets/sheet1.xml": ""}), "holds macros"),
        ("a.odt", open_document("text", "Basic/Standard/Module1.xml"), "holds macros"),
        ("a.xls", old_office("Workbook", "_VBA_PROJECT_CUR"), "holds macros"),
        ("a.docx", old_office("EncryptedPackage"), "is protected by a password"),
        ("a.doc", old_office("Something"), "which is not taken"),
        ("a.exe", b"MZ\x90\x00\x03" + bytes(60), "not taken"),
        ("a.txt", b"half a text\x00and more", "not taken"),
        ("a.txt", "country".encode("utf-16"), "not taken"),
    ],
)
def test_what_is_not_taken_is_said(name: str, body: bytes, said: str) -> None:
    with pytest.raises(Invalid, match=said):
        file_type(name, body)


@pytest.mark.parametrize(
    ("name", "body"),
    [
        ("a.png", samples.PDF),
        ("a.pdf", samples.PNG),
        ("a.html", samples.PDF),
        ("a.svg", samples.GIF),
        ("a.txt", samples.PDF),
        ("a.xlsx", samples.DOCX),
        ("a.doc", samples.DOCX),
        ("a.xls", samples.CSV),
        ("a.html", b"only words"),
        ("pdf", samples.PDF),
        ("a.pdf.exe", samples.PDF),
    ],
)
def test_a_name_that_does_not_agree_with_the_content_is_refused_with_the_endings_that_do(
    name: str, body: bytes
) -> None:
    with pytest.raises(Invalid, match="is not what its name says") as refused:
        file_type(name, body)
    assert refused.value.remedy is not None
    assert "Give it the ending ." in refused.value.remedy


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("Été à Ljubljana.pdf", "Été à Ljubljana.pdf"),
        ("E\u0301te\u0301.pdf", "Été.pdf"),
        ("../../etc/report.pdf", "report.pdf"),
        ("C:\\Users\\Piet\\report.pdf", "report.pdf"),
        ("re\r\nSet-Cookie: x\x00port.pdf", "reSet-Cookie: xport.pdf"),
        ("fdp.\u202excod.exe", "fdp.xcod.exe"),
        ("  two   spaces .pdf", "two spaces .pdf"),
        ("..hidden.pdf", "hidden.pdf"),
        ("x" * 300 + ".docx", "x" * 250 + ".docx"),
        ("/", ""),
    ],
)
def test_a_name_loses_its_folders_and_control_characters_and_keeps_its_accents(given: str, kept: str) -> None:
    assert clean_name(given) == kept


def test_a_small_zip_that_unpacks_to_much_is_read_no_further_than_needed() -> None:
    body = office("word/document.xml", types="x" * 50_000_000)
    assert file_type("a.docx", body).endings == ("docx",)


def test_one_text_leaves_as_a_table_or_as_a_text_by_its_name() -> None:
    assert media_type_of("a.CSV", "text/plain; charset=utf-8") == "text/csv; charset=utf-8"
    assert media_type_of("a.txt", "text/csv; charset=utf-8") == "text/plain; charset=utf-8"
    assert media_type_of("a.pdf", "application/pdf") == "application/pdf"
