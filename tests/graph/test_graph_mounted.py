"""Relations that mounted sources state, and analytics, as nodes and edges."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from kbgen.graph.edge import Edge, EdgeKind
from kbgen.project import Project
from kbgen.settings import Settings, Source, SourceKind
from kbgen.sources.attack_notes import attack_notes
from kbgen.sources.attack_release import read_release

MakeVault = Callable[[Mapping[str, str | bytes]], Path]
Mounting = Callable[..., Project]
STIX = Path(__file__).resolve().parents[1] / "fixtures" / "sources" / "stix"
LADDER = "Use Cases/T9001 - Ladder_Basket Abuse.md"
STRATEGY = "Detection Strategies/DET9001 - Watch the Gate- at 'night'.md"
COMPONENT = "Data Components/DC9001 - Gate Opening.md"


@pytest.fixture
def mounted(make_vault: MakeVault) -> Mounting:
    """Return a function from files of a vault and the name of a release to the project."""

    def project(files: Mapping[str, str | bytes], release: str = "release-2.1.json") -> Project:
        sources = (Source(SourceKind.ATTACK, release),)
        return Project(make_vault(files), Settings(sources=sources), base=STIX)

    return project


def edges_of(project: Project, kind: EdgeKind) -> list[Edge]:
    graph: Any = project.graph.graph
    found = (data["edge"] for _, _, data in graph.edges(data=True))
    return sorted((edge for edge in found if edge.kind is kind), key=lambda edge: (edge.source, edge.target))


def test_a_relation_says_what_the_source_says_and_where(mounted: Mounting) -> None:
    (edge,) = edges_of(mounted({}), EdgeKind.MITIGATES)
    assert (edge.source, edge.target) == ("Mitigations/M9001 - Fences.md", LADDER)
    assert edge.description == "A fence keeps ladders out."
    assert edge.origin.path == "release-2.1.json"
    lines = (STIX / "release-2.1.json").read_text(encoding="utf-8").splitlines()
    assert '"relationship--m1"' in "".join(lines[edge.origin.line - 1 : edge.origin.line + 4])


def test_a_relation_ends_at_the_note_of_the_vault_that_stands_for_an_object(mounted: Mounting) -> None:
    (edge,) = edges_of(mounted({"mine.md": "---\ntags: [T9001, techniques]\n---\n"}), EdgeKind.MITIGATES)
    assert edge.target == "mine.md"


def test_an_analytic_is_held_by_its_strategy_and_reads_components_once(mounted: Mounting) -> None:
    project = mounted({})
    assert [(edge.source, edge.target) for edge in edges_of(project, EdgeKind.HOLDS)] == [
        (STRATEGY, "analytic:AN9001"),
        (STRATEGY, "analytic:AN9002"),
    ]
    assert [(edge.source, edge.target) for edge in edges_of(project, EdgeKind.READS)] == [
        ("analytic:AN9001", COMPONENT)
    ]
    assert project.graph.find("an9001") == "analytic:AN9001"
    neighbours = project.graph.neighbours("analytic:AN9001")
    assert [(each.edge.kind.value, each.outgoing) for each in neighbours] == [
        ("reads", True),
        ("holds", False),
    ]
    assert {each.edge.origin.path for each in neighbours} == {"release-2.1.json"}


def test_analytics_of_imported_strategies_are_nodes_as_well(make_vault: MakeVault) -> None:
    notes = attack_notes(read_release(STIX / "release-2.1.json"))
    project = Project(make_vault({note.path: note.text for note in notes}))
    held = edges_of(project, EdgeKind.HOLDS)
    assert [edge.target for edge in held] == ["analytic:AN9001", "analytic:AN9002"]
    text = next(note.text for note in notes if note.path == STRATEGY)
    assert [edge.origin.line for edge in held] == [
        number for number, line in enumerate(text.splitlines(), 1) if line.startswith("#### AN")
    ]


def test_an_analytic_that_is_mounted_and_written_is_one(mounted: Mounting) -> None:
    own = "---\ntags: [DET9001, detection_strategies]\n---\n## AN9001\n\n## AN9999\n\n## ANY\n"
    held = edges_of(mounted({"mine.md": own}), EdgeKind.HOLDS)
    assert [(edge.source, edge.target, edge.origin.path) for edge in held] == [
        ("mine.md", "analytic:AN9001", "release-2.1.json"),
        ("mine.md", "analytic:AN9002", "release-2.1.json"),
        ("mine.md", "analytic:AN9999", "mine.md"),
    ]


@pytest.mark.parametrize(
    ("release", "pairs"),
    [
        (
            "release-v17-2.1.json",
            [
                ("Footprints", "T9202 - Glaze Theft"),
                ("Lid Lifted (DS9201)", "T9201 - Kiln Tampering"),
                ("Smoke- Colour & Smell", "T9201 - Kiln Tampering"),
            ],
        ),
        (
            "release-v17-2.0.json",
            [
                ("Door Opened", "T9101 - Spade Abuse"),
                ("Door Opened", "T9102 - Rake Abuse"),
                ("Hinge Oiled", "T9102 - Rake Abuse"),
            ],
        ),
    ],
)
def test_components_without_identifiers_detect_techniques(
    mounted: Mounting, release: str, pairs: list[tuple[str, str]]
) -> None:
    found = edges_of(mounted({}, release), EdgeKind.DETECTS)
    assert [(edge.source, edge.target) for edge in found] == [
        (f"Data Components/{component}.md", f"Use Cases/{technique}.md") for component, technique in pairs
    ]
