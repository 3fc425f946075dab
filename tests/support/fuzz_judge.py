"""Whether the import takes a fuzzed file as it should: a preview or a plain refusal, and no value that is not there."""

import csv
import json
import signal
import struct
import sys
import time
import traceback
import zipfile
import zlib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction

from tests.support import case_framework as cases
from tests.support.fuzz_files import LIMITS, Fuzzed, fuzzed, seeds
from toc.errors import TocError
from toc.services import importing
from toc.services.importing import Found, Kind, Options
from toc.services.steps.import_lines import import_lines
from toc.services.steps.import_outcome import KEPT_STATES
from toc.services.steps.opening import HowToOpen
from toc.store.database import Store

SECONDS = 20
"""In the full run, one file that takes longer is a finding."""

_RAISED = (
    ArithmeticError,
    AssertionError,
    AttributeError,
    EOFError,
    LookupError,
    MemoryError,
    NameError,
    OSError,
    RuntimeError,
    SyntaxError,
    TypeError,
    ValueError,
    csv.Error,
    struct.error,
    zipfile.BadZipFile,
    zlib.error,
)
"""What code raises by mistake; whatever else is raised ends the run and is seen too."""

_VALUE = ("value", "numerator", "denominator", "value_to", "nothing_to_report")


@dataclass
class Judge:
    """Looks at one file after the other.

    Attributes:
        store: with the framework of the cases and no measurements.
        refused: how many files were refused as a whole.
        read: how many had a preview.
        accepted: how many rows would be saved.
    """

    store: Store
    refused: int = 0
    read: int = 0
    accepted: int = 0
    _good: dict[str, tuple[Counter[str], int]] = field(default_factory=dict)

    def finding(self, number: int) -> str | None:
        """What is wrong with how a file is taken; None where nothing is."""
        file = fuzzed(number)
        kind = Kind.TARGETS if number % 16 == 0 else Kind.MEASUREMENTS
        try:
            found = self._preview(file.data, kind)
            wrong = self._wrong(file, kind, found)
            self.read += 1
        except TocError as error:
            self.refused += 1
            wrong = None if str(error).strip() else "the refusal says nothing"
        except _RAISED:
            wrong = traceback.format_exc(limit=-4)
        return None if wrong is None else f"{number} ({file.how} of {file.seed}): {wrong}"

    def _preview(self, data: bytes, kind: Kind) -> Found:
        options = Options(cases.CODE, kind, how=HowToOpen(limits=LIMITS), targets_are="running")
        actor = cases.REPORTER if kind is Kind.MEASUREMENTS else cases.PLANNER
        return importing.preview(self.store, actor, data, options, clock=cases.CLOCK)

    def _wrong(self, file: Fuzzed, kind: Kind, found: Found) -> str | None:
        if sum(found.counts.values()) != len(found.outcomes):
            return "not every row has a state"
        json.dumps(found.as_json(), allow_nan=False).encode()
        "\n".join(found.lines()).encode("utf-8", "replace")
        importing.row_report(found)
        list(import_lines(found, found.writes))
        accepted = accepted_values(found)
        self.accepted += accepted.total()
        for write in found.writes:
            if "\x00" in write.draft.model_dump_json().encode().decode():
                return "a text cannot be kept"
        if not file.keeps:
            return None
        good, refused = self._of_the_good(file.seed, kind)
        if more := accepted - good:
            return f"accepted, and not in the good file: {sorted(more)[:3]}"
        if good - accepted and found.refused <= refused and file.seed.endswith(".csv"):
            return f"lost without a word: {sorted(good - accepted)[:3]}"
        return None

    def _of_the_good(self, seed: str, kind: Kind) -> tuple[Counter[str], int]:
        key = f"{seed} {kind}"
        if key not in self._good:
            data = next(data for named in seeds().values() for name, data in named if name == seed)
            try:
                found = self._preview(data, kind)
                self._good[key] = accepted_values(found), found.refused
            except TocError:
                self._good[key] = Counter(), 0
        return self._good[key]


def accepted_values(found: Found) -> Counter[str]:
    """Key and value of every row that would be saved; refuses a value that is no finite number."""
    counted: Counter[str] = Counter()
    for outcome in found.outcomes:
        value = outcome.value
        if value is None or outcome.state not in KEPT_STATES:
            continue
        for name in _VALUE[:4]:
            held = getattr(value, name)
            assert held is None or isinstance(held, Fraction) or (isinstance(held, Decimal) and held.is_finite())
        key = (value.indicator_code, value.country, value.organisation, value.period_start, value.period_end,
               value.dimension, value.category, value.kind, value.date)  # fmt: skip
        counted[" ".join(map(str, (*key, *(getattr(value, name) for name in _VALUE))))] += 1
    return counted


def findings(judge: Judge, numbers: Iterable[int], *, seconds: int = 0) -> Iterator[str]:
    """What is wrong with the files of some numbers; with `seconds`, a file that takes longer is told too."""
    for number in numbers:
        if seconds and number % 5_000 == 0:
            sys.stdout.write(f"at {number}\n")
            sys.stdout.flush()
        with _within(seconds):
            found = judge.finding(number)
        if found is not None:
            yield found


@contextmanager
def _within(seconds: int) -> Iterator[None]:
    """Break off what takes longer, so that a hang is a finding and not the end of the run."""
    if not seconds:
        yield
        return

    def stop(*_: object) -> None:
        raise RuntimeError(f"longer than {seconds} seconds")

    before = signal.signal(signal.SIGALRM, stop)
    signal.alarm(seconds)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)


@contextmanager
def answered_at_once() -> Iterator[None]:
    """Let the store's answers be kept: it holds a framework and no measurements, so that they are always the same."""
    kept: dict[str, object] = {}

    def once(name: str, answer: Callable[..., object]) -> Callable[..., object]:
        def asked(*_: object, **__: object) -> object:
            if name not in kept:
                kept[name] = answer(*_, **__)
            return kept[name]

        return asked

    places = ((importing, "load_stored"), (importing, "load_closings"), (importing.frameworks, "current_document"))
    before = [(place, name, getattr(place, name)) for place, name in places]
    for place, name, answer in before:
        setattr(place, name, once(name, answer))
    try:
        yield
    finally:
        for place, name, answer in before:
            setattr(place, name, answer)


def main(path: str, first: int, end: int) -> None:
    """Try numbers against a new store and print what is wrong, and figures at the end."""
    store = Store(f"sqlite:///{path}")
    store.upgrade()
    judge = Judge(cases.case_store(store))
    began, told = time.monotonic(), 0
    with answered_at_once():
        for found in findings(judge, range(first, end), seconds=SECONDS):
            told += 1
            sys.stdout.write(found + "\n")
            sys.stdout.flush()
    seconds = time.monotonic() - began
    sys.stdout.write(
        f"{end - first} files in {seconds:.0f} s: {judge.read} read, {judge.refused} refused, "
        f"{judge.accepted} rows accepted, {told} findings\n"
    )


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))
