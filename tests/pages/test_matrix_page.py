"""The matrix: tactics as columns, techniques as cells, and what its filters work on."""

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import Element

import pytest
from coverage_worlds import TODAY, atomic, files, rule, technique, threat
from html_tree import parse, text_of

from kbgen.pages.page import Page, Site
from kbgen.project import Project
from kbgen.settings import read_settings

MakeVault = Callable[[Mapping[str, str | bytes]], Path]

SETTINGS = {
    "platforms": ["Windows", "Linux", "macOS"],
    "log_sources": ["windows/process_creation"],
    "accepted": [
        {"technique": "T1200", "reason": "no physical access", "owner": "it", "until": "2027-06-30"}
    ],
}
NOTES = {
    "T1046 - Scan": technique("T1046", "Linux", "Windows", tactics=["Discovery"]),
    "T1059 - Interpreter": technique("T1059", "Windows", "Linux"),
    "T1059_001 - Interpreter- PowerShell": technique("T1059.001", "Windows", tactics=["Execution", "Impact"]),
    "T1059_004 - Interpreter- Unix Shell": technique("T1059.004", "Linux", "macOS"),
    "T1105 - Transfer": technique("T1105", "Windows", tactics=["Command and Control"]),
    "T1200 - Hardware": technique("T1200", "Windows", tactics=["Initial Access"]),
    "T1530 - Cloud": technique("T1530", "IaaS", tactics=["Collection"]),
    "T1595 - Anywhere": technique("T1595", tactics=[]),
    "encoded": rule("T1059.001", title="Encoded", level="high", status="test"),
    "second": rule("T1059.001", "T1046", title="Second", level="high", status="test"),
    "blind": rule("T1105", title="Download", category="dns_query", level="critical", status="stable"),
    "old": rule("T1059.004", product="linux", title="Old", status="deprecated"),
    "shell": atomic("T1059.001", one="windows", two="linux"),
    "G0016 - Bear": threat("G0016", "T1105 - Transfer", "T1059.001 - Interpreter- PowerShell"),
    "G0100 - Idle": threat("G0100"),
}
DATA = {
    "platforms": ["Linux", "macOS", "Windows"],
    "statuses": ["stable", "test"],
    "levels": ["critical", "high"],
    "sources": ["windows/dns_query", "windows/process_creation"],
    # Both rules on process creation are told as one kind.
    "rules": [[1, 1, 1, [2]], [0, 0, 0, [2]]],
    "techniques": [
        # A rule on Windows, no test.
        ["T1046 Scan", [0, 2], 1, [0, 1], [0, 1], 0, [0, 0]],
        # Both rules through the sub-technique; test one on Windows, test two on Linux.
        ["T1059 Interpreter", [0, 2], 2, [0, 2], [0, 2], 2, [1, 1]],
        # It runs on Windows only, where test two does not.
        ["T1059.001 Interpreter: PowerShell", [2], 2, [2], [0, 2], 1, [1]],
        # Its only rule is deprecated.
        ["T1059.004 Interpreter: Unix Shell", [0, 1], 0, [0, 0], [], 0, [0, 0]],
        # Untested (1) and blind (4).
        ["T1105 Transfer", [2], 5, [5], [1, 1], 0, [0]],
        # An accepted risk, and one of other platforms: not in scope (8).
        ["T1200 Hardware", [2], 8, [8], [], 0, [0]],
        ["T1530 Cloud", [], 8, [], [], 0, []],
        ["T1595 Anywhere", [], 0, [], [], 0, []],
    ],
    "groups": [["G0016", "Bear", [2, 4]]],
}


def site_of(folder: Path, settings: Mapping[str, Any] | None = None) -> Site:
    return Project(folder, read_settings({"coverage": settings or {}}), today=TODAY).site


@pytest.fixture
def page(make_vault: MakeVault) -> Page:
    site = site_of(make_vault(dict(files(**NOTES))), SETTINGS)
    return next(page.finished() for page in site.pages if page.url == "matrix/")


def classes(element: Element) -> set[str]:
    return set(element.get("class", "").split())


def of_class(root: Element, name: str) -> list[Element]:
    return [element for element in root.iter() if name in classes(element)]


