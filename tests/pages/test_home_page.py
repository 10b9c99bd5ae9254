"""The home page: what the knowledge base holds, and the vault's own ``index.md``."""

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from html_tree import parse, text_of

from kbgen.pages.page import Page
from kbgen.project import Project

MakeVault = Callable[[Mapping[str, str | bytes]], Path]
Files = Mapping[str, str | bytes]


@pytest.fixture
def home(make_vault: MakeVault) -> Callable[[Files], Page]:
    return lambda files: next(
        page.finished() for page in Project(make_vault(files), name="Our base").site.pages if page.url == ""
    )


Home = Callable[[Files], Page]

FILES: Files = {
    "T1059.md": "---\ntags: [T1059, techniques]\ntactics: Execution\n---\n",
    "T1059.001.md": "---\ntags: [T1059_001, techniques]\ntactics: Execution, Persistence\n---\n",
    "r.md": "---\ntags: [t1059, detection_rule]\n---\n",
    "t.md": "---\ntags: [T1059, atomic_test]\n---\n## Atomic Test #1 - A\n\n## Atomic Test #2 - B\n",
    "p.md": "---\ntags: [, x]\n---\n",
}


def cards(page: Page) -> dict[str, tuple[str, str, str]]:
    """Return count, address and detail of each card by its label."""
    found = {}
    for link in parse(page.html).findall(".//ul[@class='kb-cards']/li/a"):
        parts = {span.get("class", ""): text_of(span) for span in link.findall("span")}
        found[parts["kb-card__label"]] = (
            parts["kb-card__value"],
            link.get("href", ""),
            parts.get("kb-card__note", ""),
        )
    return found


def test_the_counts_are_those_of_the_vault(home: Home, make_vault: MakeVault) -> None:
    found = cards(home(FILES))
    findings = Project(make_vault(FILES)).diagnostics
    errors = [d for d in findings if d.severity.value == "error"]
    assert found == {
        "techniques": ("2", "techniques/", "1 of them sub-techniques"),
        "detection rules": ("1", "rules/", ""),
        "atomic test notes": ("1", "tests/", "2 single tests"),
        "other pages": ("1", "pages/", ""),
        "tags": ("5", "tags/", ""),
        "findings": (str(len(findings)), "health/", f"{len(errors)} of them errors"),
    }
    assert len(errors) == 1


def test_tactics_are_listed_with_their_techniques(home: Home) -> None:
    items = [item for item in parse(home(FILES).html).iter("li") if item.find("small") is not None]
    assert [(text_of(item), item.findall("a")[0].get("href")) for item in items] == [
        ("Execution 2 techniques", "tactics/TA0002/"),
        ("Persistence 1 technique", "tactics/TA0003/"),
    ]


def test_without_a_note_the_title_is_that_of_the_site(home: Home) -> None:
    tree = parse(home({"README.md": "# Read me\n"}).html)
    assert [text_of(e) for e in tree.iter("h1")] == ["Our base"]
    assert "Read me" not in text_of(tree)


def test_the_note_of_the_vault_stands_on_the_home_page(home: Home) -> None:
    page = home({"index.md": "# Welcome\n\nText with [[b]].\n\n## Part\n\nMore.\n", "b.md": "B\n"})
    tree = parse(page.html)
    assert "Text with" in text_of(tree)
    assert [e.get("href") for e in tree.iter("a") if text_of(e) == "b"] == ["b/"]
    assert page.source_path == "index.md"
    assert "part" in page.anchors


def test_the_heading_of_the_note_is_not_lost(home: Home) -> None:
    # Its page shows "the note itself" (the interface); a title that is shown nowhere else may not be left out.
    assert "Welcome" in text_of(parse(home({"index.md": "# Welcome\n\nText.\n"}).html))


def test_invalid_front_matter_of_the_note_has_its_notice(home: Home) -> None:
    # The dialect, section 2.2: a visible notice at the top, the raw block as code.
    tree = parse(home({"index.md": "---\ntags: [, x]\n---\nText.\n"}).html)
    assert "KB101" in text_of(tree)
    assert "tags: [, x]" in [text_of(e) for e in tree.iter("code")]


def test_the_description_of_the_note_is_that_of_the_page(home: Home) -> None:
    # The dialect, section 2.4.
    assert home({"index.md": "---\ndescription: Our rules.\n---\nText.\n"}).description == "Our rules."


def test_the_tags_of_the_note_stand_in_the_header(home: Home) -> None:
    # The dialect, section 3: "Front matter tags: shown in the page header".
    tree = parse(home({"index.md": "---\ntags: [inbox]\n---\nText.\n"}).html)
    assert ("#inbox", "tags/inbox/") in [(text_of(e), e.get("href")) for e in tree.iter("a")]


def test_notes_that_link_to_the_home_page_are_its_backlinks(home: Home) -> None:
    # The interface: each note page has backlinks.
    links = [
        e.get("href") for e in parse(home({"index.md": "Text.\n", "b.md": "[[index]]\n"}).html).iter("a")
    ]
    assert "b/" in links


def test_citations_of_the_note_have_their_list(home: Home) -> None:
    tree = parse(home({"index.md": "Seen (Citation: A).\n"}).html)
    assert [
        text_of(e).removesuffix("↩").strip() for e in tree.findall(".//ol[@class='kb-references']/li")
    ] == ["A"]


@pytest.mark.parametrize("heading", ["Tactics", "References"])
def test_a_heading_of_the_note_does_not_share_its_anchor_with_a_part_of_the_page(
    home: Home, heading: str
) -> None:
    page = home({**FILES, "index.md": f"# Home\n\n## {heading}\n\nText (Citation: A).\n"})
    ids = [value for element in parse(page.html).iter() if (value := element.get("id")) is not None]
    assert sorted(ids) == sorted(set(ids))
