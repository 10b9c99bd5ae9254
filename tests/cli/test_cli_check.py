"""``kbgen check``: formats, selection, exit codes."""

import json
import re
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from kbgen.project import Project

MakeVault = Callable[[Mapping[str, str | bytes]], Path]
Run = Callable[..., tuple[int, str, str]]

ERROR = "---\ntags: [, x]\n---\n"
WARNING = "See [[gone]].\n"
INFO = ""
ALL: Mapping[str, str | bytes] = {"e.md": ERROR, "w.md": WARNING, "i.md": INFO}


@pytest.mark.parametrize(
    ("text", "fail_on", "code"),
    [
        (ERROR, "error", 1),
        (ERROR, "warning", 1),
        (ERROR, "never", 0),
        (WARNING, "error", 0),
        (WARNING, "warning", 1),
        (WARNING, "never", 0),
        (INFO, "error", 0),
        (INFO, "warning", 0),
        ("Fine.\n", "error", 0),
        ("Fine.\n", "warning", 0),
    ],
)
def test_the_exit_code_is_one_where_a_finding_is_severe_enough(
    run_check: Run, make_vault: MakeVault, text: str, fail_on: str, code: int
) -> None:
    assert run_check(make_vault({"a.md": text}), "--fail-on", fail_on)[0] == code


def test_without_a_threshold_errors_count(run_check: Run, make_vault: MakeVault) -> None:
    assert run_check(make_vault({"a.md": WARNING}))[0] == 0
    assert run_check(make_vault({"a.md": ERROR}))[0] == 1


def test_text_has_one_line_a_finding_and_the_summary_apart(run_check: Run, make_vault: MakeVault) -> None:
    _, out, err = run_check(make_vault(ALL))
    lines = out.splitlines()
    assert len(lines) == 3
    assert [
        line
        for line, place in zip(lines, ("e.md:2:8 KB101", "i.md:1:1 KB105", "w.md:1:5 KB201"), strict=True)
        if place not in line
    ] == []
    assert [line.split()[0] for line in lines] == ["error", "info", "warning"]
    assert err.splitlines() == ["3 findings: 1 error, 1 warning, 1 info"]


def test_json_has_the_shape_of_the_interface(run_check: Run, make_vault: MakeVault) -> None:
    code, out, err = run_check(make_vault({"sub dir/é.md": WARNING}), "--format", "json")
    document = json.loads(out)
    assert (code, err) == (0, "")
    assert document["summary"] == {"error": 0, "warning": 1, "info": 0}
    (finding,) = document["diagnostics"]
    assert {name: type(value) for name, value in finding.items()} == {
        "code": str,
        "severity": str,
        "message": str,
        "path": str,
        "line": int,
        "column": int,
        "hint": str,
    }
    assert (finding["code"], finding["severity"]) == ("KB201", "warning")
    assert (finding["path"], finding["line"], finding["column"]) == ("sub dir/é.md", 1, 5)
    assert "gone" in finding["message"]


def test_json_holds_every_finding_in_order(run_check: Run, make_vault: MakeVault) -> None:
    vault = make_vault(ALL)
    document: dict[str, Any] = json.loads(run_check(vault, "--format", "json")[1])
    found = [(d["code"], d["path"], d["line"], d["column"]) for d in document["diagnostics"]]
    expected = [
        (d.code, d.location.path, d.location.line, d.location.column) for d in Project(vault).diagnostics
    ]
    assert found == expected
    assert document["summary"] == {"error": 1, "warning": 1, "info": 1}


def test_a_clean_vault(run_check: Run, make_vault: MakeVault) -> None:
    vault = make_vault({"a.md": "Fine.\n"})
    assert run_check(vault)[:2] == (0, "")
    document = json.loads(run_check(vault, "--format", "json")[1])
    assert document == {"summary": {"error": 0, "warning": 0, "info": 0}, "diagnostics": []}


