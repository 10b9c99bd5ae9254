"""What the guide's recipes for pipelines say works as it stands there."""

import json
import re
import shlex
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml
from pull_request import LOST, RETAGGED, Repository
from workflows import Ran, Runner, calls, evaluate, load, run_script, stand_in

from kbgen.cli.coverage import command as coverage
from kbgen.exporters.coverage_formats import COVERAGE_FORMATS

ROOT = Path(__file__).resolve().parents[2]
PAGES = [ROOT / "content" / "guide" / name for name in ("pipelines.md", "coverage.md")]
FENCE = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
ACTION = ROOT / ".github" / "actions" / "kbgen" / "action.yml"


def blocks(language: str, page: Path) -> Iterator[str]:
    return (found[2] for found in FENCE.finditer(page.read_text(encoding="utf-8")) if found[1] == language)


def document(key: str) -> dict[str, Any]:
    """Return the one YAML block of the page that has a key."""
    (found,) = (read for text in blocks("yaml", PAGES[0]) if key in (read := yaml.safe_load(text)))
    return dict(found)


@pytest.fixture
def base(tmp_path: Path) -> Path:
    """Return a clone of a repository, so that it has a branch ``origin/main``."""
    return clone(Repository(tmp_path / "origin"), tmp_path / "work" / "clone")


@pytest.fixture
def proposal(tmp_path: Path) -> tuple[Path, Repository]:
    """Return a clone that has the branch which takes coverage away checked out, and where it comes from."""
    made = Repository(tmp_path / "origin")
    made.propose()
    return clone(made, tmp_path / "work" / "clone"), made


def clone(repository: Repository, folder: Path) -> Path:
    repository.git("clone", "-q", str(repository.folder), str(folder))
    return folder


SCRIPTS = [(page.name, number) for page in PAGES for number, _ in enumerate(blocks("sh", page))]


@pytest.mark.parametrize(("page", "number"), SCRIPTS)
def test_a_script_runs_where_coverage_is_good(base: Path, page: str, number: int) -> None:
    script = list(blocks("sh", ROOT / "content" / "guide" / page))[number]
    done = run_script([script], base, {}, "bash")
    assert done.returncode == 0, done.stderr
    for file in re.findall(r"^kbgen .*-o (\S+)$", script, re.MULTILINE):
        assert (base / file).stat().st_size > 0


def test_the_ratchet_stops_a_loss(proposal: tuple[Path, Repository]) -> None:
    script = next(text for text in blocks("sh", PAGES[0]) if "worktree" in text)
    done = run_script([script], proposal[0], {}, "bash")
    assert done.returncode == 1
    assert all(f"`{identifier}`" in done.stdout for identifier in LOST)


def test_the_layers_are_layers(base: Path) -> None:
    script = next(text for text in blocks("sh", PAGES[0]) if "export navigator" in text)
    assert run_script([script], base, {}, "bash").returncode == 0
    layers = [json.loads(file.read_text(encoding="utf-8")) for file in sorted((base / "layers").iterdir())]
    assert [layer["name"] for layer in layers] == [
        "Orchard: coverage",
        "Orchard: evidence",
        "Orchard: gaps",
        "Orchard: rules on Windows",
    ]


def workflow(folder: Path, place: Path, programs: Path, base: str | None) -> Ran:
    """Run the workflow of the page: its scripts, and the action with what it is given.

    Args:
        folder: the checkout.
        place: a folder for the runner.
        programs: programs that stand for others.
        base: the branch into which is merged; None for a push.
    """
    known = {
        "github.base_ref": base or "",
        "github.event.number": "12",
        "github.token": "secret",
        "steps.base.outputs.file": "",
    }
    ran = Ran(0)
    for number, step in enumerate(document("jobs")["jobs"]["kbgen"]["steps"]):
        condition = step.get("if", "")
        if ("pull_request" in condition and base is None) or (ran.code and "cancelled" not in condition):
            continue
        runner = Runner(folder, place / str(number), programs)
        if "/actions/kbgen@" in step.get("uses", ""):
            done = runner.run(load(ACTION)["runs"]["steps"], inputs(step["with"], known))
        else:
            done = runner.run([step], known)
        known |= {
            f"steps.{name}.outputs.{key}": value
            for name, found in done.outputs.items()
            for key, value in found.items()
        }
        ran.out, ran.summary, ran.code = ran.out + done.out, ran.summary + done.summary, ran.code or done.code
        assert "Traceback" not in done.err
    return ran


