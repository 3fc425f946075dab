"""Series are made with their first measurement, once, and say what cannot be taken away from a framework."""

import pytest

from tests.support.example_framework import CODE, loaded, part, planted, record
from toc.errors import NotFound
from toc.store.database import Store
from toc.store.series import SeriesKey, Used, find_or_make_series, find_series_id, find_used, list_series

KEY = SeriesKey(CODE, "F1.1", "PT", "POMAR")


def test_a_series_is_made_once(store: Store) -> None:
    loaded(store)
    with store.writing() as session:
        assert find_series_id(session, KEY) is None
        made = find_or_make_series(session, KEY)
        assert find_or_make_series(session, KEY) == made
    with store.reading() as session:
        assert find_series_id(session, KEY) == made
        assert find_series_id(session, SeriesKey(CODE, "F1.1", "PT", "POMAR", "fruit", "pear")) is None


@pytest.mark.parametrize(
    ("key", "message"),
    [
        (SeriesKey("CREDEX", "F1.1", "PT", "POMAR"), "no indicator F1.1"),
        (SeriesKey(CODE, "F1.1", "PT", "HKU"), "no organisation HKU"),
    ],
)
def test_a_series_of_what_is_not_there_is_refused(sqlite_store: Store, key: SeriesKey, message: str) -> None:
    loaded(sqlite_store)
    with pytest.raises(NotFound, match=message), sqlite_store.writing() as session:
        find_or_make_series(session, key)


def test_what_measurements_rest_on_is_known(sqlite_store: Store) -> None:
    loaded(sqlite_store)
    with sqlite_store.reading() as session:
        assert find_used(session, CODE) == Used()
    record(sqlite_store, planted(1, parts=(part("fruit", "pear", 1),)), "draft")
    record(sqlite_store, planted(1, indicator="V1.2", country="ALL", organisation="COOP"))
    with sqlite_store.reading() as session:
        used = find_used(session, CODE)
        listed = [(row.indicator, row.category) for row in list_series(session, CODE, totals_only=False)]
    assert used == Used(
        frozenset({"F1.1", "V1.2"}), frozenset({"PT"}), frozenset({"COOP", "POMAR"}), frozenset({("fruit", "pear")})
    )
    assert listed == [("F1.1", ""), ("F1.1", "pear"), ("V1.2", "")]
