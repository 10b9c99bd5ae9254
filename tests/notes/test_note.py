"""The typed note: its path, kind and whether queries by tag can find it."""

import pytest

from kbgen.markup.parse_body import parse_body
from kbgen.notes.decode import decode
from kbgen.notes.kind import Kind
from kbgen.notes.note import Note
from kbgen.settings import Kinds
from kbgen.vault.read import make_document


def note(text: str) -> Note:
    document = make_document("x/a.md", text.encode(), "utf-8")
    return decode(document, parse_body(document.body, document.body_line), Kinds())


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("---\ntags: [techniques, T1059]\n---\n", Kind.TECHNIQUE),
        ("---\ntags: [detection_rule]\n---\n", Kind.DETECTION_RULE),
        ("---\ntags: [atomic_test]\n---\n", Kind.ATOMIC_TEST),
        ("x", Kind.PAGE),
    ],
)
def test_the_kind_follows_from_the_subject(text: str, kind: Kind) -> None:
    assert note(text).kind is kind
    assert note(text).path == "x/a.md"


@pytest.mark.parametrize(
    ("text", "counts"),
    [("x", True), ("---\n---\nx", True), ("---\na: [,]\n---\nx", False), ("---\nnever closed", True)],
)
def test_a_note_counts_unless_its_front_matter_is_invalid(text: str, counts: bool) -> None:
    assert note(text).counts is counts


@pytest.mark.parametrize(
    ("front_matter", "published"),
    [("publish: false", False), ("Publish: FALSE", False), ("publish: true", True), ("publish: 'false'", True),
     ("publish:", True), ("publish: no", True), ("x: y", True), ("publish: [, false]", True)],
)  # fmt: skip
def test_a_note_is_published_unless_its_property_says_false(front_matter: str, published: bool) -> None:
    assert note(f"---\n{front_matter}\n---\nx").is_published is published
