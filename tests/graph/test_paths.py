"""Questions about single nodes of the graph."""

import json
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from kbgen.cli.main import cli
from kbgen.project import Project

MakeVault = Callable[[Mapping[str, str | bytes]], Path]
GUID = "0b1f7a52-3c5e-4a52-9d0c-6f0a6e7b1c22"
FILES: Mapping[str, str | bytes] = {
    "T1046 - Scan.md": "---\ntags: [T1046, techniques]\ntactics: Discovery\n---\n## Scan\n",
    "G0016 - Some Group.md": "---\ntags: [G0016, groups]\n---\nUses [[T1046 - Scan]].\n",
    "rule.md": "---\ntitle: A rule\ntags: [t1046, detection_rule]\n---\n",
    "run.md": f"---\ntags: [T1046, atomic_test]\n---\n## Atomic Test #1 - One\n\n**auto_generated_guid:** {GUID}\n",
    "alone.md": "Nothing.\n",
}


@pytest.fixture
def project(make_vault: MakeVault) -> Project:
    return Project(make_vault(FILES))


@pytest.mark.parametrize(
    ("name", "node"),
    [
        ("t1046", "T1046 - Scan.md"),
        ("G0016", "G0016 - Some Group.md"),
        ("rule.md", "rule.md"),
        ("rule", "rule.md"),
        ("a RULE", "rule.md"),
        (GUID.upper(), f"test:{GUID}"),
        ("tactic:discovery", "tactic:discovery"),
        ("nobody", None),
    ],
)
def test_a_name_means_a_node(project: Project, name: str, node: str | None) -> None:
    assert project.graph.find(name) == node


def test_neighbours_have_kind_direction_and_origin(project: Project) -> None:
    found = project.graph.neighbours("T1046 - Scan.md")
    assert [(item.outgoing, item.edge.kind.value, item.node, str(item.edge.origin)) for item in found] == [
        (True, "in-tactic", "tactic:discovery", "T1046 - Scan.md:3:10"),
        (False, "links-to", "G0016 - Some Group.md", "G0016 - Some Group.md:4:6"),
        (False, "same-technique", "rule.md", "rule.md:3:8"),
        (False, "same-technique", "run.md", "run.md:2:8"),
    ]


def test_a_path_ignores_direction(project: Project) -> None:
    group, technique = "G0016 - Some Group.md", "T1046 - Scan.md"
    assert project.graph.path(group, f"test:{GUID}") == [group, technique, "run.md", f"test:{GUID}"]
    assert project.graph.path("alone.md", technique) is None


def test_orphans_have_no_tie(project: Project) -> None:
    assert project.graph.orphans() == ["alone.md"]


def ask(*words: str) -> Result:
    return CliRunner().invoke(cli, ["graph", *words])


def test_the_command_answers_as_text_and_as_data(make_vault: MakeVault) -> None:
    vault = str(make_vault(FILES))
    assert ask(vault, "path", "G0016", "A rule").stdout.splitlines() == [
        "G0016 - Some Group.md",
        "T1046 - Scan.md",
        "rule.md",
    ]
    assert ask("orphans", vault).stdout == "alone.md\n"
    document = json.loads(ask("neighbours", "T1046", vault, "--format", "json").stdout)
    assert (document["node"], document["count"]) == ("T1046 - Scan.md", 4)
    assert document["neighbours"][0] == {
        "node": "tactic:discovery",
        "title": "Discovery",
        "kind": "tactic",
        "edge": "in-tactic",
        "direction": "out",
        "strength": 3,
        "origin": "T1046 - Scan.md:3:10",
    }
    assert ask(vault, "path", "alone", "T1046").stdout == "nothing leads from alone.md to T1046 - Scan.md\n"


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["nothing"], "expected [VAULT] and one of stats, neighbours, path, orphans"),
        (["path", "a"], "graph path: expected 2 names, and at most one VAULT"),
        (["neighbours", "Some Grup"], "did you mean Some Group?"),
    ],
)
def test_misuse_is_said(make_vault: MakeVault, words: list[str], message: str) -> None:
    result = CliRunner().invoke(cli, ["graph", str(make_vault(FILES)), *words])
    assert result.exit_code != 0
    assert message in str(result.exception)
