"""``kbgen query``: hits as text and JSON, and what is said about malformed queries."""

import json
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from kbgen.cli.main import main

MakeVault = Callable[[Mapping[str, str | bytes]], Path]
Run = Callable[..., tuple[int, str, str]]

FILES: Mapping[str, str | bytes] = {
    "Rules/rule 10.md": "---\ntitle: Ten\nlevel: low\ntags: [t1046, detection_rule]\n---\nFind a scan.\n",
    "Rules/rule 2.md": "---\ntitle: Zwei, größer\nlevel: low\ntags: [t1046, detection_rule]\n---\nMore.\n",
    "T1046 - Scan.md": "---\ntags: [T1046, techniques]\n---\nText.\n",
    "img/p q.png": b"x",
}


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Return a function from arguments to exit code, standard output and standard error."""

    def call(*arguments: object) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["kbgen", "query", *map(str, arguments)])
        with pytest.raises(SystemExit) as ended:
            main()
        out, err = capsys.readouterr()
        return int(ended.value.code or 0), out, err

    return call


def test_text_has_one_line_a_hit_in_order_and_the_count_apart(run: Run, make_vault: MakeVault) -> None:
    code, out, err = run("tag: detection_rule", make_vault(FILES))
    assert code == 0
    lines = out.splitlines()
    assert [line[: len("Rules/rule 10.md")].strip() for line in lines] == [
        "Rules/rule 2.md",
        "Rules/rule 10.md",
    ]
    assert [line for line in lines if "tag:detection_rule" not in line] == []
    assert "2 results" in err


@pytest.mark.parametrize(("query", "shown"), [("tag: techniques", "1 result"), ("nothing", "0 results")])
def test_the_count_is_said_on_standard_error(run: Run, make_vault: MakeVault, query: str, shown: str) -> None:
    code, out, err = run(query, make_vault(FILES))
    assert code == 0
    assert err.strip() == shown
    assert len(out.splitlines()) == int(shown[0])


def test_json_has_the_shape_of_the_interface(run: Run, make_vault: MakeVault) -> None:
    code, out, err = run("tag: detection_rule tag: T1046", make_vault(FILES), "--format", "json")
    assert (code, err) == (0, "")
    assert json.loads(out) == {
        "query": "tag: detection_rule tag: T1046",
        "count": 2,
        "results": [
            {
                "path": f"Rules/{name}.md",
                "title": title,
                "kind": "detection_rule",
                "url": f"rules/{name.replace(' ', '-')}/",
                "why": [
                    {"term": "tag:detection_rule", "line": 4, "text": "detection_rule"},
                    {"term": "tag:T1046", "line": 4, "text": "t1046"},
                ],
            }
            for name, title in (("rule 2", "Zwei, größer"), ("rule 10", "Ten"))
        ],
    }


def test_json_of_an_excerpt_has_its_line(run: Run, make_vault: MakeVault) -> None:
    document = json.loads(run("scan path: Rules", make_vault(FILES), "--format", "json")[1])
    assert document["count"] == 1
    reasons = document["results"][0]["why"]
    assert {"term": "scan", "line": 6, "text": "Find a scan."} in reasons
    assert {"term": "path:Rules", "line": None, "text": "Rules/rule 10.md"} in reasons


def test_json_of_a_file_that_is_no_note(run: Run, make_vault: MakeVault) -> None:
    (found,) = json.loads(run("file: png", make_vault(FILES), "--format", "json")[1])["results"]
    assert (found["path"], found["title"], found["kind"]) == ("img/p q.png", "p q.png", "attachment")
    assert found["url"] == "img/p q.png"


def test_json_without_hits(run: Run, make_vault: MakeVault) -> None:
    document = json.loads(run("nothing", make_vault(FILES), "--format", "json")[1])
    assert document == {"query": "nothing", "count": 0, "results": []}


def test_option_lines_are_honoured_as_in_a_block(run: Run, make_vault: MakeVault) -> None:
    _, out, _ = run("sort: alphabeticalReverse\ntag: detection_rule", make_vault(FILES), "--format", "json")
    assert [found["path"] for found in json.loads(out)["results"]] == ["Rules/rule 10.md", "Rules/rule 2.md"]


MALFORMED = [
    ('tag:"T1046', "KB401", 4),
    ("a b)", "KB401", 3),
    ("tag: x OR", "KB402", 7),
    ("größe status:x", "KB403", 6),
    ("", "KB405", 0),
    ("tag:(a)", "KB406", 4),
    ("one two line:(tag:a)", "KB407", 14),
    ("x /(?i)x/", "KB408", None),
    ("x\ny (z", "KB401", 4),
]


@pytest.mark.parametrize(("query", "code", "start"), MALFORMED, ids=[code for _, code, _ in MALFORMED])
def test_a_malformed_query_is_json_with_the_error(
    run: Run, make_vault: MakeVault, query: str, code: str, start: int | None
) -> None:
    status, out, err = run(query, make_vault(FILES), "--format", "json")
    document = json.loads(out)
    assert (status, err) == (2, "")
    assert set(document) == {"query", "error"}
    assert document["query"] == query
    error = document["error"]
    assert set(error) == {"code", "message", "start", "end"}
    assert error["code"] == code
    assert error["message"]
    assert 0 <= error["start"] <= error["end"] <= len(query)
    assert start in {None, error["start"]}


@pytest.mark.parametrize(("query", "code", "start"), MALFORMED, ids=[code for _, code, _ in MALFORMED])
def test_a_malformed_query_is_shown_with_a_caret_under_the_character(
    run: Run, make_vault: MakeVault, query: str, code: str, start: int | None
) -> None:
    status, out, err = run(query, make_vault(FILES))
    assert (status, out) == (2, "")
    lines = err.splitlines()
    assert lines[0].startswith(code)
    carets = next(line for line in lines if line.strip() and set(line.strip()) == {"^"})
    shown = lines[lines.index(carets) - 1]
    if start is not None:
        line = query[:start].count("\n")
        assert shown.strip() == query.split("\n")[line].strip()
        offset = start - (query.rfind("\n", 0, start) + 1)
        indent = shown.index(query.split("\n")[line]) if query else len(shown)
        assert carets.index("^") == indent + offset


def test_the_way_out_of_a_malformed_query_is_said(run: Run, make_vault: MakeVault) -> None:
    assert "[status:x]" in run("status:x", make_vault(FILES))[2]


def test_a_malformed_query_does_not_need_the_vault_to_be_read(run: Run, make_vault: MakeVault) -> None:
    vault = make_vault({"a.md": b"\xff\xfe\x00"})
    assert run("(", vault)[0] == 2


def test_a_query_is_answered_in_the_current_folder(
    run: Run, make_vault: MakeVault, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(make_vault(FILES))
    assert "T1046 - Scan.md" in run("tag: techniques")[1]


def test_a_query_is_needed(run: Run) -> None:
    code, out, err = run()
    assert (code, out) == (2, "")
    assert "QUERY" in err
