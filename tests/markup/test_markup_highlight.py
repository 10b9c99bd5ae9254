"""Highlighted code: the code itself stays what it is, nothing of it is HTML, and its colours are those of Pygments."""

import re
from collections.abc import Iterator
from html import unescape
from importlib.resources import files
from xml.etree.ElementTree import Element

import pytest
from html_tree import parse
from hypothesis import given, settings
from hypothesis import strategies as st
from pygments import highlight as format_html
from pygments.formatters import HtmlFormatter
from pygments.lexers import get_lexer_by_name

from kbgen.markup.coloured import with_code
from kbgen.markup.highlight import highlight
from kbgen.markup.parse_body import parse_body


def code_of(html: str) -> str:
    match = re.fullmatch(
        r'<div class="highlight"(?: data-language="[^"<>]*")?><pre><code(?: class=\w+)?>(.*)</code></pre></div>',
        html,
        re.DOTALL,
    )
    assert match, html
    return unescape(re.sub(r"</?[bi]>|<i class=[a-z]+>", "", match[1]))


@settings(deadline=None)
@given(
    st.text("<>&\"'\\ \t\nab1:=#$(){}[]-", max_size=60),
    st.sampled_from(["", "yaml", "bash", "powershell", "python", "html", "json", "unknown", "cmd", "yml"]),
)
def test_the_code_is_the_same_without_its_colours(code: str, language: str) -> None:
    html = highlight(code, language)
    assert code_of(html) == code
    attribute = r"(?: [a-z-]+=(?:\"[^\"<>]*\"|[a-z]+))*"
    assert "<" not in re.sub(rf"</?(?:div|pre|code|b|i){attribute}>", "", html)


def colours_of_material() -> dict[str, str]:
    """Return the colour of each of Pygments' classes, as the style sheet of Material says."""
    (sheet,) = (
        each.read_text(encoding="utf-8")
        for each in files("material").joinpath("templates", "assets", "stylesheets").iterdir()
        if re.fullmatch(r"main\.\w+\.min\.css", each.name)
    )
    rules = re.findall(r"([^{}]*)\{color:var\(--md-code-hl-(\w+)-color\)\}", sheet)
    return {name: colour for names, colour in rules for name in re.findall(r"\.highlight \.(\w+)", names)}


COLOURS = colours_of_material()
BARE = {"b": "keyword", "i": "string"}
"""The colours of elements without a class, as kbgen's style sheet says."""


def colours_shown(html: str) -> list[tuple[str, str]]:
    """Return each character that can be seen with the colour of the element in which it stands."""

    def walk(element: Element, colour: str) -> Iterator[tuple[str, str]]:
        if element.tag in {"b", "i", "code", "span"}:
            named = [COLOURS.get(name, "name") for name in element.get("class", "").split()]
            colour = named[0] if named else BARE.get(element.tag, colour)
        yield from ((letter, colour) for letter in element.text or "")
        for child in element:
            yield from walk(child, colour)
            yield from ((letter, colour) for letter in child.tail or "")

    return [(letter, colour) for letter, colour in walk(parse(html), "name") if not letter.isspace()]


def colours_by_pygments(code: str, language: str) -> list[tuple[str, str]]:
    """Return the same of the HTML that Pygments itself makes."""
    lexer = get_lexer_by_name(language, stripnl=False, ensurenl=False)
    return colours_shown(format_html(code, lexer, HtmlFormatter(nowrap=True)))


SAMPLES = {
    "yaml": "# a\na: &x 'b' # c\nlist:\n  - 1\n  - c|d: >\n      text <&>\n\n    - \"q\\n\"\nnull: ~\n",
    "powershell": 'function Get-X { param($a = 1) if ($a -eq "b$c") { Get-Item C:\\x | Out-Null } } # <#\n',
    "bash": "for x in $(ls *.txt); do echo \"${x}\" && rm -rf /tmp/1; done # c\nexport A='b'\n",
    "batch": 'rem a\n@echo off\nset X=1\nif exist "%X%" (del /q %X%\\y) else goto :end\n',
    "kusto": "Events\n| where Name has 'x' and Count > 3 // c\n| summarize n = count() by bin(Time, 1h)\n",
    "python": '@a\nclass B(C):\n    """doc"""\n    x: int = 0x1F + f("s%d" % None)  # c\n',
    "json": '{"a": [1, 2.5, true, null, "x\\n"]}\n',
    "html": '<!-- c --><p class="x">a &amp; b<br/></p>\n',
    "sql": "SELECT a, 'b' FROM t WHERE c >= 1.5 -- c\n",
}


@pytest.mark.parametrize("language", SAMPLES)
def test_every_character_has_the_colour_of_its_token(language: str) -> None:
    code = SAMPLES[language]
    expected = colours_by_pygments(code, language)
    assert colours_shown(highlight(code, language)) == expected
    assert len({colour for _, colour in expected}) > 2


@settings(deadline=None)
@given(st.text("ab1:-#'\"|>&*[]{},!?%\n ~$(", max_size=60), st.sampled_from(["yaml", "powershell", "bash"]))
def test_any_code_has_the_colours_of_its_tokens(code: str, language: str) -> None:
    assert colours_shown(highlight(code, language)) == colours_by_pygments(code, language)


def test_the_colour_that_would_need_most_of_the_markup_is_that_of_the_block() -> None:
    html = highlight("a: b\nc:\n  - d\n", "yaml")
    assert "<code class=p><b>a</b>: <i>b\n</i><b>c</b>:\n  - <i>d\n</i></code>" in html


@pytest.mark.parametrize(
    "language", ["cmd", "command_prompt", "yml", "ps1", "bash", "sh", "powershell", "kql"]
)
def test_languages_of_vaults_have_colours(language: str) -> None:
    assert "</i>" in highlight("if x { 'a' } # b\nrem: c\nwhere a == 'b'\n", language)


@pytest.mark.parametrize("language", ["", "no-such-language", '"><script>', "a b"])
def test_an_unknown_language_has_none(language: str) -> None:
    html = highlight("if a: pass", language)
    assert not re.search("</[bi]>", html)
    assert "<script>" not in html


def test_a_very_long_block_has_none() -> None:
    assert "</i>" in highlight("x = 1\n", "python")
    assert not re.search("</[bi]>", highlight("x = 1\n" * 40_000, "python"))


def test_the_language_is_the_first_word_in_lower_case() -> None:
    (block,) = parse_body("```YAML title=x\na: b\n```", 1).code_blocks
    assert (block.language, block.text, block.line) == ("yaml", "a: b\n", 2)


@pytest.mark.parametrize("language", ["mermaid", "canvas"])
def test_blocks_of_plugins_are_shown_as_code(language: str) -> None:
    body = with_code(parse_body(f"```{language}\na < b\n```", 1))
    assert code_of(body.parts[0].strip()) == "a < b\n"
    assert [block.language for block in body.code_blocks] == [language]


def test_a_body_keeps_its_places_where_code_is_filled_in() -> None:
    body = parse_body("[[a]]\n\n```sh\nls\n```\n\n[[b]]\n", 1)
    whole = with_code(body)
    assert [body.slots[int(number)] for number in whole.parts[1::2]] == [*body.references]
    assert 'data-language="sh"' in whole.parts[2]
    assert with_code(whole) is whole
