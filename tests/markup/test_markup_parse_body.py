"""The markup stage as a whole: what holds for every text, however wild."""

import pickle
import re
import time
from collections import Counter
from html.parser import HTMLParser

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kbgen.markup.body import Body
from kbgen.markup.parse_body import parse_body
from kbgen.markup.references import ExternalLink, MarkdownLink, QueryBlock, TableBlock
from kbgen.markup.slots import Code, Finished, HeadingEnd, HeadingStart, LinkStart

OWN_CLASSES = {
    "admonition", "admonition-title", "footnote", "footnote-ref", "footnote-backref", "highlight", "kb-scroll",
    "kb-table", "task-list-item", "task-list-control", "task-list-indicator",
    "note", "abstract", "info", "tip", "success", "question", "warning", "failure", "danger", "bug", "example", "quote",
}  # fmt: skip
PIECES = [
    "[[", "]]", "![[", "|", "\\|", "#", "#a", "^id", " ^id", "^[", "[^1]", "\n[^1]: ", "[^2]:", "(Citation: ", ")", "`",
    "``", "```", "\n```query\n", "\n```\n", "~~~", "%%", "\n%%", "==", "~~", "*", "**", "_", "\n> ", "\n> [!note] ", "]-",
    "\n- ", "\n- [ ] ", "\n1. ", "\n", "\n\n", "\n    ", "\t", " ", "a", "é", "\n|-|-|\n", "\n| a | b |\n|-|-|\n", "<",
    "<b>", "</b>", "<script>", "</script>", "<div>", "</div>", "<code>", "</code>", "<pid>", "<!--", "-->",
    "<img src=x onerror=alert(1)>", "&lt;", "&#0;", "&#xfdd1;0&#xfdd2;", "\\", "\ufdd0", "\ufdd1", "\ufdd2", "0", "1",
    "http://x.example", "[a](b)", "![a](b)", "[a](javascript:b)", "[", "]", "(", "\n---\n", "\n===\n",
    '<a href="javascript:x">', "\x00", "\r", "\r\n", "\u2028", "\x0b", "$", "{{", "}}", "<svg onload=x>", "</svg>",
    "<details>", "<summary>", "<table><tr><td>", '<p id="x" class="admonition y" onclick=z>', "<title>", "<style>",
    '<div title="', "'", "<textarea>", "<select>", "<li>", "</p>", "</a>",
]  # fmt: skip
WILD = st.lists(st.sampled_from(PIECES), max_size=30).map("".join) | st.text(max_size=80)


class Tags(HTMLParser):
    """Collects the opening tags of a text as a browser would see them."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))


def html_of(body: Body) -> str:
    return "".join(part for place, part in enumerate(body.parts) if place % 2 == 0)


@settings(max_examples=500, deadline=None)
@given(WILD)
def test_any_text_is_a_body_without_anything_that_runs(text: str) -> None:
    body = parse_body(text, 1)
    html = html_of(body)
    assert "<script" not in html
    assert not re.search(r"<[^>]*\sonerror=", html)
    for tag, attributes in Tags(html).found:
        assert tag not in {"script", "style", "iframe", "object", "svg", "title", "textarea", "select"}
        assert not any(name.startswith("on") for name in attributes)
        assert set((attributes.get("class") or "").split()) <= OWN_CLASSES
        assert attributes.get("id") in {None, *body.anchors}
        assert "javascript" not in (attributes.get("href") or "")
    assert all(re.fullmatch(r"\^[A-Za-z0-9-]+|fn:\d+|fnref:\d+(-\d+)?", anchor) for anchor in body.anchors)
    assert len(set(body.anchors)) == len(body.anchors)


@settings(max_examples=500, deadline=None)
@given(WILD)
def test_parts_and_slots_fit_together(text: str) -> None:
    body = parse_body(text, 1)
    assert len(body.parts) % 2 == 1
    used = Counter(int(part) for part in body.parts[1::2])
    for number, slot in enumerate(body.slots):
        match slot:
            case Finished():
                assert number not in used
            case LinkStart():
                assert used[number] >= 1
            case _:
                assert used[number] == 1
    assert set(used) <= set(range(len(body.slots)))
    starts = [slot.index for slot in body.slots if isinstance(slot, HeadingStart)]
    ends = [slot.index for slot in body.slots if isinstance(slot, HeadingEnd)]
    assert sorted(starts) == sorted(ends) == list(range(len(body.headings)))


@settings(deadline=None)
@given(WILD)
def test_every_slot_that_refers_is_a_reference(text: str) -> None:
    body = parse_body(text, 1)
    for slot in body.slots:
        match slot:
            case HeadingStart() | HeadingEnd() | Finished() | Code():
                continue
            case LinkStart(link=link):
                assert link in body.references
            case _:
                assert slot in body.references


@settings(deadline=None)
@given(WILD, st.integers(2, 30))
def test_a_body_further_down_in_its_file_is_the_same_but_for_its_lines(text: str, first_line: int) -> None:
    body, moved = parse_body(text, 1), parse_body(text, first_line)
    assert body.parts == moved.parts
    assert [item.line + first_line - 1 for item in body.references] == [
        item.line for item in moved.references
    ]
    columns = [
        item.columns if isinstance(item, QueryBlock | TableBlock) else item.column for item in body.references
    ]
    assert columns == [
        item.columns if isinstance(item, QueryBlock | TableBlock) else item.column
        for item in moved.references
    ]


@settings(deadline=None)
@given(WILD)
def test_worker_processes_can_hand_a_body_over(text: str) -> None:
    body = parse_body(text, 1)
    assert pickle.loads(pickle.dumps(body)) == body  # noqa: S301 (our own bytes)


def test_line_ends_of_other_systems_count_as_line_ends() -> None:
    expected = parse_body("# a\n\n- [ ] b\n", 1)
    assert parse_body("# a\r\n\r\n- [ ] b\r\n", 1) == expected
    assert parse_body("# a\r\r- [ ] b\r", 1) == expected


def test_an_empty_body() -> None:
    body = parse_body("", 1)
    assert body.parts == ("",)
    assert (body.slots, body.headings, body.references, body.anchors) == ((), (), (), ())


def test_a_link_text_stands_between_its_slot_and_its_end() -> None:
    body = parse_body("a [b *c*](d.md) e [f](https://host.example)", 1)
    assert body.parts == ("<p>a ", "0", "b <em>c</em></a> e ", "1", "f</a></p>\n")
    links = [slot.link for slot in body.slots if isinstance(slot, LinkStart)]
    assert [type(link) for link in links] == [MarkdownLink, ExternalLink]


@pytest.mark.parametrize(
    "piece",
    ["[[", "![[", "[", "[a](", "^[", "(Citation: ", "(Citation: a)", "%%", "==", "==a ", "a== ", "<b>", "<svg>", '<b x="',
     "<!--", "<code>", "`", "``` ", "> ", "- ", "[^1]", "[^1]: ", "#a", "#", "*", "~~", "|", "# a\n", "a ^b\n\n",
     "- [ ] a\n", "&#x", "{{", "\\", "<div>\n", "| [[a]] ", "%%\n\n", "[[a]] "],
)  # fmt: skip
def test_no_text_holds_up_a_build(piece: str) -> None:
    started = time.process_time()
    parse_body("x " + piece * 4000, 1)
    parse_body("| " + piece.replace("\n", " ") * 2000 + " |\n|-|\n", 1)
    assert time.process_time() - started < 10
