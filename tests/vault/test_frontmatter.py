"""Where front matter begins and ends, and what is said when it is invalid."""

import pytest

from kbgen.diagnostics import Fix, Severity
from kbgen.vault.frontmatter import FrontMatterReading, read_front_matter
from kbgen.vault.yaml_node import YamlScalar


def read(text: str) -> FrontMatterReading:
    return read_front_matter("notes/a.md", text)


def codes(reading: FrontMatterReading) -> list[str]:
    return [diagnostic.code for diagnostic in reading.diagnostics]


def properties(reading: FrontMatterReading) -> dict[str, str]:
    assert reading.front_matter is not None
    return {
        key.text: value.text for key, value in reading.front_matter.entries if isinstance(value, YamlScalar)
    }


@pytest.mark.parametrize(
    ("text", "expected", "body_line"),
    [
        ("---\na: 1\n---\nbody", {"a": "1"}, 4),
        ("---\na: 1\n---", {"a": "1"}, 4),
        ("--- \t\na: 1\n---  \nbody", {"a": "1"}, 4),
        ("---\n---\nbody", {}, 3),
        ("---\n\n---\nbody", {}, 4),
        ("---\n# nothing\n---\nbody", {}, 4),
        ("---\na: |\n  x\n  ---\n---\nbody\n---\n", {"a": "x\n---\n"}, 6),
        ('---\n{"a": "1"}\n---\n', {"a": "1"}, 4),
        ("---\npermissions required: User\n---\n", {"permissions required": "User"}, 4),
    ],
)
def test_a_block_is_found(text: str, expected: dict[str, str], body_line: int) -> None:
    reading = read(text)
    assert codes(reading) == []
    assert properties(reading) == expected
    assert reading.body_line == body_line


@pytest.mark.parametrize(
    "text",
    [
        "",
        "text\n---\na: 1\n---\n",
        "\n---\na: 1\n---\n",
        " ---\na: 1\n---\n",
        "----\na: 1\n---\n",
        "+++\n+++\n",
    ],
)
def test_a_note_without_a_block_has_none_and_nothing_is_said(text: str) -> None:
    assert read(text) == FrontMatterReading()


@pytest.mark.parametrize("text", ["---", "---\n", "---\na: 1\n", "---\na: 1\n----\n", "---\na: 1\n --- \n"])
def test_kb102_a_block_without_a_closing_line(text: str) -> None:
    reading = read(text)
    assert codes(reading) == ["KB102"]
    assert reading.diagnostics[0].severity is Severity.WARNING
    assert (reading.front_matter, reading.invalid, reading.body_line) == (None, "", 1)


def test_kb101_invalid_yaml_makes_the_whole_block_invalid() -> None:
    reading = read("---\ntitle: one\nlevel: a: b\n---\nbody\n")
    assert reading.front_matter is None
    assert reading.invalid == "title: one\nlevel: a: b\n"
    assert reading.body_line == 5
    (found,) = reading.diagnostics
    assert (found.code, found.severity, str(found.location)) == ("KB101", Severity.ERROR, "notes/a.md:3:9")
    assert "second `: `" in found.message
    assert found.hint
    assert found.fix is None


@pytest.mark.parametrize(
    ("content", "kind"), [("- a", "a list"), ("just text", "a single value"), ("~", "a single")]
)
def test_kb101_front_matter_is_a_map(content: str, kind: str) -> None:
    reading = read(f"---\n{content}\n---\n")
    assert codes(reading) == ["KB101"]
    assert kind in reading.diagnostics[0].message
    assert reading.invalid == f"{content}\n"


@pytest.mark.parametrize(
    ("line", "fix"),
    [
        ("tags: [, detection_rule]", Fix(3, 7, "[, detection_rule]", "[detection_rule]")),
        ("tags: [a,, b ,c,,]", Fix(3, 7, "[a,, b ,c,,]", "[a, b, c]")),
        ('tags: [, "a"]', None),
        ("tags: [, [a]]", None),
        ("tags: ,a", None),
        ("tags: [, a: b: c]", None),
    ],
)
def test_kb101_offers_a_fix_only_where_it_is_safe(line: str, fix: Fix | None) -> None:
    reading = read(f"---\ntitle: x\n{line}\n---\n")
    (found,) = reading.diagnostics
    assert found.fix == fix
    if fix is not None:
        assert line[fix.column - 1 :].startswith(fix.old)
        assert fix.new in found.hint
        repaired = line.replace(fix.old, fix.new)
        assert codes(read(f"---\ntitle: x\n{repaired}\n---\n")) == []


def test_kb101_offers_no_fix_that_leaves_the_block_invalid() -> None:
    assert read("---\na: [, x]\nb: c: d\n---\n").diagnostics[0].fix is None


def test_kb109_an_unknown_tag() -> None:
    reading = read("---\na: 1\nb: !secret x\n---\n")
    (found,) = reading.diagnostics
    assert (found.code, found.severity, str(found.location)) == ("KB109", Severity.WARNING, "notes/a.md:3:4")
    assert "`!secret`" in found.message
    assert properties(reading) == {"a": "1", "b": "x"}


def test_kb109_is_silent_about_tags_of_the_schema() -> None:
    assert codes(read("---\nb: !!str 1\n---\n")) == []


def test_names_that_differ_by_case_are_two_names() -> None:
    assert properties(read("---\nTags: a\ntags: b\n---\n")) == {"Tags": "a", "tags": "b"}


@pytest.mark.parametrize("space", ["\x1c", "\x85", "\u2028", "\u3000", "\xa0"])
def test_odd_white_space_at_the_end_of_a_note_changes_nothing(space: str) -> None:
    assert properties(read(f"---\na: 1\n---\n{space}{space}")) == {"a": "1"}
