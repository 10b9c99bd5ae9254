"""Notes of groups, software and other ATT&CK objects have pages at MITRE's addresses, and lists."""

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from html_tree import parse, text_of

from kbgen.pages.page import Site
from kbgen.project import Project
from kbgen.settings import Settings, Source, SourceKind

MakeVault = Callable[[Mapping[str, str | bytes]], Path]
STIX = Path(__file__).resolve().parents[1] / "fixtures" / "sources" / "stix"


@pytest.fixture
def site(make_vault: MakeVault) -> Site:
    files: Mapping[str, str | bytes] = {
        "G0016 - APT29.md": "---\ntags: [G0016, groups]\naliases: [Cozy Bear]\n---\nUses [[T1046]].\n",
        "Mimikatz.md": "---\ntags: [software]\n---\n",
        "M1017.md": "---\ntags: [mitigation]\n---\n",
        "Discovery - TA0007.md": "---\ntags: [tactic]\n---\nWhy.\n",
        "T1046.md": "---\ntags: [T1046, techniques]\ntactics: Discovery, Execution\n---\n",
    }
    return Project(make_vault(files)).site


def test_addresses_are_those_of_mitre(site: Site) -> None:
    paths = {page.source_path: page.url for page in site.pages if page.source_path}
    assert paths == {
        "G0016 - APT29.md": "groups/G0016/",
        "Mimikatz.md": "mimikatz/",
        "M1017.md": "mitigations/M1017/",
        "Discovery - TA0007.md": "tactics/TA0007/",
        "T1046.md": "techniques/T1046/",
    }


def test_a_tactic_with_a_note_has_one_page_that_lists_its_techniques(site: Site) -> None:
    (page,) = [page for page in site.pages if page.url == "tactics/TA0007/"]
    assert 'href="../../techniques/T1046/"' in page.html
    assert "Why." in page.html
    (generated,) = [page for page in site.pages if page.url == "tactics/TA0002/"]
    assert generated.source_path is None


def test_each_kind_has_a_list_in_the_navigation(site: Site) -> None:
    (group,) = [item for item in site.navigation if item.children]
    assert [(item.title, item.url) for item in group.children] == [
        ("Groups", "groups/"),
        ("Software", "software/"),
        ("Mitigations", "mitigations/"),
    ]
    (listing,) = [page for page in site.pages if page.url == "groups/"]
    assert "Cozy Bear" in listing.html
    assert 'href="../groups/G0016/"' in listing.html


def rows(site: Site, url: str) -> list[list[str]]:
    (page,) = [page for page in site.pages if page.url == url]
    return [[text_of(cell) for cell in row] for row in parse(page.html).iter("tr")]


def mounted(vault: Path, release: str) -> Site:
    return Project(vault, Settings(sources=(Source(SourceKind.ATTACK, release),)), base=STIX).site


def test_lists_count_what_links_of_the_vault_stand_for(site: Site) -> None:
    assert rows(site, "groups/") == [
        ["Name", "ID", "Also known as", "Techniques"],
        ["APT29", "G0016", "Cozy Bear", "1"],
    ]
    assert rows(site, "software/") == [["Name"], ["Mimikatz"]]
    assert rows(site, "mitigations/") == [["Name", "ID"], ["M1017", "M1017"]]


@pytest.mark.parametrize(
    ("url", "wanted"),
    [
        (
            "groups/",
            [
                ["Name", "ID", "Also known as", "Techniques", "Software", "Campaigns"],
                ["Apple Thieves", "G9001", "yes, [Odd], Comma, Inc", "1", "2", "1"],
            ],
        ),
        (
            "campaigns/",
            [
                ["Name", "ID", "Groups", "First seen", "Last seen", "Techniques", "Software"],
                ["Autumn Raid", "C9001", "G9001 Apple Thieves", "2023-09-01", "2023-10-31", "1", "1"],
            ],
        ),
        ("mitigations/", [["Name", "ID", "Techniques"], ["Fences", "M9001", "1"]]),
        ("datacomponents/", [["Name", "ID", "Analytics"], ["Gate Opening", "DC9001", "1"]]),
        ("assets/", [["Name", "ID", "Techniques"], ["Tool Shed", "A9001", "1"]]),
    ],
)
def test_lists_show_the_relations_of_a_release(
    make_vault: MakeVault, url: str, wanted: list[list[str]]
) -> None:
    assert rows(mounted(make_vault({}), "release-2.1.json"), url) == wanted


def test_a_list_of_strategies_shows_what_they_detect_and_on_which_platforms(make_vault: MakeVault) -> None:
    head, row = rows(mounted(make_vault({}), "release-2.1.json"), "detectionstrategies/")
    assert head == ["Name", "ID", "Detects", "Platforms", "Analytics"]
    assert row[1:] == ["DET9001", "T9001 Ladder/Basket Abuse", "Linux, Windows", "2"]


def test_a_list_of_software_can_be_told_apart_by_type(make_vault: MakeVault) -> None:
    site = mounted(make_vault({}), "release-2.1.json")
    head, *software = rows(site, "software/")
    types = head.index("Type")
    assert {row[1]: row[types] for row in software} == {"S9001": "malware", "S9002": "tool"}
    (page,) = [page for page in site.pages if page.url == "software/"]
    assert [text_of(cell) for cell in parse(page.html).iter("th") if "data-facet" in cell.attrib] == ["Type"]


def test_components_without_identifiers_are_listed_by_name(make_vault: MakeVault) -> None:
    assert rows(mounted(make_vault({}), "release-v17-2.1.json"), "datacomponents/") == [
        ["Name", "Also known as", "Techniques"],
        ["Footprints", "", "1"],
        ["Lid Lifted (DS9201)", "Kiln: Lid Lifted", "1"],
        ["lid lifted (DS9202)", "Oven: lid lifted", "0"],
        ["Smoke: Colour & Smell", "Kiln: Smoke: Colour & Smell", "1"],
    ]
