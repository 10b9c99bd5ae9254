"""Nodes and edges of the cross-reference graph, as values."""

from dataclasses import dataclass
from enum import Enum, IntEnum

from kbgen.source import Location


class NodeKind(Enum):
    """What a node stands for, by the names that the interface uses."""

    TECHNIQUE = "technique"
    DETECTION_RULE = "detection_rule"
    ATOMIC_TEST = "atomic_test"
    PAGE = "page"
    TEST_CASE = "test_case"
    """A single test of an atomic-test note, known by its GUID."""
    TACTIC = "tactic"
    GROUP = "group"
    SOFTWARE = "software"
    CAMPAIGN = "campaign"
    MITIGATION = "mitigation"
    DATA_COMPONENT = "data_component"
    DETECTION_STRATEGY = "detection_strategy"
    ASSET = "asset"
    ANALYTIC = "analytic"
    """One way in which a detection strategy detects, on one platform; it has no note of its own."""
    CITATION = "citation"
    """A source that notes cite; it has no note of its own."""


class EdgeKind(Enum):
    """How two nodes are tied."""

    ANSWERS_QUERY = "answers-query"
    """From a note with a query block to a note that the block returns."""
    SAME_TECHNIQUE = "same-technique"
    """From a rule or test to the note of a technique that its own tags name."""
    SUBTECHNIQUE_OF = "subtechnique-of"
    """From a sub-technique to its technique."""
    IN_TACTIC = "in-tactic"
    """From a technique to a tactic that it serves, or from a rule to one that its tags name."""
    LINKS_TO = "links-to"
    """From a note to the note that it links to."""
    EMBEDS = "embeds"
    """From a note to the note that it shows in place."""
    CITES = "cites"
    """From a note to a source that it cites."""
    HOLDS = "holds"
    """From an atomic-test note to each single test in it, or from a detection strategy to each of its analytics."""
    USES = "uses"
    """From a group, software or campaign to a technique or software."""
    MITIGATES = "mitigates"
    """From a mitigation to a technique."""
    DETECTS = "detects"
    """From a detection strategy or data component to a technique."""
    ATTRIBUTED_TO = "attributed-to"
    """From a campaign to a group."""
    TARGETS = "targets"
    """From a technique to an asset."""
    REVOKED_BY = "revoked-by"
    """From an object to the one that replaced it."""
    READS = "reads"
    """From an analytic to a data component that it needs."""
    DECLARES_TEST = "declares-test"
    """From a rule to the single test that it names as its own."""


class Strength(IntEnum):
    """What a tie says about coverage."""

    REFERENCE = 0
    """Nothing: one note mentions another."""
    TACTIC = 1
    """Only a tactic in common; never counts as coverage."""
    ROLL_UP = 2
    """Tied to a sub-technique, seen from its technique."""
    EXACT = 3
    """The same technique or sub-technique identifier."""
    DECLARED = 4
    """A rule names the very test, or a result file names both."""


@dataclass(frozen=True, slots=True)
class Edge:
    """One tie, with the place that says so."""

    source: str
    """Identifier of a node: the vault path of a note, ``tactic:<shortname>``, ``test:<guid>``, ``citation:<name>``."""
    target: str
    kind: EdgeKind
    origin: Location
    """The line of the vault's file, or of the mounted source's, that says so."""
    strength: Strength = Strength.REFERENCE
    description: str = ""
    """What a mounted source says about a relation, as Markdown of ATT&CK; may be empty."""


def tactic_node(shortname: str) -> str:
    """Return the identifier of a tactic's node."""
    return f"tactic:{shortname}"


def citation_node(name: str) -> str:
    """Return the identifier of a cited source's node."""
    return f"citation:{name}"


def test_case_node(guid: str) -> str:
    """Return the identifier of a single test's node."""
    return f"test:{guid}"


def analytic_node(identifier: str) -> str:
    """Return the identifier of an analytic's node."""
    return f"analytic:{identifier}"
