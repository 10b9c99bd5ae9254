"""The answer of a query block on its page."""

from collections.abc import Callable, Mapping
from pathlib import Path
from xml.etree.ElementTree import Element

import pytest
from html_tree import parse, text_of

from kbgen.project import Project

MakeVault = Callable[[Mapping[str, str | bytes]], Path]

RULE = (
    "---\ntitle: {}\ntags: [t1046, detection_rule]\nlevel: high\nstatus: test\n---\n\n```yml\ntitle: {}\n"
    "logsource:\n    product: linux\ndetection:\n    condition: scan\n```\n"
)
WORLD: Mapping[str, str | bytes] = {
    "Rules/rule 10.md": RULE.format("Ten", "Ten"),
    "Rules/rule 2.md": RULE.format("Two", "Two"),
    "Tests/run.md": "---\ntags: [T1046, atomic_test]\n---\n# Run\n\n## Atomic Test #1 - One\n\n"
    "**Supported Platforms:** Linux, macOS\n",
    "T1046 - Scanning.md": "---\ntags: [T1046, techniques]\ntactics: Discovery\n---\nText.\n",
    "plain.md": "First.\n\nA scan\nof two lines.\n",
    "zz.md": "Last.\n",
    "img/scan.png": b"\x89PNG",
}


@pytest.fixture
def section(make_vault: MakeVault) -> Callable[[str], Element]:
    """Return a function from the body of a query block to its section on the page of ``notes/q.md``."""

    def shown(body: str) -> Element:
        vault = make_vault({**WORLD, "notes/q.md": f"Ask.\n\n```query\n{body}\n```\n"})
        html = next(p.html for p in Project(vault).site.pages if p.source_path == "notes/q.md")
        (found,) = parse(html).findall(".//section[@class='kb-query']")
        return found

    return shown


Section = Callable[[str], Element]


def links(section: Element) -> list[tuple[str, str]]:
    return [(text_of(link), link.get("href", "")) for link in section.iter("a")]


def rows(section: Element) -> list[Element]:
    return section.findall(".//tbody/tr")


def test_the_element_names_query_and_count(section: Section) -> None:
    found = section("tag: detection_rule\ntag: T1046")
    assert found.get("data-query") == "tag: detection_rule tag: T1046"
    assert found.get("data-count") == "2"


def test_links_are_complete_and_in_the_order_of_the_block(section: Section) -> None:
    assert links(section("tag: detection_rule")) == [
        ("Two", "../../rules/rule-2/"),
        ("Ten", "../../rules/rule-10/"),
    ]
    assert links(section("sort: alphabeticalReverse\ntag: detection_rule")) == [
        ("Ten", "../../rules/rule-10/"),
        ("Two", "../../rules/rule-2/"),
    ]


def test_hits_of_several_kinds_are_in_the_order_of_the_block(section: Section) -> None:
    # The search language, section 7: by file name, whatever the kind.
    found = links(section("file: plain OR file: rule OR file: run OR file: zz OR tag: techniques"))
    assert [href for _, href in found] == [
        "../../plain/",
        "../../rules/rule-2/",
        "../../rules/rule-10/",
        "../../tests/run/",
        "../../techniques/T1046/",
        "../../zz/",
    ]


def test_files_that_are_no_notes_are_links_as_well(section: Section) -> None:
    assert links(section("path: png")) == [("img/scan.png", "../../img/scan.png")]


def test_each_row_says_why_it_matched(section: Section) -> None:
    row = rows(section("tag: T1046 tag: detection_rule"))[0]
    reasons = row.findall(".//details/ul/li")
    assert [(text_of(e[0]), text_of(e.findall("q")[0])) for e in reasons] == [
        ("tag:T1046", "t1046"),
        ("tag:detection_rule", "detection_rule"),
    ]
    assert all("line 3" in text_of(reason) for reason in reasons)


def test_text_terms_show_the_matching_line(section: Section) -> None:
    (row,) = rows(section("file: plain scan"))
    excerpts = [text_of(e) for e in row.findall(".//details/ul/li") if "line 3" in text_of(e)]
    assert len(excerpts) == 1
    assert "A scan" in excerpts[0]
    assert "of two lines" not in excerpts[0]


def test_with_context_the_block_is_shown_in_place_of_the_line(section: Section) -> None:
    # The search language, section 6.2: "context: excerpts show the block instead of the line".
    (row,) = rows(section("context: true\nfile: plain scan"))
    assert "of two lines." in text_of(row)
    assert "First." not in text_of(row)


def test_rows_tell_what_readers_compare(section: Section) -> None:
    rule, test, technique = (
        text_of(rows(section(query))[0]) for query in ("file: rule", "file: run", "tag: techniques")
    )
    assert [word for word in ("high", "test", "linux") if word not in rule] == []
    assert [word for word in ("Linux", "macOS", "1") if word not in test] == []
    assert [word for word in ("T1046", "Discovery") if word not in technique] == []


