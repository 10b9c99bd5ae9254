"""Tags: where they come from, where they stand, and what is odd about them."""

import pytest

from kbgen.diagnostics import Diagnostic, Fix, Severity
from kbgen.markup.parse_body import parse_body
from kbgen.notes.tags import Tags, read_tags
from kbgen.vault.read import make_document


def text_with(front_matter: str, body: str = "") -> str:
    return f"---\n{front_matter}\n---\n{body}"


def tags_of(text: str) -> Tags:
    document = make_document("a.md", text.encode(), "utf-8")
    return read_tags(document, parse_body(document.body, document.body_line))


def repaired(text: str, finding: Diagnostic) -> str:
    """Return a text to which the repair of a finding has been applied."""
    fix = finding.fix
    assert fix is not None
    lines = text.split("\n")
    line = lines[fix.line - 1]
    assert line.startswith(fix.old, fix.column - 1)
    lines[fix.line - 1] = line[: fix.column - 1] + fix.new + line[fix.column - 1 + len(fix.old) :]
    return "\n".join(lines)


@pytest.mark.parametrize(
    ("front_matter", "names"),
    [
        ("tags: [a, b/c, D_1]", ["a", "b/c", "D_1"]),
        ("tags:\n  - a\n  - '#b'", ["a", "b"]),
        ("TAGS: a", ["a"]),
        ("tags: '#a'", ["a"]),
        ("tags: ['##a']", ["#a"]),
        ("tags: [T1059.001, a b]", ["T1059.001", "a b"]),
        ("tags: a, b c,,d", ["a", "b", "c", "d"]),
        ("tags: [a, a]", ["a", "a"]),
        ("tags:", []),
        ("tags: ''", []),
        ("tags: ['', ' ', '#']", []),
        ("tags: [2023, ~, true, [x], {y: z}]", []),
        ("tags: 2023", []),
        ("tags: {a: b}", []),
        ("tag: a", []),
        ("tags: #a", []),
        ("tags: [, a]", []),
        ("other: '#a'", []),
    ],
)
def test_tags_of_the_front_matter(front_matter: str, names: list[str]) -> None:
    tags = tags_of(text_with(front_matter)).tags
    assert [tag.name for tag in tags] == names
    assert not any(tag.inline for tag in tags)


@pytest.mark.parametrize(
    ("front_matter", "places"),
    [
        ("tags: [a, bb]", [(2, 8), (2, 11)]),
        ("tags: ['a', \"b\"]", [(2, 9), (2, 14)]),
        ("tags: ['#a', b]", [(2, 10), (2, 14)]),
        ("x: y\ntags:\n  - a\n  -  b", [(4, 5), (5, 6)]),
        ("tags: a", [(2, 7)]),
        ("tags:  a, ab,b", [(2, 8), (2, 11), (2, 14)]),
        ("tags: 'a b'", [(2, 8), (2, 10)]),
    ],
)
def test_a_tag_knows_its_place(front_matter: str, places: list[tuple[int, int]]) -> None:
    text = text_with(front_matter)
    tags = tags_of(text).tags
    assert [(tag.line, tag.column) for tag in tags] == places
    assert all(text.split("\n")[tag.line - 1].startswith(tag.name, tag.column - 1) for tag in tags)


def test_inline_tags_follow_those_of_the_front_matter() -> None:
    tags = tags_of(text_with("tags: [a]", "x #b\n%%#c%%\n`#d`")).tags
    assert [(tag.name, tag.line, tag.column, tag.inline) for tag in tags] == [
        ("a", 2, 8, False),
        ("b", 4, 3, True),
        ("c", 5, 3, True),
    ]


@pytest.mark.parametrize(
    ("written", "better"),
    [
        ("a, b", "[a, b]"),
        ("a b", "[a, b]"),
        ("'a,b'", "[a, b]"),
        ('"a, b c"', "[a, b, c]"),
        ("x/y z_1", "[x/y, z_1]"),
    ],
)
def test_kb114_several_tags_in_one_text(written: str, better: str) -> None:
    text = text_with(f"x: y\ntags:  {written}")
    (finding,) = tags_of(text).diagnostics
    assert (finding.code, finding.severity, str(finding.location)) == ("KB114", Severity.WARNING, "a.md:3:8")
    assert better in finding.hint
    assert repaired(text, finding) == text_with(f"x: y\ntags:  {better}")
    assert tags_of(repaired(text, finding)).diagnostics == ()


