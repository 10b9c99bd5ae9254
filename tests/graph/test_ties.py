"""Rules and tests of a technique. A child counts for its parent, a parent never for its child."""

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from kbgen.graph.ties import RolledUp, exact, rolled_up
from kbgen.knowledge.base import KnowledgeBase
from kbgen.notes.kind import Kind
from kbgen.project import Project

MakeVault = Callable[[Mapping[str, str | bytes]], Path]
RULE, TEST = Kind.DETECTION_RULE, Kind.ATOMIC_TEST


def note(*tags: str) -> str:
    return f"---\ntags: [{', '.join(tags)}]\n---\n## Atomic Test #1 - One\n"


@pytest.fixture
def knowledge(make_vault: MakeVault) -> KnowledgeBase:
    """Return T1059 with two sub-techniques, and T1046 without one."""
    files = {
        "T1046.md": note("T1046", "techniques"),
        "T1059.md": note("T1059", "techniques"),
        "T1059.001.md": note("T1059_001", "techniques"),
        "T1059.004.md": note("T1059_004", "techniques"),
        "r_parent.md": note("t1059", "detection_rule"),
        "r_child.md": note("t1059_001", "detection_rule"),
        "r_children.md": note("t1059_004", "t1059_001", "detection_rule"),
        "r_both.md": note("t1059_001", "t1059", "detection_rule"),
        "r_other.md": note("t1046", "detection_rule"),
        "r_tactic.md": note("execution", "detection_rule"),
        "t_child.md": note("T1059_004", "atomic_test"),
    }
    return Project(make_vault(files)).knowledge


def test_exact_ties_are_those_whose_own_tags_name_the_technique(knowledge: KnowledgeBase) -> None:
    assert exact(knowledge, "T1059", RULE) == ("r_both.md", "r_parent.md")
    assert exact(knowledge, "T1059.001", RULE) == ("r_both.md", "r_child.md", "r_children.md")
    assert exact(knowledge, "T1059.004", TEST) == ("t_child.md",)
    assert exact(knowledge, "T1059", TEST) == ()


def test_a_child_counts_for_its_parent_with_the_way_it_took(knowledge: KnowledgeBase) -> None:
    assert rolled_up(knowledge, "T1059", RULE) == (
        RolledUp("r_child.md", ("T1059.001",)),
        RolledUp("r_children.md", ("T1059.001", "T1059.004")),
    )
    assert rolled_up(knowledge, "T1059", TEST) == (RolledUp("t_child.md", ("T1059.004",)),)


@pytest.mark.parametrize("child", ["T1059.001", "T1059.004"])
@pytest.mark.parametrize("kind", [RULE, TEST])
def test_a_parent_never_counts_for_its_child(knowledge: KnowledgeBase, child: str, kind: Kind) -> None:
    assert rolled_up(knowledge, child, kind) == ()
    assert "r_parent.md" not in exact(knowledge, child, kind)


def test_what_is_tied_exactly_is_no_further_tie(knowledge: KnowledgeBase) -> None:
    assert "r_both.md" not in [tie.path for tie in rolled_up(knowledge, "T1059", RULE)]


def test_a_tactic_in_common_is_no_tie(knowledge: KnowledgeBase) -> None:
    identifiers = ("T1046", "T1059", "T1059.001", "T1059.004")
    tied = {path for identifier in identifiers for path in exact(knowledge, identifier, RULE)}
    assert "r_tactic.md" not in tied
    assert "r_other.md" in tied


def test_an_unknown_technique_has_no_ties(knowledge: KnowledgeBase) -> None:
    assert exact(knowledge, "T9999", RULE) == ()
    assert rolled_up(knowledge, "T9999", RULE) == ()
