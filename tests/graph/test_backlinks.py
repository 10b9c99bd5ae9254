"""What leads to a note."""

from collections.abc import Callable, Mapping
from pathlib import Path

from kbgen.graph.edge import Edge
from kbgen.project import Project

MakeVault = Callable[[Mapping[str, str | bytes]], Path]


def shown(edges: tuple[Edge, ...]) -> list[tuple[str, int, int]]:
    return [(edge.source, edge.origin.line, edge.origin.column) for edge in edges]


def test_links_and_embeds_are_backlinks_by_path_each_note_with_its_first_place(make_vault: MakeVault) -> None:
    files = {
        "z.md": "one\n\n![[target]]\n\nand [[target]]\n",
        "a.md": "see [[target]], again [[target]]\n",
        "n.md": "nothing\n",
        "target.md": "T\n",
    }
    back = Project(make_vault(files)).graph.backlinks("target.md")
    assert shown(back.linked_from) == [("a.md", 1, 5), ("z.md", 3, 1)]
    assert back.listed_by == ()


def test_a_link_to_itself_is_no_backlink(make_vault: MakeVault) -> None:
    graph = Project(make_vault({"a.md": '---\nfilename: "[[a]]"\n---\n[[a]] [[#Top]]\n\n# Top\n'})).graph
    back = graph.backlinks("a.md")
    assert (back.linked_from, back.listed_by) == ((), ())


def test_notes_whose_blocks_return_a_note_are_listed_apart(make_vault: MakeVault) -> None:
    block = "```query\ntag: x\n```\n"
    files = {
        "b.md": f"[[target]]\n\n{block}",
        "a.md": f"{block}\n{block}",
        "target.md": f"---\ntags: [x]\n---\n{block}",
    }
    back = Project(make_vault(files)).graph.backlinks("target.md")
    assert shown(back.linked_from) == [("b.md", 1, 1)]
    assert shown(back.listed_by) == [("a.md", 1, 1), ("b.md", 3, 1)]


def test_ties_by_tag_are_no_backlinks(make_vault: MakeVault) -> None:
    files = {
        "T.md": "---\ntags: [T1046, techniques]\n---\n",
        "r.md": "---\ntags: [t1046, detection_rule]\n---\n",
    }
    back = Project(make_vault(files)).graph.backlinks("T.md")
    assert (back.linked_from, back.listed_by) == ((), ())


def test_a_malformed_block_lists_nothing(make_vault: MakeVault) -> None:
    files = {"a.md": "```query\ntag: x OR\n```\n", "b.md": "---\ntags: [x]\n---\n"}
    assert Project(make_vault(files)).graph.backlinks("b.md").listed_by == ()
