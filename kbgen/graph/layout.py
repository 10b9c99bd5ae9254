"""Where each node of the graph is drawn: computed once, the same each time, so that nothing moves on the screen.

In: the graph and its tactics in order. Out: whole coordinates, x to the right and y downwards, the origin in the middle.

Each node is at home at one other: a sub-technique at its technique, a technique at the first of its tactics, anything
else at what is nearest to it on the way to a technique. What is at home at a node stands around it. Tactics
stand on a circle in their order; inside it is what many techniques have in common (groups, software, mitigations), each in the direction
of what it is tied to; outside it is what has no way to a tactic.
"""

import math
from collections import deque
from collections.abc import Iterable, Mapping, Sequence

import networkx as nx

from kbgen.graph.edge import EdgeKind, NodeKind
from kbgen.graph.seats import Point, around, direction, mean_of, on_circle, seated, towards

_SHARED = {
    NodeKind.GROUP,
    NodeKind.SOFTWARE,
    NodeKind.CAMPAIGN,
    NodeKind.MITIGATION,
    NodeKind.DATA_COMPONENT,
    NodeKind.ASSET,
}
SCALE = 6
"""Coordinates in the radius of a node's own place: no two nodes are nearer than about twice as much."""

Ties = Mapping[str, Sequence[str]]
"""Each node, in order, to those at the other end of its edges, in order."""


def place_nodes(graph: "nx.MultiDiGraph[str]", tactics: Sequence[str]) -> dict[str, tuple[int, int]]:
    """Return the place of each node, in the order of nodes.

    Args:
        graph: the cross-reference graph.
        tactics: nodes of tactics, in the order in which they stand on the circle; those that the graph lacks are left out.
    """
    ties = {
        node: sorted({*graph.successors(node), *graph.predecessors(node)} - {node}) for node in sorted(graph)
    }
    trees = _Trees(ties)
    circle = [node for node in dict.fromkeys(tactics) if node in ties]
    _settle_around_techniques(graph, trees, circle)
    body = frozenset(trees.home) | frozenset(circle)
    shared = [node for node in _free(trees) if graph.nodes[node]["kind"] in _SHARED]
    shared = [node for node in shared if not body.isdisjoint(ties[node])] if circle else []
    trees.grow(shared)
    others = []
    for node in sorted(_free(trees), key=lambda node: (-len(ties[node]), node)):
        if node not in trees.home:
            trees.grow([node])
            others.append(node)
    places = _Places(trees)
    hole = places.put_inside_and_around(shared, circle)
    places.put_outside(others, hole)
    busiest = sorted(ties, key=lambda node: (-len(ties[node]), node))
    seats = seated({node: places.of[node] for node in busiest})
    return {node: (round(SCALE * seats[node][0]), round(SCALE * seats[node][1])) for node in ties}


def _free(trees: "_Trees") -> list[str]:
    return [node for node in trees.ties if node not in trees.home]


def _settle_around_techniques(graph: "nx.MultiDiGraph[str]", trees: "_Trees", circle: Sequence[str]) -> None:
    """Give techniques their home, and then all that leads to them or to tactics, but for what is shared."""
    for node in circle:
        trees.home[node] = None
    order = {node: place for place, node in enumerate(circle)}
    techniques = [node for node in trees.ties if graph.nodes[node]["kind"] is NodeKind.TECHNIQUE]
    parents = {node: _targets(graph, node, EdgeKind.SUBTECHNIQUE_OF) for node in techniques}
    for node in techniques:
        if not parents[node]:
            own = [target for target in _targets(graph, node, EdgeKind.IN_TACTIC) if target in order]
            if own:
                trees.settle(node, min(own, key=order.__getitem__))
    for node in techniques:
        if parents[node] and parents[node][0] in trees.home:
            trees.settle(node, parents[node][0])
    placed = [node for node in techniques if node in trees.home]
    nearest_first = sorted(placed, key=lambda node: not parents[node])
    barred = {node for node in trees.ties if graph.nodes[node]["kind"] in {*_SHARED, NodeKind.TECHNIQUE}}
    trees.grow([*nearest_first, *circle], barred)


