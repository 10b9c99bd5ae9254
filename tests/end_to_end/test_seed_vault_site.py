"""The seed vault, built by the command line: the totals that its specification states, in the site's HTML."""

import html
import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

pytestmark = pytest.mark.corpora

_SECTION = re.compile(
    r'<section class="kb-query" data-query="([^"]*)" data-count="(\d+)">(.*?)</section>', re.DOTALL
)
_PATH = re.compile(r'data-kind="([^"]*)" data-path="([^"]*)"')
_LINK = re.compile(r'<tr><td><a href="([^"]+)">')


@dataclass
class NotePage:
    """The page of one note in the built site."""

    kind: str
    text: str
    queries: list[tuple[str, int, list[str]]]
    """Query, ``data-count``, links of the answer."""


@pytest.fixture(scope="module")
def built(seed_vault: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    site = tmp_path_factory.mktemp("seed") / "site"
    done = subprocess.run(
        [sys.executable, "-m", "kbgen", "build", str(seed_vault), "-d", str(site)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "Traceback" not in done.stderr
    return site


@pytest.fixture(scope="module")
def pages(built: Path) -> dict[str, NotePage]:
    """Return the pages of notes by vault path."""
    found: dict[str, NotePage] = {}
    for file in built.rglob("index.html"):
        text = file.read_text(encoding="utf-8")
        match = _PATH.search(text)
        if match:
            queries = [
                (html.unescape(query), int(count), _LINK.findall(body))
                for query, count, body in _SECTION.findall(text)
            ]
            path = html.unescape(match[2])
            assert path not in found, f"two pages for {path}"
            found[path] = NotePage(match[1], text, queries)
    return found


def answers(pages: dict[str, NotePage], word: str) -> list[list[str]]:
    """Return the links of all blocks of the use cases whose query holds a word."""
    return [
        links
        for path, page in pages.items()
        if path.startswith("Use Cases/")
        for query, _, links in page.queries
        if word in query
    ]


def test_each_note_has_a_page(pages: dict[str, NotePage], seed_vault: Path) -> None:
    notes = {file.relative_to(seed_vault).as_posix() for file in seed_vault.rglob("*.md")}
    assert len(notes) == 3731
    assert set(pages) == notes


def test_each_block_has_as_many_links_as_it_says(pages: dict[str, NotePage]) -> None:
    blocks = [block for page in pages.values() for block in page.queries]
    assert len(blocks) == 1264
    assert [block for block in blocks if block[1] != len(block[2])] == []
    assert all(len(set(links)) == len(links) for _, _, links in blocks)


@pytest.mark.parametrize(
    ("word", "hits", "empty"), [("detection_rule", 3303, 266), ("atomic_test", 282, 343)]
)
def test_totals_of_the_use_cases(pages: dict[str, NotePage], word: str, hits: int, empty: int) -> None:
    found = answers(pages, word)
    assert len(found) == 625
    assert sum(map(len, found)) == hits
    assert sum(1 for links in found if not links) == empty


def test_distinct_rules_hit(pages: dict[str, NotePage]) -> None:
    rules = {link.split("/rules/", 1)[1] for links in answers(pages, "detection_rule") for link in links}
    assert len(rules) == 2484


def test_rules_by_tactic(pages: dict[str, NotePage]) -> None:
    counts = {query.split()[1]: count for query, count, _ in pages["Detection Rules.md"].queries}
    assert counts == {
        "Reconnaissance": 16,
        "Resource_Development": 24,
        "Initial_Access": 129,
        "Execution": 581,
        "Persistence": 447,
        "Privilege_Escalation": 331,
        "Defense_Evasion": 1120,
        "Credential_Access": 273,
        "Discovery": 198,
        "Lateral_Movement": 121,
        "Collection": 68,
        "Command_and_Control": 198,
        "Exfiltration": 64,
        "Impact": 134,
    }
    assert sum(counts.values()) == 3704


@pytest.mark.parametrize(
    ("identifier", "rules", "tests"),
    [
        ("T1003", 25, 1),
        ("T1003/001", 68, 1),
        ("T1003/008", 0, 0),
        ("T1027", 87, 1),
        ("T1027/001", 3, 1),
        ("T1046", 11, 1),
        ("T1053/007", 0, 1),
        ("T1055/013", 0, 0),
        ("T1059", 63, 0),
        ("T1059/001", 175, 1),
        ("T1078", 47, 0),
        ("T1078/003", 5, 1),
        ("T1105", 55, 1),
        ("T1110", 22, 0),
        ("T1112", 77, 1),
        ("T1218", 123, 1),
        ("T1548/002", 50, 1),
        ("T1562/001", 91, 1),
        ("T1566/001", 17, 1),
        ("T1572", 14, 1),
    ],
)
def test_hits_of_a_technique(built: Path, identifier: str, rules: int, tests: int) -> None:
    text = (built / "techniques" / identifier / "index.html").read_text(encoding="utf-8")
    counts = [int(count) for _, count, _ in _SECTION.findall(text)]
    assert counts == [rules, tests]


def test_an_empty_block_says_so(built: Path) -> None:
    text = (built / "techniques/T1003/008/index.html").read_text(encoding="utf-8")
    assert "nothing here detects it" in text
    assert "nothing here tests it" in text


def test_files_that_are_not_utf8_read_right(built: Path) -> None:
    text = (built / "techniques/T1055/013/index.html").read_text(encoding="utf-8")
    assert "Process Doppelgänging" in text
    assert "Doppelg„nging</" not in text


@pytest.mark.parametrize(
    "name",
    [
        "default_credentials_usage",
        "host_without_firewall",
        "net_firewall_cleartext_protocols",
        "netflow_cleartext_protocols",
        "okta_security_threat_detected",
        "win_security_user_logoff",
        "win_security_workstation_was_locked",
    ],
)
def test_rules_with_invalid_front_matter_are_published_with_a_notice(
    pages: dict[str, NotePage], built: Path, name: str
) -> None:
    page = pages[f"Detection Rules/{name}.md"]
    assert page.kind == "detection_rule"
    assert "kb-notice--error" in page.text
    assert "KB101" in page.text
    listing = (built / "rules/index.html").read_text(encoding="utf-8")
    row = re.search(rf'<tr><td><a href="[^"]*{name}/">.*?</tr>', listing)
    assert row
    assert "not counted" in row[0]
