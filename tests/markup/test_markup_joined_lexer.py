"""Lexers whose rules are tried together: whatever the text, their tokens are those of Pygments."""

from typing import ClassVar

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pygments.lexer import RegexLexer, bygroups, default
from pygments.lexers import get_lexer_by_name
from pygments.token import Keyword, Name, Text

from kbgen.markup.joined_lexer import joined_lexer

JOINED = ("yaml", "powershell", "batch", "sql", "kusto")
AS_THEY_ARE = ("bash", "python", "json")
"""Two whose rules refer to groups or name them, and one without rules."""
WORDS = [
    *(
        "a",
        "b: ",
        "- ",
        "#",
        "'",
        '"',
        "\\",
        "\n",
        "  ",
        "\t",
        "|",
        ">",
        "&x ",
        "*x",
        "!t ",
        "---\n",
        "%YAML 1.2\n",
        "$",
        "@",
    ),
    *(
        "{",
        "}",
        "[",
        "]",
        "(",
        ")",
        ",",
        "?",
        "1.5",
        "0x1F",
        "if ",
        "else ",
        "%a%",
        "!a!",
        "rem ",
        "goto :x\n",
        "<#",
        "#>",
    ),
    *(
        "select ",
        "--",
        "/*",
        "*/",
        "f'",
        "def ",
        "class A",
        '"""',
        "\u00e9",
        "\r\n",
        "\ufeff",
        "null",
        "^",
        ";",
    ),
]


@pytest.mark.parametrize("name", JOINED)
def test_rules_of_these_lexers_can_be_tried_together(name: str) -> None:
    lexer = get_lexer_by_name(name)
    assert joined_lexer(lexer) is not lexer
    assert isinstance(joined_lexer(lexer), type(lexer))


@pytest.mark.parametrize("name", AS_THEY_ARE)
def test_other_lexers_stay_as_they_are(name: str) -> None:
    lexer = get_lexer_by_name(name)
    assert joined_lexer(lexer) is lexer


@settings(deadline=None, max_examples=300)
@given(st.lists(st.sampled_from(WORDS), max_size=40).map("".join), st.sampled_from(JOINED))
def test_tokens_are_those_of_pygments(code: str, name: str) -> None:
    lexer = get_lexer_by_name(name, stripnl=False, ensurenl=False)
    assert list(joined_lexer(lexer).get_tokens(code)) == list(lexer.get_tokens(code))


class Small(RegexLexer):
    """A lexer with every way of changing the state."""

    tokens: ClassVar[dict[str, list[object]]] = {
        "root": [
            (r"a(b)?(c)", bygroups(Name, Keyword), "inner"),  # type: ignore[no-untyped-call]
            (r"\(", Text, "#push"),
            (r"p", Text, ("inner", "#push", "inner")),
            (r"q", Text, "#pop:9"),
        ],
        "inner": [(r"x", Keyword), (r"y", Text, ("#pop", "#pop")), (r"z", Text, "#push"), default("#pop")],
    }


@settings(deadline=None, max_examples=300)
@given(st.text("abc(pqxyz\n?", max_size=20))
def test_states_change_as_rules_say(code: str) -> None:
    lexer = Small(stripnl=False, ensurenl=False)
    own = joined_lexer(lexer)
    assert own is not lexer
    assert list(own.get_tokens(code)) == list(lexer.get_tokens(code))
