"""The relations of ATT&CK objects as sortable tables on their pages, from mounted sources and from the vault."""

import json
from collections.abc import Callable, Mapping
from itertools import pairwise
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import Element

import pytest
from html_tree import is_filter_of_the_matrix, parse, text_of

from kbgen.pages.page import Page, Site
from kbgen.project import Project
from kbgen.settings import Settings, Source, SourceKind
from kbgen.sources.attack_notes import attack_notes
from kbgen.sources.attack_release import read_release

MakeVault = Callable[[Mapping[str, str | bytes]], Path]
STIX = Path(__file__).resolve().parents[1] / "fixtures" / "sources" / "stix"
Table = list[list[str]]


def mounted(vault: Path, source: str = "release-2.1.json", base: Path = STIX) -> Site:
    settings = Settings(sources=(Source(SourceKind.ATTACK, source),))
    return Project(vault, settings, base=base).site


def page_of(site: Site, url: str) -> Page:
    return next(page.finished() for page in site.pages if page.url == url)


def tables(page: Page) -> dict[str, Table]:
    """Return the tables of relations by their headings: the row of titles, then the rows of texts."""
    found: dict[str, Table] = {}
    for heading, section in pairwise(parse(page.html).findall("./article/*")):
        if section.get("class") == "kb-related":
            rows = [[text_of(cell) for cell in row] for row in section.iter("tr")]
            assert all(table.get("data-sortable") == "" for table in section.iter("table"))
            assert text_of(heading).endswith(f" {section.get('data-count')}")
            found[text_of(heading)] = rows
    return found


def links(element: Element) -> dict[str, str]:
    return {text_of(link): link.get("href", "") for link in element.iter("a")}


@pytest.fixture
def site(make_vault: MakeVault) -> Site:
    """Return a site that mounts a release, with a rule and a test in the vault."""
    rule = "---\ntags: [t9001, detection_rule]\n---\n"
    test = "---\ntags: [T9001, atomic_test]\n---\n## Atomic Test #1 - One\n"
    return mounted(make_vault({"r.md": rule, "r2.md": rule, "t.md": test}))


def test_a_technique_shows_what_detects_it_works_against_it_and_uses_it(site: Site) -> None:
    page = page_of(site, "techniques/T9001/")
    assert tables(page) == {
        "Detected by 2": [
            ["Analytic", "Platform", "Log source", "Channel", "Data component"],
            ["AN9001", "Windows", "gate:log", "opened | forced", "DC9001 Gate Opening"],
            ["AN9001", "Windows", "Gate", "", "DC9001 Gate Opening"],
            ["AN9002", "Linux", "", "", ""],
        ],
        "Mitigations 1": [
            ["ID", "Mitigation", "Description"],
            ["M9001", "Fences", "A fence keeps ladders out."],
        ],
        "Groups that use it 1": [
            ["ID", "Group", "Description"],
            ["G9001", "Apple Thieves", "Apple Thieves climbed.Twice.[2]"],
        ],
        "Software that uses it 1": [
            ["ID", "Software", "Type", "Description"],
            ["S9001", "Core/Borer", "malware", "It climbs by itself."],
        ],
        "Campaigns that use it 1": [
            ["ID", "Campaign", "Description"],
            ["C9001", "Autumn Raid", "They climbed in autumn."],
        ],
        "Targets 1": [["ID", "Asset"], ["A9001", "Tool Shed"]],
    }
    found = links(parse(page.html))
    assert found["Apple Thieves"] == "../../groups/G9001/"
    assert found["AN9001"] == "../../detectionstrategies/DET9001/#AN9001"
    assert found["DC9001 Gate Opening"] == "../../datacomponents/DC9001/"
    assert found["DET9001 Watch the Gate- at 'night'"] == "../../detectionstrategies/DET9001/"


def test_the_tables_are_in_the_table_of_contents_before_the_references(site: Site) -> None:
    page = page_of(site, "techniques/T9001/")
    entries = [(entry.title, entry.anchor) for entry in page.toc]
    assert entries[-9:] == [
        ("Sub-techniques", "kb.sub-techniques"),
        ("Detected by", "kb.detected-by"),
        ("Mitigations", "kb.mitigations"),
        ("Groups that use it", "kb.groups"),
        ("Software that uses it", "kb.software"),
        ("Campaigns that use it", "kb.campaigns"),
        ("Targets", "kb.targets"),
        ("References", "kb.references"),
        ("Neighbourhood", "kb.neighbourhood"),
    ]
    ids = [element.get("id") for element in parse(page.html).iter() if element.get("id")]
    assert len(set(ids)) == len(ids)
    assert {anchor for _, anchor in entries} <= set(ids)


