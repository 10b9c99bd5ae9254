"""A query block does not find itself."""

import pytest
from markdown_vault import searchable

from kbgen.knowledge.searchable import Searchable
from kbgen.markup.units import Lines, Section, Task
from kbgen.query.evaluate import evaluate
from kbgen.query.index import Index
from kbgen.query.own_block import OwnBlock, without_block
from kbgen.query.read import read

TEXT = """---
tags: [needle]
---
before
```query
needle
```
after
# Head
- [ ] open needle
```query
needle other
```
"""
INDEX = Index.build([searchable("needle note.md", TEXT)])
FIRST = OwnBlock("needle note.md", Lines(4, 7))
SECOND = OwnBlock("needle note.md", Lines(10, 13))


@pytest.mark.parametrize(
    ("query", "own", "found"),
    [
        ("other", SECOND, False),
        ("other", FIRST, True),
        ("other", None, True),
        ("query", SECOND, True),
        ("content:(query other)", FIRST, True),
        ("line:/^needle$/", FIRST, False),
        ("line:/^needle$/", SECOND, True),
        ("block:other", SECOND, False),
        ("section:(before needle)", FIRST, False),
        ("section:(before needle)", SECOND, True),
        ("section:(Head other)", SECOND, False),
        ("section:(Head needle)", SECOND, True),
        ("task:needle", SECOND, True),
        ("tag:needle", FIRST, True),
        ("[tags:needle]", FIRST, True),
        ("file:needle", FIRST, True),
        ("path:needle", FIRST, True),
        ("-other", SECOND, True),
        ('"before\nafter"', FIRST, True),
        ('"before\nafter"', SECOND, False),
    ],
)
def test_own_lines_are_left_out(query: str, own: OwnBlock | None, found: bool) -> None:
    assert bool(evaluate(read(query), INDEX, own).hits) is found


def test_other_notes_see_the_block() -> None:
    index = Index.build([searchable("a.md", TEXT), searchable("b.md", TEXT)])
    assert evaluate(read("other"), index, OwnBlock("a.md", Lines(10, 13))).paths == ("b.md",)


def test_an_own_block_in_no_file_is_ignored() -> None:
    assert evaluate(read("other"), INDEX, OwnBlock("gone.md", Lines(0, 99))).hits


def test_lines_behind_the_block_keep_their_numbers() -> None:
    (hit,) = evaluate(read("needle"), INDEX, FIRST).hits
    assert [reason.line for reason in hit.why] == [None, 2, 10, 12]
    (hit,) = evaluate(read("task:needle line:after"), INDEX, FIRST).hits
    assert [reason.line for reason in hit.why] == [10, 8]


def test_units_move_up() -> None:
    note = Searchable(
        "a.md",
        is_note=True,
        content="zero\none\ntwo\nthree\nfour\n",
        blocks=(Lines(0, 1), Lines(1, 3), Lines(2, 4), Lines(4, 5)),
        sections=(Section(0, Lines(0, 2)), Section(1, Lines(2, 5))),
        tasks=(Task(" ", "one", 1), Task("x", "two\nthree", 2), Task(" ", "four", 4)),
    )
    seen = without_block(note, Lines(3, 4)).file
    assert seen.content == "zero\none\ntwo\nfour\n"
    assert seen.blocks == (Lines(0, 1), Lines(1, 3), Lines(2, 3), Lines(3, 4))
    assert seen.sections == (Section(0, Lines(0, 2)), Section(1, Lines(2, 4)))
    assert seen.tasks == (Task(" ", "one", 1), Task("x", "two", 2), Task(" ", "four", 3))
    gone = without_block(note, Lines(1, 3)).file
    assert gone.blocks == (Lines(0, 1), Lines(1, 2), Lines(2, 3))
    assert gone.sections == (Section(0, Lines(0, 1)), Section(1, Lines(1, 3)))
    assert gone.tasks == (Task(" ", "four", 2),)


def test_a_block_beyond_the_end_is_cut_to_the_text() -> None:
    assert without_block(Searchable("a.md", is_note=True, content="a\nb"), Lines(1, 99)).file.content == "a"
