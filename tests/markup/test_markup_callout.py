"""Callouts: the whole table of types."""

import pytest

from kbgen.markup.callout import LOOKS
from kbgen.markup.parse_body import parse_body

# Section 10 of the dialect: type, aliases, Material's admonition.
TABLE = """
note | | note
abstract | summary, tldr | abstract
info | | info
todo | | info
tip | hint, important | tip
success | check, done | success
question | help, faq | question
warning | caution, attention | warning
failure | fail, missing | failure
danger | error | danger
bug | | bug
example | | example
quote | cite | quote
"""
ROWS = [[cell.strip() for cell in row.split("|")] for row in TABLE.strip().splitlines()]
TYPES = [(name, look) for kind, aliases, look in ROWS for name in (kind, *filter(None, aliases.split(", ")))]


@pytest.mark.parametrize(("name", "look"), TYPES)
def test_how_a_type_looks(name: str, look: str) -> None:
    for written in (name, name.upper(), f" {name} "):
        html = parse_body(f"> [!{written}]\n> x", 1).parts[0]
        assert f'<div class="admonition {look}">' in html
        assert f">{name.title()}</p>" in html


def test_no_other_type_is_known() -> None:
    assert dict(TYPES) == LOOKS


@pytest.mark.parametrize("mark", ["", "-", "+"])
def test_a_mark_of_folding_makes_a_disclosure(mark: str) -> None:
    html = parse_body(f"> [!bug]{mark} T\n> x", 1).parts[0]
    assert html.startswith("<details" if mark else "<div")
    assert (" open" in html) is (mark == "+")


def test_an_untitled_type_may_hold_what_looks_like_a_tag() -> None:
    assert parse_body("> [!#a b]\n> x", 1).references == ()
