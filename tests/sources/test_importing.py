"""Importing writes notes that can be edited, and importing again keeps the edits."""

from collections.abc import Mapping
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from kbgen.cli.main import cli
from kbgen.errors import VaultError
from kbgen.project import Project
from kbgen.sources.importing import Outcome, Step, carry_out, plan_import, plan_marks
from kbgen.sources.source_note import SourceNote

NOTE = SourceNote("Rules/a.md", "---\ntags: [x]\n---\n## A\n\n### One\n\n1\n", "here")


def files(folder: Path) -> Mapping[str, bytes]:
    return {
        file.relative_to(folder).as_posix(): file.read_bytes() for file in folder.rglob("*") if file.is_file()
    }


def outcomes(steps: tuple[Step, ...]) -> list[Outcome]:
    return [step.outcome for step in steps]


def test_a_second_import_changes_nothing(tmp_path: Path) -> None:
    steps = plan_import([NOTE], tmp_path)
    assert outcomes(steps) == [Outcome.CREATED]
    assert files(tmp_path) == {}
    carry_out(steps, tmp_path)
    assert files(tmp_path) == {"Rules/a.md": NOTE.text.encode()}
    again = plan_import([NOTE], tmp_path)
    assert outcomes(again) == [Outcome.KEPT]
    carry_out(again, tmp_path)
    assert files(tmp_path) == {"Rules/a.md": NOTE.text.encode()}


def test_an_edited_note_is_brought_up_to_date(tmp_path: Path) -> None:
    carry_out(plan_import([NOTE], tmp_path), tmp_path)
    target = tmp_path / NOTE.path
    target.write_text(f"{NOTE.text}\n### Ours\n\nmine\n", encoding="utf-8")
    assert outcomes(plan_import([NOTE], tmp_path)) == [Outcome.KEPT]
    newer = SourceNote(NOTE.path, NOTE.text.replace("\n1\n", "\n2\n"), "here")
    steps = plan_import([newer], tmp_path)
    assert outcomes(steps) == [Outcome.UPDATED]
    carry_out(steps, tmp_path)
    text = target.read_text(encoding="utf-8")
    assert "\n2\n" in text
    assert text.endswith("### Ours\n\nmine\n")


@pytest.mark.parametrize(
    ("data", "reason"),
    [(b"\xff\xfeA\x00", "not UTF-8"), (b"---\ntags: [, x]\n---\n", "not valid YAML")],
)
def test_a_file_that_would_lose_something_is_left_alone(tmp_path: Path, data: bytes, reason: str) -> None:
    (tmp_path / "Rules").mkdir()
    (tmp_path / NOTE.path).write_bytes(data)
    (step,) = plan_import([NOTE], tmp_path)
    assert step.outcome is Outcome.CONFLICTING
    assert reason in step.reason
    carry_out([step], tmp_path)
    assert (tmp_path / NOTE.path).read_bytes() == data


def test_a_revoked_technique_is_marked_and_stays(tmp_path: Path) -> None:
    (tmp_path / "T1086.md").write_text("---\ntags: [T1086, techniques]\n---\nText.\n", encoding="utf-8")
    techniques = {"T1086": "T1086.md"}
    (step,) = plan_marks(techniques, {"techniques/T1086/": "T1059.001"}, tmp_path)
    assert step.outcome is Outcome.MARKED
    assert step.text == "---\ntags: [T1086, techniques]\nrevoked_by: T1059.001\n---\nText.\n"
    carry_out([step], tmp_path)
    (again,) = plan_marks(techniques, {"techniques/T1086/": "T1059.001"}, tmp_path)
    assert again.outcome is Outcome.KEPT


@pytest.mark.parametrize("path", ["../out.md", "link/out.md"])
def test_nothing_is_written_outside_of_the_vault(tmp_path: Path, path: str) -> None:
    vault, elsewhere = tmp_path / "vault", tmp_path / "elsewhere"
    vault.mkdir()
    elsewhere.mkdir()
    (vault / "link").symlink_to(elsewhere)
    with pytest.raises(VaultError, match="leads out of the vault"):
        carry_out([Step(path, Outcome.CREATED, "x")], vault)
    assert list(files(elsewhere)) == []
    assert not (tmp_path / "out.md").exists()


def run(*words: str) -> Result:
    return CliRunner().invoke(cli, ["import", *words])


def test_the_command_says_what_it_does(tmp_path: Path) -> None:
    rules, vault = tmp_path / "rules", tmp_path / "vault"
    rules.mkdir()
    (rules / "scan.yml").write_text(
        "title: Scan\nid: 6a1c1a52-0d4e-4f0e-9b1e-0f9c2b7a4d11\nstatus: test\nlevel: low\n"
        "tags: [attack.t1046]\nlogsource: {product: linux}\ndetection: {a: {b: c}, condition: a}\n",
        encoding="utf-8",
    )
    planned = run("sigma", str(rules), "--into", str(vault), "--dry-run")
    assert planned.exit_code == 0
    assert planned.stdout == "created     Detection Rules/scan.md\n"
    assert planned.stderr.endswith("nothing was written\n")
    assert not vault.exists()
    assert run("sigma", str(rules), "--into", str(vault)).stdout == planned.stdout
    assert run("sigma", str(rules), "--into", str(vault)).stdout == ""
    (note,) = Project(vault).notes
    assert (note.kind.value, note.title) == ("detection_rule", "Scan")


def test_imported_notes_list_their_relations_and_stay_as_they_are(tmp_path: Path) -> None:
    source = Path(__file__).resolve().parents[1] / "fixtures" / "sources" / "stix" / "release-2.1.json"
    assert run("attack", str(source), "--into", str(tmp_path)).exit_code == 0
    first = files(tmp_path)
    group = first["Groups/G9001 - Apple Thieves.md"].decode()
    assert "### Techniques used\n\n- [[T9001 - Ladder_Basket Abuse]]: " in group
    assert "### References" in group
    assert run("attack", str(source), "--into", str(tmp_path)).stdout == ""
    assert files(tmp_path) == first


def test_a_missing_source_is_misuse(tmp_path: Path) -> None:
    result = run("atomics", str(tmp_path / "nowhere"), "--into", str(tmp_path))
    assert result.exit_code != 0
    assert "no such file or folder" in str(result.exception)
