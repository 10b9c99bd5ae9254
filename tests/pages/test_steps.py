"""Each technique leads to the one before and the one after it in each of its tactics."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
from html_tree import parse, text_of

from kbgen.pages.page import Page
from kbgen.project import Project

MakeVault = Callable[[Mapping[str, str | bytes]], Path]


def note(tactics: str, title: str) -> str:
    return f"---\ntags: [techniques]\ntactics: [{tactics}]\n---\n# {title}\n"


@pytest.fixture
def pages(make_vault: MakeVault) -> dict[str, Page]:
    files = {
        "T1046.md": note("discovery", "Scan"),
        "T1018.md": note("discovery, execution", "Hosts"),
        "T1087.md": note("discovery", "Accounts"),
        "T1087.001.md": note("discovery", "Local"),
    }
    return {page.url: page.finished() for page in Project(make_vault(files)).site.pages}


def steps(page: Page) -> list[tuple[str | None, list[str], list[Any]]]:
    """Return each tactic with the texts and targets of its links."""
    return [
        (
            nav.get("aria-label"),
            [text_of(part).strip(" ←→") for part in nav],
            [a.get("href") for a in nav.iter("a")],
        )
        for nav in parse(page.html).iter("nav")
    ]


def test_neighbours_are_in_the_order_of_identifiers(pages: dict[str, Page]) -> None:
    assert steps(pages["techniques/T1046/"]) == [
        (
            "Techniques of Discovery",
            ["T1018 Hosts", "Discovery", "T1087 Accounts"],
            ["../../techniques/T1018/", "../../tactics/TA0007/", "../../techniques/T1087/"],
        )
    ]


def test_the_first_and_the_last_have_one_neighbour_and_sub_techniques_follow_theirs(
    pages: dict[str, Page],
) -> None:
    ((_, first, _),) = steps(pages["techniques/T1018/"])
    assert first == ["", "Discovery", "T1046 Scan"]
    ((_, last, _),) = steps(pages["techniques/T1087/001/"])
    assert last == ["T1087 Accounts", "Discovery", ""]


def test_other_notes_have_none(make_vault: MakeVault) -> None:
    site = Project(make_vault({"a.md": "# A\n"})).site
    assert not any("kb-steps" in page.html for page in site.pages)
