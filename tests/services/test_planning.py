"""Changing a framework in the browser: its effect first, every fault at once, nobody's change overwritten unseen."""

import json
from datetime import date

import pytest

from tests.support.example_framework import CODE, loaded, planted, record
from tests.support.people import person
from toc.errors import Conflict, Invalid, NotAllowed, NotFound
from toc.model.query import SYSTEM, Actor, Clock, Query
from toc.model.terms import AnnotationKind, FactKind, OverTime, Role
from toc.services import analysing, planning, snapshots
from toc.services.steps.framework_parts import Edit, PartKind
from toc.store import audit_log, frameworks
from toc.store.audit_log import AuditFilters
from toc.store.database import Store

TODAY = date(2021, 6, 30)
CLOCK = Clock(TODAY)
TARGET = ("target", "F1.1", "PT", "2024-12-31")


@pytest.fixture
def planned(store: Store) -> Store:
    """The framework with trees planted in 2020 and 2021, approved."""
    loaded(store)
    record(store, planted(20))
    record(store, planted(20, period_start=date(2021, 1, 1), period_end=date(2021, 3, 31)))
    return store


def look(store: Store, edit: Edit) -> planning.Preview:
    return planning.preview(store, SYSTEM, edit, framework=CODE, clock=CLOCK)


def change(store: Store, edit: Edit, *, actor: Actor = SYSTEM, reason: str = "Agreed", seen: str | None = None):
    version = planning.load_page(store, actor, CODE).version if seen is None else seen
    return planning.save(store, actor, edit, framework=CODE, reason=reason, seen=version)


def faults_of(store: Store, edit: Edit) -> dict[str | None, str]:
    with pytest.raises(Invalid) as refusal:
        look(store, edit)
    return {fault.field: fault.text() for fault in refusal.value.faults}


def last_entry(store: Store):
    with store.reading() as session:
        (entry,) = audit_log.list_entries(session, AuditFilters(), skip=0, most=1)
        return entry.action, entry.reason, json.loads(entry.before or "{}"), json.loads(entry.after or "{}")


def test_the_preview_shows_the_figures_that_move_and_writes_nothing(planned: Store) -> None:
    version = planned.data_version()
    found = look(planned, Edit(PartKind.FACT, TARGET, {"value": "100"}))
    assert [str(one) for one in found.changes] == ["target F1.1 PT 2024-12-31 changed: value 200 -> 100"]
    moved = {(move.what, move.code, move.country) for move in found.effect.moves}
    assert ("indicator", "F1.1", "PT") in moved
    assert ("objective", "F1", "PT") in moved
    assert planned.data_version() == version


def test_what_the_preview_shows_is_what_figures_say_after_saving(planned: Store) -> None:
    edit = Edit(PartKind.FACT, TARGET, {"value": "100"})
    found = look(planned, edit)
    (move,) = [one for one in found.effect.moves if (one.what, one.code, one.country) == ("indicator", "F1.1", "PT")]
    query = Query(CODE, TODAY)
    before = analysing.assess(planned, SYSTEM, query).result.indicators["F1.1", "PT"]
    change(planned, edit)
    after = analysing.assess(planned, SYSTEM, query).result.indicators["F1.1", "PT"]
    assert (move.old_progress, move.new_progress) == (before.progress, after.progress)
    assert (move.old_status, move.new_status) == (before.status, after.status)
    assert before.progress != after.progress


def test_frozen_reports_that_keep_the_older_figures_are_named(planned: Store) -> None:
    snapshots.freeze(planned, SYSTEM, Query(CODE, TODAY), name="M24")
    snapshots.freeze(planned, SYSTEM, Query(CODE, TODAY, country="GR"), name="Greece")
    found = look(planned, Edit(PartKind.FACT, TARGET, {"value": "100"}))
    assert found.effect.frozen == ("M24",)
    assert look(planned, Edit(PartKind.OBJECTIVE, ("F1",), {"outcome": "More shade"})).effect.frozen == ()


