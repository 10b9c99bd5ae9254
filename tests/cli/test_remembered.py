"""Commands answer from the cache as long as nothing changed on which the answer depends, and no longer."""

import shutil
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from click.testing import CliRunner

from kbgen.cli.main import cli
from kbgen.project import Project

SIGMA = """title: A rule
id: 6a0f1f6e-7f3d-4c49-9f3a-6f2f0a4c9a11
status: test
level: high
logsource: {product: windows, category: process_creation}
detection: {a: {Image: x}, condition: a}
tags: [attack.t1046]
"""
FILES = {
    "vault/T1046.md": "---\ntags: [techniques, T1046]\nplatforms: [Windows]\n---\n# Scan\n[[nowhere]]\n",
    "vault/picture.png": "x",
    "rules/a.yml": SIGMA,
    "sources.yaml": "",
    "mkdocs.yml": "site_name: S\ndocs_dir: vault\nplugins:\n  - kbgen:\n      sources: [{sigma: rules}]\n",
}
CHANGES: dict[str, Callable[[Path], object]] = {
    "a note's text": lambda root: (root / "vault/T1046.md").write_text(FILES["vault/T1046.md"] + "[[no]]\n"),
    "a new note": lambda root: (root / "vault/nowhere.md").write_text("# It is there\n"),
    "a note that is gone": lambda root: (root / "vault/T1046.md").unlink(),
    "a new attachment": lambda root: (root / "vault/nowhere").write_text("It is there"),
    "a rule of a source": lambda root: (root / "rules/a.yml").write_text(SIGMA.replace("t1046", "t1047")),
    "a rule that is gone": lambda root: (root / "rules/a.yml").unlink(),
    "a setting": lambda root: (root / "mkdocs.yml").write_text(
        FILES["mkdocs.yml"] + "      coverage: {minimum_level: critical}\n"
    ),
}


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("KBGEN_CACHE", str(tmp_path / "cache"))
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1767225600")
    root = tmp_path / "project"
    for name, text in FILES.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text)
    return root


def run(command: str, root: Path, *options: str) -> tuple[int, str, str]:
    done = CliRunner().invoke(cli, [command, str(root), "--format", "json", *options])
    return done.exit_code, done.stdout, done.stderr


def forget(patch: pytest.MonkeyPatch, root: Path) -> None:
    patch.setenv("KBGEN_CACHE", str(root.parent / "other-cache"))
    shutil.rmtree(root.parent / "other-cache", ignore_errors=True)


@pytest.mark.parametrize("command", ["check", "coverage"])
def test_the_same_question_is_answered_without_reading_a_note(
    command: str, project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = run(command, project)

    def never(_: Project) -> Mapping[str, object]:
        pytest.fail("notes are read again")

    monkeypatch.setattr(Project, "all_notes", property(never))
    assert run(command, project) == first
    assert "T1046" in first[1]


@pytest.mark.parametrize("command", ["check", "coverage"])
@pytest.mark.parametrize("change", CHANGES)
def test_a_change_gets_the_answer_that_it_would_get_without_a_cache(
    command: str, change: str, project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run(command, project)
    CHANGES[change](project)
    found = run(command, project)
    forget(monkeypatch, project)
    assert found == run(command, project)


def test_changes_of_this_test_do_change_the_answers(project: Path) -> None:
    before = {command: run(command, project) for command in ("check", "coverage")}
    for name, change in CHANGES.items():
        for path, text in FILES.items():
            (project / path).write_text(text)
        for path in ("vault/nowhere.md", "vault/nowhere"):
            (project / path).unlink(missing_ok=True)
        change(project)
        assert any(run(command, project) != before[command] for command in before), name


@pytest.mark.parametrize(
    ("command", "options"),
    [
        ("check", ["--select", "KB1"]),
        ("check", ["--fail-on", "warning"]),
        ("coverage", ["--min", "claimed=99"]),
        ("coverage", ["--by", "platform"]),
    ],
)
def test_another_question_has_an_answer_of_its_own(
    command: str, options: list[str], project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    plain = run(command, project)
    asked = run(command, project, *options)
    forget(monkeypatch, project)
    assert asked == run(command, project, *options) != plain


def test_the_day_is_part_of_the_question(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (project / "mkdocs.yml").write_text(
        FILES["mkdocs.yml"]
        + "      coverage: {accepted: [{technique: T1046, reason: r, owner: o, until: 2026-02-01}]}\n"
    )
    before = run("check", project)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1790000000")
    assert "KB7" in run("check", project)[1] != before[1]


def test_a_query_is_answered_again_without_reading_a_note(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def ask(text: str) -> tuple[int, str, str]:
        done = CliRunner().invoke(cli, ["query", text, str(project)])
        return done.exit_code, done.stdout, done.stderr

    first = ask("tag: techniques")
    assert first[1].startswith("T1046.md")
    assert first[2] == "1 result\n"
    assert ask("tag: nowhere")[2] == "0 results\n"
    (project / "vault/T1046.md").write_text("# Not any more\n")
    assert ask("tag: techniques")[2] == "0 results\n"
    (project / "vault/T1046.md").write_text(FILES["vault/T1046.md"])
    monkeypatch.setattr(Project, "all_notes", property(lambda _: pytest.fail("notes are read again")))
    assert ask("tag: techniques") == first
