"""The marks of slots: what makes them unforgeable."""

import unicodedata

import pytest

from kbgen.markup.parse_body import parse_body
from kbgen.markup.slots import CLOSE, OPEN, OWN, RESERVED, mark, without_marks


def test_marks_are_noncharacters_that_no_text_may_hold() -> None:
    assert len({OWN, OPEN, CLOSE}) == 3
    assert all(unicodedata.category(character) == "Cn" for character in (OWN, OPEN, CLOSE))
    assert all(0xFDD0 <= ord(character) <= 0xFDEF for character in (OWN, OPEN, CLOSE))


def test_a_mark_holds_its_number() -> None:
    assert mark(12) == f"{OPEN}12{CLOSE}"


def test_a_note_that_brings_marks_shows_replacement_characters() -> None:
    assert f"a{OWN}b{OPEN}0{CLOSE}\0".translate(RESERVED) == "a\ufffdb\ufffd0\ufffd\ufffd"
    body = parse_body(f"[[x]] {OPEN}0{CLOSE}", 1)
    assert [part for place, part in enumerate(body.parts) if place % 2] == ["0"]
    assert "\ufffd0\ufffd" in body.parts[2]


def test_a_note_cannot_forge_an_id_or_a_class() -> None:
    text = (
        f'<p id="{OWN}fn:1" class="{OWN}kb-query" data-task="&#xfdd0;x">a</p>\n\n<b class="&#64976;x">b</b>'
    )
    (html,) = parse_body(text, 1).parts
    assert html.replace("\n", "") == "<p>a</p><p><b>b</b></p>"


def test_marks_written_as_entities_are_text() -> None:
    body = parse_body("[[x]] &#xfdd1;0&#xfdd2; &#64977;0&#64978;", 1)
    assert len(body.parts) == 3
    assert not {OWN, OPEN, CLOSE} & set("".join(body.parts))


@pytest.mark.parametrize("reference", ["&#xfdd0;", "&#XFDD0;", "&#x000fdd0", "&#64976;", "&#0064976"])
def test_no_reference_to_a_character_makes_a_mark(reference: str) -> None:
    slot = reference.replace("d0", "d1").replace("D0", "D1").replace("64976", "64977") + "0"
    text = f"[[x]] <b class='{reference} x'>{slot}&#xfdd2;</b> <code>{slot}&#64978;</code>\n\n<p>{slot}&#xfdd2;</p>"
    body = parse_body(text, 1)
    assert len(body.parts) == 3
    assert "class" not in "".join(body.parts)
    assert (
        without_marks(f"a{reference} &#649760; &#xfdd01; &#xfdd3;") == "a\ufffd &#649760; &#xfdd01; &#xfdd3;"
    )


def test_marks_in_an_address_are_harmless() -> None:
    body = parse_body(f"[a](<{OPEN}0{CLOSE}>) [b](&#xfdd1;1&#xfdd2;) ![&#xfdd1;0&#xfdd2;](c)", 1)
    assert not {OWN, OPEN, CLOSE} & set("".join(body.parts))
    assert [part for place, part in enumerate(body.parts) if place % 2] == ["0", "1", "2"]
