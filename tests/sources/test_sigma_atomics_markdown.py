"""Texts of third parties stay in their place, whatever they hold."""

import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from kbgen.markup.body import Body
from kbgen.markup.parse_body import parse_body
from kbgen.markup.references import ExternalLink, MarkdownLink
from kbgen.markup.slots import RESERVED
from kbgen.sources.sigma_atomics_markdown import cell, fenced, plain, prose

PIECES = (
    *("`", "``", "```", "~~~", "\n", "\n\n", " ", "    ", "\t", "\\", "<", ">", "!", "[", "]", "(", ")", "|"),
    *(
        "#",
        "# ",
        "## ",
        "#tag",
        "%%",
        "%",
        "---",
        "===",
        "-",
        "- ",
        "* ",
        "1. ",
        "> ",
        "*",
        "_",
        "=",
        "==",
        "~",
    ),
    *("<!--", "-->", "<script>", "<div>", "</div>", "<pre>", "<details>", "<https://example.org>", "<pid>"),
    *(
        "[[note]]",
        "![[note]]",
        "![x](y.png)",
        "[^1]",
        "[^1]: x",
        "[x]: y",
        "^id",
        "&lt;",
        "{",
        "}",
        "a",
        "b c",
    ),
    *("```query\n", "```yml\n", "title: x\n", "logsource:\n", "detection:\n", "> [!note]", "- [ ] ", "|-|-|"),
    *("**Supported Platforms:** x", "**auto_generated_guid:** x", "# Run with `sh`", "\r", "\u2028", "\x85"),
    *("Atomic Test #9 - x", "<ol>", "<li>a</li>", "</ol>", "<br>", "$", ":", '"', "'"),
)
NASTY = st.lists(st.sampled_from(PIECES), max_size=14).map("".join)
CODE = "title: real\n"
FACTS = re.compile(r"\*\*(?:Supported Platforms|auto_generated_guid):\*\*|#+ .*Run with `")


def around(text: str) -> Body:
    """Return the body of a note in which a text stands between what kbgen writes."""
    return parse_body(f"## Title\n\n{text}\n\n### After\n\n{fenced(CODE, 'yml')}\n", 1)


def check_contained(body: Body) -> None:
    assert [(heading.level, heading.text) for heading in body.headings] == [(2, "Title"), (3, "After")]
    assert body.code_blocks[-1].text == CODE
    assert [block.language for block in body.code_blocks if block.language in {"yml", "yaml"}] == ["yml"]
    assert all(isinstance(item, ExternalLink | MarkdownLink) for item in body.references)
    assert not any(item.embed for item in body.references if isinstance(item, ExternalLink | MarkdownLink))
    assert body.unpublished == ()
    assert body.loose_footnotes == ()


@given(NASTY)
@example("```query\ntag: x\n```")
@example("x `\n- ` a ` <!-- ` b")
@example("\\<script>")
@example("\\\\<script>")
@example("`C:\\`<!--`")
@example("- x\n  ```\nout\n  ```")
@example("Text\n---\nText\n===")
@example("a | b\n--|--\n`|<!--`")
@example("%%%\nhidden")
@example("> [!note]#tag")
@example("```\n**Supported Platforms:** x\n```")
@example("`**auto_generated_guid:** x`")
def test_markdown_of_others_is_contained(text: str) -> None:
    written = prose(text, is_markdown=True)
    check_contained(around(written))
    assert FACTS.search(written) is None


@given(NASTY)
@example("`C:\\`<!--`")
@example("\\[[note]]")
def test_plain_text_of_others_is_contained(text: str) -> None:
    body = around(prose(text, is_markdown=False))
    check_contained(body)
    assert len(body.code_blocks) == 1 + sum(not block.language for block in body.code_blocks)


@given(NASTY)
def test_a_heading_shows_its_text(text: str) -> None:
    body = parse_body(f"## Test - {plain(text)}\n\nnext\n", 1)
    wanted = " ".join(f"Test - {text}".split())
    assert [heading.text for heading in body.headings] == [wanted]
    assert body.references == ()


