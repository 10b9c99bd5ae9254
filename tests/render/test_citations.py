"""Citations: one number for each distinct name of a page, and the list below."""

from collections.abc import Callable, Mapping
from pathlib import Path
from xml.etree.ElementTree import Element

import pytest
from html_tree import parse, text_of

from kbgen.project import Project
from kbgen.render.citations import Citations

MakeVault = Callable[[Mapping[str, str | bytes]], Path]


@pytest.fixture
def page(make_vault: MakeVault) -> Callable[..., Element]:
    def shown(text: str, **others: str) -> Element:
        files = {"a.md": text, **{f"{name}.md": other for name, other in others.items()}}
        return parse(next(p.html for p in Project(make_vault(files)).site.pages if p.source_path == "a.md"))

    return shown


Page = Callable[..., Element]


def marks(page: Element) -> list[tuple[str, str, str]]:
    """Return number, target and name of each mark."""
    found = page.findall(".//sup[@class='kb-citation']/a")
    return [(text_of(mark), mark.get("href", ""), mark.get("title", "")) for mark in found]


def references(page: Element) -> list[tuple[str, str]]:
    found = page.findall(".//ol[@class='kb-references']/li")
    return [(item.get("id", ""), text_of(item).removesuffix("↩").strip()) for item in found]


def test_one_number_for_each_distinct_name_in_the_order_of_the_text(page: Page) -> None:
    found = page("Seen (Citation: Beta)(Citation: Alpha) and (Citation: Beta).\n")
    assert marks(found) == [
        ("[1]", "#kb.reference-1", "Beta"),
        ("[2]", "#kb.reference-2", "Alpha"),
        ("[1]", "#kb.reference-1", "Beta"),
    ]
    assert references(found) == [("kb.reference-1", "Beta"), ("kb.reference-2", "Alpha")]


def test_the_list_leads_back_to_the_first_mark(page: Page) -> None:
    found = page("One (Citation: A), two (Citation: A), three (Citation: B).\n")
    targets = [e.get("href", "") for e in found.findall(".//ol[@class='kb-references']/li/a")]
    ids = [e.get("id") for e in found.iter() if e.get("id")]
    assert [ids.count(target.removeprefix("#")) for target in targets] == [1, 1]


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("(Citation: A (B) C)", "A (B) C"),
        ("(Citation:  spaces   inside )", "spaces inside"),
        ('(Citation: A & <b> "c")', 'A & <b> "c"'),
    ],
)
def test_the_name_ends_at_the_matching_bracket(page: Page, written: str, name: str) -> None:
    found = page(f"Seen {written} there.\n")
    assert [mark[2] for mark in marks(found)] == [name]
    assert references(found) == [("kb.reference-1", name)]
    assert "there." in text_of(found)


@pytest.mark.parametrize(
    "written",
    [
        "`(Citation: A)`",
        "```\n(Citation: A)\n```",
        "<code>(Citation: A)</code>",
        "(citation: A)",
        "(Citation: A",
    ],
)
def test_code_and_what_is_no_citation_get_no_number(page: Page, written: str) -> None:
    found = page(f"Text\n\n{written}\n")
    assert marks(found) == []
    assert references(found) == []
    assert "itation: A" in text_of(found)


def test_an_embedded_note_goes_on_with_the_numbers_of_the_page(page: Page) -> None:
    found = page("(Citation: A)\n\n![[b]]\n\n(Citation: C)\n", b="(Citation: A) (Citation: B)\n")
    assert [mark[0] for mark in marks(found)] == ["[1]", "[1]", "[2]", "[3]"]
    assert [name for _, name in references(found)] == ["A", "B", "C"]


def test_a_page_without_citations_has_no_list(page: Page) -> None:
    assert page("Text.\n").find(".//*[@id='references']") is None


def test_numbers_begin_anew_on_each_page() -> None:
    first, second = Citations(), Citations()
    first.mark("A")
    assert "[1]" in second.mark("B")
    assert (first.names, second.names) == (("A",), ("B",))
