"""Files of each kind, made in code and as small as they can be, and pages that pretend to be one of them."""

import io
import zipfile

HTML = b"<!DOCTYPE html><html><body><script>document.title='ran'</script></body></html>"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" onload="document.title=1"><script>1</script></svg>'

PDF = b"%PDF-1.4\n1 0 obj\n<< /Type /Catalog >>\nendobj\ntrailer << /Root 1 0 R >>\n%%EOF\n"
PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + bytes(17) + b"\x00\x00\x00\x00IEND\xaeB`\x82"
JPEG = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00" + bytes(20) + b"\xff\xd9"
GIF = b"GIF89a" + bytes(20) + b";"
WEBP = b"RIFF\x20\x00\x00\x00WEBPVP8 " + bytes(16)
TIFF = b"II*\x00\x08\x00\x00\x00" + bytes(16)
CSV = "pays;élèves\nFR;12,5\n".encode()
CSV_1252 = "pays;élèves\nFR;12,5 €\n".encode("cp1252")


def zipped(entries: dict[str, str]) -> bytes:
    """A zip with some texts in it."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for name, text in entries.items():
            archive.writestr(name, text)
    return made.getvalue()


def office(part: str, *, types: str = "main+xml", **more: str) -> bytes:
    """A Word, Excel or PowerPoint file with its main part alone."""
    return zipped({"[Content_Types].xml": f"<Types>{types}</Types>", part: "<x/>", **more})


def open_document(kind: str, *more: str) -> bytes:
    """An OpenDocument file of a kind, such as `text`."""
    entries = {"mimetype": f"application/vnd.oasis.opendocument.{kind}", "content.xml": "<x/>"}
    return zipped({**entries, **dict.fromkeys(more, "")})


def old_office(*streams: str) -> bytes:
    """An Office file of before 2007, as far as its list of streams."""
    body = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".ljust(512, b"\x00")
    for stream in streams:
        name = stream.encode("utf-16-le") + b"\x00\x00"
        body += (name.ljust(64, b"\x00") + len(name).to_bytes(2, "little") + b"\x02").ljust(128, b"\x00")
    return body


DOCX = office("word/document.xml")
