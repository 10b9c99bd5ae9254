"""Blocks of Dataview and Bases are kept with their place, for the stage that answers them."""

import pytest

from kbgen.markup.parse_body import parse_body
from kbgen.markup.references import TableBlock


@pytest.mark.parametrize("language", ["dataview", "dataviewjs", "base", "tasks"])
def test_a_block_is_a_reference_and_a_slot(language: str) -> None:
    text = f"Text.\n\n> ~~~{language}\n> LIST\n>  x\n> ~~~\n"
    body = parse_body(text, 5)
    (block,) = body.references
    assert block == TableBlock("LIST\n x\n", language, 7, (3, 3))
    assert block in body.slots
    assert body.code_blocks == ()
    line = text.split("\n")[block.line + 1 - 5]
    assert line[block.columns[0] - 1 :] == "LIST"
