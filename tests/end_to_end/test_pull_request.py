"""A pull request played through with Git: a baseline of the base branch, the comment, the annotation, the exit codes."""

import json
from pathlib import Path

import pytest
from pull_request import DELETED, LOST, RETAGGED, Repository, kbgen

FEWER_THAN = 60


@pytest.fixture(scope="module")
def repository(tmp_path_factory: pytest.TempPathFactory) -> Repository:
    """Return a repository on the branch of the pull request."""
    made = Repository(tmp_path_factory.mktemp("pull") / "repository")
    made.propose()
    return made


@pytest.fixture(scope="module")
def baseline(repository: Repository) -> Path:
    """Return the report on the base branch, made in a worktree of it."""
    folder = repository.folder.parent / "base"
    repository.git("worktree", "add", "-q", str(folder), "main")
    file = repository.folder.parent / "base.json"
    done = kbgen("coverage", "--format", "json", "-o", file, cwd=folder)
    assert (done.returncode, done.stderr) == (0, "")
    repository.git("worktree", "remove", str(folder))
    return file


def test_the_comment_names_both_rules_and_the_techniques(repository: Repository, baseline: Path) -> None:
    done = kbgen("coverage", "--baseline", baseline, "--format", "markdown", cwd=repository.folder)
    assert done.returncode == 1
    assert done.stdout.count("\n") < FEWER_THAN
    lost = done.stdout[done.stdout.index("## Lost") : done.stdout.index("## Top gaps")]
    assert [line.split("`")[1] for line in lost.splitlines() if line.startswith("- ")] == list(LOST)
    assert lost.count("Task with an odd command") == 2
    assert lost.count("Tool fetched from afar") == 1
    assert "now with T1046" in lost
    assert "3 techniques lost a verdict" in done.stdout
    assert [line.split()[1] for line in done.stderr.splitlines()] == list(LOST)


def test_the_report_says_why_each_technique_lost_its_verdict(repository: Repository, baseline: Path) -> None:
    done = kbgen("coverage", "--baseline", baseline, "--format", "json", cwd=repository.folder)
    found = json.loads(done.stdout)["comparison"]
    assert [
        (
            item["id"],
            item["before"],
            item["after"],
            [(each["cause"], each["path"]) for each in item["causes"]],
        )
        for item in found["regressions"]
    ] == [
        ("T1053", "testable", "gap", [("rule no longer tagged with it", RETAGGED)]),
        ("T1053.005", "testable", "gap", [("rule no longer tagged with it", RETAGGED)]),
        ("T1105", "untested", "gap", [("rule removed", DELETED)]),
    ]
    assert found["attack"] is None


def test_the_alert_is_on_the_changed_line(repository: Repository, baseline: Path) -> None:
    done = kbgen("check", "--baseline", baseline, "--format", "sarif", cwd=repository.folder)
    assert done.returncode == 1
    (run,) = json.loads(done.stdout)["runs"]
    places = [
        (
            result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"],
            result["locations"][0]["physicalLocation"]["region"]["startLine"],
            result["message"]["text"].split()[0],
        )
        for result in run["results"]
        if result["ruleId"] == "KB706"
    ]
    (line,) = repository.changed_lines(f"content/{RETAGGED}")
    retagged = f"content/{RETAGGED}".replace(" ", "%20")
    assert sorted(places) == sorted(
        [
            (retagged, line, "T1053"),
            (retagged, line, "T1053.005"),
            ("content/Use%20Cases/T1105%20-%20Ingress%20Tool%20Transfer.md", 1, "T1105"),
        ]
    )


def test_the_annotation_of_github_is_on_the_changed_line(repository: Repository, baseline: Path) -> None:
    done = kbgen("check", "--baseline", baseline, "--format", "github", cwd=repository.folder)
    (line,) = repository.changed_lines(f"content/{RETAGGED}")
    assert f"::error file=content/{RETAGGED},line={line}," in done.stdout


def test_without_the_baseline_the_same_vault_is_clean(repository: Repository) -> None:
    for command in ("check", "coverage"):
        assert kbgen(command, cwd=repository.folder).returncode == 0


def test_an_unchanged_vault_passes(repository: Repository, baseline: Path, tmp_path: Path) -> None:
    folder = tmp_path / "again"
    repository.git("worktree", "add", "-q", "--detach", str(folder), "main")
    done = kbgen("coverage", "--baseline", baseline, "--format", "markdown", cwd=folder)
    assert (done.returncode, done.stderr) == (0, "")
    assert "## Lost" not in done.stdout
    checked = kbgen("check", "--baseline", baseline, cwd=folder)
    assert checked.returncode == 0
    assert "KB706" not in checked.stdout
    repository.git("worktree", "remove", str(folder))


def test_a_renamed_rule_passes(repository: Repository, baseline: Path, tmp_path: Path) -> None:
    folder = tmp_path / "renamed"
    repository.git("worktree", "add", "-q", "--detach", str(folder), "main")
    (folder / "content" / DELETED).rename(folder / "content" / "Detection Rules" / "fetched.md")
    done = kbgen("coverage", "--baseline", baseline, "--format", "json", cwd=folder)
    assert done.returncode == 0
    assert json.loads(done.stdout)["comparison"]["regressions"] == []
    repository.git("worktree", "remove", "--force", str(folder))


def test_the_baseline_is_the_same_wherever_the_checkout_lies(
    repository: Repository, baseline: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "elsewhere"
    repository.git("worktree", "add", "-q", "--detach", str(folder), "main")
    assert kbgen("coverage", "--format", "json", cwd=folder).stdout == baseline.read_text(encoding="utf-8")
    repository.git("worktree", "remove", str(folder))