@pytest.mark.parametrize(
    ("arguments", "codes"),
    [
        (["--select", "KB101"], ["KB101"]),
        (["--select", "KB1"], ["KB101", "KB105"]),
        (["--select", "kb2, KB105"], ["KB105", "KB201"]),
        (["--ignore", "KB1"], ["KB201"]),
        (["--ignore", "KB101,KB201"], ["KB105"]),
        (["--select", "KB1", "--ignore", "KB105"], ["KB101"]),
        (["--select", "KB6"], []),
        (["--ignore", "KB"], []),
    ],
)
def test_codes_and_families_can_be_chosen_and_left_out(
    run_check: Run, make_vault: MakeVault, arguments: list[str], codes: list[str]
) -> None:
    _, out, _ = run_check(make_vault(ALL), "--format", "json", *arguments)
    document = json.loads(out)
    assert [d["code"] for d in document["diagnostics"]] == codes
    assert sum(document["summary"].values()) == len(codes)


def test_what_is_left_out_does_not_count_for_the_exit_code(run_check: Run, make_vault: MakeVault) -> None:
    vault = make_vault(ALL)
    assert run_check(vault, "--ignore", "KB101")[0] == 0
    assert run_check(vault, "--select", "KB2")[0] == 0
    assert run_check(vault, "--select", "KB2", "--fail-on", "warning")[0] == 1


@pytest.mark.parametrize("option", ["--select", "--ignore"])
def test_an_unknown_code_is_misuse(run_check: Run, make_vault: MakeVault, option: str) -> None:
    code, out, err = run_check(make_vault(ALL), option, "KB999")
    assert (code, out) == (2, "")
    assert len(err.splitlines()) == 1
    assert "KB999" in err


@pytest.mark.parametrize("arguments", [["--fail-on", "info"], ["--format", "xml"], ["--nothing"]])
def test_a_wrong_option_is_misuse(run_check: Run, make_vault: MakeVault, arguments: list[str]) -> None:
    code, out, err = run_check(make_vault(ALL), *arguments)
    assert (code, out) == (2, "")
    assert "Traceback" not in err


@pytest.mark.parametrize("form", ["text", "json"])
def test_the_output_goes_to_a_file(run_check: Run, make_vault: MakeVault, tmp_path: Path, form: str) -> None:
    vault, file = make_vault(ALL), tmp_path / "out.txt"
    _, expected, _ = run_check(vault, "--format", form)
    code, out, _ = run_check(vault, "--format", form, "-o", file)
    assert (code, out) == (1, "")
    assert file.read_text(encoding="utf-8") == expected


def test_a_hyphen_is_standard_output(run_check: Run, make_vault: MakeVault) -> None:
    vault = make_vault(ALL)
    assert run_check(vault, "-o", "-")[1] == run_check(vault)[1]


def test_a_file_that_cannot_be_written_is_misuse(
    run_check: Run, make_vault: MakeVault, tmp_path: Path
) -> None:
    code, out, err = run_check(make_vault(ALL), "-o", tmp_path / "no folder" / "out.txt")
    assert (code, out) == (2, "")
    assert len(err.splitlines()) == 1
    assert "out.txt" in err


def test_checking_writes_nothing_into_the_vault(run_check: Run, make_vault: MakeVault) -> None:
    vault = make_vault(ALL)
    before = sorted((path, path.stat().st_mtime_ns) for path in vault.rglob("*"))
    run_check(vault)
    assert sorted((path, path.stat().st_mtime_ns) for path in vault.rglob("*")) == before


FORMATS = ("text", "json", "sarif", "junit", "github", "gitlab", "markdown")


@pytest.mark.parametrize("form", FORMATS)
def test_each_format_writes_the_same_bytes_each_time_and_to_a_file(
    run_check: Run, make_vault: MakeVault, tmp_path: Path, form: str
) -> None:
    vault, file = make_vault({**ALL, "ü 🚀.md": WARNING}), tmp_path / "out"
    code, out, err = run_check(vault, "--format", form)
    assert code == 1
    assert out
    assert bool(err) is (form == "text")
    assert run_check(vault, "--format", form)[1] == out
    assert run_check(vault, "--format", form, "-o", file)[:2] == (1, "")
    assert file.read_bytes() == out.encode()


@pytest.mark.parametrize("form", FORMATS)
def test_each_format_writes_a_clean_vault(run_check: Run, make_vault: MakeVault, form: str) -> None:
    assert run_check(make_vault({"a.md": "Fine.\n"}), "--format", form)[0] == 0


