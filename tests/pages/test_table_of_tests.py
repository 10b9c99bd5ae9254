"""The table of a note's tests at the top of its page."""

from collections.abc import Callable, Mapping
from pathlib import Path

from html_tree import parse, text_of

from kbgen.pages.page import Page
from kbgen.project import Project

MakeVault = Callable[[Mapping[str, str | bytes]], Path]

GUID = "11111111-2222-4333-8444-55555555555a"
TESTS = f"""---
tags: [atomic_test]
---
# Scans

Text.

## Atomic Test #1 - One <b>
**Supported Platforms:** Linux, macOS
**auto_generated_guid:** {GUID.upper()}
#### Attack Commands: Run with `sh`!  Elevation Required (e.g. root or admin)

## Atomic Test #5 - Two
#### Run it with these steps!
"""


def page_of(make_vault: MakeVault, text: str) -> Page:
    project = Project(make_vault({"Scans.md": text}))
    return next(page.finished() for page in project.site.pages if page.source_path == "Scans.md")


def test_the_tests_of_the_note_are_listed(make_vault: MakeVault) -> None:
    shown = page_of(make_vault, TESTS)
    (table,) = (item for item in parse(shown.html).iter("table") if "data-sortable" in item.attrib)
    first, second = ([text_of(cell) for cell in row] for row in table.findall("./tbody/tr"))
    assert first == ["1", "One", "Linux, macOS", "sh", "required", GUID]
    assert second == ["5", "Two", "", "manual", "", ""]
    links = [element.get("href") for element in table.iter("a")]
    assert links == ["#atomic-test-1---one", f"#{GUID}", "#atomic-test-5---two"]
    assert {str(link).removeprefix("#") for link in links} <= shown.anchors
    assert shown.html.index("<table") < shown.html.index("Text.")


def test_a_test_that_gives_the_page_its_title_has_no_heading_to_lead_to(make_vault: MakeVault) -> None:
    text = f"---\ntags: [atomic_test]\n---\n# Atomic Test #1 - One\n\n**auto_generated_guid:** {GUID}\n"
    shown = page_of(make_vault, text)
    tree = parse(shown.html)
    ids = {element.get("id") for element in tree.iter()}
    links = [str(element.get("href")) for element in tree.iter("a")]
    assert {link.removeprefix("#") for link in links if link.startswith("#")} <= ids
    assert GUID in shown.anchors


def test_notes_without_tests_have_no_table(make_vault: MakeVault) -> None:
    assert "kb-tests" not in page_of(make_vault, "---\ntags: [atomic_test]\n---\nText.\n").html
    assert "kb-tests" not in page_of(make_vault, TESTS.replace("tags: [atomic_test]", "tags: [x]")).html
