"""`toc check` finds each thing that can be wrong with a store, and nothing in one that is sound."""

from datetime import date

import pytest
import sqlalchemy as sa

from tests.support.example_framework import SYSTEM, example_framework, loaded, part, planted, record
from toc.services.checking import CheckResult, check
from toc.services.loading import load_framework
from toc.store.database import Store


@pytest.fixture
def orchard(sqlite_store: Store) -> Store:
    """A store with a framework, an approved measurement with a part, and a draft."""
    loaded(sqlite_store)
    record(sqlite_store, planted(5, parts=(part("fruit", "apple", 3),)))
    record(sqlite_store, planted(7, organisation="KIPOS"), "draft")
    return sqlite_store


def damage(store: Store, *statements: str) -> CheckResult:
    """What is found after changes that went around the product; `upgrading` does not check foreign keys."""
    with store.engine.execution_options(mode="upgrading").begin() as connection:
        for statement in statements:
            connection.execute(sa.text(statement))
    return check(store)


def test_a_sound_store_has_no_problems(store: Store) -> None:
    loaded(store)
    record(store, planted(5, parts=(part("fruit", "apple", 3),)))
    record(store, planted(6), "submitted", expected_revision=1)
    result = check(store)
    assert (result.problems, result.sound, result.rebuilt) == ((), True, False)
    assert result.data_version == store.data_version()


def test_a_store_without_a_framework_is_sound(sqlite_store: Store) -> None:
    assert check(sqlite_store).sound


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        ("UPDATE audit_entry SET reason = 'x'", "Audit entry 1 was changed after it was written."),
        ("UPDATE framework_document SET body = body || ' '", "Framework document 1 was changed after it was written."),
        (
            "UPDATE indicator SET name = 'Weeds' WHERE code = 'F1.1'",
            "The tables of ORCHARD differ from its document: indicator F1.1 changed: name Weeds -> Trees planted.",
        ),
        ("DELETE FROM target WHERE value_to IS NOT NULL",
         "The tables of ORCHARD differ from its document: target V1.3 GR 2024-12-31 added."),
        (
            "UPDATE organisation SET name = 'Other' WHERE short_name = 'COOP'",
            "The tables of ORCHARD differ from its document: organisation COOP changed: name Other -> The cooperative.",
        ),
        ("DELETE FROM framework_document", "The framework ORCHARD has no document."),
        ("UPDATE kept SET running_total = '6'", "Kept values of series 1 are not what its measurements say."),
        ("DELETE FROM review_event WHERE state = 'draft'", "Revision 2 has no review state."),
        ("UPDATE series SET country = 'ES' WHERE id = 3", "Series 3 is for ES, which ORCHARD does not have."),
        ("UPDATE series SET category = 'plum' WHERE category = 'apple'",
         "Series 2 is for fruit plum, which ORCHARD does not have."),
        (
            "INSERT INTO measurement (series_id, period_start, period_end, created_at) "
            "VALUES (1, '2021-01-01', '2021-12-31', '2021-01-01')",
            "Measurement 3 has no revision.",
        ),
        ("UPDATE measurement SET series_id = 1", "Measurements 1 and 2 of series 1 overlap."),
        ("UPDATE level SET framework_id = 99 WHERE code = 'field'",
         "A row of level points to a row of framework that is not there."),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said(orchard: Store, statement: str, said: str) -> None:
    result = damage(orchard, statement)
    assert not result.sound
    assert said in result.problems


def test_a_rule_that_a_stored_framework_breaks_is_said(sqlite_store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patched:
        patched.setattr("toc.services.steps.definition_change.find_faults", lambda _: [])
        late = tuple(fact.model_copy(update={"date": date(2010, 1, 1)}) for fact in example_framework().facts[1:2])
        loaded(sqlite_store, facts=late)
    (problem,) = check(sqlite_store).problems
    assert problem.startswith("ORCHARD: The target of F1.1 for PT is dated 2010-01-01")


def test_an_organisation_that_two_frameworks_share_may_be_called_otherwise_by_one(orchard: Store) -> None:
    garden = example_framework(code="GARDEN")
    renamed = tuple(part.model_copy(update={"name": part.name + " garden"}) for part in garden.organisations)
    load_framework(orchard, SYSTEM, example_framework(code="GARDEN", organisations=renamed), reason="second")
    assert check(orchard).sound


def test_rebuilding_writes_kept_values_anew_and_then_looks(orchard: Store) -> None:
    assert not damage(orchard, "DELETE FROM kept").sound
    before = orchard.data_version()
    result = check(orchard, rebuild=True)
    assert (result.sound, result.rebuilt, result.data_version) == (True, True, before + 1)
