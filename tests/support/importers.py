"""A process that saves an import and may be killed while it does; every row of its file holds the same value.

So after any kill either all rows hold the value, or none does.
"""

import subprocess
import sys
from decimal import Decimal

from tests.support import case_framework as cases
from tests.support.tree import ROOT
from toc.model.query import SYSTEM
from toc.services import batching
from toc.services.batching import Batch, Upload
from toc.services.steps.import_options import Kind
from toc.services.steps.stored import load_stored
from toc.store.database import Store

INDICATORS = ("INC-1.1", "INC-1.2", "PRO-1.1", "1.1", "1.10")
YEARS = range(2018, 2025)
ROWS = len(INDICATORS) * len(cases.COUNTRIES) * len(YEARS)
READY, SAVED = "ready", "saved"


def file_of(value: int) -> bytes:
    """A file in which every row states one value."""
    rows = [
        f"{indicator},{country},ORG,{year},{value},counted again"
        for indicator in INDICATORS
        for country in cases.COUNTRIES
        for year in YEARS
    ]
    return "\n".join(["indicator_code,country,organisation,period,value,note", *rows]).encode()


def save_file(store: Store, value: int) -> None:
    """Hand in the file of a value, look at it, tell that it is ready, save it, tell that it is saved."""
    batch_id = batching.upload(store, SYSTEM, cases.CODE, Kind.MEASUREMENTS, Upload(f"{value}.csv", file_of(value)))
    choices = batching.choices_of(batching.get_batch(store, SYSTEM, batch_id)).model_copy(update={"reason": "anew"})
    batching.choose(store, SYSTEM, batch_id, choices)
    found = batching.preview(store, SYSTEM, batch_id, clock=cases.CLOCK)
    _tell(f"{READY} {batch_id}")
    batching.save(store, SYSTEM, batch_id, found, clock=cases.CLOCK, approve=True)
    _tell(f"{SAVED} {batch_id}")


def standing(store: Store) -> tuple[set[Decimal | None], int]:
    """The values of all measurements, and how many there are."""
    with store.reading() as session:
        found = load_stored(session, cases.CODE, indicators=INDICATORS, countries=cases.COUNTRIES)
    return {one.draft.value for one in found}, len(found)


def batch_of(store: Store, value: int) -> Batch:
    """The import of the file of a value."""
    batches = batching.list_batches(store, SYSTEM, cases.CODE)
    return next(one for one in batches if one.file_name == f"{value}.csv")


def start_import(url: str, value: int) -> subprocess.Popen[str]:
    """A process that saves the file of a value and tells how far it is."""
    command = [sys.executable, "-m", __name__, url, str(value)]
    return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)


def _tell(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    save_file(Store(sys.argv[1]), int(sys.argv[2]))
