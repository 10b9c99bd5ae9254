"""The graph as data: `/api/graph.json` for other programs, and a compact script that the graph page loads.

``graph.json``, nodes by kind and then by their own identifier, edges by source, target, kind and origin::

    {"nodes": [{"id": "Techniques/x.md", "attack_id": "T1046" or null, "title": "…", "kind": "technique",
                "url": "techniques/T1046/" or null, "x": 120, "y": -40}],
     "edges": [{"source": "Rules/y.md", "target": "Techniques/x.md", "kind": "same-technique", "strength": 3,
                "origin": {"path": "Rules/y.md", "line": 5}}]}

``id`` is what edges name: the vault path of a note, ``tactic:…``, ``test:…``, ``analytic:…``, ``citation:…``. ``x`` grows to the
right, ``y`` downwards; no two nodes share a place. ``url`` is site-relative and may end in an anchor.

The script sets ``kbgenGraph``; numbers name nodes, and kinds of nodes and ties, by their places::

    {"kinds": [[name, plural, shape, colour, singular]], "ties": [[name, outgoing words, incoming words, colour]],
     "kind": [how many nodes of each kind], "id": [attack_id or ""], "title": […], "url": [… or ""], "x": […], "y": […],
     "edges": [for each kind of ties: [source less the one before, how many targets, target, …, …]]}

There, several edges of one kind between the same two nodes are one.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

from kbgen.graph.edge import EdgeKind, NodeKind
from kbgen.pages.graph_symbols import SYMBOLS, TIE_WORDS
from kbgen.pages.names import identifier_of
from kbgen.render.addresses import API
from kbgen.render.world import World

GRAPH_JSON = f"{API}graph.json"
GRAPH_SCRIPT = f"{API}graph-data.js"
_KINDS = {kind: place for place, kind in enumerate(SYMBOLS)}
_TIES = {kind: place for place, kind in enumerate(TIE_WORDS)}


@dataclass(frozen=True, slots=True)
class GraphNode:
    """A node as it is published."""

    id: str
    """What edges call it."""
    attack_id: str
    """Identifier of an ATT&CK object, or the GUID of a test; may be empty."""
    title: str
    kind: NodeKind
    url: str
    """Site-relative URL, with an anchor where it has no page of its own; empty where it has no place on the site."""
    x: int
    y: int


def graph_nodes(world: World) -> tuple[GraphNode, ...]:
    """Return all nodes, by kind and then by their own identifiers."""
    layout = world.graph.layout
    found = []
    for node, kind, title in world.graph.nodes():
        x, y = layout[node]
        found.append(
            GraphNode(node, name_in_attack(node, world), title, kind, url_of(node, kind, world), x, y)
        )
    return tuple(sorted(found, key=lambda item: (_KINDS[item.kind], item.id)))


def name_in_attack(node: str, world: World) -> str:
    """Return the ATT&CK identifier of what a node stands for; empty where there is none."""
    note = world.knowledge.notes.get(node)
    if note is not None:
        return identifier_of(note)
    scheme, _, name = node.partition(":")
    if scheme == "tactic":
        return next((tactic.id for tactic in world.addresses.tactics if tactic.shortname == name), "")
    return name if scheme == "analytic" else ""


def url_of(node: str, kind: NodeKind, world: World) -> str:
    """Return where a node is shown on the site, as a site-relative URL; empty for a cited source."""
    scheme, _, name = node.partition(":")
    match kind:
        case NodeKind.CITATION:
            return ""
        case NodeKind.TEST_CASE:
            page = world.addresses.tests.get(name)
            if page is not None:
                return f"{page}#{name}"
            path, _, anchor = name.partition("#")
            page = world.addresses.notes.get(path, "")
            return f"{page}#{anchor}" if page and anchor else page
        case NodeKind.ANALYTIC:
            holders = world.graph.sources_of(node, EdgeKind.HOLDS)
            return f"{world.addresses.notes[holders[0]]}#{name}" if holders else ""
        case NodeKind.TACTIC if scheme == "tactic" and node not in world.knowledge.notes:
            tactics = world.addresses.tactics.items()
            return next((url for tactic, url in tactics if tactic.shortname == name), "")
        case _:
            return world.addresses.notes[node]


def graph_json(nodes: tuple[GraphNode, ...], world: World) -> bytes:
    """Return ``/api/graph.json``, each node and each edge on a line of its own."""
    write = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
    shown_nodes = (
        {
            "id": node.id,
            "attack_id": node.attack_id or None,
            "title": node.title,
            "kind": node.kind.value,
            "url": node.url or None,
            "x": node.x,
            "y": node.y,
        }
        for node in nodes
    )
    shown_edges = (
        {
            "source": edge.source,
            "target": edge.target,
            "kind": edge.kind.value,
            "strength": int(edge.strength),
            "origin": {"path": edge.origin.path, "line": edge.origin.line},
        }
        for edge in world.graph.edges()
    )
    parts = (",\n".join(map(write, shown_nodes)), ",\n".join(map(write, shown_edges)))
    return '{{"nodes":[\n{}\n],\n"edges":[\n{}\n]}}\n'.format(*parts).encode()


def graph_script(nodes: tuple[GraphNode, ...], world: World) -> bytes:
    """Return the script that the graph page loads: it works from ``file://`` as well, where nothing can be fetched."""
    places = {node.id: place for place, node in enumerate(nodes)}
    data: dict[str, object] = {
        "kinds": [
            [kind.value, item.plural, item.shape.value, item.colour, item.singular]
            for kind, item in SYMBOLS.items()
        ],
        "ties": [[kind.value, item.outgoing, item.incoming, item.colour] for kind, item in TIE_WORDS.items()],
        "kind": [sum(node.kind is kind for node in nodes) for kind in SYMBOLS],
        "id": [node.attack_id for node in nodes],
        "title": [node.title for node in nodes],
        "url": [node.url for node in nodes],
        "x": [node.x for node in nodes],
        "y": [node.y for node in nodes],
    }
    ties: list[set[tuple[int, int]]] = [set() for _ in TIE_WORDS]
    for edge in world.graph.edges():
        ties[_TIES[edge.kind]].add((places[edge.source], places[edge.target]))
    data["edges"] = [list(_packed(sorted(pairs))) for pairs in ties]
    return f"self.kbgenGraph={json.dumps(data, ensure_ascii=False, separators=(',', ':'))};\n".encode()


def _packed(pairs: list[tuple[int, int]]) -> Iterator[int]:
    before = 0
    for source, group in groupby(pairs, key=lambda pair: pair[0]):
        targets = [target for _, target in group]
        yield source - before
        yield len(targets)
        yield from targets
        before = source
