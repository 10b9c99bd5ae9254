"""JavaScript's regular expressions, and the time that they may take."""

import time

import pytest

from kbgen.knowledge.searchable import Searchable
from kbgen.query.assumptions import REGEX_DEPTH, REGEX_LENGTH, Rules
from kbgen.query.evaluate import evaluate
from kbgen.query.faults import FaultName, QueryError
from kbgen.query.index import Index
from kbgen.query.read import read
from kbgen.query.regex import Budget, compiled
from kbgen.query.syntax import Regex
from kbgen.source import Span


@pytest.mark.parametrize(
    ("pattern", "text", "found"),
    [
        ("b.d", "abcd", "bcd"),
        ("a.b", "a\nb", None),
        ("a.b", "a\u2028b", None),
        ("^b$", "a\nb\nc", "b"),
        (r"\d+", "٣ 45", "45"),
        (r"\D", "4٣", "٣"),
        (r"\w+", "é_a1", "_a1"),
        (r"\W", "aé", "é"),
        (r"\bb", "ab éb", "b"),
        (r"\Bb", "b ab", "b"),
        (r"a\sb", "a\u00a0b", "a\u00a0b"),
        (r"a\sb", "a\ufeffb", "a\ufeffb"),
        (r"a\Sb", "a\u00a0b axb", "axb"),
        (r"[^\S\n]+", "a\n \tb", " \t"),
        (r"[\W\d]+", "a1-2b", "1-2"),
        (r"[^\W\d]+", "1ab-", "ab"),
        (r"[^\W]", "-s", "s"),
        (r"[a\-z]+", "b-a", "-a"),
        (r"[a-\d]+", "b-a1", "-a1"),
        (r"[\b]", "a\bb", "\b"),
        ("[^]+", "a\nb", "a\nb"),
        ("a[]|b", "ab", "b"),
        (r"\/", "a/b", "/"),
        (r"(?<x>a)(?<y>b)\k<y>\k<x>", "abba", "abba"),
        (r"(a)(b)\2\1", "abba", "abba"),
        (r"(a)?\1b", "b", "b"),
        (r"\1(a)", "a", "a"),
        (r"\k<x>", "k<x>", "k<x>"),
        (r"\x41\u00e9\cJ\0", "Aé\n\0", "Aé\n\0"),
        (r"\uD83D\uDF01", "🜁", "🜁"),
        (r"\101\8\x4", "A8x4", "A8x4"),
        (r"\A\Z\a\e\m", "AZaem", "AZaem"),
        (r"\ca\c1", "\x01\\c1", "\x01\\c1"),
        (r"\t\n\v\f\r", "\t\n\v\f\r", "\t\n\v\f\r"),
        ("(?<=a+)b", "caab", "b"),
        ("(?<!a)b(?=c)(?!d)", "ab bc", "b"),
        ("(?=a)*b", "b", "b"),
        ("a{2}b{1,}c{0,1}", "aabb", "aabb"),
        ("a+?", "aaa", "a"),
        ("a{2,3}?", "aaa", "aa"),
        ("a{,2}", "a{,2}", "a{,2}"),
        ("{}]}", "{}]}", "{}]}"),
        ("(?:ab){e}", "ab{e}", "ab{e}"),
        ("[[:alpha:]]", "a]", "a]"),
        ("[a&&b]+", "a&b", "a&b"),
        ("a|b|", "b", "b"),
        ("É", "é", "é"),
        ("#x y", "#x y", "#x y"),
    ],
)
def test_matches_as_in_javascript(pattern: str, text: str, found: str | None) -> None:
    match = compiled(pattern).search(text)
    assert (match and match[0]) == found


def test_case_matters_when_it_is_asked_for() -> None:
    assert compiled("a").search("A")
    assert not compiled("a", sensitive=True).search("A")
    assert not compiled("[a-z]", sensitive=True).search("A")


