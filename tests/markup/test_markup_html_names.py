"""Which raw HTML is published, and what is reported of the rest."""

import pytest

from kbgen.markup.html_names import (
    ALLOWED,
    REMOVED,
    VOID,
    WITH_CONTENT,
    is_element,
    is_harmful,
    published,
    unpublished,
)


def test_an_element_is_published_or_removed_and_never_both() -> None:
    assert ALLOWED.isdisjoint(REMOVED)
    assert WITH_CONTENT < REMOVED
    assert VOID < ALLOWED


def test_what_the_specification_names() -> None:
    assert {"br", "sub", "kbd", "u", "details", "table", "code"} <= ALLOWED
    assert {"script", "iframe", "object", "style"} <= WITH_CONTENT
    assert not any(map(is_element, ("pid", "username", "your-bucket-name", "")))
    assert is_element("DIV")


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("<b>a</b>", "<b>a</b>"),
        ("<pid> <b title='<i>'>", "&lt;pid> <b title='<i>'>"),
        ("</pid>", "&lt;/pid>"),
        ("a <form x='1>'>b</form> c", "a b c"),
        ("a<script>b</script>c", "ac"),
        ("a<SVG><path/></svg >c", "ac"),
        ("a<script>b", "ab"),
        ("<svg>a</svg><svg>b", "b"),
        ("a</script>b", "ab"),
        ("a<script>b</scripting>c</SCRIPT\n>d", "ad"),
        ("\u0130<script>\u0130</script>\u0130", "\u0130\u0130"),
        ("a<!-- <b> -->c<!-- d", "ac"),
        ("a<!doctype x>b<?y?>c", "abc"),
        ('<div title="a', '&lt;div title="a'),
        ("<b =>c", "&lt;b =>c"),
        ("a < b <3", "a < b <3"),
        ("<a href=x/y>", "<a href=x/y>"),
        ("<br/><br />", "<br/><br />"),
    ],
)
def test_what_is_published(html: str, expected: str) -> None:
    assert published(html) == expected


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("<b>a</b> <pid>", []),
        ("a <script>b</script>", [(2, "script")]),
        ("<IFRAME src=x>", [(0, "iframe")]),
        ("<b ONCLICK = 'x'>", [(0, "b onclick")]),
        ("<br/onload=x onerror=y>", [(0, "br onload"), (0, "br onerror")]),
        ("<b title='onclick=x' data-on=y>", []),
        ("<a href='javascript:x'>", [(0, "a href=javascript:")]),
        ("<a href=' JAVA\tSCRIPT:x'>", [(0, "a href=java\tscript:")]),
        ("<a href=&#x6a;avascript:x>", [(0, "a href=javascript:")]),
        ("<a href='https://host.example/javascript:x'>", []),
        ("<!-- <script> -->", []),
    ],
)
def test_what_is_reported(html: str, expected: list[tuple[int, str]]) -> None:
    assert unpublished(html) == expected


@pytest.mark.parametrize(
    "address", ["javascript:x", "JavaScript:x", " java\nscript:x", "vbscript:x", "data:text/html,x"]
)
def test_addresses_that_run_code(address: str) -> None:
    assert is_harmful(address)


@pytest.mark.parametrize(
    "address", ["https://host.example", "mailto:a", "javascript.md", "x#javascript:", "obsidian://a"]
)
def test_addresses_that_do_not(address: str) -> None:
    assert not is_harmful(address)
