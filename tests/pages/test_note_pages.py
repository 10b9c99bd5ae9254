"""The page of a note: facts, body, sub-techniques, roll-up, references, backlinks, source; its contents."""

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from html_tree import parse, text_of
from hypothesis import given
from hypothesis import strategies as st

from kbgen.pages.note_pages import table_of_contents
from kbgen.pages.page import Page, TocEntry
from kbgen.project import Project

MakeVault = Callable[[Mapping[str, str | bytes]], Path]

Files = Mapping[str, str | bytes]


@pytest.fixture
def page(make_vault: MakeVault) -> Callable[[Files, str], Page]:
    """Return a function from files and a path to the page of the note at the path."""
    return lambda files, path: next(
        page.finished() for page in Project(make_vault(files)).site.pages if page.source_path == path
    )


PageOf = Callable[[Files, str], Page]


def note(*tags: str, front: str = "", body: str = "Text.\n") -> str:
    return f"---\ntags: [{', '.join(tags)}]\n{front}---\n{body}"


FAMILY: Files = {
    "T1059 - Interpreter.md": note(
        "T1059", "techniques", body="```query\ntag: detection_rule\ntag: T1059\n```\n"
    ),
    "T1059.001 - Shell.md": note("T1059_001", "techniques"),
    "T1059.004 - Other.md": note("T1059_004", "techniques"),
    "own.md": note("t1059", "detection_rule", front="title: Own\n"),
    "child.md": note("t1059_001", "detection_rule", front="title: Child\n"),
    "both.md": note("t1059_001", "t1059_004", "detection_rule", front="title: Both\n"),
    "test.md": note("T1059_004", "atomic_test", body="## Atomic Test #1 - One\n"),
}


def test_a_technique_shows_rolled_up_ties_under_a_heading_of_their_own(page: PageOf) -> None:
    tree = parse(page(FAMILY, "T1059 - Interpreter.md").html)
    (rollup,) = tree.findall(".//section[@class='kb-rollup']")
    assert rollup.get("data-count") == "3"
    rows = [text_of(row) for row in rollup.findall(".//tbody/tr")]
    assert len(rows) == 3
    assert [
        (title, via)
        for title, via in (("Both", "T1059.001, T1059.004"), ("Child", "T1059.001"))
        if not any(title in row and via in row for row in rows)
    ] == []
    assert [e.get("href") for e in rollup.iter("a")].count("../../rules/child/") == 1
    (query,) = tree.findall(".//section[@class='kb-query']")
    assert [text_of(link) for link in query.iter("a")] == ["Own"]


def test_roll_up_goes_one_way_only(page: PageOf) -> None:
    for child in ("T1059.001 - Shell.md", "T1059.004 - Other.md"):
        tree = parse(page(FAMILY, child).html)
        assert tree.find(".//section[@class='kb-rollup']") is None
        assert "Own" not in text_of(tree)


def test_the_answer_comes_before_the_roll_up(page: PageOf) -> None:
    html = page(FAMILY, "T1059 - Interpreter.md").html
    assert 0 < html.index('class="kb-query"') < html.index('class="kb-rollup"')


def test_a_technique_lists_its_sub_techniques(page: PageOf) -> None:
    shown = page(FAMILY, "T1059 - Interpreter.md")
    tree = parse(shown.html)
    links = tree.findall(".//ul[@class='kb-list']/li/a")[:2]
    assert [(text_of(e), e.get("href")) for e in links] == [
        ("T1059.001 Shell", "../../techniques/T1059/001/"),
        ("T1059.004 Other", "../../techniques/T1059/004/"),
    ]
    assert [entry.title for entry in shown.toc] == ["Sub-techniques", "From sub-techniques", "Neighbourhood"]


def test_the_title_of_a_technique_has_its_identifier(page: PageOf) -> None:
    shown = page(FAMILY, "T1059.001 - Shell.md")
    assert shown.title == "T1059.001 Shell"
    assert [text_of(e) for e in parse(shown.html).iter("h1")] == ["T1059.001 Shell"]


def test_backlinks_name_note_and_line(page: PageOf) -> None:
    files = {
        "a.md": "One\n\n[[t]] again [[t]]\n",
        "b.md": "```query\nfile: t.md\n```\n",
        "t.md": "T [[t]]\n",
        "n.md": "N\n",
    }
    shown = page(files, "t.md")
    (back,) = parse(shown.html).findall(".//div[@class='kb-backlinks']")
    assert [(text_of(e), e.get("href")) for e in back.iter("a")] == [("a", "../a/"), ("b", "../b/")]
    assert "line 3" in text_of(back)
    assert [entry.title for entry in shown.toc] == ["Backlinks", "Neighbourhood"]
    assert parse(page(files, "n.md").html).find(".//div[@class='kb-backlinks']") is None


def test_front_matter_tags_stand_in_the_header(page: PageOf) -> None:
    tree = parse(page({"a.md": note("Inbox", "a/b", "Inbox", body="Text #inline.\n")}, "a.md").html)
    (header,) = tree.findall(".//p[@class='kb-tags']")
    assert [(text_of(e), e.get("href")) for e in header.iter("a")] == [
        ("#Inbox", "../tags/inbox/"),
        ("#a/b", "../tags/a/b/"),
    ]


def test_invalid_front_matter_has_a_notice_and_is_shown_as_code(page: PageOf) -> None:
    text = "---\ntitle: R\ntags: [, detection_rule]\n---\n\nBody with #tag and [[a]].\n"
    tree = parse(page({"a.md": text}, "a.md").html)
    (notice,) = [e for e in tree.iter() if "kb-notice--error" in e.get("class", "").split()]
    assert "KB101" in text_of(notice)
    assert [text_of(e) for e in tree.findall(".//pre/code")] == ["title: R tags: [, detection_rule]"]
    assert "Body with" in text_of(tree)
    assert tree.find(".//p[@class='kb-tags']") is None