def test_cited_sources_are_listed_with_what_the_release_knows_of_them(site: Site) -> None:
    root = parse(page_of(site, "techniques/T9001/").html)
    (listing,) = [element for element in root.iter("ol") if element.get("class") == "kb-references"]
    assert [text_of(item) for item in listing] == [
        "Orchard Report 2024: Pearl Picker. (2024, May 1). The *state* of orchards. ↩",
        "Gazette: The Gazette. (2022). Fruit is gone. ↩",
    ]
    assert links(listing)["Gazette"] == "https://gazette.example/"


def test_techniques_are_listed_with_their_rules_and_tests(site: Site) -> None:
    page = page_of(site, "groups/G9001/")
    assert tables(page) == {
        "Techniques used 1": [
            ["ID", "Technique", "Rules", "Tests", "Description"],
            ["T9001", "Ladder/Basket Abuse", "2", "1", "Apple Thieves climbed.Twice.[2]"],
        ],
        "Software used 2": [
            ["ID", "Software", "Type", "Description"],
            ["S9001", "Core/Borer", "malware", ""],
            ["S9002", "Pick: It", "tool", "They pick."],
        ],
        "Campaigns 1": [["ID", "Campaign"], ["C9001", "Autumn Raid"]],
    }


@pytest.mark.parametrize(
    ("url", "wanted"),
    [
        ("software/S9002/", {"Groups that use it 1": ["G9001"], "Campaigns that use it 1": ["C9001"]}),
        (
            "campaigns/C9001/",
            {"Groups 1": ["G9001"], "Techniques used 1": ["T9001"], "Software used 1": ["S9002"]},
        ),
        ("mitigations/M9001/", {"Techniques mitigated 1": ["T9001"]}),
        ("assets/A9001/", {"Techniques that target it 1": ["T9001"]}),
        (
            "detectionstrategies/DET9001/",
            {"Techniques detected 1": ["T9001"], "Log sources 2": ["AN9001", "AN9001", "AN9002"]},
        ),
        (
            "datacomponents/DC9001/",
            {"Analytics that read it 1": ["AN9001", "AN9001"], "Log sources 2": ["gate:log", "Gate"]},
        ),
        ("techniques/T9001/001/", {}),
        ("tactics/TA9001/", {}),
    ],
)
def test_each_kind_shows_its_relations(site: Site, url: str, wanted: dict[str, list[str]]) -> None:
    found = tables(page_of(site, url))
    assert {title: [row[0] for row in rows[1:]] for title, rows in found.items()} == wanted


def test_columns_without_values_are_left_out(make_vault: MakeVault, tmp_path: Path) -> None:
    bundle: dict[str, Any] = json.loads((STIX / "release-2.1.json").read_text(encoding="utf-8"))
    for item in bundle["objects"]:
        if item["type"] == "x-mitre-analytic":
            item["x_mitre_platforms"] = ["None"]
            for source in item.get("x_mitre_log_source_references", []):
                source["channel"] = "None"
    (tmp_path / "ics.json").write_text(json.dumps(bundle), encoding="utf-8")
    found = tables(page_of(mounted(make_vault({}), "ics.json", tmp_path), "techniques/T9001/"))
    assert found["Detected by 2"] == [
        ["Analytic", "Log source", "Data component"],
        ["AN9001", "gate:log", "DC9001 Gate Opening"],
        ["AN9001", "Gate", "DC9001 Gate Opening"],
        ["AN9002", "", ""],
    ]


def test_a_mounted_page_says_nothing_twice(site: Site) -> None:
    for url in (
        "groups/G9001/",
        "campaigns/C9001/",
        "software/S9001/",
        "mitigations/M9001/",
        "assets/A9001/",
    ):
        root = parse(page_of(site, url).html)
        titles = [text_of(element) for element in root.iter() if element.tag in {"h2", "h3"}]
        assert len(titles) == len(set(titles))
        text = text_of(root)
        for said in ("They pick.", "A fence keeps ladders out.", "It climbs by itself."):
            assert text.count(said) <= 1


def test_a_strategy_has_an_anchor_for_each_analytic(site: Site) -> None:
    page = page_of(site, "detectionstrategies/DET9001/")
    assert {"AN9001", "AN9002"} <= page.anchors
    root = parse(page.html)
    places = [element.get("id") for element in root.iter("span") if element.get("id")]
    assert places == ["AN9001", "AN9002"]
    assert links(root)["AN9001"] == "#AN9001"


