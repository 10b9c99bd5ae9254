"""The outline: texts and anchors of headings."""

import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kbgen.markup.outline import slug
from kbgen.markup.parse_body import parse_body


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Open ports", "open-ports"),
        ("  A  --  B  ", "a----b"),
        ("C++ & C#", "c-c"),
        ("T1059.001", "t1059001"),
        ("snake_case", "snake_case"),
        ("Größe", "größe"),
        ("Gro\u0308ße", "größe"),
        ("日本 語", "日本-語"),
        ("-a-", "a"),
        ("!?", ""),
    ],
)
def test_a_slug(text: str, expected: str) -> None:
    assert slug(text) == expected


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("a  *b* `c`", "a b c"),
        ("[a](b) ![c](d)", "a c"),
        ("[[a|b]] [[c]] [[#d]]", "b c d"),
        ("#a b", "#a b"),
        ("a (Citation: b) c", "a c"),
        ("a &amp; &lt;b&gt;", "a & <b>"),
        ("a <b>c</b> <pid>", "a c <pid>"),
        ("a %%b%% c", "a c"),
        ("a [^x]", "a [^x]"),
        ("==a== ~~b~~", "a b"),
        ("\\*a\\*", "*a*"),
    ],
)
def test_the_text_of_a_heading_is_without_markup(source: str, text: str) -> None:
    assert parse_body(f"# {source}", 1).headings[0].text == text


@settings(deadline=None)
@given(st.lists(st.sampled_from(["a", "A", "a-2", "a 2", "!", "section", "b", "section-2", ""]), max_size=12))
def test_anchors_are_unique(texts: list[str]) -> None:
    headings = parse_body("\n".join(f"# {text}" for text in texts), 1).headings
    assert len(headings) == len(texts)
    assert len({heading.anchor for heading in headings}) == len(headings)
    assert all(heading.anchor for heading in headings)


@settings(deadline=None)
@given(st.lists(st.tuples(st.integers(1, 6), st.booleans()), min_size=1, max_size=8))
def test_a_section_is_empty_without_text_and_without_deeper_headings(outline: list[tuple[int, bool]]) -> None:
    text = "\n".join(f"{'#' * level} h\n{'text' if has_text else ''}" for level, has_text in outline)
    deeper = [after > level for (level, _), (after, _) in itertools.pairwise(outline)] + [False]
    expected = [not has_text and not deep for (_, has_text), deep in zip(outline, deeper, strict=True)]
    assert [heading.empty for heading in parse_body(text, 1).headings] == expected


def test_headings_know_their_line_and_level() -> None:
    headings = parse_body("x\n\n## a\n\nb\n===\n> ### c", 5).headings
    assert [(heading.line, heading.level, heading.text) for heading in headings] == [
        (7, 2, "a"),
        (9, 1, "b"),
        (11, 3, "c"),
    ]
