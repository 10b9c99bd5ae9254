"""The knowledge base: what can be looked up."""

from collections.abc import Mapping

import pytest

from kbgen.knowledge.base import KnowledgeBase, TagUse, referred_techniques, technique_of
from kbgen.knowledge.build import build_knowledge
from kbgen.markup.parse_body import parse_body
from kbgen.notes.decode import decode
from kbgen.notes.kind import Kind
from kbgen.settings import Kinds
from kbgen.vault.read import make_document


def knowledge(files: Mapping[str, str], *attachments: str) -> KnowledgeBase:
    notes = []
    for path, text in sorted(files.items()):
        document = make_document(path, text.encode(), "utf-8")
        notes.append(decode(document, parse_body(document.body, document.body_line), Kinds()))
    return build_knowledge(notes, attachments)


def tagged(*tags: str, more: str = "") -> str:
    return f"---\ntags: [{', '.join(tags)}]\n{more}---\n"


def test_notes_by_path_and_kind() -> None:
    base = knowledge({"b.md": tagged("detection_rule"), "a.md": tagged("atomic_test"), "c.md": "x"}, "d.png")
    assert list(base.notes) == ["a.md", "b.md", "c.md"]
    assert base.attachments == ("d.png",)
    assert [note.path for note in base.of_kind(Kind.DETECTION_RULE)] == ["b.md"]
    assert [note.path for note in base.of_kind(Kind.PAGE)] == ["c.md"]
    assert base.of_kind(Kind.TECHNIQUE) == ()


def test_techniques_by_identifier_and_their_children() -> None:
    base = knowledge(
        {
            "a.md": tagged("techniques", "T1059_003"),
            "b.md": tagged("techniques", "T1059"),
            "c.md": tagged("techniques", "T1059_001"),
            "d.md": tagged("techniques", "T1003_001"),
        }
    )
    assert list(base.techniques) == ["T1003.001", "T1059", "T1059.001", "T1059.003"]
    assert base.techniques["T1059"].path == "b.md"
    assert base.children == {"T1003": ("T1003.001",), "T1059": ("T1059.001", "T1059.003")}
    assert base.duplicates == ()


def test_a_technique_that_two_notes_claim_is_the_first_ones() -> None:
    base = knowledge({name: tagged("techniques", "T1059") for name in ("b.md", "a.md", "c.md")})
    assert base.techniques["T1059"].path == "a.md"
    assert base.duplicates == (("T1059", "b.md", "a.md"), ("T1059", "c.md", "a.md"))


def test_tactics_in_the_order_of_the_matrix_with_their_techniques() -> None:
    base = knowledge(
        {
            "a.md": tagged("techniques", "T1003", more="tactics: Impact, My Tactic\n"),
            "b.md": tagged("techniques", "T1002", more="tactics: Impact, Execution\n"),
            "c.md": tagged("detection_rule", "Impact", "T1001"),
        }
    )
    assert [(item.name, members) for item, members in base.tactics.items()] == [
        ("Execution", ("T1002",)),
        ("Impact", ("T1002", "T1003")),
        ("My Tactic", ("T1003",)),
    ]


def test_rules_and_tests_of_exactly_one_technique() -> None:
    base = knowledge(
        {
            "r2.md": tagged("detection_rule", "T1059_001", "t1003"),
            "r1.md": tagged("detection_rule", "T1059.001", "T1059_001"),
            "r3.md": tagged("detection_rule", "T1059"),
            "t.md": tagged("atomic_test", "T1059"),
            "x.md": tagged("techniques", "T1059"),
        }
    )
    assert base.rules_of == {"T1003": ("r2.md",), "T1059": ("r3.md",), "T1059.001": ("r1.md", "r2.md")}
    assert base.tests_of == {"T1059": ("t.md",)}
    assert referred_techniques(base.notes["r2.md"]) == ("T1059.001", "T1003")
    assert referred_techniques(base.notes["x.md"]) == ()
    assert technique_of(base.notes["r2.md"]) is None


def test_a_rule_with_invalid_front_matter_refers_to_nothing() -> None:
    text = "---\ntags: [, T1059]\n---\n```yml\ntitle: a\nlogsource: {}\ndetection: {}\n```\n"
    base = knowledge({"a.md": text})
    assert base.of_kind(Kind.DETECTION_RULE)
    assert base.rules_of == {}
    assert base.tags == {}


def test_tags_are_one_whatever_their_case() -> None:
    base = knowledge(
        {"a.md": tagged("Persistence", "x"), "b.md": "#persistence #persistence #X", "c.md": tagged("_x")}
    )
    assert base.tags == {
        "_x": TagUse("_x", ("c.md",)),
        "persistence": TagUse("persistence", ("a.md", "b.md")),
        "x": TagUse("X", ("a.md", "b.md")),
    }
    assert list(base.tags) == sorted(base.tags)


def test_nested_tags_and_tags_of_other_scripts() -> None:
    base = knowledge({"a.md": "#A/B #a/b/c #GRÖSSE #größe"})
    assert list(base.tags) == ["a/b", "a/b/c", "grösse"]


def test_links_of_every_note() -> None:
    base = knowledge({"a.md": "[[b]]", "b.md": "x"})
    assert {path: [link.path for link in found] for path, found in base.links.items()} == {
        "a.md": ["b.md"],
        "b.md": [],
    }


def test_a_note_that_is_not_to_be_published_is_known_by_its_path_only() -> None:
    base = knowledge({"a.md": "[[b]]", "b.md": "---\npublish: false\ntags: [secret]\n---\n[[a]]"})
    assert base.withheld == ("b.md",)
    assert list(base.notes) == list(base.links) == ["a.md"]
    assert base.tags == {}
    assert [file.path for file in base.searchables] == ["a.md"]
    assert [link.path for link in base.links["a.md"]] == ["b.md"]


def test_an_empty_vault() -> None:
    base = knowledge({})
    assert (dict(base.notes), base.techniques, base.tactics, base.tags, base.searchables) == (
        {},
        {},
        {},
        {},
        (),
    )


def test_look_ups_cannot_be_changed() -> None:
    base = knowledge({"a.md": "x"})
    with pytest.raises(TypeError):
        base.notes["b.md"] = base.notes["a.md"]  # type: ignore[index]