def test_kb114_is_not_repaired_where_that_would_not_be_safe() -> None:
    for front_matter in ("tags: |\n  a b", "tags: >-\n  a\n  b", "tags: T1.1 b"):
        finding = tags_of(text_with(front_matter)).diagnostics[0]
        assert (finding.code, finding.fix) == ("KB114", None)


@pytest.mark.parametrize(
    ("front_matter", "place", "word"),
    [
        ("tags: [a, 2023]", "a.md:2:11", "2023"),
        ("tags:\n  - a\n  - 1.5", "a.md:4:5", "1.5"),
        ("tags: [[a]]", "a.md:2:8", "list"),
        ("tags: [{a: b}]", "a.md:2:8", "mapping"),
        ("tags: 2023", "a.md:2:7", "2023"),
        ("tags: true", "a.md:2:7", "true"),
        ("tags: {a: b}", "a.md:2:7", "mapping"),
        ("tags: [a, ~]", "a.md:2:11", "no text"),
    ],
)
def test_kb115_what_is_no_text_is_no_tag(front_matter: str, place: str, word: str) -> None:
    (finding,) = tags_of(text_with(front_matter)).diagnostics
    assert (finding.code, finding.severity, str(finding.location)) == ("KB115", Severity.INFO, place)
    assert word in finding.message


@pytest.mark.parametrize(
    ("tag", "better"),
    [("T1059.001", "T1059_001"), ("'a b'", "a_b"), ("a&b", "a_b"), ("a–b", "a_b"), ("'##a'", "_a")],
)
def test_kb116_a_tag_that_nobody_can_write_in_a_text(tag: str, better: str) -> None:
    found = tags_of(text_with(f"tags: [x, {tag}]"))
    (finding,) = found.diagnostics
    assert (finding.code, finding.severity) == ("KB116", Severity.INFO)
    assert (finding.location.line, finding.location.column) == (found.tags[1].line, found.tags[1].column)
    assert finding.hint == f"write {better}"
    fix = Fix(2, 11, "T1059.001", "T1059_001") if tag == "T1059.001" else None
    assert finding.fix == fix


@pytest.mark.parametrize("tag", ["a-b_c/d", "größe", "日本", "🔥", "2023a"])
def test_other_tags_are_fine(tag: str) -> None:
    assert tags_of(text_with(f"tags: [{tag}]")).diagnostics == ()


@pytest.mark.parametrize(
    ("before", "tag", "behind", "better"),
    [
        ("tags: [Execution,", "_Persistence", ",_x]", "Persistence"),
        ("tags: ['", "_a", "']", "a"),
        ('tags: ["#', "_a", '"]', "a"),
        ("tags:\n  - ", "_a", "", "a"),
        ("tags: ", "__a", "", "a"),
        ("tags: b, ", "_a", "", "a"),
    ],
)
def test_kb117_a_leading_underscore_has_a_repair(before: str, tag: str, behind: str, better: str) -> None:
    text = text_with(before + tag + behind)
    finding = next(item for item in tags_of(text).diagnostics if item.code == "KB117")
    assert finding.severity is Severity.WARNING
    assert f'"{tag}"' in finding.message
    assert repaired(text, finding) == text_with(before + better + behind)


def test_kb117_the_tag_itself_stays_as_it_is() -> None:
    found = tags_of(text_with("tags: [_a, _, __]"))
    assert [tag.name for tag in found.tags] == ["_a", "_", "__"]
    assert [finding.code for finding in found.diagnostics] == ["KB117"]


def test_kb117_is_not_repaired_where_the_tag_is_not_written_out() -> None:
    found = tags_of(text_with('tags: [&x _a, *x, "\\u005fb"]'))
    assert [finding.fix is not None for finding in found.diagnostics] == [True, False, False]
