"""The ways of the links in the causal map: from box to box through gutters and corridors, never through a box.

A gutter lies to the right of each column; a link runs up or down in it on a lane of its own, as far as others are in
its way. A link that passes a column runs across it in a corridor between two rows.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import hypot

MARK = 9.0
"""Half the size of the symbol on a link, in pixels."""

LANE_APART, LANES_INSET, STEP, PORTS_APART = 8.0, 11.0, 7.0, 7.0

Point = tuple[float, float]
Link = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Box:
    """An objective's box, in pixels from the top left, and the column that it stands in."""

    column: int
    left: float
    top: float
    right: float
    bottom: float


@dataclass(frozen=True, slots=True)
class Gutters:
    """The gutter to the right of each column.

    Attributes:
        left: where the first column begins.
        pitch: width of a column with its gutter.
        width: of a gutter.
    """

    left: float
    pitch: float
    width: float

    def lane(self, gutter: int, lane: int, lanes: int) -> float:
        """Where a lane of a gutter lies, of so many."""
        begin = self.left + (gutter + 1) * self.pitch - self.width + LANES_INSET
        return begin + (self.width - 2 * LANES_INSET) * (lane + 1) / (lanes + 1)


@dataclass(frozen=True, slots=True)
class Route:
    """The way of a link.

    Attributes:
        points: corners, from the edge of the source's box to that of the target's.
        mark: where its symbol stands.
        rightwards: it comes to its target from the left.
    """

    points: tuple[Point, ...]
    mark: Point
    rightwards: bool


@dataclass(slots=True)
class _Way:
    """A link on the way to its route.

    Attributes:
        gutters: that it runs up or down in, one or two.
        corridor: where it crosses columns; None where it crosses none.
    """

    link: Link
    start: Point
    end: Point
    gutters: tuple[int, ...]
    corridor: float | None
    rightwards: bool

    def runs(self) -> Iterator[tuple[int, float, float]]:
        """Each gutter with the height where the link comes in and where it goes out."""
        if self.corridor is None:
            yield self.gutters[0], self.start[1], self.end[1]
        else:
            yield self.gutters[0], self.start[1], self.corridor
            yield self.gutters[1], self.corridor, self.end[1]


def routes(
    boxes: Mapping[str, Box], links: Sequence[Link], gutters: Gutters, corridors: Sequence[float]
) -> Mapping[Link, Route]:
    """The way of every link.

    Args:
        boxes: by code.
        links: codes of boxes, source and target, which differ.
        gutters: where they lie.
        corridors: heights at which no box stands.
    """
    ways = _ways(boxes, links, corridors)
    lanes = _lanes(ways)
    taken: list[Point] = []
    found = {}
    for number, way in enumerate(ways):
        points = [way.start]
        for run, (gutter, come, go) in enumerate(way.runs()):
            lane, count = lanes[number, run]
            x = gutters.lane(gutter, lane, count)
            points += [(x, come), (x, go)]
        points.append(way.end)
        mark = _mark(points, taken, boxes)
        taken.append(mark)
        found[way.link] = Route(tuple(points), mark, way.rightwards)
    return found


def _sides(source: Box, target: Box) -> tuple[bool, bool]:
    """Whether a link leaves its source, and comes to its target, on the right side."""
    return source.column <= target.column, source.column >= target.column


def _ways(boxes: Mapping[str, Box], links: Sequence[Link], corridors: Sequence[float]) -> list[_Way]:
    ports = _ports(boxes, links)
    ways = []
    for link in links:
        source, target = boxes[link[0]], boxes[link[1]]
        start, end = ports[link, 0], ports[link, 1]
        first = source.column if source.column <= target.column else source.column - 1
        last = target.column if source.column >= target.column else target.column - 1
        corridor = None
        if first != last:
            corridor = min(corridors, key=lambda y: abs(y - start[1]) + abs(y - end[1]) + 0.01 * abs(y - end[1]))
        gutters = (first,) if corridor is None else (first, last)
        ways.append(_Way(link, start, end, gutters, corridor, source.column < target.column))
    return ways


