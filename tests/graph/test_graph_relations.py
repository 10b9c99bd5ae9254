"""How objects of ATT&CK are related: what sources state, and what links of the vault stand for."""

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from kbgen.graph.relations import Related
from kbgen.project import Project
from kbgen.settings import Settings, Source, SourceKind

MakeVault = Callable[[Mapping[str, str | bytes]], Path]
STIX = Path(__file__).resolve().parents[1] / "fixtures" / "sources" / "stix"

TAGS = {
    "T1046.md": "T1046, techniques",
    "G0016.md": "G0016, groups",
    "S0154.md": "S0154, software",
    "C0024.md": "C0024, campaigns",
    "M1017.md": "M1017, mitigations",
    "DET0001.md": "DET0001, detection_strategies",
    "DC0032.md": "DC0032, data_components",
    "A0001.md": "A0001, assets",
    "TA0007.md": "TA0007, tactics",
    "page.md": "other",
}


def note(path: str, body: str = "") -> str:
    return f"---\ntags: [{TAGS[path]}]\n---\n{body}"


@pytest.fixture
def related(make_vault: MakeVault) -> Callable[[str, str], list[Related]]:
    """Return a function from the names of two notes, of which the first links to the second, to its relations."""

    def relations(source: str, target: str) -> list[Related]:
        body = f"See [[{target}]].\n\nAgain [[{target}]].\n"
        files = {source: note(source, body), target: note(target)}
        return list(Project(make_vault(files)).graph.related(source))

    return relations


@pytest.mark.parametrize(
    ("source", "target", "kind"),
    [
        ("G0016.md", "T1046.md", "uses"),
        ("S0154.md", "T1046.md", "uses"),
        ("C0024.md", "T1046.md", "uses"),
        ("G0016.md", "S0154.md", "uses"),
        ("C0024.md", "S0154.md", "uses"),
        ("M1017.md", "T1046.md", "mitigates"),
        ("DET0001.md", "T1046.md", "detects"),
        ("DC0032.md", "T1046.md", "detects"),
        ("C0024.md", "G0016.md", "attributed-to"),
        ("T1046.md", "A0001.md", "targets"),
    ],
)
def test_a_link_stands_for_the_one_relation_of_two_kinds(
    related: Callable[[str, str], list[Related]], source: str, target: str, kind: str
) -> None:
    (forth,) = related(source, target)
    assert (forth.path, forth.kind.value, forth.outgoing, forth.descriptions) == (target, kind, True, ())
    (back,) = related(target, source)
    assert (back.path, back.kind.value, back.outgoing) == (source, kind, False)
    assert forth.link is not None
    assert (forth.link.origin.path, forth.link.origin.line) == (source, 4)


@pytest.mark.parametrize(
    ("source", "target"),
    [("G0016.md", "M1017.md"), ("page.md", "T1046.md"), ("G0016.md", "page.md"), ("TA0007.md", "T1046.md")],
)
def test_links_between_other_kinds_stand_for_nothing(
    related: Callable[[str, str], list[Related]], source: str, target: str
) -> None:
    assert related(source, target) == []


def mounted(vault: Path) -> Project:
    return Project(vault, Settings(sources=(Source(SourceKind.ATTACK, "release-2.1.json"),)), base=STIX)


def test_what_a_source_states_needs_no_link(make_vault: MakeVault) -> None:
    own = "---\ntags: [G9001, groups]\n---\nThey climb: [[T9001 - Ladder_Basket Abuse]].\n"
    project = mounted(make_vault({"mine.md": own}))
    path = "Use Cases/T9001 - Ladder_Basket Abuse.md"
    (found,) = [each for each in project.graph.related("mine.md") if each.path == path]
    assert found.link is None
    (text,) = found.descriptions
    assert text.startswith("[Apple Thieves](https://attack.mitre.org/groups/G9001) climbed.")


def test_links_of_mounted_notes_stand_for_nothing(make_vault: MakeVault) -> None:
    project = mounted(make_vault({}))
    component = "Data Components/DC9001 - Gate Opening.md"
    assert "Use Cases/T9001 - Ladder_Basket Abuse.md" in {
        edge.source for edge in project.graph.backlinks(component).linked_from
    }
    assert project.graph.related(component) == ()


def test_relations_come_in_the_order_of_paths(make_vault: MakeVault) -> None:
    project = mounted(make_vault({}))
    found = project.graph.related("Groups/G9001 - Apple Thieves.md")
    assert [(each.path.partition("/")[2], each.kind.value, each.outgoing) for each in found] == [
        ("C9001 - Autumn Raid.md", "attributed-to", False),
        ("S9001 - Core_Borer.md", "uses", True),
        ("S9002 - Pick- It.md", "uses", True),
        ("T9001 - Ladder_Basket Abuse.md", "uses", True),
    ]
