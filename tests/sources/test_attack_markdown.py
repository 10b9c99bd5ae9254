"""Plain texts that stay plain, and texts of ATT&CK in sections, lists and tables."""

import html
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from kbgen.sources.attack_markdown import block, cited, code, item, lines_of, plain, table

MARKS = st.text(alphabet="ab1 `*_[]<>#~$=%&;()\\|!\"'-.:/")
PRINTABLE = st.text(alphabet=st.characters(exclude_categories=["Cs", "Cc"]))


def rendered(markdown: str) -> str:
    """Return what readers see of one paragraph of CommonMark."""
    shown = MarkdownIt("commonmark").render(markdown)
    return html.unescape(re.sub(r"<[^>]*>", "", shown)).strip()


@given(MARKS)
def test_plain_texts_stay_plain(text: str) -> None:
    assert rendered(f"x {plain(text)}") == f"x {' '.join(text.split())}".strip()


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("OSX/Shlayer", "OSX/Shlayer"),
        ("LC_LOAD_DYLIB Addition", "LC_LOAD_DYLIB Addition"),
        ("LAPSUS$", "LAPSUS$"),
        ("a $b$ c", "a \\$b$ c"),
        ("C# and #1", "C# and \\#1"),
        ("_odd_", "\\_odd\\_"),
        ("at `night`", "at \\`night\\`"),
        ("[[x]] %%y%% ==z==", "\\[\\[x\\]\\] \\%%y\\%% \\==z\\=="),
        ("&amp; & so", "\\&amp; & so"),
        ("two\n lines", "two lines"),
        ("end ^block", "end \\^block"),
    ],
)
def test_marks_of_markdown_and_obsidian_are_escaped(text: str, written: str) -> None:
    assert plain(text) == written


@given(PRINTABLE)
def test_code_holds_any_text(text: str) -> None:
    line = " ".join(text.split())
    assert rendered(f"x {code(text)}") == f"x {line}".strip()


@pytest.mark.parametrize(
    ("text", "written"),
    [("EventCode=1", "`EventCode=1`"), ("a ` b", "``a ` b``"), ("`a``", "``` `a`` ```"), (" ", ""), ("", "")],
)
def test_code_has_a_fence_that_its_text_has_not(text: str, written: str) -> None:
    assert code(text) == written


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("# A\n\n## B\n###### C", "#### A\n\n#### B\n###### C"),
        ("#tag is no heading\n#", "#tag is no heading\n####"),
        ("A\n===\nB\n---", "A\n\n===\nB\n\n---"),
        ("A\n\n---", "A\n\n---"),
        ("```\n# A\n~~~\n```\n# B", "```\n# A\n~~~\n```\n#### B"),
        ("````\n```\n# A\n````", "````\n```\n# A\n````"),
        ("```sh\n# A", "```sh\n# A\n```"),
        (" a\r\nb\rc ", "a\nb\nc"),
        ("", ""),
    ],
)
def test_headings_of_a_text_stand_below_its_section(text: str, wanted: str) -> None:
    assert block(text, 3) == wanted


@given(st.text(alphabet="#`~=- \nab"))
def test_no_text_opens_a_section_of_its_own(text: str) -> None:
    shown = MarkdownIt("commonmark").parse(f"### S\n\n{block(text, 3)}\n\n### T\n")
    headings = [token for token in shown if token.type == "heading_open" and token.level == 0]
    assert [token.tag for token in headings if token.tag < "h4"] == ["h3", "h3"]


def test_an_entry_keeps_its_paragraphs() -> None:
    assert item("[[A]]", "\none\n\ntwo\n  three\n") == "- [[A]]: one\n\n  two\n    three"
    assert item("[[A]]", " \n ") == "- [[A]]"


def test_a_table_has_no_more_columns_than_its_head() -> None:
    assert table(("A", "B"), [("x|y", "a\nb"), ("[[x#y|z]]", "")]) == (
        "| A | B |\n| --- | --- |\n| x\\|y | a b |\n| [[x#y\\|z]] |  |"
    )


@given(st.lists(st.tuples(PRINTABLE, PRINTABLE), min_size=1, max_size=3))
def test_every_cell_keeps_its_text(rows: list[tuple[str, str]]) -> None:
    made = table(("A", "B"), [(code(a), code(b)) for a, b in rows])
    shown = MarkdownIt("commonmark").enable("table").render(made)
    cells = [html.unescape(re.sub(r"<[^>]*>", "", each)) for each in re.findall(r"<td>(.*?)</td>", shown)]
    assert cells == [" ".join(text.split()) for row in rows for text in row]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("a(Citation: One)(Citation:  Two  words )b(Citation: One)", ["One", "Two words"]),
        ("(Citation: Name (with) more)", ["Name (with) more"]),
        ("(Citation: )(Citation: open", []),
        ("(citation: no)", []),
        ("(Citation: (Citation: In))", ["(Citation: In)"]),
    ],
)
def test_cited_names_come_once(text: str, names: list[str]) -> None:
    assert cited(text) == names


def test_lines_have_no_white_space_around_them() -> None:
    assert lines_of("\n a \r\n\r b\n") == ["a ", "", " b"]
    assert lines_of(" \n ") == []