def _ports(boxes: Mapping[str, Box], links: Sequence[Link]) -> dict[tuple[Link, int], Point]:
    """Where each link leaves its source (0) and comes to its target (1), each at a place of its own."""
    at: dict[tuple[str, bool], list[tuple[Link, int]]] = {}
    for link in links:
        for end, right in enumerate(_sides(boxes[link[0]], boxes[link[1]])):
            at.setdefault((link[end], right), []).append((link, end))
    found = {}
    for (code, right), ends in at.items():
        box = boxes[code]
        ends.sort(key=lambda one: (boxes[one[0][1 - one[1]]].top, boxes[one[0][1 - one[1]]].column, one))
        for number, one in enumerate(ends, start=1):
            height = box.top + (box.bottom - box.top) * number / (len(ends) + 1)
            found[one] = (box.right if right else box.left, height)
    return _apart(found, boxes)


def _apart(ports: Mapping[tuple[Link, int], Point], boxes: Mapping[str, Box]) -> dict[tuple[Link, int], Point]:
    """The same places, no two of different links at one height of a gutter; a link straight across where it can be."""
    found: dict[tuple[Link, int], Point] = {}
    taken: dict[int, list[tuple[float, Link]]] = {}
    for (link, end), (x, y) in sorted(ports.items()):
        box = boxes[link[end]]
        gutter = box.column if x == box.right else box.column - 1
        others = [height for height, other in taken.setdefault(gutter, []) if other != link]
        tries = [y, *(y + sign * step * PORTS_APART / 2 for step in range(1, 12) for sign in (1, -1))]
        own = found.get((link, 0))
        if own is not None and own[0] != x:
            tries.insert(0, own[1])
        inside = [one for one in tries if box.top + PORTS_APART <= one <= box.bottom - PORTS_APART]
        free = (one for one in inside if all(abs(one - other) >= PORTS_APART for other in others))
        height = next(free, y)
        taken[gutter].append((height, link))
        found[link, end] = (x, height)
    return found


def _lanes(ways: Sequence[_Way]) -> dict[tuple[int, int], tuple[int, int]]:
    """The lane of each run of each way, and how many its gutter has; runs share one where they do not meet."""
    runs: dict[int, list[tuple[int, int, float, float]]] = {}
    for number, way in enumerate(ways):
        for run, (gutter, come, go) in enumerate(way.runs()):
            runs.setdefault(gutter, []).append((number, run, min(come, go), max(come, go)))
    found = {}
    for inside in runs.values():
        inside.sort(key=lambda run: (ways[run[0]].corridor is not None, run[3] - run[2]))
        lanes: list[list[tuple[float, float]]] = []
        given = {}
        for number, run, low, high in inside:
            free = (
                at
                for at, lane in enumerate(lanes)
                if all(high + LANE_APART < a or b + LANE_APART < low for a, b in lane)
            )
            lane = next(free, len(lanes))
            if lane == len(lanes):
                lanes.append([])
            lanes[lane].append((low, high))
            given[number, run] = lane
        found.update({key: (lane, len(lanes)) for key, lane in given.items()})
    return found


def _mark(points: Sequence[Point], taken: Sequence[Point], boxes: Mapping[str, Box]) -> Point:
    """A place for the symbol on a way: in the middle of a run, clear of boxes and other symbols where there is room."""
    best, room = points[0], -1.0
    for candidate in _candidates(points):
        clear = min((hypot(candidate[0] - x, candidate[1] - y) for x, y in taken), default=1e6)
        if not _clear_of_boxes(candidate, boxes):
            continue
        if clear >= 2 * MARK + 2:
            return candidate
        if clear > room:
            best, room = candidate, clear
    return best


def _candidates(points: Sequence[Point]) -> Iterator[Point]:
    """Points on a way: along the runs up and down, the longest first and from its middle; then along those across."""
    parts = list(pairwise(points))
    upright = sorted((part for part in parts if part[0][0] == part[1][0]), key=_length, reverse=True)
    across = sorted((part for part in parts if part[0][0] != part[1][0]), key=_length, reverse=True)
    for (x1, y1), (x2, y2) in (*upright, *across):
        half = max(abs(x2 - x1), abs(y2 - y1)) / 2
        steps = int(half // STEP)
        for step in range(steps + 1):
            for sign in (1, -1) if step else (1,):
                share = 0.5 + sign * step * STEP / (2 * half) if half else 0.5
                yield x1 + (x2 - x1) * share, y1 + (y2 - y1) * share


def _length(part: tuple[Point, Point]) -> float:
    return abs(part[0][0] - part[1][0]) + abs(part[0][1] - part[1][1])


def _clear_of_boxes(point: Point, boxes: Mapping[str, Box]) -> bool:
    x, y = point
    return not any(
        box.left - MARK < x < box.right + MARK and box.top - MARK < y < box.bottom + MARK for box in boxes.values()
    )
