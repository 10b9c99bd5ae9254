"""The neighbourhood of a note: what is nearest to it in the graph, as a small picture made when the site is built.

In: a note. Out: places, lines and names for ``partials/neighbourhood.html``. What leads to the note stands on the left, what
it leads to on the right, so that names have room and nothing crosses. The lists of the page say the same, and all of it.
Thousands of pages have such a picture: ties of one colour are one path, and symbols stand where they are without a transform.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby, zip_longest
from operator import itemgetter

from kbgen.graph.edge import NodeKind
from kbgen.graph.paths import Neighbour
from kbgen.notes.note import Note
from kbgen.pages.graph_data import name_in_attack, url_of
from kbgen.pages.graph_page import graph_reference
from kbgen.pages.graph_symbols import SYMBOLS, TIE_WORDS, Shape, Symbol
from kbgen.pages.names import identifier_of
from kbgen.render.addresses import relative
from kbgen.render.world import World

WIDTH = 640
"""Of the picture, in units of its own."""
_ROW = 26
_EACH_SIDE = 5
_CENTRE = WIDTH // 2
_REACH = 98
"""How far from the centre the other nodes stand."""
_BEND = 50
"""How far from the centre the ties bend."""
_GAP = 12
"""Between the middle of a node and its name."""
_OUTLINES = {shape: re.findall(r"M(-?[\d.]+) ?(-?[\d.]+)(.*)", shape.value)[0] for shape in Shape}
"""Where each outline begins, across and down, and the rest of it, which is relative to that."""
_LONGEST_NAME, _LONGEST_OWN_NAME = 30, 24
_KINDS = {kind.value: kind for kind in SYMBOLS}
"""In the order of legends."""
_ORDER_OF_KINDS = {name: place for place, name in enumerate(_KINDS)}
_ORDER_OF_TIES = {kind: place for place, kind in enumerate(TIE_WORDS)}


@dataclass(frozen=True, slots=True)
class NearNode:
    """A neighbour in the picture."""

    name: str
    """Short enough for its place."""
    full: str
    """What it is and how it is tied, for the tooltip and for readers who hear the page."""
    url: str
    """Reference from the page."""
    colour: str
    """Name of a colour."""
    outline: str
    """Of its symbol, as a path of SVG."""
    x: int
    """Where its name begins, or ends on the left."""
    y: int


@dataclass(frozen=True, slots=True)
class Neighbourhood:
    """A note with its nearest neighbours."""

    name: str
    symbol: Symbol
    ties: tuple[tuple[str, str], ...]
    """Names of colours, and the lines as paths of SVG."""
    left: tuple[NearNode, ...]
    right: tuple[NearNode, ...]
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
    near = [item for item in _nearest(note, world) if url_of(item.node, _KINDS[item.kind], world)]
    if not near:
        return None
    sides = [_varied([item for item in near if item.outgoing is outgoing]) for outgoing in (False, True)]
    chosen = [side[:_EACH_SIDE] for side in sides]
    height = _ROW * max(2, *map(len, chosen)) + 8
    left, right = (_places(side, height) for side in chosen)
    identifier = identifier_of(note)
    return Neighbourhood(
        name=_shortened(identifier or note.title, _LONGEST_OWN_NAME),
        symbol=SYMBOLS[NodeKind(note.kind.value)],
        ties=tuple(_ties((*left, *right), height // 2)),
        left=tuple(_node(item, y, world, url) for item, y in left),
        right=tuple(_node(item, y, world, url) for item, y in right),
        height=height,
        more=len(near) - len(left) - len(right),
        graph_url=graph_reference(url, identifier, world.addresses.notes[note.path]),
    )


def _nearest(note: Note, world: World) -> list[Neighbour]:
    """Return each neighbour once, with the strongest of its ties."""
    found = sorted(
        world.graph.neighbours(note.path),
        key=lambda item: (-item.edge.strength, _ORDER_OF_TIES[item.edge.kind], not item.outgoing),
    )
    first: dict[str, Neighbour] = {}
    for item in found:
        if item.node != note.path:
            first.setdefault(item.node, item)
    return list(first.values())


def _varied(items: Sequence[Neighbour]) -> list[Neighbour]:
    """Return neighbours so that the first ones are of as many kinds as can be, kinds in the order of legends."""
    kinds = sorted({item.kind for item in items}, key=lambda kind: _ORDER_OF_KINDS[kind])
    rounds = zip_longest(*([item for item in items if item.kind == kind] for kind in kinds))
    return [item for turn in rounds for item in turn if item is not None]


def _places(side: Sequence[Neighbour], height: int) -> list[tuple[Neighbour, int]]:
    """Return the neighbours on one side, each with how far below the top it stands."""
    return [
        (item, round(height / 2 + (place - (len(side) - 1) / 2) * _ROW)) for place, item in enumerate(side)
    ]


def _ties(places: Iterable[tuple[Neighbour, int]], middle: int) -> Iterable[tuple[str, str]]:
    """Yield the lines from the centre, those of one colour that follow each other as one path."""
    lines = (
        (TIE_WORDS[item.edge.kind].colour, _line(1 if item.outgoing else -1, y - middle))
        for item, y in places
    )
    for colour, found in groupby(lines, key=itemgetter(0)):
        yield colour, "".join(f"M{_CENTRE} {middle}{line}" for _, line in found)


def _line(side: int, down: int) -> str:
    """Return the curve from where a path stands to a node on the left (-1) or the right (1) that is lower or higher."""
    return f"q{side * _BEND} {down} {side * _REACH} {down}".replace(" -", "-")


def _node(item: Neighbour, y: int, world: World, url: str) -> NearNode:
    kind = _KINDS[item.kind]
    symbol = SYMBOLS[kind]
    words = TIE_WORDS[item.edge.kind]
    name = f"{name_in_attack(item.node, world)} {item.title}".strip()
    target, _, anchor = url_of(item.node, kind, world).partition("#")
    side = 1 if item.outgoing else -1
    return NearNode(
        name=_shortened(name, _LONGEST_NAME),
        full=f"{words.outgoing if item.outgoing else words.incoming} {name} ({symbol.singular})",
        url=relative(url, target, anchor),
        colour=symbol.colour,
        outline=_outline(symbol.shape, _CENTRE + side * _REACH, y),
        x=_CENTRE + side * (_REACH + _GAP),
        y=y,
    )


def _outline(shape: Shape, x: int, y: int) -> str:
    """Return the outline of a node around a place of the picture."""
    across, down, rest = _OUTLINES[shape]
    return f"M{x + float(across):g} {y + float(down):g}{rest}"


def _shortened(text: str, longest: int) -> str:
    return text if len(text) <= longest else f"{text[: longest - 1].rstrip()}…"
