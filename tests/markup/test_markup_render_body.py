"""The HTML of a body: its containers, and that no mark is left in it."""

from hypothesis import given, settings
from hypothesis import strategies as st

from kbgen.markup.parse_body import parse_body
from kbgen.markup.slots import CLOSE, OPEN, OWN

BLOCKS = st.lists(
    st.sampled_from(
        ["# a ^x", "b ^y", "- [ ] c", "> [!note]- d\n> e", "| f |\n|:-:|\n| g |", "h[^1]", "[^1]: i", "^[j]", "[[k]]",
         "```query\nl\n```", "```\nm\n```", "<div>n", "</div>", "<table>", "o <b>p", "![[q]]", "^z", "%%\nr\n%%"]
    ),
    max_size=8,
).map("\n\n".join)  # fmt: skip


@settings(deadline=None)
@given(BLOCKS)
def test_no_mark_is_left_and_ids_are_listed(text: str) -> None:
    body = parse_body(text, 1)
    html = "".join(part for place, part in enumerate(body.parts) if place % 2 == 0)
    assert not {OWN, OPEN, CLOSE} & set(html)
    assert html.count(' id="') == len(body.anchors) == len(set(body.anchors))
    assert all(f' id="{anchor}"' in html for anchor in body.anchors)


def test_a_table_scrolls_in_a_container_of_its_own() -> None:
    html = parse_body("| a |\n|-|\n| b<br>c |", 1).parts[0]
    assert html.startswith('<div class="kb-scroll"><table class="kb-table">')
    assert html.rstrip().endswith("</table></div>")
    assert "<td>b<br>c</td>" in html