def test_a_change_is_kept_with_its_reason_and_the_fields_that_differ(planned: Store) -> None:
    saved = change(planned, Edit(PartKind.OBJECTIVE, ("F1",), {"title": "Many trees"}), reason=" As decided ")
    assert saved.changes == ("objective F1 changed: title More trees -> Many trees",)
    action, reason, before, after = last_entry(planned)
    assert (action, reason) == ("change objective", "As decided")
    assert before["objective"] == {"F1": {"title": "More trees"}}
    assert after["objective"] == {"F1": {"title": "Many trees"}}
    with planned.reading() as session:
        earlier = frameworks.document_at(session, CODE, frameworks.first_moment(session, CODE))
    assert earlier.objective_by_code["F1"].title == "More trees"


def test_a_change_that_changes_nothing_writes_nothing(planned: Store) -> None:
    version = planned.data_version()
    assert change(planned, Edit(PartKind.OBJECTIVE, ("F1",), {"title": "More trees"})).changes == ()
    assert planned.data_version() == version


def test_a_change_without_a_reason_is_refused_with_all_other_faults(planned: Store) -> None:
    edit = Edit(PartKind.INDICATOR, ("F1.1",), {"name": " ", "weight": "-1", "over_time": OverTime.POINT.value})
    with pytest.raises(Invalid) as refusal:
        change(planned, edit, reason="  ")
    assert [fault.field for fault in refusal.value.faults] == ["name", "weight", "over_time", "reason_of_change"]


def test_c091_how_an_indicator_adds_up_is_fixed_once_there_are_measurements(planned: Store) -> None:
    before = analysing.assess(planned, SYSTEM, Query(CODE, TODAY)).result.indicators["F1.1", "PT"]
    said = faults_of(planned, Edit(PartKind.INDICATOR, ("F1.1",), {"over_time": OverTime.RUNNING.value}))
    assert said == {"over_time": "F1.1 has measurements: it is “new in each period” and cannot become “running total”."}
    assert "F1.1 has measurements as count" in faults_of(
        planned, Edit(PartKind.INDICATOR, ("F1.1",), {"measure": "number"})
    ).get("measure", "")
    after = analysing.assess(planned, SYSTEM, Query(CODE, TODAY)).result.indicators["F1.1", "PT"]
    assert before.value.quantity == after.value.quantity
    free = look(planned, Edit(PartKind.INDICATOR, ("V1.2",), {"over_time": OverTime.POINT.value}))
    assert free.changes


def test_another_definition_is_asked_about_and_a_break_marks_the_series(planned: Store) -> None:
    words = {"definition": "Trees that stand after a year"}
    assert list(faults_of(planned, Edit(PartKind.INDICATOR, ("F1.1",), words))) == ["nature"]
    broken = {**words, "nature": "break"}
    assert list(faults_of(planned, Edit(PartKind.INDICATOR, ("F1.1",), broken))) == ["break_from"]
    change(planned, Edit(PartKind.INDICATOR, ("F1.1",), {**broken, "break_from": "2021-01-01"}))
    document = planning.load_page(planned, SYSTEM, CODE).document
    (remark,) = [one for one in document.annotations if one.kind is AnnotationKind.BREAK]
    assert (remark.kind, remark.indicator, remark.date) == (AnnotationKind.BREAK, "F1.1", date(2021, 1, 1))
    assert "definition" in remark.text
    change(planned, Edit(PartKind.INDICATOR, ("F1.1",), {"unit": "young trees", "nature": "editorial"}))
    assert len(planning.load_page(planned, SYSTEM, CODE).document.annotations) == len(document.annotations)


def test_what_is_not_measured_yet_changes_without_being_asked_about(planned: Store) -> None:
    assert look(planned, Edit(PartKind.INDICATOR, ("F2.1",), {"definition": "Another one"})).changes


