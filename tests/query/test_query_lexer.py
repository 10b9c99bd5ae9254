"""Where tokens end."""

import pytest

from kbgen.query import lexer
from kbgen.query.faults import FaultName, QueryError


@pytest.mark.parametrize(
    ("text", "start", "expected"),
    [
        ("OR", 0, True),
        ("a OR b", 2, True),
        ("(OR)", 1, True),
        ('"a"OR"b"', 3, True),
        ("]OR[", 1, True),
        ("a\tOR\nb", 2, True),
        ("xOR", 1, False),
        ("ORx", 0, False),
        ("or", 0, False),
        ("-OR", 1, False),
        (":OR", 1, False),
        ("/OR", 1, False),
    ],
)
def test_or_is_a_token_with_edges(text: str, start: int, expected: bool) -> None:
    assert lexer.is_or(text, start) is expected


@pytest.mark.parametrize("text", ["-", "- a", "-)", "-\n", "-\r"])
def test_hyphen_without_operand_is_a_word(text: str) -> None:
    assert lexer.is_lone_hyphen(text, 0, in_property=False)


@pytest.mark.parametrize("text", ["-a", "--", "-(", "-]", "-:"])
def test_hyphen_before_a_factor_negates(text: str) -> None:
    assert not lexer.is_lone_hyphen(text, 0, in_property=False)


@pytest.mark.parametrize("text", ["-]", "-:"])
def test_hyphen_at_the_end_of_a_property_is_a_word(text: str) -> None:
    assert lexer.is_lone_hyphen(text, 0, in_property=True)


@pytest.mark.parametrize(
    ("text", "in_property", "word"),
    [
        ("ab(c", False, "ab"),
        ("a:b]c d", False, "a:b]c"),
        ("a:b]c d", True, "a"),
        ("a]", True, "a"),
        ("\u00a0x y", False, "\u00a0x"),
        ("(", False, ""),
    ],
)
def test_word(text: str, in_property: bool, word: str) -> None:
    assert text[: lexer.word_end(text, 0, in_property=in_property)] == word


@pytest.mark.parametrize(
    ("text", "name"),
    [("tag:x", "tag"), ("task-todo:x", "task-todo"), ("https://", "https"), ("é:", "é"), ("a-:", "a-")],
)
def test_operator(text: str, name: str) -> None:
    assert lexer.operator(text, 0) == (name, len(name) + 1)


@pytest.mark.parametrize("text", ["12:30", "T1059:", "-a:", ":", "a b:", "a_b:"])
def test_no_operator(text: str) -> None:
    assert lexer.operator(text, 0) is None


@pytest.mark.parametrize(
    ("text", "link"), [("[[a b]] c]]", "[[a b]]"), ("[[]]", "[[]]"), ("[[a]]]", "[[a]]")]
)
def test_link_is_the_shortest(text: str, link: str) -> None:
    end = lexer.link_end(text, 0)
    assert end is not None
    assert text[:end] == link


@pytest.mark.parametrize("text", ["[[a\n]]", "[a]", "[[a]"])
def test_no_link(text: str) -> None:
    assert lexer.link_end(text, 0) is None


def test_phrase_is_unescaped() -> None:
    assert lexer.phrase(r'x"a\"b\\c\d" e', 1) == (r'a"b\c\d', 12)


@pytest.mark.parametrize("text", ['"', '"a', r'"a\"', '"a\\\\\\"'])
def test_open_phrase(text: str) -> None:
    with pytest.raises(QueryError) as caught:
        lexer.phrase(text, 0)
    assert caught.value.fault.name is FaultName.UNBALANCED


@pytest.mark.parametrize(("text", "pattern"), [("/a/b/", "a"), (r"/a\/b/", r"a\/b"), (r"/\\/x/", r"\\")])
def test_regex(text: str, pattern: str) -> None:
    assert lexer.regex(text, 0) == (pattern, len(pattern) + 2)


@pytest.mark.parametrize("text", ["/", "/a", r"/a\/", "/a\n/", "/a\\\n/"])
def test_open_regex(text: str) -> None:
    with pytest.raises(QueryError):
        lexer.regex(text, 0)