@pytest.mark.parametrize(
    ("pattern", "marks"),
    [
        ("(a", "^"),
        ("a)", " ^"),
        ("[a", "^"),
        ("[b-a]", " ^^^"),
        ("*a", "^"),
        ("a**", "  ^"),
        ("a++", "  ^"),
        ("a{2}{3}", "    ^^^"),
        ("a{3,2}", " ^^^^^"),
        ("a{99999999}", " ^^^^^^^^^^"),
        ("^*", " ^"),
        (r"\b+", "  ^"),
        ("(?<=a)*", "      ^"),
        ("(*)", " ^"),
        ("a|*", "  ^"),
        ("{2}", "^^^"),
        ("(?i)a", "^^^"),
        ("(?>a)", "^^^"),
        ("(?#a)", "^^^"),
        ("(?P<n>a)", "^^^"),
        ("(?", "^^"),
        ("(?<1>a)", "^^^^^"),
        ("(?<n>a)(?<n>b)", "       ^^^^^"),
        (r"(?<n>a)\k<m>", "       ^^^^^"),
        (r"(?<n>a)\k", "       ^^"),
        (r"\p{L}", "^^^"),
        (r"\P{L}", "^^^"),
        (r"a\u{41}", " ^^^"),
        (r"[\u{41}]", " ^^^"),
        ("a\\", " ^"),
    ],
)
def test_what_javascript_refuses_is_located(pattern: str, marks: str) -> None:
    with pytest.raises(QueryError) as caught:
        compiled(pattern)
    assert caught.value.fault.name is FaultName.REGEX
    assert caught.value.fault.span == Span(marks.find("^"), len(marks))


@pytest.mark.parametrize(
    "pattern",
    [
        "a" * (REGEX_LENGTH + 1),
        "(?:(?:a{100}){100}){100}",
        "(?:a{9999}){3}",
        "(a|b" * 20 + ")+" * 20,
        "(" * (REGEX_DEPTH + 1) + ")" * (REGEX_DEPTH + 1),
    ],
    ids=["long", "repeated", "wide", "doubled", "deep"],
)
def test_what_is_too_large_is_refused_before_it_is_compiled(pattern: str) -> None:
    with pytest.raises(QueryError):
        compiled(pattern)


def test_the_largest_patterns_compile() -> None:
    assert compiled("a" * REGEX_LENGTH).search("a" * REGEX_LENGTH)
    assert compiled("(?:a{98}){98}").search("a" * 10_000)
    assert compiled("(a|b" * 10 + ")+" * 10).search("b" * 9 + "a")
    assert compiled("(?=" * REGEX_DEPTH + "a" + ")" * REGEX_DEPTH).search("a")


def test_what_the_library_refuses_is_a_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kbgen.query.regex.translate", lambda _: "(")
    with pytest.raises(QueryError) as caught:
        compiled("not compiled before")
    assert caught.value.fault.span == Span(0, len("not compiled before"))


PATHOLOGICAL = ["(a+)+$", "(a|aa)+$", r"(\w+\s?)+$", "((a{1,100}){1,100}){1,100}c", "(.*a){20}x"]
LONG = "a" * 1_000_000 + "!"


@pytest.mark.parametrize("pattern", PATHOLOGICAL)
def test_no_pattern_takes_longer_than_its_budget(pattern: str) -> None:
    began = time.process_time()
    with pytest.raises(QueryError) as caught:
        Budget(0.1).search(Regex(pattern, Span(3, 9)), LONG, sensitive=False)
    assert time.process_time() - began < 2
    assert (caught.value.fault.code, caught.value.fault.span) == ("KB408", Span(3, 9))


def test_a_budget_is_used_up_by_all_searches_together() -> None:
    budget = Budget(0.05)
    with pytest.raises(QueryError):
        budget.search(Regex("(a+)+$"), LONG, sensitive=False)
    with pytest.raises(QueryError):
        budget.search(Regex("b"), "b", sensitive=False)


@pytest.mark.parametrize("query", ["x OR /(a+)+$/", "line:/(a+)+$/", "[p:/(a+)+$/]"])
def test_a_query_that_takes_too_long_has_no_results_at_all(query: str) -> None:
    index = Index.build(
        [Searchable("a.md", is_note=True, content="x"), Searchable("b.md", is_note=True, content=LONG)]
    )
    results = evaluate(read(query), index, rules=Rules(regex_seconds=0.1))
    if query.startswith("["):
        assert (results.fault, results.hits) == (None, ())
        return
    assert results.hits == ()
    assert results.fault is not None
    assert query[results.fault.span.start : results.fault.span.end] == "/(a+)+$/"
    assert "0.1 s" in results.fault.message