def test_an_answer_without_hits_says_so(section: Section) -> None:
    found = section("nothing of this sort")
    assert found.get("data-count") == "0"
    assert links(found) == []
    assert "No matches found." in text_of(found)


@pytest.mark.parametrize("query", ["tag: detection_rule tag: T9", "tag: atomic_test tag: T9"])
def test_a_gap_is_said_plainly(section: Section, query: str) -> None:
    (empty,) = section(query).findall(".//p[@class='kb-query__empty']")
    assert "No " in text_of(empty)


def test_a_term_that_is_excluded_is_not_called_missing(section: Section) -> None:
    # Nothing is said about rules: the query leaves them out.
    assert "nothing here detects" not in text_of(section("tag: T9 -tag: detection_rule"))


def test_a_malformed_query_shows_itself_and_what_is_wrong(section: Section) -> None:
    found = section("tag: x OR")
    assert found.get("data-count") == "0"
    assert rows(found) == []
    assert text_of(found).count("tag: x OR") >= 1
    (notice,) = [e for e in found.iter() if "kb-notice--error" in e.get("class", "").split()]
    assert "KB402" in text_of(notice)
    assert "OR" in text_of(notice)


def test_the_query_is_shown_with_the_number_of_files(section: Section) -> None:
    found = section("tag: detection_rule")
    assert "tag: detection_rule" in text_of(found)
    assert "2 results" in text_of(found)
    assert "1 result" in text_of(section("file: plain"))


def test_the_title_takes_the_place_of_the_query_as_heading(section: Section) -> None:
    found = section("title: All our rules\ntag: detection_rule")
    (heading,) = [e for e in found.iter() if "kb-query__title" in e.get("class", "").split()]
    assert text_of(heading) == "All our rules"
    assert found.get("data-query") == "tag: detection_rule"
    assert "2" in text_of(found.findall("div")[0])


def test_a_hidden_title_leaves_the_results(section: Section) -> None:
    found = section("hideTitle: true\ntitle: All our rules\ntag: detection_rule")
    assert "All our rules" not in text_of(found)
    assert "2 results" not in text_of(found)
    assert len(rows(found)) == 2


def test_hidden_results_leave_heading_and_count(section: Section) -> None:
    found = section("hideResults: true\ntag: detection_rule")
    assert found.get("data-count") == "2"
    assert "2 results" in text_of(found)
    assert (rows(found), links(found)) == ([], [])


def test_a_collapsed_answer_starts_folded_and_complete(section: Section) -> None:
    found = section("collapsed: true\ntag: detection_rule")
    (fold,) = [e for e in found.iter("details") if e.find(".//table") is not None]
    assert fold.get("open") is None
    assert [len(rows(fold)), len(rows(found))] == [2, 2]
    assert "2 results" in text_of(fold.findall("summary")[0])
    (unfolded,) = [section("collapsed: false\ntag: detection_rule")]
    assert [e for e in unfolded.iter("details") if e.find(".//table") is not None] == []


def test_several_blocks_of_one_note_have_their_own_answers(make_vault: MakeVault) -> None:
    block = "```query\n{}\n```\n\n"
    text = "".join(
        block.format(query) for query in ("tag: detection_rule", "file: plain", "tag: detection_rule")
    )
    site = Project(make_vault({**WORLD, "q.md": text})).site
    html = next(page.html for page in site.pages if page.source_path == "q.md")
    sections = parse(html).findall(".//section[@class='kb-query']")
    assert [found.get("data-count") for found in sections] == ["2", "1", "2"]


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("> [!info]- Fold\n>```query\n> tag: detection_rule\n> ```\n", 1),
        ("- item\n\n  ~~~query \n  tag: detection_rule\n  ~~~\n", 1),
        ("```query\ntag: detection_rule\n", 1),
        ("```Query\ntag: detection_rule\n```\n", 0),
        ("````\n```query\ntag: detection_rule\n```\n````\n", 0),
        ("%%\n```query\ntag: detection_rule\n```\n%%\n", 0),
        ("<pre>\n```query\ntag: detection_rule\n```\n</pre>\n", 0),
    ],
    ids=["callout", "list", "not closed", "another case", "longer fence", "comment", "HTML"],
)
def test_blocks_are_answered_where_they_are_query_blocks(
    make_vault: MakeVault, text: str, count: int
) -> None:
    site = Project(make_vault({**WORLD, "q.md": text})).site
    tree = parse(next(page.html for page in site.pages if page.source_path == "q.md"))
    sections = tree.findall(".//section[@class='kb-query']")
    assert [found.get("data-count") for found in sections] == ["2"] * count
