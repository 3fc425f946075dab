"""A framework as a folder of tables and back: nothing is lost, nothing outside the folder is touched."""

import io
import zipfile
from pathlib import Path

import pytest

from tests.support.example_framework import FACTS, example_framework
from toc.errors import Invalid, NotFound
from toc.exchange.framework_file import read_framework, to_json
from toc.exchange.framework_writer import folder_files, read_framework_bytes, to_zip
from toc.model.document import AnnotationDef, FrameworkDocument

CREDEX = Path(__file__).parents[2] / "sample_data" / "credex"


def packed(files: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as package:
        for name, body in files.items():
            package.writestr(name, body)
    return buffer.getvalue()


def every_kind() -> FrameworkDocument:
    remark = AnnotationDef(date="2021-05-01", text="=a law; of two parts,\nand more", indicator="F1.1", country="PT")
    facts = (*FACTS[:-1], FACTS[-1].model_copy(update={"source": "'quoted", "note": "-5 at first"}))
    return example_framework(annotations=(remark,), facts=facts)


@pytest.mark.parametrize("document", [read_framework(CREDEX), every_kind()], ids=["CREDEX", "every kind of part"])
def test_a_folder_reads_back_as_the_same_framework(document: FrameworkDocument) -> None:
    assert to_json(read_framework_bytes("f.zip", to_zip(document))) == to_json(document)
    assert to_json(read_framework_bytes("f.json", to_json(document).encode())) == to_json(document)
    assert to_zip(document) == to_zip(document)


def test_a_text_that_a_spreadsheet_would_run_is_made_harmless() -> None:
    assert b"\"'=a law" in folder_files(every_kind())["annotations.csv"]


def test_a_folder_in_a_folder_is_read_and_other_files_are_passed_over() -> None:
    files = {f"orchard/{name}": body for name, body in folder_files(example_framework()).items()}
    body = packed({**files, "orchard/notes.txt": b"x", "__MACOSX/orchard/links.csv": b"broken", "../../evil.csv": b"y"})
    assert to_json(read_framework_bytes("f.zip", body)) == to_json(example_framework())


@pytest.mark.parametrize(
    ("body", "message"),
    [
        (b"\xff\xfe\x00", "is neither a JSON document"),
        (b"PK\x03\x04 and nothing more", "cannot be unpacked"),
        (b"[1, 2]", "does not hold a framework"),
        (b" " * (20 * 1024 * 1024 + 1), "is larger than 20 MB"),
    ],
)
def test_what_is_no_framework_is_refused_in_words(body: bytes, message: str) -> None:
    with pytest.raises(Invalid, match=message):
        read_framework_bytes("f.json", body)


def test_a_folder_that_unpacks_to_too_much_is_refused() -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("links.csv", b"0" * (20 * 1024 * 1024 + 1))
    with pytest.raises(Invalid, match="is larger than 20 MB"):
        read_framework_bytes("f.zip", buffer.getvalue())


def test_a_folder_without_settings_is_refused() -> None:
    with pytest.raises(NotFound, match=r"no framework\.json"):
        read_framework_bytes("f.zip", packed({"links.csv": b"source,target\n"}))
