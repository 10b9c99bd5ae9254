"""``kbgen check``: formats, selection, exit codes."""

import json
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from kbgen.cli.main import main
from kbgen.project import Project

MakeVault = Callable[[Mapping[str, str | bytes]], Path]
Run = Callable[..., tuple[int, str, str]]

ERROR = "---\ntags: [, x]\n---\n"
WARNING = "See [[gone]].\n"
INFO = ""
ALL: Mapping[str, str | bytes] = {"e.md": ERROR, "w.md": WARNING, "i.md": INFO}


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Return a function from arguments to exit code, standard output and standard error."""

    def call(*arguments: object) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["kbgen", "check", *map(str, arguments)])
        with pytest.raises(SystemExit) as ended:
            main()
        out, err = capsys.readouterr()
        return int(ended.value.code or 0), out, err

    return call


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
    run: Run, make_vault: MakeVault, text: str, fail_on: str, code: int
) -> None:
    assert run(make_vault({"a.md": text}), "--fail-on", fail_on)[0] == code


def test_without_a_threshold_errors_count(run: Run, make_vault: MakeVault) -> None:
    assert run(make_vault({"a.md": WARNING}))[0] == 0
    assert run(make_vault({"a.md": ERROR}))[0] == 1


def test_text_has_one_line_a_finding_and_the_summary_apart(run: Run, make_vault: MakeVault) -> None:
    _, out, err = run(make_vault(ALL))
    lines = out.splitlines()
    assert len(lines) == 3
    assert [
        line
        for line, place in zip(lines, ("e.md:2:8 KB101", "i.md:1:1 KB105", "w.md:1:5 KB201"), strict=True)
        if place not in line
    ] == []
    assert [line.split()[0] for line in lines] == ["error", "info", "warning"]
    assert err.splitlines() == ["3 findings: 1 error, 1 warning, 1 info"]


def test_json_has_the_shape_of_the_interface(run: Run, make_vault: MakeVault) -> None:
    code, out, err = run(make_vault({"sub dir/é.md": WARNING}), "--format", "json")
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


def test_json_holds_every_finding_in_order(run: Run, make_vault: MakeVault) -> None:
    vault = make_vault(ALL)
    document: dict[str, Any] = json.loads(run(vault, "--format", "json")[1])
    found = [(d["code"], d["path"], d["line"], d["column"]) for d in document["diagnostics"]]
    expected = [
        (d.code, d.location.path, d.location.line, d.location.column) for d in Project(vault).diagnostics
    ]
    assert found == expected
    assert document["summary"] == {"error": 1, "warning": 1, "info": 1}


def test_a_clean_vault(run: Run, make_vault: MakeVault) -> None:
    vault = make_vault({"a.md": "Fine.\n"})
    assert run(vault)[:2] == (0, "")
    document = json.loads(run(vault, "--format", "json")[1])
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
    run: Run, make_vault: MakeVault, arguments: list[str], codes: list[str]
) -> None:
    _, out, _ = run(make_vault(ALL), "--format", "json", *arguments)
    document = json.loads(out)
    assert [d["code"] for d in document["diagnostics"]] == codes
    assert sum(document["summary"].values()) == len(codes)


def test_what_is_left_out_does_not_count_for_the_exit_code(run: Run, make_vault: MakeVault) -> None:
    vault = make_vault(ALL)
    assert run(vault, "--ignore", "KB101")[0] == 0
    assert run(vault, "--select", "KB2")[0] == 0
    assert run(vault, "--select", "KB2", "--fail-on", "warning")[0] == 1


@pytest.mark.parametrize("option", ["--select", "--ignore"])
def test_an_unknown_code_is_misuse(run: Run, make_vault: MakeVault, option: str) -> None:
    code, out, err = run(make_vault(ALL), option, "KB999")
    assert (code, out) == (2, "")
    assert len(err.splitlines()) == 1
    assert "KB999" in err


@pytest.mark.parametrize("arguments", [["--fail-on", "info"], ["--format", "xml"], ["--nothing"]])
def test_a_wrong_option_is_misuse(run: Run, make_vault: MakeVault, arguments: list[str]) -> None:
    code, out, err = run(make_vault(ALL), *arguments)
    assert (code, out) == (2, "")
    assert "Traceback" not in err


@pytest.mark.parametrize("form", ["text", "json"])
def test_the_output_goes_to_a_file(run: Run, make_vault: MakeVault, tmp_path: Path, form: str) -> None:
    vault, file = make_vault(ALL), tmp_path / "out.txt"
    _, expected, _ = run(vault, "--format", form)
    code, out, _ = run(vault, "--format", form, "-o", file)
    assert (code, out) == (1, "")
    assert file.read_text(encoding="utf-8") == expected


def test_a_hyphen_is_standard_output(run: Run, make_vault: MakeVault) -> None:
    vault = make_vault(ALL)
    assert run(vault, "-o", "-")[1] == run(vault)[1]


def test_a_file_that_cannot_be_written_is_misuse(run: Run, make_vault: MakeVault, tmp_path: Path) -> None:
    code, out, err = run(make_vault(ALL), "-o", tmp_path / "no folder" / "out.txt")
    assert (code, out) == (2, "")
    assert len(err.splitlines()) == 1
    assert "out.txt" in err


def test_checking_writes_nothing_into_the_vault(run: Run, make_vault: MakeVault) -> None:
    vault = make_vault(ALL)
    before = sorted((path, path.stat().st_mtime_ns) for path in vault.rglob("*"))
    run(vault)
    assert sorted((path, path.stat().st_mtime_ns) for path in vault.rglob("*")) == before
