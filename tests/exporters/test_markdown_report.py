"""The format ``markdown``, read by a parser of CommonMark with tables."""

from collections.abc import Callable, Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.token import Token

from kbgen.diagnostics import Diagnostic
from kbgen.exporters.markdown import code_span, markdown
from kbgen.exporters.report import Report
from kbgen.exporters.visible import visible

MakeFinding = Callable[..., Diagnostic]
MakeReport = Callable[..., Report]

PARSER = MarkdownIt("commonmark").enable("table")
OURS = set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789 .,:()&-")


def tokens(text: str) -> Iterator[Token]:
    for token in PARSER.parse(text):
        yield token
        yield from token.children or ()


def spans(text: str) -> list[str]:
    return [token.content for token in tokens(text) if token.type == "code_inline"]


def test_it_has_counts_a_table_and_the_findings_by_file(vault_report: Report) -> None:
    text = markdown(vault_report)
    kinds = [token.type for token in tokens(text)]
    assert kinds.count("table_open") == 1
    assert kinds.count("tr_open") == 1 + len({finding.code for finding in vault_report.findings})
    assert kinds.count("list_item_open") == len(vault_report.findings)
    assert "11 findings: 2 error, 6 warning, 3 info" in text
    headings = [
        token.content
        for token in tokens(text)
        if token.type == "inline" and token.content.startswith("`docs")
    ]
    assert headings == sorted({f"`docs/kb/{finding.location.path}`" for finding in vault_report.findings})


def test_hostile_texts_stand_in_code_and_nowhere_else(hostile_report: Report) -> None:
    found = list(tokens(markdown(hostile_report)))
    kinds = {token.type for token in found}
    assert not kinds & {
        "html_block",
        "html_inline",
        "image",
        "link_open",
        "em_open",
        "strong_open",
        "fence",
        "code_block",
    }
    plain = "".join(token.content for token in found if token.type == "text")
    assert set(plain) <= OURS
    told = [token.content for token in found if token.type == "code_inline"]
    for finding in hostile_report.findings:
        message = visible(finding.message)
        if len(message) <= 300:
            assert told.count(message) >= 2


@given(st.text(st.characters(codec=None, categories=None)) | st.text("` |\\a"))
def test_any_text_is_one_code_span(text: str) -> None:
    span = code_span(text)
    if not text:
        assert span == ""
        return
    assert "\n" not in span
    assert [token.type for token in tokens(f"- x {span} y") if token.content and token.type != "inline"] == [
        "text",
        "code_inline",
        "text",
    ]
    assert spans(f"- x {span} y") == [visible(text)]


@pytest.mark.parametrize(
    ("text", "span"),
    [
        ("plain", "`plain`"),
        ("a `b` c", "``a `b` c``"),
        ("`b`", "`` `b` ``"),
        ("a``b", "```a``b```"),
        (" a", "`  a `"),
        ("  ", "`  `"),
        ("two\nlines", r"`two\nlines`"),
        ("", ""),
    ],
)
def test_backticks_are_longer_than_those_inside(text: str, span: str) -> None:
    assert code_span(text) == span


def test_the_hundred_most_severe_are_told_and_the_others_counted(
    make_finding: MakeFinding, make_report: MakeReport
) -> None:
    codes = ["KB411"] * 60 + ["KB201"] * 60 + ["KB101"]
    report = make_report(*(make_finding(code=code, line=line) for line, code in enumerate(codes, 1)))
    text = markdown(report)
    assert sum(token.type == "list_item_open" for token in tokens(text)) == 100
    assert text.count("- info") == 39
    assert text.endswith("\n\n21 more findings left out: 21 info.\n")
    assert "| KB411 | info | no result | 60 |" in text


def test_the_table_has_the_most_severe_first(make_finding: MakeFinding, make_report: MakeReport) -> None:
    text = markdown(make_report(*(make_finding(code=code) for code in ("KB411", "KB201", "KB101"))))
    rows = [line.split("|")[1].strip() for line in text.splitlines() if line.startswith("| KB")]
    assert rows == ["KB101", "KB201", "KB411"]


def test_long_messages_are_cut(make_finding: MakeFinding, make_report: MakeReport) -> None:
    text = markdown(
        make_report(*(make_finding("x" * 10_000, hint="y" * 10_000, line=n) for n in range(1, 200)))
    )
    assert len(text) < 65_536
    assert "x" * 299 + "…" in text


def test_a_clean_vault_is_said_to_be_so(make_report: MakeReport) -> None:
    assert markdown(make_report()) == "# kbgen check\n\nNo findings.\n"
