"""A framework from a folder or a JSON document and back, and what is said about one that does not hold together."""

import json
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from tests.support.tiny_framework import FILES, SETTINGS, faults, put, write_tiny
from toc.errors import NotFound
from toc.exchange.framework_file import from_json, read_framework, to_json


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write_tiny(tmp_path)


def test_a_folder_becomes_a_document_with_everything_in_its_place(folder: Path) -> None:
    document = read_framework(folder)
    assert [level.code for level in document.levels] == ["people", "city"]
    assert document.horizon_end(document.horizon_by_code["near"]) == date(2027, 12, 31)
    assert document.horizon_end(document.horizon_by_code["far"]) is None
    assert document.objectives[0].stakeholders == ("Teachers and parents",)
    assert [category.code for category in document.dimension_by_code["sex"].categories] == ["f", "m"]
    courses, standing, _ = document.indicators
    assert (courses.weight, standing.weight) == (2, 1)
    assert [(part.dimension, part.categories) for part in courses.breakdowns] == [("sex", ()), ("topic", ("green",))]
    assert [(level.value, level.text) for level in standing.scale] == [(1, "Low, or none"), (2, "High")]
    assert document.reporters("A1.1", "FR") == ("Ecole", "Hub")
    assert document.reporters("A1.1", "NA") == ("Hub",)
    assert [(fact.kind, fact.value, fact.source, fact.invented) for fact in document.facts] == [
        ("baseline", 3, "NA", False),
        ("target", Decimal("40.50"), "plan", True),
        ("baseline", 0, "", False),
    ]


def test_an_empty_cell_is_missing_and_never_0(folder: Path) -> None:
    fact = read_framework(folder).facts[0]
    assert (fact.numerator, fact.sample_size, fact.evidence_grade) == (None, None, None)


def test_json_gives_back_the_same_document_from_a_text_and_from_a_file(folder: Path) -> None:
    document = read_framework(folder)
    file = folder / "tiny.json"
    file.write_text(to_json(document), encoding="utf-8")
    assert from_json(to_json(document)) == document
    assert read_framework(file) == document
    assert to_json(read_framework(file)) == to_json(document)


def test_json_is_the_same_whatever_the_order_of_facts_and_links(folder: Path) -> None:
    before = to_json(read_framework(folder))
    header, *rows = FILES["facts.csv"].splitlines()
    (folder / "facts.csv").write_text("\n".join([header, *reversed(rows)]), encoding="utf-8")
    assert to_json(read_framework(folder)) == before


def test_json_has_plain_numbers_iso_dates_sorted_names_and_nothing_that_is_missing(folder: Path) -> None:
    put(folder, "facts.csv", "40.50", "1E+3")
    text = to_json(read_framework(folder))
    data = json.loads(text)
    assert list(data) == sorted(data)
    assert data["facts"][1] == {
        "country": "FR",
        "date": "2027-12-31",
        "indicator": "A1.1",
        "invented": True,
        "kind": "target",
        "note": "",
        "source": "plan",
        "source_url": "",
        "value": "1000",
    }
    assert "Ecole Ünie" in text
    assert text.endswith("}\n")


def test_numbers_of_a_json_document_stay_exact() -> None:
    document = from_json(json.dumps(SETTINGS | {"tolerance_points": 0.1, **lists()}))
    assert document.tolerance_points == Decimal("0.1")


def lists() -> dict[str, list[object]]:
    return {
        "levels": [],
        "horizons": [],
        "objectives": [],
        "indicators": [],
        "countries": [],
        "organisations": [{"short_name": "Hub", "name": "Hub", "country": "DE"}],
    }


def test_a_place_without_a_framework_is_said(tmp_path: Path) -> None:
    with pytest.raises(NotFound, match="no framework.json in the folder"):
        read_framework(tmp_path)
    with pytest.raises(NotFound, match=r"no file or folder “.*nowhere.json”"):
        read_framework(tmp_path / "nowhere.json")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("{", "framework document is not a JSON document in UTF-8: Expecting property name"),
        ("[]", "framework document does not hold a framework."),
        ('{"code": "A", "code": "B"}', "the name “code” is there twice in one object"),
        (json.dumps(SETTINGS | lists() | {"colour": 1}), "framework document, colour: This name is not known."),
        (
            json.dumps(SETTINGS | lists() | {"levels": [{"code": "a", "name": "A"}, {"code": "b", "name": ""}]}),
            "framework document, levels, item 2, name: This is empty.",
        ),
        (
            json.dumps(SETTINGS | lists() | {"levels": 3}),
            "framework document, levels: “3” does not fit: Input should be a valid tuple.",
        ),
        (json.dumps(SETTINGS | lists() | {"timezone": "Mars/Base"}), "There is no time zone “Mars/Base”."),
        (
            json.dumps(SETTINGS | lists() | {"tolerance_points": float("nan")}),
            "tolerance_points: “nan” does not fit: Input should be a finite number.",
        ),
    ],
)
def test_a_fault_of_a_json_document_is_named_with_its_place(text: str, message: str) -> None:
    assert message in faults(lambda: from_json(text))[0][0]


def test_a_json_file_that_is_no_text_is_refused_by_its_name(tmp_path: Path) -> None:
    (tmp_path / "broken.json").write_bytes(b'{"code": "\xff"}')
    assert faults(lambda: read_framework(tmp_path / "broken.json"))[0][0].startswith("broken.json is not a JSON")
