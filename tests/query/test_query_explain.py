"""How an answer came about."""

import pytest

from kbgen.knowledge.searchable import Searchable
from kbgen.markup.tag import Tag
from kbgen.query.assumptions import Rules
from kbgen.query.explain import Emptied, Explanation, emptied_by, explain
from kbgen.query.index import Index
from kbgen.query.read import read
from kbgen.source import Span


def note(path: str, content: str, *tags: str) -> Searchable:
    return Searchable(path, is_note=True, content=content, tags=tuple(Tag(name, 1, 1) for name in tags))


INDEX = Index.build(
    [
        note("a.md", "fox dog\n", "detection_rule", "T1059_001"),
        note("b.md", "fox\ndog\n", "atomic_test"),
        Searchable("c.png", is_note=False),
    ]
)


def outline(found: Explanation | None) -> list[tuple[str, int]]:
    if found is None:
        return []
    return [(found.text, found.count), *(row for part in found.parts for row in outline(part))]


@pytest.mark.parametrize(
    ("query", "rows"),
    [
        ("fox", [("fox", 2)]),
        ("fox tag: detection_rule", [("fox tag:detection_rule", 1), ("fox", 2), ("tag:detection_rule", 1)]),
        ("fox -(a OR tag:x)", [("fox -(a OR tag:x)", 1), ("fox", 2), ("-(a OR tag:x)", 1), ("a OR tag:x", 1), ("a", 1), ("tag:x", 0)]),
        ("line:(fox dog)", [("line:(fox dog)", 1), ("line:fox", 2), ("line:dog", 2)]),
        ("match-case:(FOX OR dog)", [("match-case:(FOX OR dog)", 2), ("match-case:FOX", 0), ("match-case:dog", 2)]),
        ("[p:x]", [("[p:x]", 0), ("[p]", 0)]),
        ("-file:md", [("-file:md", 1), ("file:md", 2)]),
        ("(", []),
    ],
)  # fmt: skip
def test_counts(query: str, rows: list[tuple[str, int]]) -> None:
    assert outline(explain(read(query), INDEX)) == rows


@pytest.mark.parametrize(
    ("query", "emptied"),
    [
        ("fox", None),
        ("(", None),
        ("fox cat", Emptied("cat", Span(4, 7), alone=True)),
        ("fox tag:T1059.001", Emptied("tag:T1059.001", Span(4, 17), alone=True, nearest_tag="T1059_001")),
        ("tag: detection_rule tag: atomic_test fox", Emptied("tag:atomic_test", Span(20, 36), alone=False)),
        ("fox (dog (tag:nothinglike x))", Emptied("tag:nothinglike", Span(10, 25), alone=True)),
        ("cat OR bird", Emptied("cat OR bird", Span(0, 11), alone=True)),
        ("-fox", Emptied("-fox", Span(0, 4), alone=True)),
        ("line:(fox bird)", Emptied("line:(fox bird)", Span(0, 15), alone=True)),
    ],
)
def test_what_emptied_an_answer(query: str, emptied: Emptied | None) -> None:
    assert emptied_by(read(query), INDEX) == emptied


def test_a_query_that_takes_too_long_is_not_explained() -> None:
    index = Index.build([note("a.md", "a" * 100_000 + "!")])
    hasty = Rules(regex_seconds=0.05)
    query = read("zebra OR /(a+)+$/")
    assert explain(query, index, rules=hasty) is None
    assert emptied_by(query, index, rules=hasty) is None


def test_spans_are_offsets_into_the_body() -> None:
    body = "title: x\nfox\ndog"
    found = explain(read(body), INDEX)
    assert found is not None
    assert [body[part.span.start : part.span.end] for part in found.parts] == ["fox", "dog"]
