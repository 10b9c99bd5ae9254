"""What a document tells about itself."""

import pytest

from kbgen.vault.read import make_document


@pytest.mark.parametrize(
    ("data", "body", "lines"),
    [
        (b"", "", 1),
        (b"only body\n", "only body\n", 2),
        (b"---\na: 1\n---", "", 3),
        (b"---\na: 1\n---\n", "", 4),
        (b"---\na: 1\n---\n\nbody\n---\n", "\nbody\n---\n", 7),
        (b"---\r\na: 1\r\n---\r\nbody\r\n", "body\n", 5),
        (b"---\ra: 1\r---\rbody", "body", 4),
        (b"---\n---\nbody", "body", 3),
        (b"---\na: [,]\n---\nbody", "body", 4),
        (b"---\nnever closed", "---\nnever closed", 2),
    ],
)
def test_the_body_is_what_follows_the_front_matter(data: bytes, body: str, lines: int) -> None:
    document = make_document("a.md", data, "utf-8")
    assert document.body == body
    assert document.line_count == lines
    assert document.text.endswith(document.body)


def test_properties_are_found_in_any_case() -> None:
    document = make_document("a.md", b"---\nTags: x\nversion: 1.10\nlist: [a]\nnone:\n---\n", "utf-8")
    front_matter = document.front_matter
    assert front_matter is not None
    assert front_matter.text("tags") == "x"
    assert front_matter.text("VERSION") == "1.10"
    assert [front_matter.text(name) for name in ("list", "none", "missing")] == ["", "", ""]


@pytest.mark.parametrize(("path", "name"), [("a/T1046.md", "T1046"), ("B.MD", "B"), ("x.md.md", "x.md")])
def test_the_name_is_the_file_name_without_extension(path: str, name: str) -> None:
    assert make_document(path, b"", "utf-8").name == name
