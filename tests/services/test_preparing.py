"""A store made ready: CREDEX in an empty one, the demonstration once, and what people made of it stays theirs."""

from datetime import date
from decimal import Decimal

from toc.config import DEMO_TODAY
from toc.model.drafts import MeasurementDraft
from toc.model.query import SYSTEM, Clock
from toc.services import analysing, preparing, recording
from toc.store import measurements
from toc.store.database import Store

CLOCK = Clock(DEMO_TODAY)


def test_the_demonstration_is_loaded_once_and_a_correction_of_it_stays(sqlite_store: Store) -> None:
    assert len(list(preparing.prepare(sqlite_store, demo=CLOCK))) == 4
    with sqlite_store.reading() as session:
        row = next(one for one in measurements.list_measurements(session, "CREDEX", indicator="LRN-S1.1", country="NL"))
    draft = MeasurementDraft(
        framework="CREDEX",
        indicator=row.indicator,
        country=row.country,
        organisation=row.organisation,
        period_start=row.period_start,
        period_end=row.period_end,
        value=Decimal(77),
    )
    recording.record(
        sqlite_store,
        SYSTEM,
        draft,
        clock=CLOCK,
        approve=True,
        expected_revision=1,
        reason_code="other",
        reason="counted",
    )
    version = sqlite_store.data_version()
    assert list(preparing.prepare(sqlite_store, demo=CLOCK)) == []
    assert sqlite_store.data_version() == version
    with sqlite_store.reading() as session:
        assert measurements.get_measurement(session, row.measurement_id).value == 77


def test_without_the_demonstration_only_the_framework_is_loaded(sqlite_store: Store) -> None:
    assert len(list(preparing.prepare(sqlite_store, demo=None))) == 1
    assert analysing.document(sqlite_store, SYSTEM, "CREDEX").annotations == ()
    with sqlite_store.reading() as session:
        assert measurements.list_measurements(session, "CREDEX") == []


def test_a_new_store_with_the_demonstration_has_its_remarks_on_time_lines_and_without_it_none(
    sqlite_store: Store,
) -> None:
    list(preparing.prepare(sqlite_store, demo=CLOCK))
    remarks = analysing.document(sqlite_store, SYSTEM, "CREDEX").annotations
    assert {one.indicator for one in remarks} == {"SYS-S1.1", "LRN-S1.3"}
    assert all(one.text.startswith("Invented: ") for one in remarks)


def test_today_of_the_demonstration_is_fixed() -> None:
    assert CLOCK.today("Europe/Brussels") == date(2028, 3, 1)
