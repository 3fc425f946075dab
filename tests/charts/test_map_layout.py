"""The causal map's geometry: no two labels overlap, nothing crosses a box, for CREDEX and for crowded frameworks."""

from itertools import combinations
from pathlib import Path

import pytest

from tests.support import tree
from toc.charts.map_layout import Label, Layout, Place, fit, lay_out, text_width
from toc.charts.map_routes import MARK, Box
from toc.exchange.framework_file import read_framework

WIDTH = 832.0


def credex() -> Layout:
    """CREDEX with the longest status and coverage that a box can hold."""
    document = read_framework(Path(tree.ROOT) / "sample_data" / "credex")
    places = [
        Place(one.code, one.title, one.level, one.horizon, "regressing · 100.0%", f"{one.code} · 12 of 12 indicators")
        for one in document.objectives
    ]
    return lay_out(
        [(one.code, one.name) for one in document.levels],
        [(one.code, one.name) for one in document.horizons],
        places,
        [(one.source, one.target) for one in document.links],
        width=WIDTH,
    )


def crowded(horizons: int = 4, levels: int = 5, each: int = 6) -> Layout:
    """Many objectives in each place, with long names and links from everywhere to everywhere near."""
    places, links = [], []
    for level in range(levels):
        for horizon in range(horizons):
            for at in range(each):
                code = f"L{level}-H{horizon}.{at}"
                title = f"Objective {code} whose name is WIDE and so long that it cannot stand in two lines of a box"
                places.append(
                    Place(code, title, str(level), str(horizon), "not enough data", f"{code} · 3 of 3 indicators")
                )
                links.append((code, f"L{(level + at) % levels}-H{(horizon + at) % horizons}.{(at + 1) % each}"))
    names = [(str(at), f"Level of people number {at}") for at in range(levels)]
    terms = [(str(at), f"Term number {at} of many, until the year {2030 + at}") for at in range(horizons)]
    return lay_out(names, terms, places, links, width=WIDTH)


LAYOUTS = pytest.mark.parametrize(
    "layout", [credex(), crowded(), crowded(1, 1, 30)], ids=["credex", "crowded", "column"]
)


def overlap(one: Label | Box, other: Label | Box) -> bool:
    return one.left < other.right and other.left < one.right and one.top < other.bottom and other.top < one.bottom


@LAYOUTS
def test_no_two_labels_overlap(layout: Layout) -> None:
    clashes = [(one.text, other.text) for one, other in combinations(layout.labels, 2) if overlap(one, other)]
    assert clashes == []


@LAYOUTS
def test_labels_of_an_objective_stay_in_its_box_and_boxes_apart(layout: Layout) -> None:
    for label in layout.labels:
        if label.of in layout.boxes:
            box = layout.boxes[label.of]
            assert box.left <= label.left
            assert label.right <= box.right
            assert box.top <= label.top
            assert label.bottom <= box.bottom
    assert not any(overlap(one, other) for one, other in combinations(layout.boxes.values(), 2))


@LAYOUTS
def test_every_objective_has_its_labels_and_nothing_lies_outside(layout: Layout) -> None:
    for code in layout.boxes:
        kinds = {label.kind for label in layout.labels if label.of == code}
        assert kinds == {"title", "status", "coverage"}
    for label in layout.labels:
        assert label.left >= 0
        assert label.right <= layout.width
        assert label.bottom <= layout.height


@LAYOUTS
def test_no_way_of_a_link_crosses_a_box(layout: Layout) -> None:
    for link, route in layout.routes.items():
        for (x1, y1), (x2, y2) in zip(route.points, route.points[1:], strict=False):
            part = Box(0, min(x1, x2) + 0.1, min(y1, y2), max(x1, x2) - 0.1, max(y1, y2))
            crossed = [
                code
                for code, box in layout.boxes.items()
                if part.left < box.right and box.left < part.right and part.top < box.bottom and box.top < part.bottom
            ]
            assert crossed == [], (link, crossed)


def test_the_signs_of_credex_hide_no_label_and_no_other_sign() -> None:
    layout = credex()
    signs = [route.mark for route in layout.routes.values()]
    assert len(signs) == 18
    for (x1, y1), (x2, y2) in combinations(signs, 2):
        assert (x1 - x2) ** 2 + (y1 - y2) ** 2 >= (2 * MARK) ** 2
    for x, y in signs:
        sign = Box(0, x - MARK, y - MARK, x + MARK, y + MARK)
        assert not any(overlap(sign, label) for label in layout.labels)


def test_links_that_meet_at_a_box_come_to_it_at_different_heights() -> None:
    layout = credex()
    ends = [route.points[-1] for route in layout.routes.values()] + [r.points[0] for r in layout.routes.values()]
    assert len(set(ends)) == len(ends)


def test_links_to_what_is_not_there_and_to_itself_are_left_out() -> None:
    place = Place("A", "A", "l", "h", "on track", "A · 1 of 1 indicator")
    layout = lay_out([("l", "L")], [("h", "H")], [place], [("A", "A"), ("A", "B"), ("B", "A")], width=WIDTH)
    assert dict(layout.routes) == {}


def test_many_horizons_make_the_map_wider_than_the_page() -> None:
    assert crowded(8, 2, 1).width > WIDTH
    assert credex().width == WIDTH


@pytest.mark.parametrize("text", ["A short one", "Supercalifragilisticexpialidocious-and-longer-still", "w " * 60, ""])
def test_a_text_is_fitted_into_its_lines(text: str) -> None:
    lines = fit(text, 13, 150, 2, bold=True)
    assert len(lines) <= 2
    assert all(text_width(line, 13, bold=True) <= 150 for line in lines)
    assert "".join(lines).replace(" ", "").rstrip("…") in text.replace(" ", "")
