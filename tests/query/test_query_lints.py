"""What is worth saying about an answered query, and the tag that was meant."""

import pytest

from kbgen.diagnostics import Severity
from kbgen.knowledge.searchable import Searchable
from kbgen.markup.tag import Tag
from kbgen.query.evaluate import evaluate
from kbgen.query.faults import QueryFault
from kbgen.query.index import Index
from kbgen.query.lints import lints
from kbgen.query.read import read
from kbgen.query.suggest import nearest_tag

TAGS = ("detection_rule", "Atomic_Test", "T1059_001", "t1059", "_Persistence", "in/box")
INDEX = Index.build(
    [
        Searchable(
            "a.md", is_note=True, content="a and b or not c", tags=tuple(Tag(name, 1, 1) for name in TAGS)
        ),
    ]
)


def said(body: str) -> list[tuple[str, str]]:
    """Return the code of each finding with what it points at."""
    return [(fault.code, body[fault.span.start : fault.span.end]) for fault in findings(body)]


def findings(body: str) -> tuple[QueryFault, ...]:
    return lints(evaluate(read(body), INDEX), INDEX)


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("tag: detection_rule\ntag: t1059_001", []),
        ("tag:in", []),
        ("a tag: detectoin_rule", [("KB411", "a tag: detectoin_rule"), ("KB404", "detectoin_rule")]),
        ("-tag:nothing", [("KB404", "nothing")]),
        ("a and b", [("KB410", "and")]),
        ("a AND b", [("KB410", "AND")]),
        ("(a or b) OR x", [("KB410", "or")]),
        ("line:(a not c)", [("KB410", "not")]),
        ("and b", []),
        ("a and", []),
        ('a "and" b', []),
        ("a OR b", []),
        ("nowhere", [("KB411", "nowhere")]),
        ("sort: x\na", [("KB414", "x")]),
        ("sort: byModifiedTime\na", [("KB415", "byModifiedTime")]),
        ("sort: x\n(a", [("KB414", "x"), ("KB401", "(")]),
        ("a and (b", [("KB401", "(")]),
    ],
)
def test_findings(body: str, expected: list[tuple[str, str]]) -> None:
    assert said(body) == expected


def test_an_unknown_tag_comes_with_the_nearest_one() -> None:
    _, fault = findings("tag: #detectoin_rule")
    assert fault.message == 'query tag "detectoin_rule" matches nothing'
    assert fault.hint == 'did you mean "detection_rule"?'
    assert fault.severity is Severity.INFO


@pytest.mark.parametrize(
    ("key", "tag"),
    [
        ("t1059.001", "T1059_001"),
        ("t1059-001", "T1059_001"),
        ("atomic test", "Atomic_Test"),
        ("atomictests", "Atomic_Test"),
        ("persistence", "_Persistence"),
        ("inbox", "in/box"),
        ("quite different", None),
        ("", None),
        ("---", None),
        ("x" * 10_000, None),
    ],
)
def test_nearest_tag(key: str, tag: str | None) -> None:
    assert nearest_tag(key, INDEX) == tag
