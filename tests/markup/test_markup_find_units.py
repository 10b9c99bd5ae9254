"""Blocks, sections and tasks: what holds for every text."""

from hypothesis import given, settings
from hypothesis import strategies as st

from kbgen.markup.parse_body import parse_body

LINES = st.lists(
    st.sampled_from(
        ["", "a", "b c", "- d", "  - [ ] e", "1. [x] f", "# g", "### h", "> i", "> - [ ] j", ">", "```", "    k", "%%",
         "| l |", "|-|", "===", "[^1]: m", "  n", "<div>", "</div>"]
    ),
    max_size=14,
)  # fmt: skip


@settings(deadline=None)
@given(LINES)
def test_blocks_hold_each_line_with_text_exactly_once(lines: list[str]) -> None:
    body = parse_body("\n".join(lines), 1)
    held = [line for block in body.blocks for line in range(block.start, block.end)]
    assert len(held) == len(set(held))
    assert held == sorted(held)
    assert {number for number, line in enumerate(lines) if line.strip(" \t>")} <= set(held)


@settings(deadline=None)
@given(LINES)
def test_sections_cut_the_body_at_its_headings(lines: list[str]) -> None:
    body = parse_body("\n".join(lines), 1)
    sections = body.sections
    starts = [section.lines.start for section in sections]
    assert [section.lines.end for section in sections[:-1]] == starts[1:]
    assert not sections or sections[-1].lines.end == len(lines)
    assert sorted(heading.line - 1 for heading in body.headings) == [
        s.lines.start for s in sections if s.level
    ]
    if any(line.strip() for line in lines):
        first = min((number for number, line in enumerate(lines) if line.strip()), default=0)
        assert sections[0].lines.start <= first


@settings(deadline=None)
@given(LINES)
def test_a_task_stands_on_a_line_with_its_box(lines: list[str]) -> None:
    for task in parse_body("\n".join(lines), 1).tasks:
        assert f"[{task.mark}]" in lines[task.line]
        assert task.text.split("\n")[0] in lines[task.line]


@settings(deadline=None)
@given(LINES, st.integers(0, 40))
def test_lines_are_counted_in_the_whole_note(lines: list[str], before: int) -> None:
    text = "\n".join(lines)
    body, moved = parse_body(text, 1), parse_body(text, 1 + before)
    assert [(b.start + before, b.end + before) for b in body.blocks] == [
        (b.start, b.end) for b in moved.blocks
    ]
    assert [s.lines.start + before for s in body.sections] == [s.lines.start for s in moved.sections]
    assert [t.line + before for t in body.tasks] == [t.line for t in moved.tasks]
    assert [h.line + before for h in body.headings] == [h.line for h in moved.headings]
    assert [c.line + before for c in body.code_blocks] == [c.line for c in moved.code_blocks]


def test_an_empty_body_has_no_units() -> None:
    for text in ("", "\n", " \n\t\n"):
        body = parse_body(text, 1)
        assert (body.blocks, body.sections, body.tasks) == ((), (), ())
