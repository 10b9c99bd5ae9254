"""Why a file was found, and where."""

import os
import subprocess
import sys

import pytest
from markdown_vault import searchable

from kbgen.knowledge.searchable import Searchable
from kbgen.markup.units import Task
from kbgen.query.assumptions import Rules
from kbgen.query.evaluate import evaluate
from kbgen.query.excerpt import LINES, SPANS, WIDTH, block_around, merged, window
from kbgen.query.index import Index
from kbgen.query.read import read
from kbgen.query.results import Place, Reason
from kbgen.source import Span

TEXT = """---
Tags: [Rule/Win, T1046]
stage: Draft
list: [red apple, green]
nothing:
---
# Head One
The fox and the Fox.
lazy dog

## Sub
- [ ] call the fox
- [x] email
Straße und strasse
"""


def why(
    query: str, text: str = TEXT, path: str = "sub/Fox den.md", rules: Rules | None = None
) -> tuple[Reason, ...]:
    (hit,) = evaluate(read(query), Index.build([searchable(path, text)]), rules=rules or Rules()).hits
    assert hit.path == path
    return hit.why


def shown(reason: Reason) -> list[str]:
    return [reason.text[span.start : span.end] for span in reason.spans]


@pytest.mark.parametrize(
    ("query", "reasons"),
    [
        ("tag: #RULE", [("tag:#RULE", Place.TAG, 2, "Rule/Win", [])]),
        ("[stage:draft]", [("[stage:draft]", Place.PROPERTY, 3, "stage: Draft", [])]),
        ("[STAGE]", [("[STAGE]", Place.PROPERTY, 3, "stage: Draft", [])]),
        ("[nothing:null]", [("[nothing:null]", Place.PROPERTY, 5, "nothing", [])]),
        ("[list:apple]", [("[list:apple]", Place.PROPERTY, 4, "list: red apple", [])]),
        ("[list:-blue]", [("[list:-blue]", Place.PROPERTY, 4, "list", [])]),
        ("[list:apple green]", [("[list:apple green]", Place.PROPERTY, 4, "list", [])]),
        ("file:den", [("file:den", Place.NAME, None, "Fox den.md", ["den"])]),
        ("file:-z", [("file:-z", Place.NAME, None, "Fox den.md", [])]),
        ("path:(sub OR fox)", [("path:(sub OR fox)", Place.PATH, None, "sub/Fox den.md", ["sub", "Fox"])]),
        (
            "fox",
            [
                ("fox", Place.NAME, None, "Fox den", ["Fox"]),
                ("fox", Place.TEXT, 8, "The fox and the Fox.", ["fox", "Fox"]),
                ("fox", Place.TEXT, 12, "- [ ] call the fox", ["fox"]),
            ],
        ),
        ("lazy", [("lazy", Place.TEXT, 9, "lazy dog", ["lazy"])]),
        ("content:lazy", [("content:lazy", Place.TEXT, 9, "lazy dog", ["lazy"])]),
        ('"dog"', [('"dog"', Place.TEXT, 9, "lazy dog", ["dog"])]),
        ("/d.g$/", [("/d.g$/", Place.TEXT, 9, "lazy dog", ["dog"])]),
        ("/fox.\nlazy/".replace("\n", "\\n"), [("/fox.\\nlazy/", Place.TEXT, 8, "The fox and the Fox.", ["Fox."])]),
        ("strasse", [("strasse", Place.TEXT, 14, "Straße und strasse", ["Straße", "strasse"])]),
        ("und", [("und", Place.TEXT, 14, "Straße und strasse", ["und"])]),
        ("match-case:Fox lazy", [
            ("Fox", Place.NAME, None, "Fox den", ["Fox"]),
            ("Fox", Place.TEXT, 8, "The fox and the Fox.", ["Fox"]),
            ("lazy", Place.TEXT, 9, "lazy dog", ["lazy"]),
        ]),
        ("line:(fox the)", [
            ("line:(fox the)", Place.TEXT, 8, "The fox and the Fox.", ["The", "fox", "the", "Fox"]),
            ("line:(fox the)", Place.TEXT, 12, "- [ ] call the fox", ["the", "fox"]),
        ]),
        ("block:(fox lazy)", [
            ("block:(fox lazy)", Place.TEXT, 8, "The fox and the Fox.", ["fox", "Fox"]),
            ("block:(fox lazy)", Place.TEXT, 9, "lazy dog", ["lazy"]),
        ]),
        ("section:(Head section:call)", [
            ("section:(Head section:call)", Place.TEXT, 7, "# Head One", ["Head"]),
            ("section:(Head section:call)", Place.TEXT, 12, "- [ ] call the fox", ["call"]),
        ]),
        ("task:call", [("task:call", Place.TEXT, 12, "- [ ] call the fox", ["call"])]),
        ("task-done:-fox", [("task-done:-fox", Place.TEXT, 13, "- [x] email", [])]),
        ('task:""', [
            ('task:""', Place.TEXT, 12, "- [ ] call the fox", []),
            ('task:""', Place.TEXT, 13, "- [x] email", []),
        ]),
        ("line:(lazy OR cat)", [("line:(lazy OR cat)", Place.TEXT, 9, "lazy dog", ["lazy"])]),
        ("lazy -cat", [("lazy", Place.TEXT, 9, "lazy dog", ["lazy"])]),
        ("-cat", []),
        ("--lazy", [("lazy", Place.TEXT, 9, "lazy dog", ["lazy"])]),
        ('""', []),
        ('"dog\n"', [('"dog\n"', Place.TEXT, 9, "lazy dog", ["dog"])]),
        ('"\n##"', [('"\n##"', Place.TEXT, 10, "", [])]),
        ("tag:T1046 OR cat OR lazy email OR (lazy cat)", [
            ("tag:T1046", Place.TAG, 2, "T1046", []),
            ("lazy", Place.TEXT, 9, "lazy dog", ["lazy"]),
            ("email", Place.TEXT, 13, "- [x] email", ["email"]),
        ]),
        ("lazy lazy", [("lazy", Place.TEXT, 9, "lazy dog", ["lazy"])]),
        ("/^$/", [("/^$/", Place.TEXT, 10, "", [])]),
        ("content:/^$/", [("content:/^$/", Place.TEXT, 10, "", [])]),
        ("[list:zzz] OR email", [("email", Place.TEXT, 13, "- [x] email", ["email"])]),
    ],
)  # fmt: skip
def test_reasons(query: str, reasons: list[tuple[str, Place, int | None, str, list[str]]]) -> None:
    found = [(each.term, each.place, each.line, each.text, shown(each)) for each in why(query)]
    assert found == reasons


