"""Procedure examples: what a release says of more than fifty uses of a technique stands on a page of its own."""

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from posixpath import normpath
from typing import Any
from xml.etree.ElementTree import Element

import pytest
from html_tree import parse, text_of

from kbgen.pages.page import Page, Site
from kbgen.project import Project
from kbgen.settings import Settings, Source, SourceKind

MakeVault = Callable[[Mapping[str, str | bytes]], Path]
MakeSite = Callable[..., Site]
RELEASE = Path(__file__).resolve().parents[1] / "fixtures" / "sources" / "stix" / "release-2.1.json"
DESCRIBED = 3
"""Uses of T9001 that the release describes: by a group, by a malware, in a campaign."""
TECHNIQUE, PROCEDURES = "techniques/T9001/", "techniques/T9001/procedures/"


def crowd(count: int, *, described: bool) -> list[dict[str, Any]]:
    """Return further groups, G8001 and so on, that use T9001; each use cites a report of its own."""
    common = {
        "spec_version": "2.1",
        "created": "2024-03-01T08:00:00.000Z",
        "modified": "2024-03-01T08:00:00.000Z",
    }
    made: list[dict[str, Any]] = []
    for number in range(1, count + 1):
        identifier = f"G{8000 + number}"
        group = {"source_name": "mitre-attack", "external_id": identifier}
        report = {
            "source_name": f"Report {number}",
            "description": f"Volume {number}.",
            "url": f"https://r.example/{number}",
        }
        use: dict[str, Any] = {
            "type": "relationship",
            "id": f"relationship--c{number}",
            "relationship_type": "uses",
        }
        use |= {"source_ref": f"intrusion-set--c{number}", "target_ref": "attack-pattern--ladder"}
        if described:
            text = f"They took [Ladders](https://attack.mitre.org/techniques/T9001) of size {number}.(Citation: Report {number})"
            use |= {"description": text, "external_references": [report]}
        named = {"type": "intrusion-set", "id": f"intrusion-set--c{number}", "name": f"Crowd {number}"}
        made += [common | named | {"external_references": [group]}, common | use]
    return made


@pytest.fixture
def make_site(make_vault: MakeVault, tmp_path: Path) -> MakeSite:
    """Return a function that mounts the release with a crowd of further groups on a vault of the given files."""

    def make(count: int, files: Mapping[str, str | bytes] = {}, *, described: bool = True) -> Site:
        bundle = json.loads(RELEASE.read_text(encoding="utf-8"))
        bundle["objects"] += crowd(count, described=described)
        (tmp_path / "crowd.json").write_text(json.dumps(bundle), encoding="utf-8")
        settings = Settings(sources=(Source(SourceKind.ATTACK, "crowd.json"),))
        return Project(make_vault(files), settings, base=tmp_path).site

    return make


def pages_of(site: Site) -> dict[str, Page]:
    found = {page.url: page.finished() for page in site.pages}
    assert len(found) == len(site.pages)
    return found


def sections(page: Page) -> dict[str, Element]:
    """Return the sections of uses by the ids of their headings."""
    found: dict[str, Element] = {}
    heading = ""
    for element in parse(page.html).findall("./article/*"):
        heading = element.get("id", "") if element.tag == "h2" else heading
        if element.get("class") == "kb-related" and heading in {"kb.groups", "kb.software", "kb.campaigns"}:
            found[heading] = element
    return found


def rows(section: Element) -> list[list[str]]:
    return [[text_of(cell) for cell in row] for row in section.iter("tr")]


def references(page: Page) -> list[str]:
    listing = [each for each in parse(page.html).iter("ol") if each.get("class") == "kb-references"]
    return [text_of(item).split(":")[0] for each in listing for item in each]


def test_fifty_described_uses_stay_on_the_page_of_the_technique(make_site: MakeSite) -> None:
    pages = pages_of(make_site(50 - DESCRIBED))
    assert [url for url in pages if "procedures" in url] == []
    assert rows(sections(pages[TECHNIQUE])["kb.groups"])[0] == ["ID", "Group", "Description"]
    assert "of size 47" in pages[TECHNIQUE].html
    assert "What the release says" not in pages[TECHNIQUE].html