def test_the_formats_for_integration_have_paths_from_the_root_of_the_repository(
    run_check: Run, make_vault: MakeVault, tmp_path: Path
) -> None:
    vault = make_vault({"sub dir/w.md": WARNING})
    assert "file=sub dir/w.md," in run_check(vault, "--format", "github")[1]
    (tmp_path / ".git").mkdir()
    assert "file=vault/sub dir/w.md," in run_check(vault, "--format", "github")[1]
    assert '"uri": "vault/sub%20dir/w.md"' in run_check(vault, "--format", "sarif")[1]
    assert (
        json.loads(run_check(vault, "--format", "gitlab")[1])[0]["location"]["path"] == "vault/sub dir/w.md"
    )
    assert json.loads(run_check(vault, "--format", "json")[1])["diagnostics"][0]["path"] == "sub dir/w.md"


def test_only_the_checks_that_were_asked_for_are_told(run_check: Run, make_vault: MakeVault) -> None:
    vault = make_vault(ALL)
    document = json.loads(run_check(vault, "--format", "sarif", "--select", "KB2", "--ignore", "KB207")[1])
    codes = [rule["id"] for rule in document["runs"][0]["tool"]["driver"]["rules"]]
    assert {"KB201", "KB208"} <= set(codes)
    assert "KB207" not in codes
    assert all(code.startswith("KB2") for code in codes)
    assert [result["ruleId"] for result in document["runs"][0]["results"]] == ["KB201"]


def test_the_source_is_shown_where_it_is_asked_for(run_check: Run, make_vault: MakeVault) -> None:
    vault = make_vault(ALL)
    plain = run_check(vault)[1].splitlines()
    shown = run_check(vault, "--show-source")[1].splitlines()
    assert [line for line in shown if "|" not in line] == plain
    assert shown[-2:] == ["    1 | See [[gone]].", "      |     ^^^^^^^^"]


def test_the_source_of_a_mounted_file_is_shown(run_check: Run, make_vault: MakeVault, tmp_path: Path) -> None:
    make_vault({"a.md": "Fine.\n"})
    (tmp_path / "rules").mkdir()
    (tmp_path / "rules" / "x.yml").write_text("title: Odd rule\nlogsource: {}\n")
    (tmp_path / "mkdocs.yml").write_text(
        "site_name: X\ndocs_dir: vault\nplugins: [{kbgen: {sources: [{sigma: rules}]}}]\n"
    )
    found = run_check(tmp_path, "--show-source", "--select", "KB51")[1]
    assert "rules/x.yml:2:" in found
    assert "    2 | logsource: {}" in found


@pytest.mark.parametrize(
    ("terminal", "no_color", "coloured"),
    [(True, None, True), (True, "", True), (True, "1", False), (False, None, False)],
)
def test_colours_are_for_terminals_and_no_color_is_honoured(
    run_check: Run,
    make_vault: MakeVault,
    monkeypatch: pytest.MonkeyPatch,
    terminal: bool,
    no_color: str | None,
    coloured: bool,
) -> None:
    vault = make_vault(ALL)
    plain = run_check(vault, "--show-source")[1]
    monkeypatch.setattr(sys.stdout, "isatty", lambda: terminal)
    if no_color is None:
        monkeypatch.delenv("NO_COLOR", raising=False)
    else:
        monkeypatch.setenv("NO_COLOR", no_color)
    out = run_check(vault, "--show-source")[1]
    assert ("\x1b[" in out) is coloured
    assert re.sub(r"\x1b\[[\d;]*m", "", out) == plain


def test_a_file_is_never_coloured(
    run_check: Run, make_vault: MakeVault, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
    run_check(make_vault(ALL), "-o", tmp_path / "out")
    assert b"\x1b" not in (tmp_path / "out").read_bytes()


@pytest.mark.skipif(sys.platform == "win32", reason="Windows allows no such names")
def test_the_name_of_a_file_cannot_give_commands(run_check: Run, make_vault: MakeVault) -> None:
    vault = make_vault({"x\n::error::y.md": WARNING, "\x1b[31m.md": WARNING})
    for form in ("text", "github", "markdown"):
        out = run_check(vault, "--format", form)[1]
        assert "\x1b" not in out
        assert not any(line.startswith("::error::") for line in out.splitlines())
