"""Lines of files that findings are about."""

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from kbgen.cli.source_lines import SourceLines
from kbgen.project import Project

MakeVault = Callable[[Mapping[str, str | bytes]], Path]


@pytest.fixture
def lines(make_vault: MakeVault, tmp_path: Path) -> SourceLines:
    vault = make_vault(
        {
            "a.md": "---\ntags: [x]\n---\nfour\r\nfive\u2028still five\n",
            "old.md": "one\nd\x82j\x85 vu, \x84hnlich, fa\x87ade\n".encode("latin-1"),
            "list.base": "\ufeffone\r\ntwo",
        }
    )
    (tmp_path / "rule.yml").write_bytes(b"title: x\nid: \xff\n")
    return SourceLines(Project(vault), {"../rules/rule.yml": tmp_path / "rule.yml"})


@pytest.mark.parametrize(
    ("path", "number", "line"),
    [
        ("a.md", 1, "---"),
        ("a.md", 2, "tags: [x]"),
        ("a.md", 4, "four"),
        ("a.md", 5, "five\u2028still five"),
        ("a.md", 6, ""),
        ("list.base", 1, "one"),
        ("list.base", 2, "two"),
        ("../rules/rule.yml", 2, "id: \ufffd"),
    ],
)
def test_a_line_is_that_of_the_file(lines: SourceLines, path: str, number: int, line: str) -> None:
    assert lines.line(path, number) == line


def test_a_note_is_shown_as_it_was_decoded(lines: SourceLines) -> None:
    assert lines.line("old.md", 2) == "déjà vu, ähnlich, façade"


@pytest.mark.parametrize(
    ("path", "number"), [("a.md", 7), ("a.md", 0), ("gone.md", 2), ("", 2), ("\0", 2), ("x" * 5_000, 2)]
)
def test_what_is_not_there_has_no_line(lines: SourceLines, path: str, number: int) -> None:
    assert lines.line(path, number) is None


def test_files_can_be_asked_for_in_any_order(lines: SourceLines) -> None:
    assert [lines.line(path, 1) for path in ("a.md", "list.base", "a.md")] == ["---", "one", "---"]