def test_imported_notes_have_the_anchors_and_say_their_relations_themselves(make_vault: MakeVault) -> None:
    notes = attack_notes(read_release(STIX / "release-2.1.json"))
    vault = make_vault({note.path: note.text for note in notes})
    for site in (Project(vault).site, mounted(vault)):
        shown = {page.url: found for page in site.pages if (found := list(tables(page.finished())))}
        assert shown == {"datacomponents/DC9001/": ["Techniques detected 1"]}
        assert {"AN9001", "AN9002"} <= page_of(site, "detectionstrategies/DET9001/").anchors
        assert page_of(site, "groups/G9001/").html.count("They pick.") == 1


def test_links_of_the_vault_show_on_the_page_at_their_other_end(make_vault: MakeVault) -> None:
    files: dict[str, str | bytes] = {
        "Thieves.md": "---\ntags: [G0999, groups]\n---\nThey use [[T1046]].\n",
        "T1046.md": "---\ntags: [T1046, techniques]\n---\nText.\n",
        "Nameless.md": "---\ntags: [software]\n---\nUses [[T1046]].\n",
    }
    site = Project(make_vault(files)).site
    assert tables(page_of(site, "techniques/T1046/")) == {
        "Groups that use it 1": [
            ["ID", "Group", "Description"],
            ["G0999", "Thieves", "linked in line 4 of Thieves.md"],
        ],
        "Software that uses it 1": [
            ["Software", "Description"],
            ["Nameless", "linked in line 4 of Nameless.md"],
        ],
    }
    assert tables(page_of(site, "groups/G0999/")) == {}


def test_a_note_of_the_vault_has_the_relations_of_the_mounted_release(make_vault: MakeVault) -> None:
    own = "---\ntags: [T9001, techniques]\n---\n## Ladders\n\nOurs, see [[M9001 - Fences]].\n"
    found = tables(page_of(mounted(make_vault({"T9001 - Ladders.md": own})), "techniques/T9001/"))
    assert list(found) == [
        "Detected by 2",
        "Groups that use it 1",
        "Software that uses it 1",
        "Campaigns that use it 1",
        "Targets 1",
    ]


@pytest.mark.parametrize(
    ("url", "title", "row"),
    [
        (
            "techniques/T9201/",
            "Data components that detect it 2",
            ["Lid Lifted (DS9201)", "Watch for a lid that moves by night.[1]"],
        ),
        (
            "datacomponents/lid-lifted-ds9201/",
            "Techniques detected 1",
            ["T9201", "Kiln Tampering", "0", "0", "Watch for a lid that moves by night.[1]"],
        ),
    ],
)
def test_data_components_before_v18_detect_techniques(
    make_vault: MakeVault, url: str, title: str, row: list[str]
) -> None:
    site = mounted(make_vault({}), "release-v17-2.1.json")
    found = tables(page_of(site, url))
    assert list(found) == [title]
    assert found[title][1] == row


EVIL = "<script>evil(1)</script><i data-evil onclick=evil(1)>x</i>\"'> & {{ 70007*7 }} <td></table>"


def test_no_text_of_a_release_becomes_markup(make_vault: MakeVault, tmp_path: Path) -> None:
    bundle: dict[str, Any] = json.loads((STIX / "release-2.1.json").read_text(encoding="utf-8"))
    for item in bundle["objects"]:
        for name in ("name", "description"):
            if name in item and item["type"] != "marking-definition":
                item[name] = f"{EVIL} (Citation: {EVIL}) {item[name]}"
        for reference in item.get("external_references", []):
            reference["description"] = EVIL
        for source in item.get("x_mitre_log_source_references", []):
            source["name"], source["channel"] = EVIL, EVIL
        if "x_mitre_platforms" in item:
            item["x_mitre_platforms"] = [EVIL]
    (tmp_path / "evil.json").write_text(json.dumps(bundle), encoding="utf-8")
    site = mounted(make_vault({}), "evil.json", tmp_path)
    shown = 0
    for page in (page.finished() for page in site.pages):
        root = parse(page.html)
        shown += len(tables(page))
        for element in root.iter():
            assert element.tag != "script" or is_filter_of_the_matrix(element), page.url
            assert [name for name in element.attrib if name.startswith("on") or "evil" in name] == []
        assert "490049" not in text_of(root)
    assert shown == 22
