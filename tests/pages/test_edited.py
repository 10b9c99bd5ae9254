"""The page of an edited note, ahead of a whole run: it is the one that a whole run makes, or there is none."""

import re
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from kbgen.notes.read_notes import to_note
from kbgen.pages.edited import edited_page
from kbgen.pages.page import Page, PendingPage
from kbgen.project import Project
from kbgen.vault.read import RawNote

MakeVault = Callable[[Mapping[str, str | bytes]], Path]

BEFORE = """---
tags: [detection_rule, t1046]
aliases: [Scans]
---
# Many ports from one host

First words of it. See [[Other]].

```query
tag: #t1046
```

![[Other]]
"""
OTHERS = {
    "Other.md": "---\ntags: [t1046]\n---\n# Other\n\nWords [[Rule]] here.\n",
    "Third.md": "# Third\n",
    "index.md": "# Home\n",
}


def pages(vault: Path, text: str) -> tuple[PendingPage | None, Page]:
    """Return the page ahead of a run, and the one that a run makes."""
    project = Project(vault)
    findings = [finding for finding in project.diagnostics if finding.location.path == "Rule.md"]
    world = project.world
    note = to_note(RawNote("Rule.md", text.encode(), "utf-8"), project.settings.kinds)
    (vault / "Rule.md").write_text(text, encoding="utf-8")
    made = (page.finished() for page in Project(vault).site.pages)
    return edited_page(note, world, findings), next(page for page in made if page.source_path == "Rule.md")


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("First words of it.", "Other *words* of it, `and` more."),
        ("First words of it.", "First\n\n## A section\n\nwords."),
        ("First words of it.", "First [words](https://example.org) of [it](Other.md)."),
        ("```query", "More lines\n\nbefore the query.\n\n```query"),
        ("First words of it.", ""),
    ],
)
def test_prose_is_shown_as_a_whole_run_shows_it(make_vault: MakeVault, old: str, new: str) -> None:
    assert old in BEFORE
    page, wanted = pages(make_vault({"Rule.md": BEFORE, **OTHERS}), BEFORE.replace(old, new))
    assert page is not None
    assert page.finished() == wanted


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("t1046]", "t1059]"),
        ("First words", "First #words"),
        ("Scans", "Sweeps"),
        ("tag: #t1046\n", "tag: #t1059\n"),
        ("![[Other]]", "![[Third]]"),
        ("tags: [", "level: high\ntags: ["),
        ("tags: [", 'bad: "\\z"\ntags: ['),
        ("![[Other]]", "```dataview\nLIST\n```"),
    ],
)
def test_what_may_show_elsewhere_waits_for_a_whole_run(make_vault: MakeVault, old: str, new: str) -> None:
    assert old in BEFORE
    page, _ = pages(make_vault({"Rule.md": BEFORE, **OTHERS}), BEFORE.replace(old, new))
    assert page is None


def test_a_new_link_leads_to_its_note_and_the_neighbourhood_waits(make_vault: MakeVault) -> None:
    vault = make_vault({"Rule.md": BEFORE, **OTHERS})
    page, wanted = pages(vault, BEFORE.replace("See", "See [[Third|the third]],"))
    assert page is not None
    link = re.compile(r'<a\b[^>]* href="../../third/"[^>]*>the third</a>')
    assert link.search(wanted.html)
    assert link.search(page.finished().html)


def test_the_title_of_a_page_is_not_its_prose(make_vault: MakeVault) -> None:
    project = Project(make_vault({"Rule.md": BEFORE, **OTHERS}))
    note = to_note(RawNote("Third.md", b"# Fourth\n", "utf-8"), project.settings.kinds)
    assert edited_page(note, project.world, ()) is None


def test_notes_that_are_new_or_at_the_root_of_the_site_wait_too(make_vault: MakeVault) -> None:
    project = Project(make_vault({"Rule.md": BEFORE, **OTHERS}))
    for path in ("New.md", "index.md"):
        note = to_note(RawNote(path, b"# Home\n\nwords\n", "utf-8"), project.settings.kinds)
        assert edited_page(note, project.world, ()) is None