def inputs(given: Mapping[str, str], known: Mapping[str, str]) -> dict[str, str]:
    stated = {name: item["default"] for name, item in load(ACTION)["inputs"].items()}
    assert given.keys() <= stated.keys()
    values = stated | {name: evaluate(str(value), known) for name, value in given.items()}
    return {"github.action_path": "", **{f"inputs.{name}": value for name, value in values.items()}}


@pytest.fixture
def programs(tmp_path: Path) -> Path:
    """Return a folder with a pip that installs nothing and a gh without a comment to edit."""
    folder = tmp_path / "programs"
    stand_in(folder, "pip")
    stand_in(folder, "gh", 'case "$*" in *--edit-last*) exit 1 ;; esac')
    return folder


def test_the_workflow_passes_a_push(base: Path, tmp_path: Path, programs: Path) -> None:
    ran = workflow(base, tmp_path / "runner", programs, None)
    assert ran.code == 0
    assert ran.summary.startswith("# Coverage")
    assert calls(programs / "pip.given") == [["install", "kbgen"]]
    assert not (programs / "gh.given").exists()


def test_the_workflow_stops_a_pull_request_and_comments_it(
    proposal: tuple[Path, Repository], tmp_path: Path, programs: Path
) -> None:
    folder, repository = proposal
    ran = workflow(folder, tmp_path / "runner", programs, "main")
    assert ran.code == 1
    (line,) = repository.changed_lines(f"content/{RETAGGED}")
    assert f"::error file=content/{RETAGGED},line={line}," in ran.out
    assert all(f"`{identifier}`" in ran.summary for identifier in LOST)
    file = ["--body-file", "kbgen-reports/coverage.md"]
    assert calls(programs / "gh.given") == [
        ["pr", "comment", "12", "--edit-last", *file],
        ["pr", "comment", "12", *file],
    ]
    assert (folder / "kbgen-reports" / "coverage.md").read_text(encoding="utf-8") in ran.summary
    assert (folder / "kbgen-reports" / "kbgen.sarif").is_file()


def test_no_script_of_the_workflow_holds_an_expression() -> None:
    steps = document("jobs")["jobs"]["kbgen"]["steps"]
    assert [step for step in steps if "${{" in step.get("run", "")] == []
    assert {step["uses"].rpartition("@")[2] for step in steps if "uses" in step} == {"v4", "v3", "v0.1.0"}


def test_the_template_knows_the_variables_of_the_page() -> None:
    known = set(load(ROOT / ".gitlab" / "kbgen.gitlab-ci.yml")["variables"])
    assert set(document("include")["variables"]) <= known
    text = PAGES[0].read_text(encoding="utf-8")
    assert set(re.findall(r"^\| `(KBGEN_\w+)` \|", text, re.MULTILINE)) == known
    (include,) = document("include")["include"]
    assert (ROOT / include["file"]).is_file()


def test_the_inputs_and_outputs_of_the_action_are_those_of_the_page() -> None:
    text = PAGES[0].read_text(encoding="utf-8")
    table = text[text.index("| input | is |") : text.index("Outputs are")]
    action = load(ACTION)
    assert set(re.findall(r"^\| `([\w-]+)` \|", table, re.MULTILINE)) == set(action["inputs"])
    assert all(f"`{name}`" in text[text.index("Outputs are") :] for name in action["outputs"])
    formats = next(line for line in table.splitlines() if line.startswith("| `formats`"))
    assert set(re.findall(r"`(\w+)`", formats)) == {
        "formats",
        *(name for name, _ in COVERAGE_FORMATS if name not in {"json", "markdown"}),
    }


def test_the_hooks_of_the_page_are_those_of_the_repository(base: Path) -> None:
    known = {hook["id"]: hook["entry"] for hook in load(ROOT / ".pre-commit-hooks.yaml")}
    (repository,) = document("repos")["repos"]
    for hook in repository["hooks"]:
        done = run_script([f"{known[hook['id']]} {shlex.join(map(str, hook['args']))}"], base, {})
        assert done.returncode == 0, done.stdout


def test_the_facts_and_dimensions_of_gates_are_told() -> None:
    text = PAGES[1].read_text(encoding="utf-8")
    section = text[text.index("## Gates") :]
    options = {name for parameter in coverage.params for name in parameter.opts}
    assert {"--min", "--baseline", "--format"} <= options
    assert all(f"`{word}`" in section for word in ("claimed", "testable", "feasible", "proven"))
