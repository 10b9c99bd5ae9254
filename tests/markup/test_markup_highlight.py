"""Highlighted code: the code itself stays what it is, and nothing of it is HTML."""

import re
from html import unescape

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kbgen.markup.coloured import with_code
from kbgen.markup.highlight import highlight
from kbgen.markup.parse_body import parse_body


def code_of(html: str) -> str:
    match = re.fullmatch(
        r'<div class="highlight"(?: data-language="[^"<>]*")?><pre><span></span><code>(.*)</code></pre></div>',
        html,
        re.DOTALL,
    )
    assert match, html
    return unescape(re.sub(r'<span class="[a-z0-9]+">|</span>', "", match[1]))


@settings(deadline=None)
@given(
    st.text("<>&\"'\\ \t\nab1:=#$(){}[]-", max_size=60),
    st.sampled_from(["", "yaml", "bash", "powershell", "python", "html", "json", "unknown", "cmd", "yml"]),
)
def test_the_code_is_the_same_without_its_colours(code: str, language: str) -> None:
    html = highlight(code, language)
    assert code_of(html) == code
    assert "<" not in re.sub(r"</?(?:div|pre|code|span)(?: [a-z-]+=\"[^\"<>]*\")*>", "", html)


@pytest.mark.parametrize(
    "language", ["cmd", "command_prompt", "yml", "ps1", "bash", "sh", "powershell", "kql"]
)
def test_languages_of_vaults_have_colours(language: str) -> None:
    assert '<span class="' in highlight("if x { 'a' } # b\nrem: c\nwhere a == 'b'\n", language)


@pytest.mark.parametrize("language", ["", "no-such-language", '"><script>', "a b"])
def test_an_unknown_language_has_none(language: str) -> None:
    html = highlight("if a: pass", language)
    assert '<span class="' not in html
    assert "<script>" not in html


def test_a_very_long_block_has_none() -> None:
    assert '<span class="' in highlight("x = 1\n", "python")
    assert '<span class="' not in highlight("x = 1\n" * 40_000, "python")


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