@given(st.text(st.characters(blacklist_categories=["Cs"], blacklist_characters="\r\x00"), max_size=80))
@example("```\n~~~\n````\n")
@example("%%\n<!--\n[[x]]")
@example("")
def test_code_is_verbatim(text: str) -> None:
    body = parse_body(f"before\n\n{fenced(text, 'sh')}\n\nafter [x](https://example.org)\n", 1)
    expected = text if text.endswith("\n") or not text else f"{text}\n"
    assert [block.text for block in body.code_blocks] == [expected.translate(RESERVED)]
    assert len(body.references) == 1


@given(st.lists(NASTY, min_size=1, max_size=3))
def test_cells_stay_cells(texts: list[str]) -> None:
    row = " | ".join(map(cell, texts))
    head = " | ".join("h" for _ in texts)
    rule = "|".join("---" for _ in texts)
    body = parse_body(f"| {head} |\n|{rule}|\n| {row} |\n\nafter\n", 1)
    html = "".join(body.parts)
    assert html.count("<td>") == len(texts)
    assert html.count("<p>after</p>") == 1
    assert (body.references, body.code_blocks, body.unpublished) == ((), (), ())


def html_of(markdown: str) -> str:
    return "".join(parse_body(markdown, 1).parts).replace("\n", " ").strip()


@pytest.mark.parametrize(
    ("text", "html"),
    [
        (r"C:\Windows\*.exe and \\host\share", r"<p>C:\Windows\*.exe and \\host\share</p>"),
        ("code `a *b* <c>` and *stars*", "<p>code <code>a *b* &lt;c&gt;</code> and *stars*</p>"),
        (r"a path `C:\x\` in code", r"<p>a path <code>C:\x\</code> in code</p>"),
        ("snake_case_name and _x_", "<p>snake_case_name and _x_</p>"),
        ("- one\n- two", "<ul> <li>one</li> <li>two</li> </ul>"),
        ("* one\n* two", "<ul> <li>one</li> <li>two</li> </ul>"),
        ("a <pid> & b &amp; c", "<p>a &lt;pid&gt; &amp; b &amp;amp; c</p>"),
        ("[no](link)", "<p>[no](link)</p>"),
        ("first\n\nsecond", "<p>first</p> <p>second</p>"),
        ("ends with\\", "<p>ends with\\</p>"),
        ("", ""),
    ],
)
def test_plain_text_reads_as_it_was(text: str, html: str) -> None:
    assert html_of(prose(text, is_markdown=False)) == html


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("*yes* and **bold** `x`", "<p><em>yes</em> and <strong>bold</strong> <code>x</code></p>"),
        ("<pid> #{arg} #tag", "<p>&lt;pid&gt; #{arg} #tag</p>"),
        ("# no heading", "<p># no heading</p>"),
        ("<ol>\n  <li>one</li>\n</ol>\nend", "<ul> <li>one</li> </ul> <p>end</p>"),
        ("```no end", "<p>```no end</p>"),
    ],
)
def test_markdown_keeps_what_is_meant(text: str, html: str) -> None:
    assert html_of(prose(text, is_markdown=True)) == html


def test_code_blocks_of_markdown_stay_where_they_are_closed() -> None:
    body = parse_body(prose("Run:\n```batch\nreg query <x> # y\n```\nDone", is_markdown=True), 1)
    assert [(block.language, block.text) for block in body.code_blocks] == [("batch", "reg query <x> # y\n")]


@pytest.mark.parametrize("language", ["query", "YAML", "dataviewjs", "base", "x<y"])
def test_blocks_that_would_be_live_are_text(language: str) -> None:
    body = parse_body(prose(f"```{language} more\ntag: x\n```", is_markdown=True), 1)
    assert [(block.language, block.text) for block in body.code_blocks] == [("text", "tag: x\n")]
    assert body.references == ()


def test_a_cell_writes_backslashes_as_the_seed_does() -> None:
    assert cell("C:\\a|b\nnext `x`") == r"C:&#92;a\|b<br>next \`x\`"