def test_a_task_that_stands_otherwise_in_the_text_is_shown_by_itself() -> None:
    note = Searchable("a.md", is_note=True, content="- [ ] call\n  Bob\n", tasks=(Task(" ", "call\nBob", 0),))
    (hit,) = evaluate(read("task:bob"), Index.build([note])).hits
    assert [(reason.line, reason.text, shown(reason)) for reason in hit.why] == [(2, "  Bob", ["Bob"])]
    changed = Searchable("a.md", is_note=True, content="- [ ] &call\n", tasks=(Task(" ", "Call!", 0),))
    (hit,) = evaluate(read("task:-x task:/call/"), Index.build([changed])).hits
    assert [reason.text for reason in hit.why] == ["- [ ] &call", "Call!"]


def test_only_lines_of_text_are_excerpts() -> None:
    assert [reason.is_excerpt for reason in why("fox tag:t1046")] == [False, True, True, False]


def test_of_many_lines_the_first_are_shown() -> None:
    lines = [reason.line for reason in why("line:y", "y\n" * 50)]
    assert lines == [reason.line for reason in why("y", "y\n" * 50)] == list(range(1, LINES + 1))


def test_of_many_matches_in_a_line_the_first_are_highlighted() -> None:
    (reason,) = why("y", "y" * 100)
    assert reason.spans == tuple(Span(at, at + 1) for at in range(SPANS))


def test_a_long_line_is_cut_to_a_window() -> None:
    (reason,) = why("needle", f"{'a ' * 500}needle{' b' * 500}")
    assert shown(reason) == ["needle"]
    assert len(reason.text) == WIDTH + 2
    assert (reason.text[0], reason.text[-1]) == ("…", "…")


def test_a_window_at_the_end_of_a_line() -> None:
    text, spans = window("a" * 1000 + "end", (Span(1000, 1003),))
    assert (text[0], text[-3:]) == ("…", "end")
    assert [text[span.start : span.end] for span in spans] == ["end"]


def test_a_window_without_matches_is_the_start() -> None:
    assert window("a" * 1000, ()) == ("a" * WIDTH + "…", ())


def test_a_million_matches_take_no_time() -> None:
    (reason,) = why("a", "a" * 1_000_000)
    assert len(reason.spans) == SPANS


def test_overlapping_spans_are_merged() -> None:
    spans = [Span(4, 6), Span(0, 2), Span(1, 3), Span(3, 4), Span(4, 6)]
    assert merged(spans) == (Span(0, 3), Span(3, 4), Span(4, 6))


def test_folders_count_under_other_rules() -> None:
    (reason,) = why("SUB/", "x", rules=Rules(words_match_folders=True))
    assert (reason.place, shown(reason)) == (Place.PATH, ["sub/"])


def test_the_block_around_a_line() -> None:
    file = searchable("a.md", "one\ntwo\n\nthree\n")
    assert block_around(file, 2) == "one\ntwo"
    assert block_around(file, 3) == ""
    assert block_around(file, 4) == "three"
    assert block_around(file, 9) == ""


@pytest.mark.parametrize("query", ["tag:t a", "a OR /b/", "[p:x] OR line:(a b)"])
def test_answers_do_not_depend_on_the_hash_seed(query: str) -> None:
    script = (
        "import sys\n"
        "from kbgen.knowledge.searchable import Searchable\n"
        "from kbgen.markup.tag import Tag\n"
        "from kbgen.query.evaluate import evaluate\n"
        "from kbgen.query.index import Index\n"
        "from kbgen.query.read import read\n"
        "files = [Searchable(f'{n}.md', True, 'a b\\nb\\n' * n, (Tag('t/x', 1, 1), Tag('T', 2, 1))) for n in range(30)]\n"
        "print(evaluate(read(sys.argv[1]), Index.build(files)))\n"
    )
    outputs = {
        subprocess.run(
            [sys.executable, "-c", script, query],
            check=True,
            capture_output=True,
            text=True,
            env={**os.environ, "PYTHONHASHSEED": seed},
        ).stdout
        for seed in ("1", "2", "3")
    }
    assert len(outputs) == 1
    assert "29.md" in outputs.pop()
