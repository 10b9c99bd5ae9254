"""``kbgen coverage``: formats, gates, baselines, exit codes."""

import json
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from coverage_worlds import atomic, rule, technique, threat

from kbgen.cli.main import main
from kbgen.exporters.coverage_formats import COVERAGE_FORMATS

MakeVault = Callable[[Mapping[str, str | bytes]], Path]
Run = Callable[..., tuple[int, str, str]]
NOTES = {
    "T1046.md": technique("T1046", "Windows", tactics=["Discovery"]),
    "T1018.md": technique("T1018", "Windows", tactics=["Discovery"]),
    "r.md": rule("T1046", title="Port scan"),
    "t.md": atomic("T1046", one="windows"),
    "G0016.md": threat("G0016", "T1018", names=["Cold Bear"]),
}


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Return a function from arguments to exit code, standard output and standard error."""

    def call(*arguments: object) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["kbgen", "coverage", *map(str, arguments)])
        with pytest.raises(SystemExit) as ended:
            main()
        out, err = capsys.readouterr()
        return int(ended.value.code or 0), out, err

    return call


@pytest.mark.parametrize("form", [name for name, _ in COVERAGE_FORMATS])
def test_each_format_goes_to_standard_output_or_a_file(
    run: Run, make_vault: MakeVault, tmp_path: Path, form: str
) -> None:
    vault, file = make_vault(NOTES), tmp_path / "out"
    code, out, err = run(vault, "--format", form)
    assert (code, err) == (0, "")
    assert run(vault, "--format", form, "-o", file) == (0, "", "")
    assert file.read_text(encoding="utf-8") == out != ""


@pytest.mark.parametrize(
    ("minimum", "code", "told"),
    [
        ("claimed=50", 0, ""),
        ("claimed=51", 1, "NOT MET: claimed=51: 1 of 2 techniques (50.0 %)"),
        ("testable.tactic.discovery=50", 0, ""),
        ("claimed.group.cold bear=1", 1, "0 of 1 technique of G0016"),
        ("feasible=0", 2, "feasibility was not assessed"),
        ("claimed.tactic.impact=1", 2, "no tactic in scope is called so"),
        ("claimed", 2, "expected FACT=PERCENT"),
        ("covered=1", 2, "unknown fact"),
        ("", 2, "expected FACT=PERCENT"),
    ],
)
def test_a_gate_decides_the_exit_code(
    run: Run, make_vault: MakeVault, minimum: str, code: int, told: str
) -> None:
    for form in ("text", "json"):
        ended, out, err = run(make_vault(NOTES), "--format", form, "--min", minimum)
        assert ended == code
        assert told in out + err
        assert "Traceback" not in err


def test_a_gate_that_is_not_met_is_told_on_standard_error_beside_the_data(
    run: Run, make_vault: MakeVault
) -> None:
    code, out, err = run(
        make_vault(NOTES), "--format", "json", "--min", "claimed=100", "--min", "claimed=100"
    )
    assert code == 1
    assert len(json.loads(out)["gates"]) == 1
    assert err == "NOT MET: claimed=100: 1 of 2 techniques (50.0 %)\n"


@pytest.fixture
def baseline(run: Run, make_vault: MakeVault, tmp_path: Path) -> Path:
    """Return the report of the vault as it is."""
    file = tmp_path / "base.json"
    assert run(make_vault(NOTES), "--format", "json", "-o", file)[0] == 0
    return file


def test_an_unchanged_vault_passes_its_baseline(run: Run, make_vault: MakeVault, baseline: Path) -> None:
    code, out, err = run(make_vault(NOTES), "--baseline", baseline)
    assert (code, err) == (0, "")
    assert "0 techniques lost" in out


def test_a_lost_verdict_ends_with_one_and_names_the_rule(
    run: Run, make_vault: MakeVault, baseline: Path
) -> None:
    vault = make_vault({"r.md": rule("T1046", title="Port scan", status="deprecated")})
    code, out, err = run(vault, "--baseline", baseline, "--format", "json")
    assert code == 1
    assert err.startswith("lost: T1046 T1046: testable → gap; ")
    (lost,) = json.loads(out)["comparison"]["regressions"]
    assert [cause["title"] for cause in lost["causes"]] == ["Port scan"]


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "no whole JSON file"),
        (b'{"kbgen": "0.1.0", "techn', "no whole JSON file"),
        (b"[]", "is no report of kbgen coverage --format json"),
        (b'{"summary": {}, "diagnostics": []}', "is no report of kbgen coverage --format json"),
        (b"\xff\xfe{\x00}\x00", "is not UTF-8"),
        (b"[" * 200_000, "is no report of kbgen coverage --format json"),
    ],
)
def test_what_is_no_baseline_ends_with_two_and_a_sentence(
    run: Run, make_vault: MakeVault, tmp_path: Path, content: bytes, told: str
) -> None:
    file = tmp_path / "bad.json"
    file.write_bytes(content)
    code, out, err = run(make_vault(NOTES), "--baseline", file)
    assert (code, out) == (2, "")
    assert err.startswith(f"kbgen: {file}: ")
    assert told in err
    assert err.count("\n") == 1


@pytest.mark.parametrize(
    ("key", "value", "told"),
    [
        ("schema", 2, "which is newer than this one"),
        ("schema", "one", "the baseline is damaged"),
        ("techniques", 10**400, "the baseline is damaged"),
        ("date", "soon", "the baseline is damaged"),
    ],
)
def test_a_changed_baseline_ends_with_two_and_a_sentence(
    run: Run, make_vault: MakeVault, baseline: Path, key: str, value: object, told: str
) -> None:
    document = json.loads(baseline.read_text(encoding="utf-8"))
    baseline.write_text(json.dumps({**document, key: value}), encoding="utf-8")
    code, _, err = run(make_vault(NOTES), "--baseline", baseline)
    assert code == 2
    assert told in err
    assert err.count("\n") == 1


def test_the_baseline_of_another_vault_ends_with_two(run: Run, tmp_path: Path, baseline: Path) -> None:
    other = tmp_path / "other"
    other.mkdir()
    (other / "T1001.md").write_text(technique("T1001", "Windows"), encoding="utf-8")
    (other / "x.md").write_text(rule("T1001", title="Other"), encoding="utf-8")
    code, _, err = run(other, "--baseline", baseline)
    assert code == 2
    assert "it is that of another vault" in err


def test_a_baseline_that_is_not_there_or_a_folder_ends_with_two(
    run: Run, make_vault: MakeVault, tmp_path: Path
) -> None:
    for file in (tmp_path / "none.json", tmp_path):
        code, out, err = run(make_vault(NOTES), "--baseline", file)
        assert (code, out) == (2, "")
        assert str(file) in err


def test_a_plan_is_made_for_a_threat_by_any_name(run: Run, make_vault: MakeVault) -> None:
    code, out, _ = run(make_vault(NOTES), "--plan", "cold bear")
    assert code == 0
    assert "G0016 G0016 uses 1 technique, 0 of them covered." in out
    code, _, err = run(make_vault(NOTES), "--plan", "Warm Bear")
    assert (code, err) == (2, "kbgen: Warm Bear: no threat group or software has this identifier or name\n")


def test_numbers_are_split_by_each_dimension_once(run: Run, make_vault: MakeVault) -> None:
    arguments = ("--by", "group", "--by", "tactic", "--by", "group")
    document = json.loads(run(make_vault(NOTES), "--format", "json", *arguments)[1])
    assert list(document["by"]) == ["group", "tactic"]


def test_a_file_that_cannot_be_written_ends_with_two(run: Run, make_vault: MakeVault, tmp_path: Path) -> None:
    code, _, err = run(make_vault(NOTES), "-o", tmp_path / "no" / "such" / "file")
    assert code == 2
    assert "cannot be written" in err