def test_somebody_elses_change_is_a_conflict_that_says_who_and_why(planned: Store) -> None:
    carla = person(planned, "carla@orchard.example", Role.COORDINATOR, name="Carla")
    seen = planning.load_page(planned, SYSTEM, CODE).version
    change(planned, Edit(PartKind.SETTINGS, (), {"grace_days": "45"}), actor=carla, reason="Agreed in May.")
    with pytest.raises(Conflict, match=r"Carla changed the framework on .* The reason given: Agreed in May\."):
        change(planned, Edit(PartKind.OBJECTIVE, ("F1",), {"title": "Many trees"}), seen=seen)
    assert planning.load_page(planned, SYSTEM, CODE).document.objective_by_code["F1"].title == "More trees"


def test_targets_are_added_and_removed_by_the_rules_of_files(planned: Store) -> None:
    new = {"indicator": "F1.1", "country": "PT", "kind": "target", "date": "31/12/2022", "value": "1.234,5"}
    assert "1234.5 is not a whole number." in faults_of(planned, Edit(PartKind.FACT, (), new))["value"]
    side = faults_of(planned, Edit(PartKind.FACT, (), {**new, "value": "20"}))
    assert "is below the earlier target 50" in side["value"]
    change(planned, Edit(PartKind.FACT, (), {**new, "value": "120"}))
    with pytest.raises(Conflict):
        look(planned, Edit(PartKind.FACT, (), {**new, "value": "130"}))
    assert [fact.value for fact in facts(planned)] == [10, 50, 120, 200]
    change(planned, Edit(PartKind.FACT, ("target", "F1.1", "PT", "2022-12-31"), remove=True))
    assert [fact.value for fact in facts(planned)] == [10, 50, 200]
    assert last_entry(planned)[0] == "remove baseline or target"


def test_targets_that_look_like_yearly_amounts_are_asked_about_once(planned: Store) -> None:
    new = {"indicator": "F1.1", "country": "GR", "kind": "target", "source": "Plan"}
    for year, value in ((2021, "20"), (2022, "25")):
        change(planned, Edit(PartKind.FACT, (), {**new, "date": f"{year}-12-31", "value": value}))
    third = {**new, "date": "2023-12-31", "value": "30"}
    assert "amounts per year or running totals" in faults_of(planned, Edit(PartKind.FACT, (), third))["value"]
    running = look(planned, Edit(PartKind.FACT, (), third, targets_are="running"))
    assert [fact.value for fact in running.after.facts_by_key["F1.1", "GR"]] == [20, 25, 30]
    change(planned, Edit(PartKind.FACT, (), third, targets_are="yearly"))
    document = planning.load_page(planned, SYSTEM, CODE).document
    assert [fact.value for fact in document.facts_by_key["F1.1", "GR"]] == [20, 45, 75]


def facts(store: Store):
    return planning.load_page(store, SYSTEM, CODE).document.facts_by_key["F1.1", "PT"]


def test_what_was_set_here_stays_when_its_file_is_loaded_again(planned: Store) -> None:
    new = {"indicator": "F1.1", "country": "PT", "kind": "target", "date": "2022-12-31", "value": "120"}
    change(planned, Edit(PartKind.FACT, (), new))
    loaded(planned)
    assert [fact.value for fact in facts(planned)] == [10, 50, 120, 200]


def test_an_indicator_with_measurements_and_an_objective_with_indicators_cannot_be_removed(planned: Store) -> None:
    assert "F1.1 has measurements" in faults_of(planned, Edit(PartKind.INDICATOR, ("F1.1",), remove=True))["code"]
    assert "F1 has indicators: F1.1, F1.2" in faults_of(planned, Edit(PartKind.OBJECTIVE, ("F1",), remove=True))["code"]
    gone = look(planned, Edit(PartKind.INDICATOR, ("V1.2",), remove=True))
    assert "V1.2" not in gone.after.indicator_by_code
    assert not [fact for fact in gone.after.facts if fact.indicator == "V1.2"]


