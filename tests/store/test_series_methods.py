"""How series are measured: the latest text in force at a moment, an empty one as if nothing had been said."""

from tests.support.example_framework import CODE, loaded, planted, record
from toc.model.panel import Panel
from toc.store import head
from toc.store.database import Store
from toc.store.panel import load_panel
from toc.store.series import SeriesKey, find_or_make_series
from toc.store.series_methods import add_method, list_methods, methods_in_force


def say(store: Store, method: str, organisation: str = "POMAR") -> int:
    """Add a text to a series of trees planted in Portugal; the key of the series."""
    with store.writing() as session:
        series_id = find_or_make_series(session, SeriesKey(CODE, "F1.1", "PT", organisation))
        add_method(session, series_id, method, at=head.moment(session), account_id=None)
    return series_id


def methods(panel: Panel) -> dict[str, str]:
    return {one.organisation: one.method for one in panel.of("F1.1", "PT")}


def test_the_latest_text_of_each_series_is_in_force_at_every_moment(store: Store) -> None:
    loaded(store)
    pomar, kipos = say(store, "Guessed"), say(store, "Seen from the air", "KIPOS")
    for text in ("Counted", ""):
        say(store, text)
    with store.reading() as session:
        moments = [row.at for row in list_methods(session, CODE, "F1.1")]
        then = [methods_in_force(session, CODE, known_at=moment) for moment in moments]
        assert methods_in_force(session, CODE) == then[-1]
        assert methods_in_force(session, "OTHER") == {}
        assert [row.by for row in list_methods(session, CODE, "F1.1", known_at=moments[1])] == ["", ""]
    other = {kipos: "Seen from the air"}
    assert then == [{pomar: "Guessed"}, {pomar: "Guessed", **other}, {pomar: "Counted", **other}, other]


def test_the_panel_carries_the_text_of_its_moment_also_with_what_waits(store: Store) -> None:
    record(loaded(store), planted(5))
    say(store, "Guessed")
    with store.reading() as session:
        moment = head.last_moment(session)
    say(store, "Counted")
    with store.reading() as session:
        assert methods(load_panel(session, CODE)) == {"POMAR": "Counted"}
        assert methods(load_panel(session, CODE, include_unapproved=True)) == {"POMAR": "Counted"}
        for waiting in (False, True):
            earlier = load_panel(session, CODE, known_at=moment, include_unapproved=waiting)
            assert methods(earlier) == {"POMAR": "Guessed"}
