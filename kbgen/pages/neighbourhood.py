"""The neighbourhood of a note: what is nearest to it in the graph, as a small picture made when the site is built.

In: a note. Out: places, lines and names for ``partials/neighbourhood.html``. What leads to the note stands on the left, what
it leads to on the right, so that names have room and nothing crosses. The lists of the page say the same, and all of it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import zip_longest

from kbgen.graph.edge import NodeKind
from kbgen.graph.paths import Neighbour
from kbgen.notes.note import Note
from kbgen.pages.graph_data import name_in_attack, url_of
from kbgen.pages.graph_page import graph_reference
from kbgen.pages.graph_symbols import SYMBOLS, TIE_WORDS, Symbol
from kbgen.pages.names import identifier_of
from kbgen.render.addresses import relative
from kbgen.render.world import World

WIDTH = 640
"""Of the picture, in units of its own."""
_ROW = 26
_EACH_SIDE = 5
_COLUMNS = (222, 418)
"""Where the nodes on the left and on the right stand."""
_LONGEST_NAME, _LONGEST_OWN_NAME = 30, 24


@dataclass(frozen=True, slots=True)
class NearNode:
    """A neighbour in the picture."""

    name: str
    """Short enough for its place."""
    full: str
    """What it is and how it is tied, for the tooltip and for readers who hear the page."""
    url: str
    """Reference from the page."""
    symbol: Symbol
    tie_colour: str
    on_left: bool
    x: int
    y: int


@dataclass(frozen=True, slots=True)
class Neighbourhood:
    """A note with its nearest neighbours."""

    name: str
    symbol: Symbol
    nodes: tuple[NearNode, ...]
    height: int
    more: int
    """Neighbours that are not in the picture."""
    graph_url: str
    """Reference to the graph page with the note in its focus."""

    @property
    def middle(self) -> int:
        """Return how far below the top the note itself stands."""
        return self.height // 2


def neighbourhood_of(note: Note, world: World, url: str) -> Neighbourhood | None:
    """Return the neighbourhood of a note; None where nothing that has a place on the site is tied to it.

    Args:
        note: the note.
        world: everything known.
        url: of the page on which the picture stands.
    """
    near = [item for item in _nearest(note, world) if url_of(item.node, NodeKind(item.kind), world)]
    sides = [_varied([item for item in near if item.outgoing is outgoing]) for outgoing in (False, True)]
    if not near:
        return None
    chosen = [side[:_EACH_SIDE] for side in sides]
    height = _ROW * max(2, *map(len, chosen)) + 8
    nodes = [
        _placed(item, place, len(side), height, world, url)
        for side in chosen
        for place, item in enumerate(side)
    ]
    identifier = identifier_of(note)
    return Neighbourhood(
        name=_shortened(identifier or note.title, _LONGEST_OWN_NAME),
        symbol=SYMBOLS[NodeKind(note.kind.value)],
        nodes=tuple(nodes),
        height=height,
        more=len(near) - len(nodes),
        graph_url=graph_reference(url, identifier, world.addresses.notes[note.path]),
    )


def _nearest(note: Note, world: World) -> list[Neighbour]:
    """Return each neighbour once, with the strongest of its ties."""
    order = {kind: place for place, kind in enumerate(TIE_WORDS)}
    found = sorted(
        world.graph.neighbours(note.path),
        key=lambda item: (-item.edge.strength, order[item.edge.kind], not item.outgoing),
    )
    first: dict[str, Neighbour] = {}
    for item in found:
        if item.node != note.path:
            first.setdefault(item.node, item)
    return list(first.values())


def _varied(items: Sequence[Neighbour]) -> list[Neighbour]:
    """Return neighbours so that the first ones are of as many kinds as can be, kinds in the order of legends."""
    order = [kind.value for kind in SYMBOLS]
    kinds = sorted({item.kind for item in items}, key=order.index)
    rounds = zip_longest(*([item for item in items if item.kind == kind] for kind in kinds))
    return [item for turn in rounds for item in turn if item is not None]


def _placed(item: Neighbour, place: int, of: int, height: int, world: World, url: str) -> NearNode:
    kind = NodeKind(item.kind)
    words = TIE_WORDS[item.edge.kind]
    name = f"{name_in_attack(item.node, world)} {item.title}".strip()
    target, _, anchor = url_of(item.node, kind, world).partition("#")
    return NearNode(
        name=_shortened(name, _LONGEST_NAME),
        full=f"{words.outgoing if item.outgoing else words.incoming} {name} ({SYMBOLS[kind].singular})",
        url=relative(url, target, anchor),
        symbol=SYMBOLS[kind],
        tie_colour=words.colour,
        on_left=not item.outgoing,
        x=_COLUMNS[item.outgoing],
        y=round(height / 2 + (place - (of - 1) / 2) * _ROW),
    )


def _shortened(text: str, longest: int) -> str:
    return text if len(text) <= longest else f"{text[: longest - 1].rstrip()}…"
