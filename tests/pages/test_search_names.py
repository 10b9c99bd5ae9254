"""The files of names: whoever knows an identifier or a title finds its page, with one small file."""

import json
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from kbgen.pages.page import Site
from kbgen.pages.search_names import FOLDER, NamedPlace, _shards, folded
from kbgen.project import Project
from kbgen.settings import read_settings

MakeVault = Callable[[Mapping[str, str | bytes]], Path]

UUID = "0f86a7a1-33c9-4a0e-9b7d-53a6a80a5a52"
GUID = "11111111-2222-4333-8444-555555555555"
FILES: Mapping[str, str | bytes] = {
    "T1059.001.md": "---\ntags: [techniques, T1059_001]\ntactics: Execution\naliases: [PoSh]\n---\n# T1059.001 PowerShell\n",
    "r.md": "---\ntags: [detection_rule, t1059_001]\n---\n```yaml\n"
    f"title: Encoded   command é\nid: {UUID.upper()}\nname: encoded\nlogsource: {{product: windows}}\n"
    "detection: {condition: x}\n```\n",
    "t.md": "---\ntags: [atomic_test, T1059_001]\n---\n## Atomic Test #1 - Run it\n\n**Supported Platforms:** Windows\n\n"
    f"**auto_generated_guid:** {GUID}\n",
    "G0016 - APT29.md": "---\ntags: [group, G0016]\naliases: [Cozy Bear]\n---\n",
    "hidden.md": "---\npublish: false\n---\n# Secret name\n",
}


def find(site: Site, asked: str) -> list[tuple[str, str, str]]:
    """Return title, URL and kind of what has a name, read from the files as a browser reads them."""
    name = folded(asked)
    starts = json.loads(site.data[f"{FOLDER}index.json"])
    fitting = [number for number, start in enumerate(starts) if name.startswith(start)]
    if not fitting:
        return []
    number = max(fitting, key=lambda number: len(starts[number]))
    places = json.loads(site.data[f"{FOLDER}{number}.json"])
    return [(title, url, kind) for own, title, url, kind in places if own == name]


@pytest.fixture
def site(make_vault: MakeVault) -> Site:
    return Project(make_vault(FILES)).site


TECHNIQUE = ("T1059.001 PowerShell", "techniques/T1059/001/", "technique")
GROUP = ("G0016 APT29", "groups/G0016/", "group")


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("T1059.001", TECHNIQUE),
        ("t1059.001", TECHNIQUE),
        (" powershell ", TECHNIQUE),
        ("posh", TECHNIQUE),
        (UUID, ("Encoded   command é", "rules/r/", "detection_rule")),
        (UUID.upper(), ("Encoded   command é", "rules/r/", "detection_rule")),
        ("encoded", ("Encoded   command é", "rules/r/", "detection_rule")),
        ("encoded command É", ("Encoded   command é", "rules/r/", "detection_rule")),
        (GUID, ("Run it", f"tests/t/#{GUID}", "atomic_test")),
        ("run it", ("Run it", f"tests/t/#{GUID}", "atomic_test")),
        ("G0016", GROUP),
        ("apt29", GROUP),
        ("Cozy Bear", GROUP),
        ("TA0002", ("TA0002 Execution", "tactics/TA0002/", "tactic")),
        ("execution", ("TA0002 Execution", "tactics/TA0002/", "tactic")),
    ],
)
def test_a_name_leads_to_its_page(site: Site, asked: str, found: tuple[str, str, str]) -> None:
    assert [(" ".join(t.split()), u, k) for t, u, k in find(site, asked)] == [
        (" ".join(found[0].split()), *found[1:])
    ]


@pytest.mark.parametrize("asked", ["T1059", "Secret name", "hidden", "zzz", "11111111"])
def test_what_is_no_name_leads_nowhere(site: Site, asked: str) -> None:
    assert find(site, asked) == []


def test_every_address_is_a_page_of_the_site(site: Site) -> None:
    urls = {page.url for page in site.pages}
    places = [
        place
        for path, content in site.data.items()
        if path.startswith(FOLDER) and not path.endswith("index.json")
        for place in json.loads(content)
    ]
    assert len(places) > 10
    assert {url.partition("#")[0] for _, _, url, _ in places} <= urls


def test_no_file_is_large_and_every_name_is_in_the_file_of_its_longest_beginning() -> None:
    names = sorted({f"potential use of tool {n}" for n in range(900)} | {"p", "potential use of tool", "q"})
    shards = dict(_shards("", [NamedPlace(name, name, "x/", "page") for name in names]))
    assert sum(map(len, shards.values())) == len(names)
    assert max(map(len, shards.values())) <= 150
    for start, places in shards.items():
        for place in places:
            fitting = [other for other in shards if place.name.startswith(other)]
            assert max(fitting, key=len) == start


def test_equal_names_stay_together() -> None:
    places = [NamedPlace("same", "same", f"{n:03}/", "page") for n in range(400)]
    assert list(_shards("", places)) == [("", places)]


def test_a_site_without_search_has_no_files_of_names(make_vault: MakeVault) -> None:
    site = Project(make_vault(FILES), read_settings({"search": False})).site
    assert not [path for path in site.data if path.startswith(FOLDER)]
    assert not [page for page in site.pages if page.url == "search/"]
