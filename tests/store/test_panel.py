"""The panel that figures read, now and as known at any moment, compared with a plain account of what was done."""

import random
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest

from tests.support.example_framework import CODE, SYSTEM, example_framework, loaded, move, part, planted, record
from toc.errors import NotFound
from toc.model.panel import Observation, Panel
from toc.model.terms import EvidenceGrade, ReviewState
from toc.services.loading import load_framework
from toc.services.steps.record import NEXT_STATES
from toc.store import head
from toc.store.database import Store
from toc.store.panel import load_panel

COUNTED = {ReviewState.APPROVED, ReviewState.SUBMITTED}


def panel(store: Store, **options: object) -> Panel:
    with store.reading() as session:
        return load_panel(session, CODE, **options)  # type: ignore[arg-type]


def last_moment(store: Store) -> datetime:
    with store.reading() as session:
        return head.last_moment(session)


def values(found: Panel, indicator: str = "F1.1", country: str = "PT") -> dict[str, list[Decimal | None]]:
    return {part.organisation: [seen.value for seen in part.observations] for part in found.of(indicator, country)}


@pytest.fixture
def orchard(store: Store) -> Store:
    return loaded(store)


@pytest.fixture
def sqlite_orchard(sqlite_store: Store) -> Store:
    return loaded(sqlite_store)


def test_a_store_without_measurements_gives_the_document_and_no_series(orchard: Store) -> None:
    found = panel(orchard)
    assert found.document.code == CODE
    assert found.series == {}


def test_an_observation_says_all_that_its_revision_says(orchard: Store) -> None:
    done = record(
        orchard,
        planted(None, indicator="F1.2", numerator=Decimal("10.5"), denominator=Decimal(11), sample_size=11,
                evidence_grade=EvidenceGrade.SURVEY, source="Visit", invented=True, from_parts=True),
    )  # fmt: skip
    ((series,),) = panel(orchard).series.values()
    (seen,) = series.observations
    assert (series.indicator, series.country, series.organisation) == ("F1.2", "PT", "POMAR")
    assert (seen.period_start, seen.period_end) == (date(2020, 1, 1), date(2020, 3, 31))
    assert (seen.value, seen.numerator, seen.denominator) == (None, Decimal("10.5"), Decimal(11))
    assert (seen.evidence_grade, seen.sample_size, seen.source) == (EvidenceGrade.SURVEY, 11, "Visit")
    assert (seen.invented, seen.from_parts, seen.approved, seen.nothing_to_report) == (True, True, True, False)
    assert seen.revision_id == done.revision_id


def test_series_are_in_order_of_the_organisation_and_periods_in_order_of_their_end(sqlite_orchard: Store) -> None:
    later = {"period_start": date(2020, 4, 1), "period_end": date(2020, 6, 30)}
    record(sqlite_orchard, planted(2, **later))
    record(sqlite_orchard, planted(1))
    record(sqlite_orchard, planted(9, organisation="KIPOS"))
    assert list(values(panel(sqlite_orchard)).items()) == [("KIPOS", [9]), ("POMAR", [1, 2])]


def test_breakdowns_are_not_in_the_panel(sqlite_orchard: Store) -> None:
    record(sqlite_orchard, planted(9, parts=(part("fruit", "apple", 5),)))
    assert values(panel(sqlite_orchard)) == {"POMAR": [9]}


def test_only_periods_that_end_by_a_date_are_loaded_where_one_is_given(orchard: Store) -> None:
    record(orchard, planted(1))
    record(orchard, planted(2, period_start=date(2020, 4, 1), period_end=date(2020, 6, 30)), "submitted")
    on_the_day = {"as_of": date(2020, 6, 30), "include_unapproved": True}
    the_day_before = {"as_of": date(2020, 6, 29), "include_unapproved": True}
    assert values(panel(orchard, **on_the_day)) == {"POMAR": [1, 2]}
    assert values(panel(orchard, **the_day_before)) == {"POMAR": [1]}
    assert values(panel(orchard, known_at=last_moment(orchard), **the_day_before)) == {"POMAR": [1]}


def test_only_the_indicators_asked_for_are_loaded(sqlite_orchard: Store) -> None:
    record(sqlite_orchard, planted(1))
    record(sqlite_orchard, planted(2, indicator="V1.1"))
    assert set(panel(sqlite_orchard, indicators=["V1.1"]).series) == {("V1.1", "PT")}


def test_unapproved_values_are_laid_over_only_where_they_are_asked_for(orchard: Store) -> None:
    record(orchard, planted(1))
    record(orchard, planted(5), "submitted", expected_revision=1)
    record(orchard, planted(7, organisation="KIPOS"), "submitted")
    assert values(panel(orchard)) == {"POMAR": [1]}
    laid_over = panel(orchard, include_unapproved=True)
    assert values(laid_over) == {"KIPOS": [7], "POMAR": [5]}
    assert laid_over.include_unapproved
    assert {seen.approved for part in laid_over.of("F1.1", "PT") for seen in part.observations} == {False}


def test_drafts_returned_and_voided_values_never_count(orchard: Store) -> None:
    for number, (state, then) in enumerate((("draft", None), ("submitted", "returned"), ("approved", "voided"))):
        day = date(2021 + number, 1, 1)
        done = record(orchard, planted(5, period_start=day, period_end=day), state)
        if then:
            move(orchard, done.revision_id, then)
    assert panel(orchard, include_unapproved=True).series == {}


def test_the_document_is_the_one_that_was_in_force(sqlite_orchard: Store) -> None:
    then = last_moment(sqlite_orchard)
    load_framework(sqlite_orchard, SYSTEM, example_framework(tolerance_points=Decimal(5)), reason="stricter")
    assert panel(sqlite_orchard, known_at=then).document.tolerance_points == Decimal("12.5")
    assert panel(sqlite_orchard).document.tolerance_points == 5


