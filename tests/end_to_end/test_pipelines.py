"""The files for pipelines do what they say: the hooks, the action of GitHub, the template of GitLab."""

import json
import re
import shlex
import subprocess
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from file_server import Answer, Handler, body, redirect, serve, status
from pull_request import LOST, RETAGGED, Repository, kbgen
from workflows import Ran, Runner, calls, environment, load, run_script, stand_in

ROOT = Path(__file__).resolve().parents[2]
HOOKS = ROOT / ".pre-commit-hooks.yaml"
ACTION = ROOT / ".github" / "actions" / "kbgen" / "action.yml"
TEMPLATE = ROOT / ".gitlab" / "kbgen.gitlab-ci.yml"
ARTIFACT = "/api/v4/projects/7/jobs/artifacts/main/raw/kbgen-reports/coverage.json"
HOSTILE = (
    "$(touch pwned)",
    "`touch pwned`",
    '"; touch pwned; "',
    "'; touch pwned; '",
    "x && touch pwned",
    "-o pwned",
    "--output=pwned",
    "x\ntouch pwned",
    "${IFS}touch${IFS}pwned",
    "*",
)

Act = Callable[..., Ran]


def names(folder: Path) -> list[str]:
    return sorted(file.name for file in folder.iterdir())


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Repository:
    """Return a repository on its default branch."""
    return Repository(tmp_path_factory.mktemp("base") / "repository")


@pytest.fixture(scope="module")
def proposal(tmp_path_factory: pytest.TempPathFactory) -> Repository:
    """Return a repository on a branch that takes coverage away."""
    made = Repository(tmp_path_factory.mktemp("proposal") / "repository")
    made.propose()
    return made


