"""The checks of Sigma files as data: title, file and findings, in ``fixtures/sources/sigma-checks.md``.

Findings are one a line, as line, column and code.
"""

import re
from pathlib import Path

import pytest
from triples import read_triples

from kbgen.sources.sigma_faults import CHECKS
from kbgen.sources.sigma_tree import read_sigma_tree

TRIPLES = read_triples(Path(__file__).parents[1] / "fixtures" / "sources" / "sigma-checks.md")
ELSEWHERE = {"KB511", "KB512", "KB513", "KB528"}
"""About files as such, tested with the tree; and about all notes, tested with the checks."""


@pytest.mark.parametrize(("title", "text", "expected"), TRIPLES, ids=[title for title, *_ in TRIPLES])
def test_findings(tmp_path: Path, title: str, text: str, expected: str) -> None:
    (tmp_path / "rule.yml").write_text(text, encoding="utf-8")
    tree = read_sigma_tree(tmp_path)
    found = [f"{item.location.line}:{item.location.column} {item.code}" for item in tree.diagnostics]
    assert "\n".join(found) == expected, [str(item) for item in tree.diagnostics]
    assert {item.location.path for item in tree.diagnostics} <= {"rule.yml"}
    assert title


def test_every_code_fires_somewhere() -> None:
    fired = {code for *_, expected in TRIPLES for code in re.findall(r"KB\d+", expected)}
    assert fired == {check.code for check in CHECKS} - ELSEWHERE


def test_a_finding_names_the_thing_and_the_way_out(tmp_path: Path) -> None:
    text = (
        "title: X\nstatus: draft\nlogsource: {product: linux}\ndetection:\n  sel: {a: b}\n  condition: sle\n"
    )
    (tmp_path / "x.yml").write_text(text)
    status, condition = read_sigma_tree(tmp_path).diagnostics
    words = "stable, test, experimental, deprecated, unsupported"
    message = "the status is `draft`, which Sigma does not know"
    assert str(status) == f"x.yml:2:9 KB521 {message} (use one of {words})"
    message = "the condition names `sle`, which is no selection"
    assert str(condition) == f"x.yml:6:14 KB518 {message} (the selections are sel)"


@pytest.mark.parametrize(("length", "codes"), [(256, []), (257, ["KB514"])])
def test_a_title_has_at_most_256_characters(tmp_path: Path, length: int, codes: list[str]) -> None:
    rest = "logsource: {product: linux}\ndetection: {keywords: [a], condition: keywords}\n"
    (tmp_path / "x.yml").write_text(f"title: {'x' * length}\n{rest}")
    tree = read_sigma_tree(tmp_path)
    assert [item.code for item in tree.diagnostics] == codes
    assert len(tree.rules[0].title) == length


@pytest.mark.parametrize("case", TRIPLES, ids=[title for title, *_ in TRIPLES])
def test_what_is_reported_is_still_read(tmp_path: Path, case: tuple[str, str, str]) -> None:
    title, text, _ = case
    (tmp_path / "rule.yml").write_text(text, encoding="utf-8")
    tree = read_sigma_tree(tmp_path)
    assert len(tree.entries) == (0 if "something else" in title else text.count("\n---\n") + 1)
