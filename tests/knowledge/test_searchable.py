"""Files as queries see them."""

import pytest

from kbgen.knowledge.build import build_knowledge
from kbgen.knowledge.searchable import Searchable
from kbgen.markup.parse_body import parse_body
from kbgen.notes.decode import decode
from kbgen.settings import Kinds
from kbgen.vault.read import make_document
from kbgen.vault.yaml_node import YamlList, YamlScalar

TEXT = "---\nTags: [a]\nVersion: 1.10\n---\n# h\n- [ ] t #b\n"


def searchables(text: str) -> tuple[Searchable, ...]:
    document = make_document("x/a.md", text.encode(), "utf-8")
    note = decode(document, parse_body(document.body, document.body_line), Kinds())
    return build_knowledge([note], ["x/b.tar.gz"]).searchables


def test_a_note() -> None:
    note, _ = searchables(TEXT)
    assert (note.path, note.is_note, note.content) == ("x/a.md", True, TEXT)
    assert [(tag.name, tag.inline) for tag in note.tags] == [("a", False), ("b", True)]
    assert [name for name, _ in note.properties] == ["Tags", "Version"]
    assert isinstance(note.properties[0][1], YamlList)
    assert isinstance(note.properties[1][1], YamlScalar)
    lines = TEXT.split("\n")
    assert [lines[block.start : block.end] for block in note.blocks] == [["# h"], ["- [ ] t #b"]]
    assert [lines[section.lines.start] for section in note.sections] == ["# h"]
    assert [(lines[task.line], task.text) for task in note.tasks] == [("- [ ] t #b", "t #b")]


def test_an_attachment_has_a_path_and_nothing_else() -> None:
    *_, attachment = searchables(TEXT)
    assert attachment == Searchable("x/b.tar.gz", is_note=False)


def test_invalid_front_matter_is_text_without_properties() -> None:
    note, _ = searchables("---\na: [,]\n---\nx #b")
    assert note.properties == ()
    assert "a: [,]" in note.content
    assert [tag.name for tag in note.tags] == ["b"]


@pytest.mark.parametrize(
    ("path", "file_name", "base_name"),
    [("x/a.md", "a.md", "a"), ("T1059.001 - x.md", "T1059.001 - x.md", "T1059.001 - x"), ("x/b.tar.gz", "b.tar.gz", "b.tar"),
     ("LICENSE", "LICENSE", "LICENSE"), ("x.y/b", "b", "b")],
)  # fmt: skip
def test_names_of_a_file(path: str, file_name: str, base_name: str) -> None:
    file = Searchable(path, is_note=path.endswith(".md"))
    assert (file.file_name, file.base_name) == (file_name, base_name)
