"""The geometry of the layout: places around a middle, and seats that keep nodes apart.

Lengths are those of the layout: a node alone takes a circle of radius 1.
"""

import math
from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from functools import cache
from itertools import count

Point = tuple[float, float]
Seat = tuple[int, int]
_TURN = 2 * math.pi
_GOLDEN_ANGLE = math.pi * (3 - math.sqrt(5))
SEAT = 1.5
"""Distance between two neighbouring seats; at about half the density of single nodes, most get the seat they ask for."""
_ROW = SEAT * math.sqrt(3) / 2


def around(sizes: Sequence[int], inside: int, turn: int = 0) -> list[Point]:
    """Return places for groups of nodes around the origin, from the inside outwards, as seeds stand in a sunflower.

    Args:
        sizes: nodes in each group.
        inside: nodes for which the middle stays free.
        turn: by how many places all of it is turned.
    """
    found = []
    area = float(inside)
    for place, size in enumerate(sizes):
        distance = math.sqrt(area + size / 2)
        found.append(towards((place + turn) * _GOLDEN_ANGLE, distance))
        area += size
    return found


def on_circle(sizes: Sequence[int], inside: int) -> tuple[list[Point], float]:
    """Return places for groups of nodes side by side on a circle, the first at the top, clockwise, and the radius of all of it.

    Args:
        sizes: nodes in each group.
        inside: nodes for which the middle stays free.
    """
    radii = [math.sqrt(size) for size in sizes]
    widest = max(radii, default=0.0)
    distance = math.sqrt(inside) + widest
    while len(radii) > 1 and sum(_seen(radius, distance) for radius in radii) > _TURN:
        distance *= 1.01
    angles = [_seen(radius, distance) for radius in radii]
    gap = (_TURN - sum(angles)) / max(1, len(angles))
    found, at = [], 0.0
    for place, angle in enumerate(angles):
        at += (angle + angles[place - 1]) / 2 + gap if place else 0.0
        found.append(towards(at, distance))
    return found, distance + widest


def _seen(radius: float, distance: float) -> float:
    """Return the angle under which a circle is seen from the origin."""
    return 2 * math.asin(min(1.0, radius / distance))


def towards(angle: float, distance: float) -> Point:
    """Return the point at a distance from the origin; angles run clockwise from the top."""
    return distance * math.sin(angle), -distance * math.cos(angle)


def direction(point: Point) -> float:
    """Return the angle of a point as seen from the origin, from 0 to a full turn."""
    return math.atan2(point[0], -point[1]) % _TURN


def mean_of(points: Sequence[Point]) -> Point:
    """Return the point in the middle of others, the origin for none."""
    number = max(1, len(points))
    return sum(x for x, _ in points) / number, sum(y for _, y in points) / number


def seated(wishes: Mapping[str, Point]) -> dict[str, Point]:
    """Return a place for each node, as near as can be to the one it asks for and no two at less than ``SEAT``.

    Args:
        wishes: the node that comes first is served first.
    """
    taken: set[Seat] = set()
    full_within: dict[Seat, int] = {}
    found = {}
    for node, (x, y) in wishes.items():
        row = round(y / _ROW)
        wish = (round(x / SEAT - row / 2), row)
        seat, full_within[wish] = _nearest_free(wish, taken, full_within.get(wish, 0))
        taken.add(seat)
        found[node] = ((seat[0] + seat[1] / 2) * SEAT, seat[1] * _ROW)
    return found


def _nearest_free(wish: Seat, taken: AbstractSet[Seat], full_within: int) -> tuple[Seat, int]:
    """Return the free seat nearest to one, and its distance in steps; nearer than a given distance none is free."""
    for distance in count(full_within):
        for step in _ring(distance):
            seat = (wish[0] + step[0], wish[1] + step[1])
            if seat not in taken:
                return seat, distance
    raise AssertionError


@cache
def _ring(distance: int) -> tuple[Seat, ...]:
    """Return the steps to the seats at a distance, in axial coordinates of a hexagonal grid."""
    if not distance:
        return ((0, 0),)
    found = []
    column, row = -distance, distance
    for right, down in ((1, 0), (1, -1), (0, -1), (-1, 0), (-1, 1), (0, 1)):
        for _ in range(distance):
            found.append((column, row))
            column, row = column + right, row + down
    return tuple(found)
