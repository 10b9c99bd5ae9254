"""The sanitiser: only what kbgen made has an id, a class or a label."""

from html.parser import HTMLParser

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kbgen.markup.html_names import ALLOWED, VOID
from kbgen.markup.sanitize import sanitize
from kbgen.markup.slots import OWN

PIECES = st.lists(
    st.sampled_from(
        [
            "<", ">", "</", "/>", "<!--", "-->", '"', "'", "=", " ", "a", "b", "script", "style", "svg", "img", "iframe",
            "onerror=", "onclick='x'", "href=", "src=", "javascript:", "jAvAsCrIpT:", "data:", "id=", "class=", "x",
            "&#106;", "&lt;", "<b>", "</b>", "<table>", "<td>", "<a href='https://host.example'>", "</a>", "\t", "\n", "`",
        ]
    ),
    max_size=25,
).map("".join)  # fmt: skip


class Tags(HTMLParser):
    """Collects the opening tags of a text, and those that nothing closes in the right order."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.left_open: list[str] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))
        if tag not in VOID:
            self.left_open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if self.left_open and self.left_open[-1] == tag:
            self.left_open.pop()
        else:
            self.left_open.append(f"/{tag}")


@settings(deadline=None)
@given(PIECES)
def test_nothing_that_runs_or_loads_passes(html: str) -> None:
    for tag, attributes in Tags(sanitize(html)).found:
        assert tag in ALLOWED
        assert not any(name.startswith("on") for name in attributes)
        assert attributes.keys().isdisjoint(
            {"src", "style", "id", "class", "aria-label", "data-task", "srcset"}
        )
        scheme, colon, _ = (attributes.get("href") or "").partition(":")
        assert not colon or scheme in {"http", "https", "mailto", "obsidian"} or "/" in scheme


@settings(deadline=None)
@given(PIECES)
def test_it_is_balanced(html: str) -> None:
    assert Tags(sanitize(html)).left_open == []


@pytest.mark.parametrize("name", ["id", "class", "aria-label", "data-task"])
def test_attributes_with_the_mark_are_kbgens_own(name: str) -> None:
    assert sanitize(f'<p {name}="{OWN}x">a</p>') == f'<p {name}="x">a</p>'
    assert sanitize(f'<p {name}="x{OWN}">a</p>') == "<p>a</p>"


def test_links_keep_their_address_and_get_no_more() -> None:
    assert sanitize('<a href="https://host.example">a</a>') == '<a href="https://host.example">a</a>'
    assert sanitize('<a href="x.md#y">a</a>') == '<a href="x.md#y">a</a>'
    assert sanitize('<a href="file:///etc" target="_blank">a</a>') == "<a>a</a>"