def test_more_leave_a_complete_list_of_names_and_have_a_page_of_their_own(make_site: MakeSite) -> None:
    pages = pages_of(make_site(51 - DESCRIBED))
    assert [url for url in pages if "procedures" in url] == [PROCEDURES]
    names = [[f"G{8000 + number}", f"Crowd {number}"] for number in range(1, 49)]
    short = {anchor: rows(section) for anchor, section in sections(pages[TECHNIQUE]).items()}
    assert short == {
        "kb.groups": [["ID", "Group"], *names, ["G9001", "Apple Thieves"]],
        "kb.software": [["ID", "Software", "Type"], ["S9001", "Core/Borer", "malware"]],
        "kb.campaigns": [["ID", "Campaign"], ["C9001", "Autumn Raid"]],
    }
    full = {anchor: rows(section) for anchor, section in sections(pages[PROCEDURES]).items()}
    assert list(full) == list(short)
    assert full["kb.groups"][:2] == [
        ["ID", "Group", "Description"],
        ["G8001", "Crowd 1", "They took Ladders of size 1.[1]"],
    ]
    assert full["kb.groups"][-1] == ["G9001", "Apple Thieves", "Apple Thieves climbed.Twice.[49]"]
    assert full["kb.software"][1] == ["S9001", "Core/Borer", "malware", "It climbs by itself."]
    assert full["kb.campaigns"][1] == ["C9001", "Autumn Raid", "They climbed in autumn."]


def test_references_go_with_the_descriptions_that_cite_them(make_site: MakeSite) -> None:
    pages = pages_of(make_site(60))
    assert references(pages[TECHNIQUE]) == ["Orchard Report 2024"]
    assert references(pages[PROCEDURES]) == [*(f"Report {number}" for number in range(1, 61)), "Gazette"]


def test_each_list_leads_to_its_descriptions_and_they_lead_back(make_site: MakeSite) -> None:
    pages = pages_of(make_site(60))
    for anchor, section in sections(pages[TECHNIQUE]).items():
        (link,) = [each for each in section.iter("a") if text_of(each) == "What the release says of each use"]
        address, _, fragment = link.get("href", "").partition("#")
        assert normpath(f"{TECHNIQUE}{address}") + "/" == PROCEDURES
        assert fragment == anchor
        assert section.get("data-count") == str(len(rows(section)) - 1)
    page = pages[PROCEDURES]
    root = parse(page.html)
    assert page.title == "T9001 Ladder/Basket Abuse: procedure examples"
    assert text_of(next(root.iter("h1"))) == page.title
    up = next(root.iter("a"))
    assert normpath(f"{PROCEDURES}{up.get('href')}") + "/" == TECHNIQUE
    assert [(entry.title, entry.anchor) for entry in page.toc] == [
        ("Groups that use it", "kb.groups"),
        ("Software that uses it", "kb.software"),
        ("Campaigns that use it", "kb.campaigns"),
        ("References", "kb.references"),
    ]
    assert "Software that uses it" in {entry.title for entry in pages[TECHNIQUE].toc}


def test_the_text_search_finds_each_use_once_under_the_facets_of_the_technique(make_site: MakeSite) -> None:
    pages = pages_of(make_site(60))

    def facets(page: Page) -> dict[str, str]:
        (article,) = parse(page.html).findall("./article")
        assert "data-pagefind-body" in article.attrib
        (mark,) = [each for each in article.iter("span") if "data-pagefind-filter" in each.attrib]
        return mark.attrib

    assert facets(pages[PROCEDURES]) == facets(pages[TECHNIQUE])
    assert "technique" in facets(pages[PROCEDURES]).values()
    for url, is_left_out in ((TECHNIQUE, True), (PROCEDURES, False)):
        found = sections(pages[url]).values()
        assert ["data-pagefind-ignore" in section.attrib for section in found] == [is_left_out] * 3


def test_it_is_no_note_and_no_entry_of_the_navigation(make_site: MakeSite) -> None:
    site = make_site(60)
    assert "procedures" not in repr(site.navigation)
    for path in ("api/notes.json", "llms.txt", "api/graph.json"):
        assert b"procedures" not in site.data[path]


def test_uses_of_which_a_source_says_nothing_do_not_count(make_site: MakeSite) -> None:
    pages = pages_of(make_site(60, described=False))
    assert PROCEDURES not in pages
    assert "It climbs by itself." in pages[TECHNIQUE].html


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("techniques/T9001/procedures.md", "Ours."),
        ("Ours.md", "---\npermalink: techniques/T9001/procedures\n---\nOurs."),
        ("Ours.md", "---\nredirect_from: techniques/T9001/procedures/\n---\nOurs."),
        ("techniques/T9001/procedures/index.html", "Ours."),
        ("techniques/T9001/procedures", "Ours."),
    ],
)
def test_what_the_vault_publishes_there_keeps_its_place(make_site: MakeSite, path: str, text: str) -> None:
    site = make_site(60, {path: text})
    pages = pages_of(site)
    assert [url for url in pages if "procedure examples" in pages[url].title] == [
        "techniques/T9001/procedures-2/"
    ]
    links = [link.get("href", "") for link in parse(pages[TECHNIQUE].html).iter("a")]
    assert "../../techniques/T9001/procedures-2/#kb.groups" in links
    folders = [url.casefold() for url in pages]
    assert len(set(folders)) == len(folders)
