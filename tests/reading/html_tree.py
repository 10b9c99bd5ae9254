"""Reads the HTML that kbgen makes into a tree, strictly: every element is closed where it must be."""

import json
from html.parser import HTMLParser
from xml.etree.ElementTree import Element, TreeBuilder

VOID = frozenset("area base br col embed hr img input link meta source track wbr".split())
"""Elements without content and without a closing tag."""
FLOW = frozenset(
    "article blockquote details div dl figure h1 h2 h3 h4 h5 h6 hr ol p pre section table ul".split()
)
"""Elements at which a browser closes an open paragraph."""


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.builder = TreeBuilder()
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = [name for name, _ in attrs]
        assert len(set(names)) == len(names), f"<{tag}> has an attribute twice: {names}"
        assert not (tag in FLOW and "p" in self.open), f"<{tag}> stands inside of <p>"
        self.builder.start(tag, {name: value or "" for name, value in attrs})
        if tag in VOID:
            self.builder.end(tag)
        else:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open, f"</{tag}> closes nothing"
        assert self.open[-1] == tag, f"</{tag}> stands where </{self.open[-1]}> is due"
        self.builder.end(self.open.pop())

    def handle_data(self, data: str) -> None:
        self.builder.data(data)

    def handle_comment(self, data: str) -> None:
        raise AssertionError(f"a comment is published: {data}")

    def handle_decl(self, decl: str) -> None:
        raise AssertionError(f"a declaration is published: {decl}")

    def handle_pi(self, data: str) -> None:
        raise AssertionError(f"a processing instruction is published: {data}")


def parse(html: str) -> Element:
    """Return a ``<root>`` element that holds the HTML.

    Raises:
        AssertionError: the HTML is not balanced, or holds what kbgen never writes.
    """
    reader = _Reader()
    reader.builder.start("root", {})
    reader.feed(html)
    reader.close()
    assert not reader.open, f"never closed: {reader.open}"
    reader.builder.end("root")
    root = reader.builder.close()
    assert isinstance(root, Element)
    return root


def text_of(element: Element) -> str:
    """Return the text of an element as a reader sees it, white space collapsed."""
    return " ".join("".join(element.itertext()).split())


def is_filter_of_the_matrix(element: Element) -> bool:
    """Tell whether an element is the form, or the data as plain JSON, by which the matrix can be filtered."""
    if element.tag == "form":
        return element.get("id") == "matrix-filters" and "action" not in element.attrib
    if element.tag != "script" or element.get("id") != "matrix-data":
        return False
    json.loads(element.text or "")
    return element.get("type") == "application/json" and "src" not in element.attrib
