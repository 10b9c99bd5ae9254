"""Look-ups, and the change of one file."""

import pytest

from kbgen.knowledge.searchable import Searchable
from kbgen.markup.tag import Tag
from kbgen.query.evaluate import evaluate
from kbgen.query.index import Index
from kbgen.query.read import read


def note(path: str, *tags: str, content: str = "") -> Searchable:
    return Searchable(path, is_note=True, content=content, tags=tuple(Tag(name, 1, 1) for name in tags))


def found(query: str, index: Index) -> tuple[str, ...]:
    return evaluate(read(query), index).paths


@pytest.mark.parametrize(
    ("query", "paths"),
    [
        ("tag:in", ("a.md", "b.md")),
        ("tag:IN/work", ("b.md",)),
        ("tag:in/work/now", ("b.md",)),
        ("tag:in/wor", ()),
        ("tag:work", ()),
        ("tag:in/", ()),
        ("tag:#in", ("a.md", "b.md")),
        ("tag:##in", ()),
        ("tag:inbox", ("c.md",)),
        ('tag:""', ()),
        ("tag:#", ()),
        ("tag:é", ("c.md",)),
    ],
)
def test_a_tag_finds_itself_and_what_is_below_it(query: str, paths: tuple[str, ...]) -> None:
    index = Index.build([note("a.md", "In"), note("b.md", "in/Work/now"), note("c.md", "inbox", "É")])
    assert found(query, index) == paths


def test_a_change_leaves_the_old_index_as_it_was() -> None:
    old, new = note("a.md", "x", "y", content="one"), note("a.md", "y", "z/w", content="two")
    before = Index.build([old, note("b.md", "y")])
    after = before.changed(old, new)
    assert [found(q, before) for q in ("tag:x", "tag:y", "tag:z", "one", "two")] == [
        ("a.md",),
        ("a.md", "b.md"),
        (),
        ("a.md",),
        (),
    ]
    assert [found(q, after) for q in ("tag:x", "tag:y", "tag:z", "one", "two")] == [
        (),
        ("a.md", "b.md"),
        ("a.md",),
        (),
        ("a.md",),
    ]
    assert "x" not in after.tags
    assert after.entries["b.md"] is before.entries["b.md"]
    assert after.ranks is before.ranks


def test_files_come_and_go() -> None:
    index = Index.build([note("b.md", "t")])
    index = index.changed(None, note("a.md", "t")).changed(None, Searchable("p.png", is_note=False))
    assert found("tag:t", index) == ("a.md", "b.md")
    assert found("file:p", index) == ("p.png",)
    index = index.changed(note("b.md", "t"), None).changed(Searchable("p.png", is_note=False), None)
    assert (found("tag:t", index), found("file:p", index)) == (("a.md",), ())


def test_a_file_may_be_renamed_and_become_a_note() -> None:
    index = Index.build([Searchable("a.md", is_note=False)]).changed(
        Searchable("a.md", is_note=False), note("c.md", "t")
    )
    assert found("tag:t", index) == ("c.md",)
    assert set(index.paths) == {"c.md"}


def test_misuse_is_an_error() -> None:
    index = Index.build([note("a.md")])
    with pytest.raises(ValueError, match=r"path a\.md"):
        Index.build([note("a.md"), note("a.md")])
    with pytest.raises(ValueError, match=r"path a\.md"):
        index.changed(None, note("a.md", "t"))
    with pytest.raises(ValueError, match=r"state of a\.md"):
        index.changed(note("a.md", "t"), None)
    with pytest.raises(ValueError, match=r"state of b\.md"):
        index.changed(note("b.md"), None)


def test_a_tag_is_spelled_as_its_first_note_spells_it() -> None:
    index = Index.build([note("b.md", "detection_rule"), note("a.md", "Detection_Rule/Sub")])
    assert index.spelling("detection_rule") == "Detection_Rule"
    assert index.spelling("detection_rule/sub") == "Detection_Rule/Sub"
    assert Index.build([note("a.md", "ßx/y")]).spelling("ssx") == "ssx"