def _targets(graph: "nx.MultiDiGraph[str]", node: str, kind: EdgeKind) -> list[str]:
    edges = graph.out_edges(node, data=True)
    return sorted({target for _, target, data in edges if data["edge"].kind is kind and target != node})


class _Trees:
    """Who is at home where: each node has one home at most, and no circles arise."""

    def __init__(self, ties: Ties) -> None:
        self.ties = ties
        self.home: dict[str, str | None] = {}
        """None for one that is at home at no other."""
        self.guests: dict[str, list[str]] = {}

    def settle(self, node: str, home: str) -> None:
        """Give a node its home."""
        self.home[node] = home
        self.guests.setdefault(home, []).append(node)

    def grow(self, roots: Sequence[str], barred: Iterable[str] = ()) -> None:
        """Settle everything that leads to one of the roots at what is nearest to it, the roots before it first."""
        closed = frozenset(barred)
        for root in roots:
            self.home.setdefault(root, None)
        queue = deque(roots)
        while queue:
            node = queue.popleft()
            for other in self.ties[node]:
                if other not in self.home and other not in closed:
                    self.settle(other, node)
                    queue.append(other)


class _Places:
    """Where nodes would stand if there were no others; a node alone takes a circle of radius 1."""

    def __init__(self, trees: _Trees) -> None:
        self._trees = trees
        self._offsets: dict[str, list[Point]] = {}
        self._sizes: dict[str, int] = {}
        self.of: dict[str, Point] = {}

    def put_inside_and_around(self, shared: Sequence[str], circle: Sequence[str]) -> float:
        """Place tactics on their circle and what is shared inside; return the radius that all of it takes."""
        inside = sum(map(self._size, shared))
        places, radius = on_circle([self._size(node) for node in circle], inside)
        self._put_all(circle, places)
        busiest = sorted(shared, key=lambda node: (-len(self._trees.ties[node]), node))
        distances = [math.hypot(x, y) for x, y in around([self._size(node) for node in busiest], 0)]
        middles = [self._middle(node) for node in busiest]
        # Most have ties to the same few tactics: what tells them apart is how they differ from the rest.
        usual = mean_of(middles)
        directions = [direction((x - usual[0], y - usual[1])) for x, y in middles]
        self._put_all(busiest, [towards(*pair) for pair in zip(directions, distances, strict=True)])
        return radius if circle else 0.0

    def put_outside(self, roots: Sequence[str], radius: float) -> None:
        """Place what has no way to a tactic, the largest nearest to the middle."""
        order = sorted(roots, key=lambda node: (-self._size(node), node))
        self._put_all(order, around([self._size(node) for node in order], round(radius**2)))

    def _middle(self, node: str) -> Point:
        return mean_of([self.of[other] for other in self._trees.ties[node] if other in self.of])

    def _size(self, root: str) -> int:
        """Return how many nodes stand around one, itself included."""
        if root not in self._sizes:
            below = [root]
            for node in below:
                below += self._trees.guests.get(node, ())
            for node in reversed(below):
                guests = self._trees.guests.get(node, [])
                guests.sort(key=lambda guest: (self._sizes[guest], guest))
                self._offsets[node] = around([self._sizes[guest] for guest in guests], 1, len(node))
                self._sizes[node] = 1 + sum(self._sizes[guest] for guest in guests)
        return self._sizes[root]

    def _put_all(self, roots: Sequence[str], centres: Sequence[Point]) -> None:
        waiting = list(zip(roots, centres, strict=True))
        while waiting:
            node, (x, y) = waiting.pop()
            self.of[node] = (x, y)
            guests = self._trees.guests.get(node, ())
            waiting += [
                (guest, (x + dx, y + dy)) for guest, (dx, dy) in zip(guests, self._offsets[node], strict=True)
            ]
