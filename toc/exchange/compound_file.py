"""The stream of an old binary spreadsheet within its compound file, taken out so that damage cannot lead in circles.

A compound file is a small file system: sectors, and tables that chain them. Every chain is followed for as many sectors
as the file has, and no further.
"""

from __future__ import annotations

import struct
from collections.abc import Sequence

from toc.exchange.raw_tables import damaged

SIGNATURE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_END = -2
_SECTOR_POWERS = (9, 12)
_HEADER_TABLES = 109
_ENTRY = 128
_STREAM, _ROOT = 2, 5
_NAMES = ("workbook", "book")


def workbook_stream(data: bytes) -> bytes:
    """The bytes of the stream `Workbook`, or `Book` of older programs.

    Args:
        data: the compound file.

    Raises:
        Invalid: it is damaged, or holds no such stream.
    """
    try:
        return _Compound(data).workbook()
    except (struct.error, IndexError, ValueError, OverflowError) as error:
        raise damaged() from error


class _Compound:
    """The sectors of a file and the tables that chain them."""

    def __init__(self, data: bytes) -> None:
        power, short_power = struct.unpack_from("<HH", data, 30)
        if power not in _SECTOR_POWERS or short_power != 6:
            raise damaged()
        self._data = data
        self._size = 1 << power
        self._most = len(data) // self._size + 1
        _, self._directory, _, self._cutoff, short_table, _, more, _ = struct.unpack_from("<8i", data, 44)
        numbers = list(struct.unpack_from(f"<{_HEADER_TABLES}i", data, 76))
        while more >= 0 and len(numbers) <= self._most + _HEADER_TABLES:
            found = self._numbers(self._sector(more))
            numbers += found[:-1]
            more = found[-1]
        self._table = [one for number in numbers if number >= 0 for one in self._numbers(self._sector(number))]
        self._short_table = self._numbers(self._chain(short_table)) if short_table >= 0 else []

    def workbook(self) -> bytes:
        """The stream of the spreadsheet."""
        directory = self._chain(self._directory)
        short_streams = b""
        for place in range(0, len(directory) - _ENTRY + 1, _ENTRY):
            entry = directory[place : place + _ENTRY]
            length, kind = struct.unpack_from("<HB", entry, 64)
            first, size = struct.unpack_from("<iI", entry, 116)
            if kind == _ROOT:
                short_streams = self._chain(first) if first >= 0 else b""
            name = entry[: max(0, min(length, 64) - 2)].decode("utf-16-le", "replace").lower()
            if kind == _STREAM and name in _NAMES:
                return self._stream(first, size, short_streams)
        raise damaged()

    def _stream(self, first: int, size: int, short_streams: bytes) -> bytes:
        if size >= self._cutoff:
            body = self._chain(first)
        else:
            places = _follow(self._short_table, first, len(short_streams) // 64 + 1)
            body = b"".join(short_streams[place * 64 : place * 64 + 64] for place in places)
        if len(body) < size:
            raise damaged()
        return body[:size]

    def _chain(self, first: int) -> bytes:
        return b"".join(self._sector(number) for number in _follow(self._table, first, self._most))

    def _sector(self, number: int) -> bytes:
        begin = (number + 1) * self._size
        if number < 0 or begin >= len(self._data):
            raise damaged()
        return self._data[begin : begin + self._size]

    def _numbers(self, body: bytes) -> Sequence[int]:
        return struct.unpack(f"<{len(body) // 4}i", body[: len(body) // 4 * 4])


def _follow(table: Sequence[int], first: int, most: int) -> list[int]:
    """The numbers of a chain; refuses one that is longer than there are sectors, or that leads nowhere."""
    found: list[int] = []
    number = first
    while number != _END:
        if number < 0 or len(found) >= most:
            raise damaged()
        found.append(number)
        number = table[number]
    return found
