"""`/graph/`: the whole graph to look at, and what it is made of for readers without JavaScript."""

from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from urllib.parse import quote

from markupsafe import Markup

from kbgen.graph.edge import NodeKind
from kbgen.notes.kind import Kind
from kbgen.pages.graph_data import (
    GRAPH_JSON,
    GRAPH_SCRIPT,
    GraphNode,
    graph_json,
    graph_nodes,
    graph_script,
)
from kbgen.pages.graph_symbols import SYMBOLS, TIE_WORDS, Symbol, TieWords
from kbgen.pages.on_demand import FilesOnDemand
from kbgen.pages.page import Page, PendingPage, TocEntry
from kbgen.render.addresses import GRAPH, OBJECTS, PAGES, RULES, TACTICS, TECHNIQUES, TESTS, relative
from kbgen.render.templates import fill_template
from kbgen.render.world import World

STYLE = "graph.css"
_TITLE = "Graph"
SCRIPTS = ("graph-model.js", "graph-picture.js", "graph-panel.js", "graph.js")
"""Scripts of the page, in the order in which they need each other."""
LISTS = {
    NodeKind.TECHNIQUE: TECHNIQUES,
    NodeKind.TACTIC: TACTICS,
    NodeKind.DETECTION_RULE: RULES,
    NodeKind.ATOMIC_TEST: TESTS,
    NodeKind.TEST_CASE: TESTS,
    NodeKind.ANALYTIC: OBJECTS[Kind.DETECTION_STRATEGY],
    NodeKind.PAGE: PAGES,
} | {NodeKind(kind.value): url for kind, url in OBJECTS.items() if kind is not Kind.TACTIC}
"""URL of the list in which nodes of a kind stand; cited sources stand in none."""
_FIRST_HIDDEN = {NodeKind.TEST_CASE, NodeKind.ANALYTIC, NodeKind.CITATION}
"""Kinds without pages of their own: many, and shown when they are asked for."""


@dataclass(frozen=True, slots=True)
class KindRow:
    """A kind of nodes in the legend."""

    name: str
    symbol: Symbol
    count: int
    url: str
    """Reference to their list; may be empty."""
    shown: bool
    """Whether the graph shows them at first."""


@dataclass(frozen=True, slots=True)
class TieRow:
    """A kind of ties in the legend."""

    name: str
    words: TieWords
    count: int


def has_graph(world: World) -> bool:
    """Tell whether there is anything to show."""
    return bool(world.knowledge.notes)


class WholeGraph:
    """The page and the data files of the graph, and what they share."""

    def __init__(self, world: World) -> None:
        self._world = world

    @property
    def page(self) -> PendingPage:
        """Return ``/graph/``."""
        return PendingPage(GRAPH, _TITLE, self._page)

    @property
    def files(self) -> FilesOnDemand:
        """Return the data files by site-relative path."""
        return FilesOnDemand({GRAPH_JSON: self._json, GRAPH_SCRIPT: lambda: self._script})

    @cached_property
    def _nodes(self) -> tuple[GraphNode, ...]:
        return graph_nodes(self._world)

    @cached_property
    def _script(self) -> bytes:
        return graph_script(self._nodes, self._world)

    def _json(self) -> bytes:
        return graph_json(self._nodes, self._world)

    def _page(self) -> Page:
        # The page names the content of its data, so that a browser may keep that.
        return _graph_page(self._world, sha256(self._script).hexdigest()[:8])


def _graph_page(world: World, script_digest: str) -> Page:
    stats = world.graph.stats
    kinds, ties = dict(stats.by_kind), dict(stats.by_edge)
    values = {
        "nodes": stats.nodes,
        "edges": stats.edges,
        "orphans": stats.orphans,
        "kinds": [
            KindRow(
                kind.value,
                symbol,
                kinds[kind.value],
                relative(GRAPH, LISTS[kind]) if kind in LISTS else "",
                kind not in _FIRST_HIDDEN,
            )
            for kind, symbol in SYMBOLS.items()
            if kind.value in kinds
        ],
        "ties": [
            TieRow(kind.value, words, ties[kind.value])
            for kind, words in TIE_WORDS.items()
            if kind.value in ties
        ],
        "data_url": relative(GRAPH, GRAPH_JSON),
        "script_url": f"{relative(GRAPH, GRAPH_SCRIPT)}?{script_digest}",
        "symbol": symbol_svg,
    }
    toc = (TocEntry("What it shows", "kb.graph-parts"), TocEntry("How to read it", "kb.graph-help"))
    html = str(fill_template("graph.html", values))
    return Page(
        GRAPH,
        _TITLE,
        html,
        toc,
        frozenset(entry.anchor for entry in toc),
        styles=(STYLE,),
        scripts=SCRIPTS,
    )


def symbol_svg(symbol: Symbol) -> Markup:
    """Return the picture of a kind, for legends."""
    return Markup(
        '<svg class="kb-symbol" viewBox="-7 -7 14 14" aria-hidden="true"><path class="kb-ink--{}" d="{}"/></svg>'
    ).format(symbol.colour, symbol.shape.value)


def graph_reference(page_url: str, attack_id: str, url: str) -> str:
    """Return the reference from a page to the graph with a node in its focus.

    Args:
        page_url: site-relative URL of the page.
        attack_id: identifier of the node; may be empty.
        url: where the node is shown, by which the graph knows it where it has no identifier.
    """
    return f"{relative(page_url, GRAPH)}?node={quote(attack_id or url, safe='/-_.~')}"
