"""Documents whose parts do not fit each other, made from CREDEX by one change each."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from toc.exchange.framework_file import read_framework
from toc.model.consistency import find_flaws
from toc.model.document import AssignmentDef, FrameworkDocument

CREDEX = read_framework(Path(__file__).parents[2] / "sample_data" / "credex")


def changed(name: str, place: int, **values: object) -> FrameworkDocument:
    """CREDEX with other values in one part of one list."""
    parts = list(getattr(CREDEX, name))
    parts[place] = parts[place].model_copy(update=values)
    return CREDEX.model_copy(update={name: tuple(parts)})


def messages(document: FrameworkDocument) -> list[str]:
    return [flaw.template.format(**flaw.fields) for flaw in find_flaws(document)]


def test_credex_has_no_flaw() -> None:
    assert messages(CREDEX) == []


@pytest.mark.parametrize(
    ("name", "place", "values", "message"),
    [
        ("levels", 1, {"code": "SYSTEMIC"}, "“systemic” is there more than once."),
        ("horizons", 1, {"last_year": 3}, "The horizon M ends in year 3, before it begins in year 4."),
        ("objectives", 0, {"level": "global"}, "There is no level “global”."),
        ("objectives", 0, {"horizon": "s"}, "There is no horizon “s”."),
        ("objectives", 0, {"stakeholders": ("Public authorities",)}, "There is no stakeholder “Public authorities”."),
        ("links", 0, {"target": "INS-M1"}, "The link leads from INS-M1 to itself."),
        ("links", 0, {"source": "INS-S9"}, "There is no objective “INS-S9”."),
        ("links", 1, {"target": "INS-L1"}, "“INS-M1 INS-L1” is there more than once."),
        ("indicators", 0, {"objective": "SYS"}, "There is no objective “SYS”."),
        ("indicators", 0, {"scale": ()}, "SYS-S1.1 is a scale and has fewer than two levels."),
        ("indicators", 1, {"scale": CREDEX.indicators[0].scale}, "SYS-S1.2 has scale levels and is not a scale."),
        ("indicators", 2, {"code": "sys-s1.2"}, "“sys-s1.2” is there more than once."),
        ("countries", 0, {"organisation": "HKU"}, "HKU does not report for IT."),
        ("countries", 0, {"organisation": "Hub"}, "There is no organisation “Hub”."),
        ("countries", 0, {"code": "NL"}, "“NL” is there more than once."),
        ("organisations", 0, {"reports_for": ("IT", "FR")}, "There is no reporting country “FR”."),
        ("facts", 0, {"country": "DE"}, "There is no reporting country “DE”."),
        ("facts", 0, {"indicator": "INS-L1.1", "country": "IT"}, "There is no reporting country “IT”."),
    ],
)
def test_one_wrong_part_is_one_flaw_in_words(name: str, place: int, values: Mapping[str, Any], message: str) -> None:
    assert message in messages(changed(name, place, **values))


def test_a_flaw_says_where_it_is() -> None:
    (flaw,) = find_flaws(changed("objectives", 3, level="global"))
    assert flaw.path == ("objectives", 3, "level")


def test_two_targets_of_one_series_need_two_dates_and_a_second_baseline_is_one_too_many() -> None:
    target = next(fact for fact in CREDEX.facts if fact.kind == "target")
    later = target.model_copy(update={"date": target.date.replace(year=2030)})
    assert messages(CREDEX.model_copy(update={"facts": (target, later)})) == []
    assert len(messages(CREDEX.model_copy(update={"facts": (target, target)}))) == 1
    baselines = tuple(fact.model_copy(update={"kind": "baseline"}) for fact in (target, later))
    assert len(messages(CREDEX.model_copy(update={"facts": baselines}))) == 1


@pytest.mark.parametrize(
    ("assignment", "message"),
    [
        ({"organisations": ()}, "No organisation is named."),
        ({"organisations": ("Materahub", "HKU")}, "HKU does not report for IT."),
        ({"organisations": ("Nobody",)}, "There is no organisation “Nobody”."),
        ({"indicator": "X"}, "There is no indicator “X”."),
        ({"country": "ALL"}, "There is no reporting country “ALL”."),
    ],
)
def test_an_assignment_names_organisations_that_report_for_the_country(
    assignment: Mapping[str, Any], message: str
) -> None:
    good = {"indicator": "LRN-S1.1", "country": "IT", "organisations": ("Materahub", "INDIRE")}
    assert messages(with_assignment(good)) == []
    assert message in messages(with_assignment(good | assignment))


def with_assignment(values: Mapping[str, Any]) -> FrameworkDocument:
    return CREDEX.model_copy(update={"assignments": (AssignmentDef(**values),)})


def test_an_unknown_time_zone_is_a_flaw() -> None:
    assert messages(CREDEX.model_copy(update={"timezone": "Europe/Bruges"})) == [
        "There is no time zone “Europe/Bruges”."
    ]


def test_a_changed_copy_of_a_document_finds_its_own_parts() -> None:
    assert "SYS-S1.1" in CREDEX.indicator_by_code
    assert set(changed("indicators", 0, code="SYS-S1.9").indicator_by_code) >= {"SYS-S1.9", "SYS-S1.2"}
    assert "SYS-S1.1" not in changed("indicators", 0, code="SYS-S1.9").indicator_by_code
