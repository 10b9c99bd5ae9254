"""Citations: the matching parenthesis, for names of any depth."""

from hypothesis import given, settings
from hypothesis import strategies as st

from kbgen.markup.parse_body import parse_body
from kbgen.markup.references import Citation

WORD = st.text("abc .", min_size=1, max_size=5).filter(str.strip)
NAME = st.recursive(
    WORD, lambda inner: st.lists(inner, min_size=1, max_size=3).map(lambda p: f"a ({''.join(p)})")
)


@settings(deadline=None)
@given(st.lists(NAME, min_size=1, max_size=4))
def test_citations_in_a_row_end_at_their_own_parenthesis(names: list[str]) -> None:
    text = "x" + "".join(f"(Citation: {name})" for name in names) + " (y)"
    found = parse_body(text, 1).references
    assert [item.name for item in found if isinstance(item, Citation)] == [" ".join(n.split()) for n in names]
    assert all(text.startswith("(Citation:", item.column - 1) for item in found if isinstance(item, Citation))


def test_one_that_is_not_closed_hides_none_that_is() -> None:
    found = parse_body("(Citation: a (Citation: b) c", 1).references
    assert [item.name for item in found if isinstance(item, Citation)] == ["b"]