def cells(column: Element) -> list[tuple[str, int]]:
    """Return the text of each cell of a column with its depth: 1 for a sub-technique that is folded in."""
    folded = {cell for fold in column.iter("details") for cell in fold.iter() if "kb-cell" in classes(cell)}
    return [(text_of(cell), int(cell in folded)) for cell in of_class(column, "kb-cell")]


def columns(page: Page) -> dict[str, list[tuple[str, int]]]:
    return {
        text_of(column.findall("h3")[0]): cells(column) for column in of_class(parse(page.html), "kb-column")
    }


def test_tactics_are_columns_in_the_order_of_attack_and_sub_techniques_are_folded_in(page: Page) -> None:
    assert columns(page) == {
        "Initial Access 1": [("T1200 Hardware not in scope: accepted risk", 0)],
        "Execution 3": [
            ("T1059 Interpreter testable 2 rules, 2 tests", 0),
            ("T1059.001 PowerShell testable 2 rules, 1 test", 1),
            ("T1059.004 Unix Shell gap 0 rules, 0 tests", 1),
        ],
        "Discovery 1": [("T1046 Scan untested 1 rule, 0 tests", 0)],
        "Collection 1": [("T1530 Cloud not in scope: other platforms", 0)],
        "Command and Control 1": [("T1105 Transfer untested 1 rule, 0 tests blind", 0)],
        "Impact 1": [("T1059.001 Interpreter: PowerShell testable 2 rules, 1 test", 0)],
        "No tactic 1": [("T1595 Anywhere gap 0 rules, 0 tests", 0)],
    }


def test_cells_lead_to_techniques_and_headings_to_tactics(page: Page) -> None:
    tree = parse(page.html)
    links = [cell.findall("a")[0].get("href") for cell in of_class(tree, "kb-cell")]
    assert links[:4] == [f"../techniques/{name}/" for name in ("T1200", "T1059", "T1059/001", "T1059/004")]
    assert [link.get("href") for heading in tree.iter("h3") for link in heading.iter("a")][:2] == [
        "../tactics/TA0001/",
        "../tactics/TA0002/",
    ]


def test_folds_are_closed_and_named_after_their_technique(page: Page) -> None:
    (fold,) = parse(page.html).iter("details")
    assert fold.get("open") is None
    assert text_of(fold.findall("summary")[0]) == "2 sub-techniques of T1059"


def test_the_legend_counts_each_technique_once(page: Page) -> None:
    (legend,) = of_class(parse(page.html), "kb-legend")
    counts = {item.get("data-verdict"): text_of(item) for item in legend.iter("strong")}
    assert counts == {"gap": "2", "untested": "2", "testable": "2", "proven": "0", "out": "2"}
    assert text_of(legend.findall("p")[0]).startswith(
        "8 techniques, sub-techniques included, of which 1 blind"
    )
    assert legend.get("aria-live") == "polite"


def test_without_a_declaration_nothing_is_said_of_blindness(make_vault: MakeVault) -> None:
    site = site_of(make_vault(dict(files(**NOTES))))
    html = next(page.html for page in site.pages if page.url == "matrix/")
    (legend,) = of_class(parse(html), "kb-legend")
    assert "blind" not in text_of(legend)


def test_filters_are_hidden_until_a_script_shows_them(page: Page) -> None:
    (form,) = parse(page.html).iter("form")
    assert form.get("hidden") is not None
    assert page.scripts == ("matrix.js",)
    assert page.styles == ("matrix.css",)


def test_the_data_holds_what_is_said_on_each_platform(page: Page) -> None:
    (script,) = parse(page.html).iter("script")
    assert script.get("type") == "application/json"
    assert json.loads(text_of(script)) == DATA


def test_the_data_cannot_close_its_element(make_vault: MakeVault) -> None:
    notes = {
        "T1059 - Odd.md": "---\ntags: [T1059, techniques]\nplatforms: ['</script><b>&']\n---\n# A </script> B\n"
    }
    site = site_of(make_vault(notes))
    html = next(page.html for page in site.pages if page.url == "matrix/")
    _, _, data = html.partition('id="matrix-data">')
    text = data.removesuffix("</script>\n").removesuffix("</script>")
    assert not set("<>&") & set(text)
    assert json.loads(text)["platforms"] == ["</script><b>&"]