@pytest.fixture(scope="module")
def baseline(base: Repository, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the report of the default branch."""
    file = tmp_path_factory.mktemp("baseline") / "base.json"
    assert kbgen("coverage", "--format", "json", "-o", file, cwd=base.folder).returncode == 0
    return file


# The hooks of pre-commit


def test_the_hooks_have_what_pre_commit_needs() -> None:
    hooks = load(HOOKS)
    assert [hook["id"] for hook in hooks] == ["kbgen-check", "kbgen-coverage"]
    for hook in hooks:
        assert {"id", "name", "entry", "language"} <= hook.keys()
        assert (hook["language"], hook["pass_filenames"]) == ("python", False)
        pattern = re.compile(hook["files"])
        assert all(pattern.search(name) for name in ("a/b.md", "evidence.json", "mkdocs.yml", "x.base"))
        assert not pattern.search("picture.png")


def hook(identifier: str, folder: Path, *arguments: str) -> "subprocess.CompletedProcess[str]":
    entry = next(item["entry"] for item in load(HOOKS) if item["id"] == identifier)
    return subprocess.run(
        [*shlex.split(entry), *arguments],
        cwd=folder,
        env=environment({}),
        check=False,
        capture_output=True,
        text=True,
        encoding="utf-8",
    )


def test_the_hooks_pass_and_fail(base: Repository, proposal: Repository, baseline: Path) -> None:
    assert hook("kbgen-check", base.folder).returncode == 0
    assert hook("kbgen-coverage", base.folder, "--min", "claimed=60").returncode == 0
    assert hook("kbgen-coverage", base.folder, "--min", "claimed=90").returncode == 1
    done = hook("kbgen-coverage", proposal.folder, "--baseline", str(baseline))
    assert done.returncode == 1
    assert all(identifier in done.stdout for identifier in LOST)
    assert hook("kbgen-check", proposal.folder, "--baseline", str(baseline)).returncode == 1


# The action of GitHub


def steps() -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = load(ACTION)["runs"]["steps"]
    return found


@pytest.fixture
def act(tmp_path: Path) -> Act:
    """Return a function that runs the action in a checkout with inputs, without installing anything."""

    def run(folder: Path, programs: Path | None = None, **inputs: str) -> Ran:
        stated = {name: item["default"] for name, item in load(ACTION)["inputs"].items()}
        given = {"install": "none", "output": str(tmp_path / "reports")}
        given |= {name.replace("_", "-"): value for name, value in inputs.items()}
        assert given.keys() <= stated.keys()
        known = {f"inputs.{name}": value for name, value in {**stated, **given}.items()}
        known["github.action_path"] = str(ACTION.parent)
        return Runner(folder, tmp_path / "runner", programs).run(steps(), known)

    return run


def test_the_action_is_composite_and_uses_no_other() -> None:
    action = load(ACTION)
    assert action["runs"]["using"] == "composite"
    assert all(step["shell"] == "bash" for step in steps())
    assert [step for step in steps() if "uses" in step] == []
    assert all(item["description"] for item in action["inputs"].values())
    assert {"vault", "config", "min", "baseline", "fail-on", "formats"} <= action["inputs"].keys()


def test_no_expression_becomes_part_of_a_script() -> None:
    assert [step["name"] for step in steps() if "${{" in step["run"]] == []
    stated = {value for step in steps() for value in step["env"].values()}
    named = {f"${{{{ inputs.{name} }}}}" for name in load(ACTION)["inputs"]}
    assert named <= stated


def test_a_clean_repository_passes_and_has_its_reports(act: Act, base: Repository, tmp_path: Path) -> None:
    ran = act(base.folder, min="claimed=60\n\n  testable=40  \n")
    assert (ran.code, ran.err) == (0, "")
    sarif = json.loads(Path(ran.outputs["check"]["sarif"]).read_text(encoding="utf-8"))
    report = json.loads(Path(ran.outputs["coverage"]["report"]).read_text(encoding="utf-8"))
    assert sarif["version"] == "2.1.0"
    assert [gate["gate"] for gate in report["gates"]] == ["claimed=60", "testable=40"]
    assert ran.summary.startswith("# Coverage\n")
    assert Path(ran.outputs["coverage"]["comment"]).read_text(encoding="utf-8") == ran.summary
    assert names(tmp_path / "reports") == ["coverage.json", "coverage.md", "kbgen.sarif"]


def test_lost_coverage_fails_with_annotations_and_a_summary(
    act: Act, proposal: Repository, baseline: Path
) -> None:
    ran = act(proposal.folder, baseline=str(baseline))
    assert ran.code == 1
    (line,) = proposal.changed_lines(f"content/{RETAGGED}")
    assert f"::error file=content/{RETAGGED},line={line}," in ran.out
    assert all(f"`{identifier}`" in ran.summary for identifier in LOST)
    assert ran.summary.count("\n") < 60
    assert "kbgen check has findings that fail." in ran.out
    assert "a gate is not met, or a verdict was lost" in ran.out
    sarif = json.loads(Path(ran.outputs["check"]["sarif"]).read_text(encoding="utf-8"))
    assert "KB706" in {result["ruleId"] for result in sarif["runs"][0]["results"]}


def test_the_report_of_one_run_is_the_baseline_of_the_next(
    act: Act, base: Repository, proposal: Repository, tmp_path: Path
) -> None:
    first = act(base.folder, output=str(tmp_path / "first"))
    report = first.outputs["coverage"]["report"]
    assert act(base.folder, baseline=report).code == 0
    assert act(proposal.folder, baseline=report).code == 1


def test_a_gate_that_is_not_met_fails_and_its_reports_are_there(act: Act, base: Repository) -> None:
    ran = act(base.folder, min="claimed=99", formats="csv, junit\nnavigator shields text")
    assert ran.code == 1
    assert "NOT MET: claimed=99" in ran.err
    assert "❌ `claimed=99`" in ran.summary
    folder = Path(ran.outputs["coverage"]["report"]).parent
    assert names(folder) == [
        "coverage.csv",
        "coverage.json",
        "coverage.md",
        "coverage.navigator.json",
        "coverage.shields.json",
        "coverage.txt",
        "coverage.xml",
        "kbgen.sarif",
    ]
    assert json.loads((folder / "coverage.navigator.json").read_text())["versions"]["layer"] == "4.5"
    assert ET.parse(folder / "coverage.xml").getroot().tag == "testsuites"  # noqa: S314 (its own output)


@pytest.mark.parametrize(
    ("inputs", "told"),
    [
        ({"vault": "nowhere"}, "no such folder"),
        ({"min": "covered=1"}, "unknown fact"),
        ({"min": "feasible=1"}, "feasibility was not assessed"),
        ({"baseline": "nothing.json"}, "cannot be read"),
        ({"fail_on": "sometimes"}, "sometimes"),
        ({"formats": "pdf"}, "pdf"),
        ({"config": "other.yml"}, "other.yml"),
        ({"output": "a\nb"}, "expected one path"),
    ],
)
def test_misuse_fails_and_says_why(act: Act, base: Repository, inputs: dict[str, str], told: str) -> None:
    ran = act(base.folder, **inputs)
    assert ran.code == 2
    assert told in ran.err
    assert "Traceback" not in ran.err


def test_another_configuration_and_a_vault_with_spaces(act: Act, base: Repository) -> None:
    ran = act(base.folder, vault="content/Detection Rules")
    assert ran.code == 0
    assert "**0 of 0 techniques" in ran.summary
    other = base.folder.parent / "my other.yml"
    other.write_text("site_name: x\ndocs_dir: repository/content\nplugins: [kbgen]\n", encoding="utf-8")
    assert act(base.folder, config=str(other), vault="content").code == 0


@pytest.fixture
def programs(tmp_path: Path) -> Path:
    """Return a folder with programs that write down their arguments: kbgen, and a Python that makes environments of itself."""
    folder = tmp_path / "programs"
    files = (
        'for word in "$@"; do case $word in --) break ;; --output=*) : > "${word#--output=}" ;; esac; done'
    )
    stand_in(folder, "kbgen", files)
    stand_in(folder, "python3", 'if [ "$2" = venv ]; then mkdir -p "$3/bin" && cp "$0" "$3/bin/python"; fi')
    return folder


@pytest.mark.parametrize("value", HOSTILE)
@pytest.mark.parametrize(
    ("name", "form"),
    [
        ("vault", "{}"),
        ("config", "--config-file={}"),
        ("min", "--min={}"),
        ("baseline", "--baseline={}"),
        ("fail_on", "--fail-on={}"),
        ("formats", "--format={}"),
    ],
)
def test_an_input_is_an_argument_and_never_a_command(
    act: Act, base: Repository, programs: Path, name: str, form: str, value: str
) -> None:
    ran = act(base.folder, programs, **{name: value})
    assert (ran.code, ran.err) == (0, "")
    parts = (
        re.split(r"[\s,]+", value) if name == "formats" else value.split("\n") if name == "min" else [value]
    )
    given = [argument for call in calls(programs / "kbgen.given") for argument in call]
    assert [part for part in parts if form.format(part) not in given] == []
    assert base.git("status", "--porcelain") == ""


@pytest.mark.parametrize("value", [value for value in HOSTILE if "\n" not in value])
def test_the_folder_of_the_reports_is_a_folder(
    act: Act, base: Repository, programs: Path, tmp_path: Path, value: str
) -> None:
    ran = act(base.folder, programs, output=str(tmp_path / value))
    assert ran.code == 0
    assert names(tmp_path / value) == ["coverage.json", "coverage.md", "kbgen.sarif"]
    assert base.git("status", "--porcelain") == ""


@pytest.mark.parametrize(
    "spec", ["kbgen==0.1.0", "./with space", "git+https://example.org/kbgen@v1", *HOSTILE]
)
def test_what_is_installed_is_one_argument_of_pip(
    act: Act, base: Repository, programs: Path, tmp_path: Path, spec: str
) -> None:
    assert act(base.folder, programs, install=spec).code == 0
    environment_made, installed = calls(programs / "python3.given")
    assert environment_made == ["-m", "venv", str(tmp_path / "runner" / "kbgen-venv")]
    assert installed == ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--", spec]
    path = (tmp_path / "runner" / "path").read_text(encoding="utf-8")
    assert path == f"{tmp_path / 'runner' / 'kbgen-venv' / 'bin'}\n"
    assert base.git("status", "--porcelain") == ""


def test_without_a_word_the_kbgen_beside_the_action_is_installed(
    act: Act, base: Repository, programs: Path
) -> None:
    act(base.folder, programs, install="")
    place = Path(calls(programs / "python3.given")[-1][-1])
    assert (place / "pyproject.toml").resolve() == ROOT / "pyproject.toml"


# The template of GitLab


def job(name: str) -> Mapping[str, Any]:
    template = load(TEMPLATE)
    found: Mapping[str, Any] = {**template[".kbgen"], **template[name]}
    return found


def variables(**more: str) -> dict[str, str]:
    stated = {name: item["value"] for name, item in load(TEMPLATE)["variables"].items()}
    assert all(item["description"] for item in load(TEMPLATE)["variables"].values())
    return {**stated, "CI_DEFAULT_BRANCH": "main", "CI_PROJECT_ID": "7", "CI_JOB_TOKEN": "secret", **more}


def gitlab(name: str, folder: Path, shell: str = "sh", **more: str) -> "subprocess.CompletedProcess[str]":
    return run_script(job(name)["script"], folder, variables(**more), shell)


@pytest.fixture
def checkout(base: Repository, tmp_path: Path) -> Path:
    """Return a fresh checkout of the default branch, in which a job may write."""
    folder = tmp_path / "checkout"
    base.git("clone", "-q", str(base.folder), str(folder))
    return folder


@pytest.fixture
def changed(proposal: Repository, tmp_path: Path) -> Path:
    """Return a fresh checkout of the branch that takes coverage away."""
    folder = tmp_path / "changed"
    proposal.git("clone", "-q", str(proposal.folder), str(folder))
    return folder


@pytest.mark.parametrize("shell", ["sh", "bash"])
def test_the_check_of_gitlab_writes_what_its_widgets_read(checkout: Path, shell: str) -> None:
    done = gitlab("kbgen-check", checkout, shell)
    assert (done.returncode, job("kbgen-check")["artifacts"]["when"]) == (0, "always")
    reports = job("kbgen-check")["artifacts"]["reports"]
    quality = json.loads((checkout / reports["codequality"]).read_text(encoding="utf-8"))
    assert all(
        {"description", "check_name", "fingerprint", "severity", "location"} <= item.keys()
        for item in quality
    )
    assert ET.parse(checkout / reports["junit"]).getroot().tag == "testsuites"  # noqa: S314 (its own output)


def test_the_check_of_gitlab_fails_after_its_reports_are_written(checkout: Path) -> None:
    (checkout / "content" / "bad.md").write_text("---\ntags: [, x]\n---\n", encoding="utf-8")
    done = gitlab("kbgen-check", checkout)
    assert done.returncode == 1
    assert "KB101" in (checkout / "kbgen-reports" / "codequality.json").read_text(encoding="utf-8")
    assert gitlab("kbgen-check", checkout, KBGEN_FAIL_ON="never").returncode == 0


@pytest.mark.parametrize("shell", ["sh", "bash"])
def test_the_gates_of_gitlab_are_lines(checkout: Path, shell: str) -> None:
    assert (
        gitlab("kbgen-coverage", checkout, shell, KBGEN_MIN="claimed=60\n\n  testable=40\n").returncode == 0
    )
    done = gitlab("kbgen-coverage", checkout, shell, KBGEN_MIN="claimed=60\nproven=10")
    assert done.returncode == 1
    assert "met: claimed=60" in done.stdout
    assert "NOT MET: proven=10" in done.stdout
    reports = job("kbgen-coverage")["artifacts"]
    assert (checkout / reports["reports"]["junit"]).is_file()
    assert names(checkout / reports["paths"][0]) == ["coverage.json", "coverage.md", "coverage.xml"]


def test_a_merge_request_is_compared_with_the_default_branch(
    changed: Path, checkout: Path, baseline: Path
) -> None:
    seen: list[tuple[str, str | None]] = []

    def guarded(request: Handler) -> None:
        seen.append((request.path, request.headers["JOB-TOKEN"]))
        body(baseline.read_bytes())(request)

    with serve({ARTIFACT: guarded}) as server:
        address = {"CI_API_V4_URL": f"{server.url}/api/v4", "CI_MERGE_REQUEST_IID": "3"}
        done = gitlab("kbgen-coverage", changed, **address)
        assert gitlab("kbgen-coverage", checkout, **address).returncode == 0
    assert done.returncode == 1
    assert all(f"    {identifier} " in done.stdout for identifier in LOST)
    assert seen == [(f"{ARTIFACT}?job=kbgen-coverage", "secret")] * 2
    assert "## Lost" in (changed / "kbgen-reports" / "coverage.md").read_text(encoding="utf-8")


def test_without_a_report_of_the_default_branch_there_is_nothing_to_compare_with(changed: Path) -> None:
    with serve({}) as server:
        done = gitlab(
            "kbgen-coverage", changed, CI_API_V4_URL=f"{server.url}/api/v4", CI_MERGE_REQUEST_IID="3"
        )
    assert done.returncode == 0
    assert "There is no baseline yet" in done.stdout


@pytest.mark.parametrize("answer", [status(500), status(403)])
def test_a_baseline_that_cannot_be_fetched_fails(changed: Path, answer: Answer) -> None:
    with serve({ARTIFACT: answer}) as server:
        done = gitlab(
            "kbgen-coverage", changed, CI_API_V4_URL=f"{server.url}/api/v4", CI_MERGE_REQUEST_IID="3"
        )
    assert done.returncode != 0


def test_the_token_does_not_follow_a_redirect(changed: Path, baseline: Path) -> None:
    seen: list[str | None] = []

    def elsewhere(request: Handler) -> None:
        seen.append(request.headers["JOB-TOKEN"])
        body(baseline.read_bytes())(request)

    with (
        serve({"/storage": elsewhere}) as storage,
        serve({ARTIFACT: redirect(f"{storage.url}/storage")}) as server,
    ):
        done = gitlab(
            "kbgen-coverage", changed, CI_API_V4_URL=f"{server.url}/api/v4", CI_MERGE_REQUEST_IID="3"
        )
    assert (done.returncode, seen) == (1, [None])


def test_outside_of_merge_requests_nothing_is_fetched(changed: Path) -> None:
    assert gitlab("kbgen-coverage", changed, CI_API_V4_URL="http://127.0.0.1:9/none").returncode == 0


@pytest.mark.parametrize("value", HOSTILE)
@pytest.mark.parametrize(
    ("name", "form"), [("KBGEN_VAULT", "{}"), ("KBGEN_MIN", "--min={}"), ("KBGEN_FAIL_ON", "--fail-on={}")]
)
def test_a_variable_of_gitlab_is_an_argument_and_never_a_command(
    tmp_path: Path, programs: Path, name: str, form: str, value: str
) -> None:
    folder = tmp_path / "checkout"
    folder.mkdir()
    for each in ("kbgen-check", "kbgen-coverage"):
        run_script(job(each)["script"], folder, variables(**{name: value}), "sh", programs)
    given = [argument for call in calls(programs / "kbgen.given") for argument in call]
    parts = value.split("\n") if name == "KBGEN_MIN" else [value]
    assert [part for part in parts if form.format(part) not in given] == []
    assert names(folder) == ["kbgen-reports"]
    assert "pwned" not in names(folder / "kbgen-reports")


def test_both_jobs_run_in_merge_requests_and_on_the_default_branch() -> None:
    for name in ("kbgen-check", "kbgen-coverage"):
        rules = [rule["if"] for rule in job(name)["rules"]]
        assert rules == [
            '$CI_PIPELINE_SOURCE == "merge_request_event"',
            "$CI_COMMIT_BRANCH == $CI_DEFAULT_BRANCH",
        ]
        assert job(name)["before_script"][1].endswith('-- "$KBGEN_INSTALL"')
