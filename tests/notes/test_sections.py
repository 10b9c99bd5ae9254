"""Sections of techniques that only look empty."""

import pytest

from kbgen.markup.parse_body import parse_body
from kbgen.notes.sections import with_continued_sections


@pytest.mark.parametrize(
    ("text", "empty"),
    [
        ("### Detection\n### Data Sources\nx", ["Detection"]),
        ("### Detection\n### Windows\nx\n### Data Sources\nx", []),
        ("### Detection\n### Windows\n### Data Sources\nx", ["Windows"]),
        ("### DETECTION\n### Windows\nx", []),
        ("### Details\n### Windows\nx", ["Details"]),
        ("### Detection", ["Detection"]),
        ("### Detection\nx", []),
        ("x", []),
    ],
)
def test_a_section_goes_on_below_a_heading_that_is_no_section(text: str, empty: list[str]) -> None:
    body = with_continued_sections(parse_body(text, 1))
    assert [heading.text for heading in body.headings if heading.empty] == empty


def test_nothing_else_of_the_body_changes() -> None:
    body = parse_body("### Detection\n### Windows\nx ^b", 1)
    settled = with_continued_sections(body)
    assert (settled.parts, settled.slots, settled.anchors) == (body.parts, body.slots, body.anchors)
    assert with_continued_sections(settled) is settled
