"""Places around a middle, and seats that keep nodes apart."""

import math
from itertools import combinations

import pytest

from kbgen.graph.seats import SEAT, around, direction, mean_of, on_circle, seated, towards


def test_a_sunflower_takes_as_much_room_as_it_has_nodes() -> None:
    places = around([1] * 100, 0)
    assert max(math.hypot(*place) for place in places) == pytest.approx(math.sqrt(99.5))
    assert [math.hypot(*place) for place in places] == sorted(math.hypot(*place) for place in places)


def test_the_middle_of_a_sunflower_stays_free() -> None:
    assert min(math.hypot(*place) for place in around([4, 9], 25)) == pytest.approx(math.sqrt(27))


def test_groups_on_a_circle_do_not_touch() -> None:
    sizes = [1, 16, 4, 25, 9]
    places, radius = on_circle(sizes, 4)
    for (one, size), (other, other_size) in combinations(zip(places, sizes, strict=True), 2):
        assert math.dist(one, other) >= math.sqrt(size) + math.sqrt(other_size) - 1e-9
    assert places[0] == pytest.approx((0, -math.hypot(*places[0])))
    assert radius == pytest.approx(math.hypot(*places[0]) + 5)


def test_nothing_on_a_circle_takes_no_more_than_the_middle() -> None:
    assert on_circle([], 9) == ([], 3.0)


def test_directions_run_clockwise_from_the_top() -> None:
    assert [direction(point) for point in ((0, -2), (2, 0), (0, 2), (-2, 0))] == pytest.approx(
        [0, math.pi / 2, math.pi, 3 * math.pi / 2]
    )
    assert direction(towards(1.25, 3)) == pytest.approx(1.25)


def test_the_middle_of_no_points_is_the_origin() -> None:
    assert mean_of([]) == (0, 0)
    assert mean_of([(1, 2), (3, 6)]) == (2, 4)


def test_nodes_that_ask_for_one_place_sit_around_it_in_order() -> None:
    places = seated({str(number): (10.0, -7.0) for number in range(19)})
    middle = places["0"]
    assert math.dist(middle, (10, -7)) <= SEAT
    distances = [round(math.dist(middle, place), 6) for place in places.values()]
    assert distances[:7] == [0, *[SEAT] * 6]
    # The second ring of a hexagon: six corners at two seats, six sides between them.
    assert sorted(distances[7:]) == pytest.approx(sorted([SEAT * math.sqrt(3)] * 6 + [SEAT * 2] * 6))
    assert min(math.dist(*pair) for pair in combinations(places.values(), 2)) == pytest.approx(SEAT)


def test_a_node_gets_the_seat_nearest_to_its_wish() -> None:
    for x, y in ((0.1, 0.2), (3.3, -4.4), (-8.1, 5.9)):
        (place,) = seated({"a": (x, y)}).values()
        assert math.dist(place, (x, y)) <= SEAT