def test_links_assignments_marks_and_remarks_are_changed(planned: Store) -> None:
    change(planned, Edit(PartKind.LINK, ("F1", "V1"), {"assumption": "Roads are open", "lag_years": "2"}))
    assert list(faults_of(planned, Edit(PartKind.LINK, ("F1", "V1"), {"target": "F1"}))) == ["target"]
    change(planned, Edit(PartKind.ASSIGNMENT, ("F1.1", "GR"), {"organisations": ("KIPOS",)}))
    mark = {"indicator": "F1.2", "country": "GR", "reason": "No nursery there"}
    change(planned, Edit(PartKind.NOT_APPLICABLE, (), mark))
    remark = {"date": "2021-05-01", "indicator": "", "country": "ALL", "kind": "event", "text": "A hailstorm"}
    change(planned, Edit(PartKind.ANNOTATION, (), remark))
    document = planning.load_page(planned, SYSTEM, CODE).document
    link = next(one for one in document.links if one.source == "F1")
    assert (link.assumption, link.lag_years) == ("Roads are open", 2)
    assert document.assignment_by_key["F1.1", "GR"] == ("KIPOS",)
    assert document.not_applicable_by_key["F1.2", "GR"] == "No nursery there"
    assert "A hailstorm" in {one.text for one in document.annotations}
    change(planned, Edit(PartKind.ASSIGNMENT, ("F1.1", "GR"), {"organisations": ()}))
    change(planned, Edit(PartKind.NOT_APPLICABLE, ("F1.2", "GR"), remove=True))
    document = planning.load_page(planned, SYSTEM, CODE).document
    assert ("F1.1", "GR") not in document.assignment_by_key
    assert ("F1.2", "GR") not in document.not_applicable_by_key


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"tolerance_points": "0"}, "tolerance_points"),
        ({"grace_days": "400"}, "grace_days"),
        ({"timezone": "Nowhere/Here"}, "timezone"),
        ({"name": ""}, "name"),
        ({"stakeholders": ("growers",)}, "stakeholders"),
    ],
)
def test_settings_that_cannot_be_are_refused_at_their_field(
    planned: Store, fields: dict[str, str | tuple[str, ...]], field: str
) -> None:
    assert list(faults_of(planned, Edit(PartKind.SETTINGS, (), fields))) == [field]


def test_the_tolerance_moves_statuses_before_it_is_saved(planned: Store) -> None:
    found = look(planned, Edit(PartKind.SETTINGS, (), {"tolerance_points": "0,5", "open_to_partners": "no"}))
    assert {change.what for change in found.changes} == {"framework"}
    assert [move for move in found.effect.moves if move.old_status is not move.new_status]


def test_only_those_who_plan_may_change_and_others_read_what_they_may_see(planned: Store) -> None:
    viewer = person(planned, "viewer@orchard.example", Role.VIEWER)
    page = planning.load_page(planned, viewer, CODE)
    assert (page.may_plan, page.last_change) == (False, None)
    with pytest.raises(NotAllowed):
        change(planned, Edit(PartKind.SETTINGS, (), {"grace_days": "45"}), actor=viewer, seen=page.version)
    change(planned, Edit(PartKind.SETTINGS, (), {"open_to_partners": "no"}))
    partner = person(planned, "partner@orchard.example", Role.PARTNER, "POMAR")
    assert {fact.country for fact in planning.load_page(planned, partner, CODE).document.facts} == {"PT"}


def test_a_part_that_is_gone_is_said(planned: Store) -> None:
    with pytest.raises(NotFound, match="There is no objective F9"):
        look(planned, Edit(PartKind.OBJECTIVE, ("F9",), {"title": "x"}))


def test_places_without_a_target_are_named() -> None:
    from tests.support.example_framework import example_framework

    document = example_framework()
    assert planning.places_without(document, "F1.1", FactKind.TARGET) == ("GR",)
    assert planning.places_without(document, "F2.1", FactKind.BASELINE) == ("PT",)
    assert planning.places_without(document, "V1.2", FactKind.TARGET) == ()