def test_another_encoding_is_named(page: PageOf) -> None:
    files: Files = {"a.md": b"Process Doppelg\x84nging", "b.md": "Plain.\n"}
    assert "cp437" in text_of(parse(page(files, "a.md").html))
    assert "Doppelgänging" in text_of(parse(page(files, "a.md").html))
    assert "read as" not in text_of(parse(page(files, "b.md").html))


def test_the_description_of_a_page(page: PageOf) -> None:
    assert page({"a.md": "---\ndescription: What it\n  is.\n---\n"}, "a.md").description == "What it is."
    long = "word " * 100
    shown = page({"a.md": f"---\ndescription: {long}\n---\n"}, "a.md").description
    assert len(shown) <= 162
    assert shown.endswith("word …")
    assert page({"a.md": "Text.\n"}, "a.md").description == ""


SIGMA = "\n```yml\ntitle: R\n{}logsource: {{}}\ndetection: {{}}\n```\n"


def test_a_rule_is_described_by_its_sigma_rule(page: PageOf) -> None:
    text = note("detection_rule", body=SIGMA.format("description: Finds it.\n"))
    assert page({"r.md": text}, "r.md").description == "Finds it."


def test_the_property_description_is_that_of_a_rule_as_well(page: PageOf) -> None:
    # The dialect, section 2.4: "`description` becomes the meta description".
    text = note("detection_rule", front="description: Ours.\n", body=SIGMA.format(""))
    assert page({"r.md": text}, "r.md").description == "Ours."


@pytest.mark.parametrize(
    ("front", "date"),
    [
        ("created: 2020-01-02\nlast_modified: 2021/3/4\n", "2021-03-04"),
        ("created: 2020-01-02\nlast_modified: ''\n", "2020-01-02"),
        ("created: soon\n", ""),
        ("", ""),
    ],
)
def test_the_date_of_the_last_change(page: PageOf, front: str, date: str) -> None:
    assert page({"a.md": note("T1046", "techniques", front=front)}, "a.md").updated == date


@pytest.mark.parametrize(
    "heading",
    ["References", "Reference 1", "Cited 1", "Backlinks", "Sub-techniques", "Rolled up", "fn 1", "fnref 1"],
)
def test_a_heading_of_the_note_never_shares_its_anchor_with_a_part_of_the_page(
    page: PageOf, heading: str
) -> None:
    body = f"## {heading}\n\nText (Citation: A).[^1]\n\n[^1]: Foot.\n"
    files = {
        **FAMILY,
        "T1059 - Interpreter.md": note("T1059", "techniques", body=body),
        "l.md": "[[T1059 - Interpreter]]\n",
    }
    tree = parse(page(files, "T1059 - Interpreter.md").html)
    ids = [value for element in tree.iter() if (value := element.get("id")) is not None]
    assert sorted(ids) == sorted(set(ids))
    assert len(ids) > 5


@pytest.mark.parametrize("body", ["Text. ^id\n", "Text.[^1]\n\n[^1]: Foot.\n"], ids=["block", "footnote"])
@pytest.mark.parametrize("text", ["{}\n![[b]]\n", "![[b]]\n\n![[b]]\n"], ids=["own and embedded", "twice"])
def test_embedded_notes_bring_no_id_that_the_page_has(page: PageOf, body: str, text: str) -> None:
    tree = parse(page({"a.md": text.format(body), "b.md": body}, "a.md").html)
    ids = [value for element in tree.iter() if (value := element.get("id")) is not None]
    assert sorted(ids) == sorted(set(ids))
    assert text_of(tree).count("Text.") == 2


def entry(title: str, *children: TocEntry) -> TocEntry:
    return TocEntry(title, f"{title.lower()}-anchor", children)


@pytest.mark.parametrize(
    ("headings", "expected"),
    [
        ([], ()),
        ([(2, "A"), (2, "B")], (entry("A"), entry("B"))),
        (
            [(2, "A"), (3, "B"), (4, "C"), (3, "D"), (2, "E")],
            (entry("A", entry("B", entry("C")), entry("D")), entry("E")),
        ),
        ([(2, "A"), (5, "B"), (3, "C")], (entry("A", entry("B"), entry("C")),)),
        ([(4, "A"), (2, "B"), (3, "C")], (entry("A"), entry("B", entry("C")))),
        (
            [(2, "A"), (3, "B"), (0, "Own"), (0, "More")],
            (entry("A", entry("B")), entry("Own"), entry("More")),
        ),
        ([(0, "Own"), (2, "A")], (entry("Own"), entry("A"))),
    ],
)
def test_a_heading_belongs_to_the_nearest_one_before_it_with_a_smaller_level(
    headings: list[tuple[int, str]], expected: tuple[TocEntry, ...]
) -> None:
    found = table_of_contents([(level, title, f"{title.lower()}-anchor") for level, title in headings])
    assert found == expected


def flat(entries: tuple[TocEntry, ...]) -> list[str]:
    return [title for each in entries for title in (each.title, *flat(each.children))]


@given(levels=st.lists(st.integers(0, 6), max_size=12))
def test_the_contents_hold_every_heading_once_and_in_order(levels: list[int]) -> None:
    found = table_of_contents([(level, str(place), str(place)) for place, level in enumerate(levels)])
    assert flat(found) == [str(place) for place in range(len(levels))]
