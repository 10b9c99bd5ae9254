"""``kbgen import results``: what is written, what is said, exit codes."""

import json
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from coverage_worlds import atomic, files, guid, rule, technique

from kbgen.cli.main import main
from kbgen.project import Project

MakeVault = Callable[[Mapping[str, str | bytes]], Path]
Run = Callable[..., tuple[int, str, str]]
HEAD = "Test Case,MITRE ID,Outcome,Detection Date,Detecting Tool\n"
ID = "99999999-2222-4333-8444-555555555555"
NOTES = files(
    T1046=technique("T1046", "Windows"),
    r=rule("T1046", title="Port Scan", id=ID),
    t=atomic("T1046", one="windows"),
)


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Return a function from arguments to exit code, standard output and standard error."""

    def call(*arguments: object) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["kbgen", "import", "results", *map(str, arguments)])
        with pytest.raises(SystemExit) as ended:
            main()
        out, err = capsys.readouterr()
        return int(ended.value.code or 0), out, err

    return call


@pytest.fixture
def vault(make_vault: MakeVault) -> Path:
    return make_vault(NOTES)


@pytest.fixture
def source(tmp_path: Path) -> Callable[[str], Path]:
    """Return a function that writes a table of outcomes."""

    def write(text: str) -> Path:
        path = tmp_path / "purple.csv"
        path.write_text(text, encoding="utf-8")
        return path

    return write


Write = Callable[[str], Path]


def test_results_become_lines_of_the_file_of_evidence(run: Run, vault: Path, source: Write) -> None:
    code, out, err = run(source(HEAD + "one,T1046,Alerted,2026-05-01,Port Scan\n"), "--into", vault)
    assert (code, out) == (0, "")
    assert (vault / "evidence.json").read_text(encoding="utf-8") == (
        '[\n{"date": "2026-05-01", "outcome": "detected", "rule": "Port Scan", '
        f'"test": "{guid("one")}", "technique": "T1046", "note": "outcome Alerted", "source": "purple.csv"}}\n]\n'
    )
    assert err.splitlines() == ["table of outcomes: 1 detected", "evidence.json: 1 added, 0 known before"]


def test_a_second_import_changes_no_byte_and_other_records_stay(run: Run, vault: Path, source: Write) -> None:
    path = source(HEAD + "one,T1046,Alerted,2026-05-01,Port Scan\n")
    run(path, "--into", vault)
    run(source(HEAD + "one,T1046,None,2026-06-01,\n"), "--into", vault)
    both = (vault / "evidence.json").read_bytes()
    assert both.count(b"\n") == 4
    code, _, err = run(source(HEAD + "one,T1046,Alerted,2026-05-01,Port Scan\n"), "--into", vault)
    assert (vault / "evidence.json").read_bytes() == both
    assert (code, err.splitlines()[-1]) == (0, "evidence.json: 0 added, 1 known before")


def test_a_dry_run_prints_what_would_be_added_and_writes_nothing(
    run: Run, vault: Path, source: Write
) -> None:
    path = source(HEAD + "one,T1046,Alerted,2026-05-01,Port Scan\n")
    code, out, err = run(path, "--into", vault, "--dry-run")
    assert (code, json.loads(out)["outcome"]) == (0, "detected")
    assert err.splitlines()[-1] == "evidence.json: 1 added, 0 known before; nothing was written"
    assert not (vault / "evidence.json").exists()


def test_what_is_left_out_is_said_and_the_rest_is_written(run: Run, vault: Path, source: Write) -> None:
    rows = "one,T1046,Stopped,2026-05-01,\none,T1046,TBD,,\none,T1046,Alerted,2026-05-01,\n"
    code, _, err = run(source(HEAD + rows), "--into", vault)
    said = err.splitlines()
    assert code == 0
    assert said[0].startswith("purple.csv:2: the outcome 'Stopped' (1 row) is not understood; understood are")
    assert said[1:] == [
        "table of outcomes: 1 detected",
        "1 detected without the name of a rule, which proves nothing of a rule",
        "1 not run, and left out",
        "evidence.json: 1 added, 0 known before",
    ]


def test_the_exit_code_is_one_where_nothing_could_be_used(run: Run, vault: Path, source: Write) -> None:
    code, _, err = run(source(HEAD + "one,T1046,Alerted,2126-05-01,\n"), "--into", vault)
    assert code == 1
    assert err.splitlines()[0] == "purple.csv:2: 2126-05-01 is still to come"
    assert not (vault / "evidence.json").exists()


def test_columns_words_and_the_order_of_days_can_be_told(run: Run, vault: Path, source: Write) -> None:
    path = source("What,When,Rule=Alert\nStopped,1/5/2026,Port Scan\n")
    told = ("--map", "What=outcome", "--map", "When=date", "--map", "Rule=Alert=rule")
    code, _, _ = run(path, "--into", vault, *told, "--outcome", "Stopped=Detected", "--day-first")
    (record,) = json.loads((vault / "evidence.json").read_text(encoding="utf-8"))
    assert (code, record["date"], record["outcome"], record["rule"]) == (
        0,
        "2026-05-01",
        "detected",
        "Port Scan",
    )


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--map", "What"], "--map 'What': expected NAME=VALUE"),
        (["--map", "What=verdict"], "there is no column 'What'"),
        (["--map", "Outcome=verdict"], "'verdict' is no field"),
        (["--outcome", "Stopped=yes"], "--outcome: 'yes' is none of detected, missed, executed, not-run"),
        (["--release", "18.1"], "import results: --release says nothing here"),
    ],
)
def test_wrong_options_are_refused(
    run: Run, vault: Path, source: Write, options: list[str], message: str
) -> None:
    code, _, err = run(source(HEAD), "--into", vault, *options)
    assert code == 2
    assert message in err


def test_options_of_results_are_refused_elsewhere(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    monkeypatch.setattr(sys, "argv", ["kbgen", "import", "sigma", str(tmp_path), "--map", "a=b"])
    with pytest.raises(SystemExit) as ended:
        main()
    assert ended.value.code == 2
    assert "import sigma: --map says nothing here" in capsys.readouterr().err


@pytest.mark.parametrize("damaged", ["[\n{]", "{}", '[{"date": "2026-05-01"}]', "<<<<<<<\n"])
def test_damaged_evidence_is_an_error_and_stays_as_it_is(
    run: Run, vault: Path, source: Write, damaged: str
) -> None:
    (vault / "evidence.json").write_text(damaged, encoding="utf-8")
    code, _, err = run(source(HEAD + "one,T1046,Alerted,2026-05-01,\n"), "--into", vault)
    assert code == 2
    assert err.startswith("kbgen: evidence.json:")
    assert (vault / "evidence.json").read_text(encoding="utf-8") == damaged


def test_the_settings_name_the_file_and_the_folder_of_notes(run: Run, tmp_path: Path, source: Write) -> None:
    (tmp_path / "site" / "notes").mkdir(parents=True)
    config = "docs_dir: notes\nplugins: [{kbgen: {coverage: {evidence: [runs/first.json, second.json]}}}]\n"
    (tmp_path / "site" / "mkdocs.yml").write_text(config, encoding="utf-8")
    code, _, _ = run(source(HEAD + "one,T1046,Alerted,2026-05-01,\n"), "--into", tmp_path / "site")
    assert code == 0
    assert (tmp_path / "site" / "notes" / "runs" / "first.json").is_file()


def test_a_file_outside_of_the_vault_is_not_written(run: Run, tmp_path: Path, source: Write) -> None:
    (tmp_path / "site" / "docs").mkdir(parents=True)
    config = "plugins: [{kbgen: {coverage: {evidence: ../../out.json}}}]\n"
    (tmp_path / "site" / "mkdocs.yml").write_text(config, encoding="utf-8")
    code, _, err = run(source(HEAD + "one,T1046,Alerted,2026-05-01,\n"), "--into", tmp_path / "site")
    assert code == 2
    assert "leads out of the vault" in err
    assert not (tmp_path / "out.json").exists()


def test_a_vault_that_there_is_not_is_an_error(run: Run, tmp_path: Path, source: Write) -> None:
    code, _, err = run(source(HEAD), "--into", tmp_path / "gone")
    assert (code, "no such folder" in err) == (2, True)


def test_evidence_is_no_part_of_the_site(run: Run, vault: Path, source: Write) -> None:
    run(source(HEAD + "one,T1046,Alerted,2026-05-01,\n"), "--into", vault)
    project = Project(vault)
    assert project.vault.attachments == ()
    assert not project.site.attachments


def test_a_long_list_of_what_is_left_out_is_cut(run: Run, vault: Path, source: Write) -> None:
    _, _, err = run(source(HEAD + "one,T1046,Alerted,,\n" * 25), "--into", vault)
    assert err.count("the row has no date") == 20
    assert "and 5 more" in err
