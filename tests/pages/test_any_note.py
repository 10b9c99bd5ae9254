"""Whatever a note holds, the site is built and its pages are well formed and harmless."""

import datetime as dt
from collections import Counter
from pathlib import Path
from xml.etree.ElementTree import Element

from html_tree import parse
from hypothesis import given, settings
from hypothesis import strategies as st

from kbgen.checks.run import run_checks
from kbgen.coverage.analytics import assess_analytics
from kbgen.coverage.build import Circumstances, assess
from kbgen.coverage.findings import CoverageFindings
from kbgen.coverage.gaps import ranked_gaps
from kbgen.coverage.telemetry import Telemetry
from kbgen.coverage.threats import find_threats
from kbgen.graph.cross_references import CrossReferences
from kbgen.knowledge.build import build_knowledge
from kbgen.markup.parse_body import parse_body
from kbgen.notes.decode import decode
from kbgen.pages.build import build_site
from kbgen.pages.page import Site
from kbgen.pages.publication import Publication
from kbgen.query.answers import answer_all
from kbgen.query.index import Index
from kbgen.render.addresses import MATRIX, allocate
from kbgen.render.world import World
from kbgen.settings import Kinds, Settings
from kbgen.sources.mount import NOTHING
from kbgen.tables.answers import answer_tables
from kbgen.vault.read import make_document

PIECES = (
    *(
        "\n",
        "\n\n",
        " ",
        "  ",
        "- ",
        "1. ",
        "> ",
        "> [!info]- ",
        "# ",
        "## ",
        "---\n",
        "```query\n",
        "```\n",
        "~~~\n",
    ),
    *(
        "tag: x",
        "(",
        ")",
        '"',
        "/a/",
        "-",
        " OR ",
        "[x:y]",
        "title: a\n",
        "hideTitle: true\n",
        "collapsed: true\n",
    ),
    *(
        "[[a]]",
        "![[a]]",
        "![[b]]",
        "[[a#H|t]]",
        "![[b#H]]",
        "[t](b.md)",
        "![t](p.png)",
        "![t](https://x.org/p)",
    ),
    *(
        "<b>",
        "</b>",
        "<script>",
        "</script>",
        "<pid>",
        "<code>",
        "</code>",
        "<div>",
        "</div>",
        "<!--",
        "-->",
    ),
    *(
        "<a href='x'>",
        "</a>",
        "<table><tr><td>",
        "<br>",
        "<details>",
        "<summary>",
        "&lt;",
        "&#92;",
        "&",
        "<",
        ">",
    ),
    *(
        "(Citation: A)",
        "(Citation: ",
        "#tag",
        "#a/b",
        "==m==",
        "~~d~~",
        "%%",
        "^id",
        "[^1]",
        "[^1]: x",
        "^[n]",
    ),
    *(
        "| a | b |\n|-|-|\n",
        "| x |\n",
        "- [ ] t\n",
        "- [x] u\n",
        "*e*",
        "**",
        "`c`",
        "`",
        "{{ 1 }}",
        "$x$",
        "word",
        "é",
    ),
    *(
        "\ufdd0",
        "\ufdd1",
        "0\ufdd2",
        "\x00",
        "\\",
        "\t",
        "    code\n",
        "javascript:x",
        "tags: [x]\n",
        "Atomic Test #1 - N",
    ),
)
TEXTS = st.lists(st.sampled_from(PIECES), max_size=14).map("".join)
KINDS = (
    "",
    "---\ntags: [T1046, techniques]\n---\n",
    "---\ntags: [t1046, detection_rule]\n---\n",
    "---\ntags: [, x]\n---\n",
)


def site_of(files: dict[str, str]) -> Site:
    notes = []
    for path in sorted(files):
        document = make_document(path, files[path].encode(), "utf-8")
        notes.append(decode(document, parse_body(document.body, document.body_line), Kinds()))
    knowledge = build_knowledge(notes, ["p.png"])
    answers = answer_all(knowledge, Index.build(knowledge.searchables))
    tables = answer_tables(knowledge, {})
    graph = CrossReferences(knowledge, answers, tables)
    circumstances = Circumstances(Telemetry(None), (), dt.date(2026, 1, 1))
    coverage = assess(knowledge, graph, NOTHING, Settings().coverage, circumstances)
    found = run_checks(knowledge, answers, tables, coverage, Settings(), ())
    threats = find_threats(knowledge, graph)
    analytics = assess_analytics(coverage, knowledge, graph, NOTHING)
    findings = CoverageFindings(coverage, analytics, threats, ranked_gaps(coverage, threats), ())
    world = World(knowledge, answers, tables, graph, allocate(knowledge), findings)
    return build_site(world, found, Path("vault"), Publication("Site"))


def pictures_of_the_graph(tree: Element) -> list[Element]:
    """Return what kbgen itself draws on pages."""
    pictures = [
        *tree.findall(".//section[@class='kb-near']//svg"),
        *tree.findall(".//svg[@class='kb-symbol']"),
    ]
    return [part for picture in pictures for part in picture.iter()]


@settings(deadline=None, max_examples=150)
@given(first=TEXTS, second=TEXTS, kind=st.sampled_from(KINDS))
def test_every_page_is_well_formed_and_harmless(first: str, second: str, kind: str) -> None:
    site = site_of({"a.md": kind + first, "b.md": second, "index.md": first})
    assert {page.source_path for page in site.pages} >= {"a.md", "b.md", "index.md"}
    for page in site.pages:
        ids = []
        tree = parse(page.html)
        own = pictures_of_the_graph(tree)
        assert {element.tag for element in own} <= {"svg", "title", "desc", "path", "g", "a", "text"}
        if page.url == MATRIX:
            own += [
                *tree.findall(".//form[@id='matrix-filters']"),
                *tree.findall(".//script[@id='matrix-data']"),
            ]
        for element in tree.iter():
            assert element in own or element.tag not in {"script", "style", "iframe", "object", "form", "svg"}
            assert [name for name in element.attrib if name.startswith("on") or name == "style"] == []
            assert not element.get("href", "").startswith(("javascript:", "data:"))
            assert "://" not in element.get("src", "")
            ids += [element.attrib["id"]] if "id" in element.attrib else []
        assert [name for name, count in Counter(ids).items() if count > 1] == []
