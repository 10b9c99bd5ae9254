"""Which files are asked, and trees that no parser makes."""

import pytest

from kbgen.knowledge.searchable import Searchable
from kbgen.query.assumptions import DEFAULT_RULES
from kbgen.query.index import Index
from kbgen.query.parser import parse
from kbgen.query.select import Search, sees_attachments, select, universe
from kbgen.query.syntax import Boolean, Node, Null, Property, Scope, ScopeKind, TagTerm, Word

INDEX = Index.build([Searchable("a.md", is_note=True, content="x"), Searchable("b.png", is_note=False)])


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("file:a", True),
        ("path:(a OR -b)", True),
        ("-file:a OR match-case:(path:b file:c)", True),
        ("a", False),
        ("-a", False),
        ("file:a b", False),
        ("file:a OR tag:b", False),
        ("content:a", False),
        ("[p]", False),
        ('""', False),
    ],
)
def test_queries_on_names_alone_see_attachments(query: str, expected: bool) -> None:
    assert sees_attachments(parse(query)) is expected
    assert universe(parse(query), INDEX) == (INDEX.paths if expected else INDEX.notes)


@pytest.mark.parametrize(
    "tree",
    [
        Null(),
        Boolean(value=True),
        Scope(ScopeKind.LINE, TagTerm("a")),
        Scope(ScopeKind.FILE, Property(Word("a"))),
        Property(Word("p"), TagTerm("a")),
    ],
    ids=lambda tree: type(tree).__name__,
)
def test_a_tree_that_no_parser_makes_is_misuse(tree: Node) -> None:
    note = Searchable("a.md", is_note=True)
    index = Index.build([note])
    with pytest.raises(ValueError, match="stand"):
        select(Search.begin(index, DEFAULT_RULES, None), tree, index.notes)
