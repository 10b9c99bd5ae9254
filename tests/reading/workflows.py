"""Runs the shell commands of workflow files as the systems that read them do."""

import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
import yaml

_EXPRESSION = re.compile(r"\$\{\{\s*(.*?)\s*\}\}")
_OUTSIDE = ("KBGEN_", "GITHUB_", "CI_")


@dataclass
class Ran:
    """What a job did."""

    code: int
    """Exit code of the step that failed, else 0."""
    out: str = ""
    err: str = ""
    outputs: dict[str, dict[str, str]] = field(default_factory=dict)
    """Of each step with an identifier."""
    summary: str = ""


def load(path: Path) -> Any:
    """Return a YAML file as plain values."""
    return yaml.safe_load(path.read_text(encoding="utf-8"))


def shell(name: str) -> str:
    """Return the path of a shell; skip the test where there is none."""
    found = shutil.which(name)
    if found is None:
        pytest.skip(f"needs {name}")
    return found


def environment(more: Mapping[str, str], programs: Path | None = None) -> dict[str, str]:
    """Return an environment in which kbgen is found, and nothing is known of the system that runs the tests."""
    clean = {key: value for key, value in os.environ.items() if not key.startswith(_OUTSIDE)}
    cache = {"KBGEN_CACHE": os.environ.get("KBGEN_CACHE", "")}
    places = [*([str(programs)] if programs else []), str(Path(sys.executable).parent), os.environ["PATH"]]
    return {**clean, **cache, **more, "PATH": os.pathsep.join(places)}


class Runner:
    """Does what GitHub's runner does with the steps of a job.

    Args:
        folder: the checkout, in which steps run.
        place: an empty folder for the runner's own files.
        programs: a folder with programs that stand for others.
    """

    def __init__(self, folder: Path, place: Path, programs: Path | None = None) -> None:
        self.folder = folder
        self.place = place
        self.programs = programs
        place.mkdir(parents=True, exist_ok=True)

    def run(self, steps: list[dict[str, Any]], known: Mapping[str, str]) -> Ran:
        """Run steps until one fails; expressions mean what is known, and outputs of earlier steps."""
        ran = Ran(0)
        for number, step in enumerate(steps):
            if "run" not in step:
                continue
            done = self._step(step, number, {**known, **_outputs(ran)})
            ran.out += done.stdout
            ran.err += done.stderr
            output = self.place / f"output-{number}"
            if step.get("id"):
                lines = output.read_text(encoding="utf-8").splitlines() if output.exists() else []
                ran.outputs[step["id"]] = dict(line.split("=", 1) for line in lines)
            summary = self.place / f"summary-{number}"
            ran.summary += summary.read_text(encoding="utf-8") if summary.exists() else ""
            if done.returncode:
                ran.code = done.returncode
                break
        return ran

    def _step(
        self, step: Mapping[str, Any], number: int, known: Mapping[str, str]
    ) -> "subprocess.CompletedProcess[str]":
        stated = {key: evaluate(str(value), known) for key, value in step.get("env", {}).items()}
        script = self.place / f"step-{number}.sh"
        script.write_text(evaluate(step["run"], known), encoding="utf-8")
        own = {
            "GITHUB_OUTPUT": str(self.place / f"output-{number}"),
            "GITHUB_STEP_SUMMARY": str(self.place / f"summary-{number}"),
            "GITHUB_PATH": str(self.place / "path"),
            "RUNNER_TEMP": str(self.place),
        }
        return subprocess.run(
            [shell("bash"), "--noprofile", "--norc", "-e", "-o", "pipefail", str(script)],
            cwd=self.folder,
            env=environment({**own, **stated}, self.programs),
            check=False,
            capture_output=True,
            text=True,
            encoding="utf-8",
        )


def evaluate(text: str, known: Mapping[str, str]) -> str:
    """Return a text with its expressions replaced; one that is not known is a fault of the test."""
    return _EXPRESSION.sub(lambda found: known[found[1]], text)


def _outputs(ran: Ran) -> dict[str, str]:
    return {
        f"steps.{step}.outputs.{name}": value
        for step, found in ran.outputs.items()
        for name, value in found.items()
    }


def run_script(
    lines: list[str],
    folder: Path,
    variables: Mapping[str, str],
    program: str = "sh",
    programs: Path | None = None,
) -> "subprocess.CompletedProcess[str]":
    """Run the lines of a GitLab job in one shell that stops at the first failure."""
    return subprocess.run(
        [shell(program), "-e", "-c", "\n".join(lines)],
        cwd=folder,
        env=environment(variables, programs),
        check=False,
        capture_output=True,
        text=True,
        encoding="utf-8",
    )


def stand_in(folder: Path, name: str, does: str = "") -> Path:
    """Write a program that only writes down its arguments, and return the file of what it was given.

    Args:
        folder: where the program is put.
        name: of the program.
        does: what else it does, as lines of a shell script.
    """
    folder.mkdir(parents=True, exist_ok=True)
    given = folder / f"{name}.given"
    script = f"#!/bin/sh\nprintf '%s\\0' \"$@\" >> {shlex.quote(str(given))}\nprintf '\\n\\0' >> {shlex.quote(str(given))}\n{does}\n"
    (folder / name).write_text(script, encoding="utf-8")
    (folder / name).chmod(0o755)
    return given


def calls(given: Path) -> list[list[str]]:
    """Return the arguments of each call of a program that stands in for another."""
    found: list[list[str]] = [[]]
    for argument in given.read_text(encoding="utf-8").split("\0")[:-1]:
        if argument == "\n":
            found.append([])
        else:
            found[-1].append(argument)
    return found[:-1]