def test_before_the_framework_was_there_nothing_is_known(sqlite_orchard: Store) -> None:
    with pytest.raises(NotFound, match="was not in the store"):
        panel(sqlite_orchard, known_at=last_moment(sqlite_orchard) - timedelta(microseconds=1))


def test_a_framework_that_is_not_there_is_named(store: Store) -> None:
    for options in ({}, {"known_at": last_moment(store)}):
        with pytest.raises(NotFound, match="no framework ORCHARD"):
            panel(store, **options)


@dataclass
class Account:
    """What was done, written down plainly: every revision with its period and value, and its states with moments."""

    revisions: dict[int, tuple[str, int, date, int, Decimal]] = field(default_factory=dict)
    states: list[tuple[datetime, int, ReviewState]] = field(default_factory=list)

    def standing(self, moment: datetime, counted: set[ReviewState]) -> dict[tuple[str, date], tuple[int, Decimal]]:
        """Revision and value by organisation and end of period, as they stood."""
        now: dict[int, ReviewState] = {}
        for at, revision_id, state in self.states:
            if at <= moment:
                now[revision_id] = state
        best: dict[int, int] = {}
        for revision_id, state in now.items():
            _, measurement_id, _, number, _ = self.revisions[revision_id]
            if state in counted and number >= self.revisions[best.get(measurement_id, revision_id)][3]:
                best[measurement_id] = revision_id
        found = [(revision_id, self.revisions[revision_id]) for revision_id in best.values()]
        return {(name, end): (revision_id, value) for revision_id, (name, _, end, _, value) in found}

    def now(self, revision_id: int) -> ReviewState:
        return [state for _, found, state in self.states if found == revision_id][-1]


def live_number(account: Account, name: str, end: date) -> int | None:
    """Number of the newest revision of a period that is not voided."""
    numbers = [
        number
        for revision_id, (whose, _, when, number, _) in account.revisions.items()
        if (whose, when) == (name, end) and account.now(revision_id) is not ReviewState.VOIDED
    ]
    return max(numbers, default=None)


def act(store: Store, account: Account, chance: random.Random) -> None:
    """Record a revision, or move one to a next state; write down which."""
    movable = [found for found in account.revisions if NEXT_STATES[account.now(found)]]
    if movable and chance.random() < 0.55:
        revision_id = chance.choice(movable)
        state = chance.choice(sorted(NEXT_STATES[account.now(revision_id)]))
        move(store, revision_id, state)
        account.states.append((last_moment(store), revision_id, state))
        return
    name, month = chance.choice(["POMAR", "KIPOS"]), chance.randint(1, 4)
    end, value = date(2021, month, 28), Decimal(chance.randint(0, 99))
    state = chance.choice([ReviewState.DRAFT, ReviewState.SUBMITTED, ReviewState.APPROVED])
    draft = planted(str(value), organisation=name, period_start=date(2021, month, 1), period_end=end)
    done = record(store, draft, state, expected_revision=live_number(account, name, end))
    account.revisions[done.revision_id] = (name, done.measurement_id, end, done.number, value)
    account.states.append((last_moment(store), done.revision_id, state))


def seen_in(found: Panel) -> dict[tuple[str, date], tuple[int, Decimal | None]]:
    return {
        (part.organisation, seen.period_end): (seen.revision_id, seen.value)
        for part in found.of("F1.1", "PT")
        for seen in part.observations
    }


def compare_with_account(store: Store, seed: int, steps: int) -> None:
    chance, account, moments = random.Random(seed), Account(), [last_moment(store)]  # noqa: S311 - a fixed seed
    for _ in range(steps):
        act(store, account, chance)
        moments.append(last_moment(store))
        for unapproved, counted in ((False, {ReviewState.APPROVED}), (True, COUNTED)):
            now = panel(store, include_unapproved=unapproved)
            assert seen_in(now) == account.standing(moments[-1], counted)
            assert panel(store, include_unapproved=unapproved, known_at=moments[-1]) == now
    for moment in moments:
        for unapproved, counted in ((False, {ReviewState.APPROVED}), (True, COUNTED)):
            then = panel(store, include_unapproved=unapproved, known_at=moment)
            assert seen_in(then) == account.standing(moment, counted)


@pytest.mark.parametrize("seed", range(6))
def test_the_panel_is_what_was_done_now_and_at_every_earlier_moment(sqlite_orchard: Store, seed: int) -> None:
    compare_with_account(sqlite_orchard, seed, 30)


@pytest.mark.postgres
def test_the_panel_is_what_was_done_on_postgresql_too(postgres_store: Store) -> None:
    compare_with_account(loaded(postgres_store), 7, 30)


def test_what_was_submitted_is_told_by_its_period_alone_now_and_then(orchard: Store) -> None:
    quarter = {"period_start": date(2020, 4, 1), "period_end": date(2020, 6, 30)}
    record(orchard, planted(1))
    record(orchard, planted(5), "submitted", expected_revision=1)
    waiting = record(orchard, planted(7, organisation="KIPOS", **quarter), "submitted")
    record(orchard, planted(9, organisation="KIPOS"), "draft")
    then = last_moment(orchard)
    only = {
        ("F1.1", "PT", "KIPOS"): (Observation(date(2020, 4, 1), date(2020, 6, 30), approved=False),),
    }
    assert panel(orchard).handed_in == only
    assert values(panel(orchard)) == {"POMAR": [1]}
    assert panel(orchard, include_unapproved=True).handed_in == {}
    move(orchard, waiting.revision_id, "returned")
    assert panel(orchard).handed_in == {}
    assert panel(orchard, known_at=then).handed_in == only