def test_each_domain_has_a_matrix_of_its_own(make_vault: MakeVault) -> None:
    notes = {
        "T1059 - Interpreter": technique("T1059", "Windows"),
        "T1398 - Boot": technique("T1398", "Android", "iOS", tactics=["Persistence"]),
        "T0816 - Restart": technique("T0816", tactics=["Inhibit Response Function"]),
        "T0820 - Exploit": technique("T0820", tactics=["Evasion"]),
        "T0831 - Control": technique("T0831", tactics=["Impact", "Discovery"]),
    }
    site = site_of(make_vault(dict(files(**notes))))
    page = next(page.finished() for page in site.pages if page.url == "matrix/")
    found = {
        text_of(next(domain.iter("h2"))): [text_of(heading) for heading in domain.iter("h3")]
        for domain in of_class(parse(page.html), "kb-domain")
    }
    assert found == {
        "Enterprise": ["Execution 1"],
        "Mobile": ["Persistence 1"],
        "ICS": ["Evasion 1", "Discovery 1", "Inhibit Response Function 1", "Impact 1"],
    }
    assert [entry.title for entry in page.toc] == list(found)


def heads(page: Page) -> list[tuple[str, str | None]]:
    """Return the name of each column with the address to which it leads."""
    return [
        (text_of(heading), next((link.get("href") for link in heading.iter("a")), None))
        for heading in parse(page.html).iter("h3")
    ]


def test_heads_lead_to_the_tactic_of_their_own_domain(make_vault: MakeVault) -> None:
    notes = files(
        T1398=technique("T1398", "Android", tactics=["Impact"]),
        T0831=technique("T0831", tactics=["Impact", "Evasion", "Discovery"]),
        T1486=technique("T1486", "Windows", tactics=["Impact", "Discovery"]),
    )
    # The identifiers that attack.mitre.org gives them: Impact of Enterprise, Mobile and ICS, and ICS' Evasion.
    tactics = {
        "TA0040": "Impact",
        "TA0034": "Impact",
        "TA0105": "Impact",
        "TA0103": "Evasion",
        "TA0007": "Discovery",
    }
    objects = {
        f"{identifier} - {name}.md": f"---\ntags: [{identifier}, tactics]\n---\n"
        for identifier, name in tactics.items()
    }
    pages = site_of(make_vault({**notes, **objects})).pages
    assert heads(next(page.finished() for page in pages if page.url == "matrix/")) == [
        ("Discovery 1", "../tactics/TA0007/"),
        ("Impact 1", "../tactics/TA0040/"),
        ("Impact 1", "../tactics/TA0034/"),
        ("Evasion 1", "../tactics/TA0103/"),
        # No note of ICS' own: that of Enterprise is about something else.
        ("Discovery 1", None),
        ("Impact 1", "../tactics/TA0105/"),
    ]


def test_a_matrix_scrolls_in_a_region_of_its_own_that_the_keyboard_reaches(page: Page) -> None:
    (region,) = of_class(parse(page.html), "kb-matrix")
    assert (region.get("tabindex"), region.get("role")) == ("0", "region")
    assert region.get("aria-label") == "Matrix of Enterprise"


def test_the_matrix_stands_behind_the_home_page_in_the_navigation(make_vault: MakeVault) -> None:
    site = site_of(make_vault(dict(files(**NOTES))))
    assert [item.url for item in site.navigation][:2] == ["", "matrix/"]


def test_a_vault_without_techniques_has_no_matrix(make_vault: MakeVault) -> None:
    site = site_of(make_vault({"a.md": "text\n"}))
    assert "matrix/" not in {page.url for page in site.pages}
    assert "matrix/" not in {item.url for item in site.navigation}


def test_a_note_called_matrix_gets_another_address(make_vault: MakeVault) -> None:
    vault = make_vault({**files(**NOTES), "matrix.md": "mine\n"})
    urls = [page.url for page in site_of(vault).pages]
    assert len(urls) == len(set(urls))
    assert next(page.source_path for page in site_of(vault).pages if page.url == "matrix/") is None
