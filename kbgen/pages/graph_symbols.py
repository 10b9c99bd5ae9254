"""How the graph shows kinds of nodes and of ties: names for people, shapes, the names of colours.

Colours stand in ``kbgen.css`` as ``--kb-<colour>``, for the light and the dark scheme. A kind is told by its shape and its
name as well, a tie by its name.
"""

from dataclasses import dataclass
from enum import Enum

from kbgen.graph.edge import EdgeKind, NodeKind


class Shape(Enum):
    """The outline of a node, as a path of SVG around the origin, about ten units wide."""

    CIRCLE = "M-5 0a5 5 0 1 0 10 0a5 5 0 1 0-10 0z"
    SQUARE = "M-4.5-4.5h9v9h-9z"
    DIAMOND = "M0-6l6 6-6 6-6-6z"
    UP = "M0-6l6 10h-12z"
    DOWN = "M0 6l6-10h-12z"
    HEXAGON = "M-6 0l3-5.5h6l3 5.5-3 5.5h-6z"
    PENTAGON = "M0-6l6 4.5-2.3 6.5h-7.4l-2.3-6.5z"
    CROSS = "M-2-6h4v4h4v4h-4v4h-4v-4h-4v-4h4z"
    BAR = "M-6-3h12v6h-12z"


@dataclass(frozen=True, slots=True)
class Symbol:
    """What nodes of one kind look like."""

    shape: Shape
    colour: str
    """Name of a colour."""
    singular: str
    plural: str


SYMBOLS = {
    NodeKind.TACTIC: Symbol(Shape.HEXAGON, "violet", "tactic", "tactics"),
    NodeKind.TECHNIQUE: Symbol(Shape.CIRCLE, "blue", "technique", "techniques"),
    NodeKind.DETECTION_RULE: Symbol(Shape.SQUARE, "green", "detection rule", "detection rules"),
    NodeKind.ATOMIC_TEST: Symbol(Shape.DIAMOND, "orange", "atomic test", "atomic tests"),
    NodeKind.TEST_CASE: Symbol(Shape.BAR, "orange", "single test", "single tests"),
    NodeKind.GROUP: Symbol(Shape.UP, "red", "group", "groups"),
    NodeKind.SOFTWARE: Symbol(Shape.DOWN, "red", "software", "software"),
    NodeKind.CAMPAIGN: Symbol(Shape.PENTAGON, "red", "campaign", "campaigns"),
    NodeKind.MITIGATION: Symbol(Shape.CROSS, "teal", "mitigation", "mitigations"),
    NodeKind.DETECTION_STRATEGY: Symbol(Shape.PENTAGON, "teal", "detection strategy", "detection strategies"),
    NodeKind.ANALYTIC: Symbol(Shape.BAR, "teal", "analytic", "analytics"),
    NodeKind.DATA_COMPONENT: Symbol(Shape.HEXAGON, "amber", "data component", "data components"),
    NodeKind.ASSET: Symbol(Shape.SQUARE, "amber", "asset", "assets"),
    NodeKind.PAGE: Symbol(Shape.CIRCLE, "grey", "page", "pages"),
    NodeKind.CITATION: Symbol(Shape.DIAMOND, "grey", "cited source", "cited sources"),
}
"""In the order in which legends and lists have them."""


@dataclass(frozen=True, slots=True)
class TieWords:
    """What a tie is called."""

    outgoing: str
    """Seen from its first node, before the name of the other."""
    incoming: str
    """Seen from its second node."""
    colour: str
    """Name of a colour."""


TIE_WORDS = {
    EdgeKind.IN_TACTIC: TieWords("is in the tactic", "is the tactic of", "violet"),
    EdgeKind.SUBTECHNIQUE_OF: TieWords("is a sub-technique of", "has the sub-technique", "blue"),
    EdgeKind.SAME_TECHNIQUE: TieWords("names the technique", "is named by", "green"),
    EdgeKind.ANSWERS_QUERY: TieWords("has a query that returns", "is returned by a query of", "green"),
    EdgeKind.DECLARES_TEST: TieWords("declares the test", "is declared by", "orange"),
    EdgeKind.HOLDS: TieWords("contains", "is part of", "orange"),
    EdgeKind.USES: TieWords("uses", "is used by", "red"),
    EdgeKind.ATTRIBUTED_TO: TieWords("is attributed to", "carried out", "red"),
    EdgeKind.TARGETS: TieWords("targets", "is targeted by", "amber"),
    EdgeKind.MITIGATES: TieWords("mitigates", "is mitigated by", "teal"),
    EdgeKind.DETECTS: TieWords("detects", "is detected by", "teal"),
    EdgeKind.READS: TieWords("reads", "is read by", "amber"),
    EdgeKind.LINKS_TO: TieWords("links to", "is linked from", "grey"),
    EdgeKind.EMBEDS: TieWords("embeds", "is embedded in", "grey"),
    EdgeKind.CITES: TieWords("cites", "is cited by", "grey"),
    EdgeKind.REVOKED_BY: TieWords("is revoked by", "replaces", "grey"),
}
"""In the order in which legends and lists have them."""
