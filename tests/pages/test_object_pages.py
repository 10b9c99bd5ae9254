"""Notes of groups, software and other ATT&CK objects have pages at MITRE's addresses, and lists."""

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from kbgen.pages.page import Site
from kbgen.project import Project

MakeVault = Callable[[Mapping[str, str | bytes]], Path]


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
