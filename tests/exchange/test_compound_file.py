"""The stream of an old binary spreadsheet: found in a good file, and no damage leads in circles."""

import struct
from pathlib import Path

import pytest

from tests.support.tree import ROOT
from toc.errors import Invalid
from toc.exchange.compound_file import workbook_stream

FILES = Path(ROOT) / "tests" / "files"
GOOD = (FILES / "spreadsheet-as-xls.xls").read_bytes()


@pytest.mark.parametrize("name", ["spreadsheet-as-xls.xls", "spreadsheet-old-xlwt.xls"])
def test_the_stream_begins_with_the_mark_of_a_workbook(name: str) -> None:
    assert workbook_stream((FILES / name).read_bytes())[:4] == b"\x09\x08\x10\x00"


def test_chains_that_lead_in_circles_are_refused() -> None:
    size = 512
    first = struct.unpack_from("<i", GOOD, 76)[0]
    table = (first + 1) * size
    for target in (0, 1, 2):
        body = bytearray(GOOD)
        struct.pack_into(f"<{size // 4}i", body, table, *([target] * (size // 4)))
        with pytest.raises(Invalid, match="damaged"):
            workbook_stream(bytes(body))


@pytest.mark.parametrize("length", [0, 8, 60, 511, 512, 1024, 3000])
def test_a_file_that_was_cut_off_is_refused(length: int) -> None:
    with pytest.raises(Invalid, match="damaged"):
        workbook_stream(GOOD[:length])
