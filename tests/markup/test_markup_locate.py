"""Places: for every text made of constructs and prefixes, each reference stands where it says."""

from hypothesis import given, settings
from hypothesis import strategies as st

from kbgen.markup.parse_body import parse_body
from kbgen.markup.references import Citation, Hashtag, QueryBlock, Reference, TableBlock, WikiLink

TEXTS = st.lists(
    st.sampled_from(
        [
            "[[a]]", "[[b|c]]", "![[d]]", "[[e\\|f]]", "\\|", " | ", "| ", "#a", "#b", " ^id", "^[", "[^1]", "\n[^1]: ",
            "(Citation: x)", "(Citation: ", "`", "%%", "\n%%", "==", "*", "\n> ", "\n> [!note] ", "\n- ", "\n- [ ] ",
            "\n1. ", "\n", "\n\n", "\n  ", "\n    ", " ", "x", "é", "\n|-|-|\n", "\n| a | [[b\\|c]] |\n|-|-|\n", "<b>",
            "<code>", "</code>", "\\", "[a](b)", "![a](b)", "<http://x>", "]", ")", "\n## ", " ##",
        ]
    ),
    max_size=25,
).map("".join)  # fmt: skip


def beginning(reference: Reference) -> tuple[str, ...]:
    match reference:
        case WikiLink():
            return ("[[", "![[")
        case Hashtag(name=name):
            return (f"#{name}",)
        case Citation():
            return ("(Citation:",)
        case _:
            return ("[", "![", "<")


@settings(max_examples=400, deadline=None)
@given(TEXTS)
def test_each_reference_stands_where_it_says_and_in_order(text: str) -> None:
    lines = text.split("\n")
    found = [item for item in parse_body(text, 1).references if not isinstance(item, QueryBlock | TableBlock)]
    for item in found:
        assert lines[item.line - 1].startswith(beginning(item), item.column - 1), item
    places = [(item.line, item.column) for item in found]
    assert places == sorted(set(places))


def test_what_looks_like_a_container_may_be_a_part_of_a_row() -> None:
    for text in ("- x #a | #b\n|-|-|", "> #a | #b\n|-|-|", "1. | #a | #b |\n   |-|-|"):
        tags = [item for item in parse_body(text, 1).references if isinstance(item, Hashtag)]
        assert [item.column for item in tags] == [text.index(f"#{item.name}") + 1 for item in tags]
        assert len(tags) == 2
