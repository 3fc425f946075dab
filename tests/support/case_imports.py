"""Importing the case files of `tests/files` and small files made up by a test, with short answers to look at."""

from pathlib import Path

from sqlmodel import func, select

from tests.support import case_framework as cases
from tests.support.tree import ROOT
from toc.model.drafts import MeasurementDraft
from toc.model.query import SYSTEM, Actor
from toc.services import importing
from toc.services.importing import Found, Options
from toc.services.steps.stored import load_stored
from toc.store.database import Store

FILES = Path(ROOT) / "tests" / "files"
HEAD = (
    "indicator_code,country,organisation,period,value,numerator,denominator,dimension,category,nothing_to_report,note\n"
)
COUNTS = ("rows", "new", "changed", "unchanged", "refused", "skipped", "no_value")


def look(store: Store, data: bytes | str, *, actor: Actor = cases.REPORTER, **options: object) -> Found:
    """Preview a file, as the one who reports unless somebody else is named."""
    content = data.encode() if isinstance(data, str) else data
    return importing.preview(store, actor, content, Options(cases.CODE, **options), clock=cases.CLOCK)


def save(
    store: Store, data: bytes | str, *, actor: Actor = SYSTEM, save_good: bool = False, **options: object
) -> Found:
    """Preview and save a file, approved, as the command line unless somebody else is named."""
    found = look(store, data, actor=actor, **options)
    return importing.save(store, actor, found, clock=cases.CLOCK, save_good=save_good, approve=True)


def case(name: str) -> bytes:
    """The bytes of the case file whose name begins so."""
    return next(FILES.glob(f"{name}*.csv")).read_bytes()


def counts(found: Found) -> dict[str, int]:
    """How many rows have each state; those with none are left out."""
    told = found.as_json()
    return {name: told[name] for name in COUNTS if told[name]}


def values(found: Found) -> list[str]:
    """The values that were read, in the order of the rows."""
    return [value["value"] for value in found.as_json()["values"]]


def errors(found: Found) -> list[tuple[int, str]]:
    """Row and column of every error."""
    return [(told["row"], told["column"]) for told in found.as_json()["messages"] if told["kind"] == "error"]


def stored(store: Store) -> dict[str, MeasurementDraft]:
    """What stands in the store, by indicator, country and end of period."""
    codes = {indicator.code for indicator in cases.INDICATORS}
    with store.reading() as session:
        found = load_stored(session, cases.CODE, indicators=codes, countries={*cases.COUNTRIES, "NA", "GR", "GB", "XK"})
    return {f"{one.draft.indicator} {one.draft.country} {one.draft.period_end}": one.draft for one in found}


def how_many(store: Store, table: type) -> int:
    """How many rows a table has."""
    with store.reading() as session:
        return session.exec(select(func.count()).select_from(table)).one()
