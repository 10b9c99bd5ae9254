"""The command ``kbgen`` as users run it: help, misuse, what it imports."""

import os
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from kbgen import __version__
from kbgen.cli.main import COMMANDS, cli, main

MakeVault = Callable[[Mapping[str, str | bytes]], Path]


def kbgen(*arguments: object, **environment: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, "-m", "kbgen", *map(str, arguments)],
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        encoding="utf-8",
        errors="replace",
        check=False,
    )


SCRIPT = """
import sys
from kbgen.cli.main import main
sys.argv = ["kbgen", *{arguments!r}]
try:
    main()
except SystemExit:
    pass
heavy = {{"mkdocs", "material", "markdown_it", "mdit_py_plugins", "networkx", "yaml", "pygments", "jinja2", "rich"}}
print("IMPORTED", *sorted(heavy & set(sys.modules)))
"""


@pytest.mark.parametrize("arguments", [["--help"], ["-h"], ["--version"], []])
def test_help_imports_nothing_heavy(arguments: list[str]) -> None:
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT.format(arguments=arguments)], capture_output=True, text=True, check=True
    )
    assert done.stdout.splitlines()[-1] == "IMPORTED"


def test_help_names_every_command() -> None:
    done = kbgen("--help")
    assert done.returncode == 0
    assert [name for name in COMMANDS if name not in done.stdout] == []
    assert "VAULT" in done.stdout


def test_the_version_is_printed() -> None:
    assert kbgen("--version").stdout.strip().endswith(__version__)


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_loads_and_has_help(name: str) -> None:
    command = cli.get_command(cli.make_context("kbgen", ["--version-less"], resilient_parsing=True), name)
    assert command is not None
    assert command.help


def test_an_unknown_command_is_misuse() -> None:
    done = kbgen("nothing")
    assert (done.returncode, done.stdout) == (2, "")
    assert "nothing" in done.stderr


COMMAND_LINES = [["check"], ["query", "x"], ["graph", "stats"]]


@pytest.fixture
def fails_in_one_line(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Callable[..., str]:
    """Return a function that runs a command that must fail, and returns the line that it says."""

    def call(*arguments: object) -> str:
        monkeypatch.setattr(sys, "argv", ["kbgen", *map(str, arguments)])
        with pytest.raises(SystemExit) as ended:
            main()
        out, err = capsys.readouterr()
        assert (ended.value.code, out) == (2, "")
        assert len(err.splitlines()) == 1
        assert err.startswith("kbgen: ")
        return err

    return call


Fails = Callable[..., str]


@pytest.mark.parametrize("command", COMMAND_LINES, ids=" ".join)
def test_a_missing_folder_is_misuse(fails_in_one_line: Fails, command: list[str], tmp_path: Path) -> None:
    assert "no such vault" in fails_in_one_line(*command, tmp_path / "no such vault")


@pytest.mark.parametrize("command", COMMAND_LINES, ids=" ".join)
@pytest.mark.parametrize(
    ("config", "named"),
    [
        ("plugins: [\n", "mkdocs.yml:"),
        ("a: 1\na: 2\n", "mkdocs.yml:2:1"),
        ("- a\n", "mkdocs.yml"),
        ("site_name: x\nplugins:\n  - kbgen:\n      encodng: cp437\n", "did you mean encoding?"),
        ("site_name: x\nplugins:\n  kbgen:\n    kinds: {techniqe: {tag: x}}\n", "kinds.technique"),
        ("site_name: x\nplugins:\n  - kbgen: {encoding: nothing-known}\n", "encoding"),
        ("site_name: x\nplugins:\n  - kbgen: {exclude: '/(/'}\n", "exclude"),
        ("site_name: x\ndocs_dir: nowhere\n", "nowhere"),
    ],
)
def test_a_wrong_mkdocs_yml_is_misuse(
    fails_in_one_line: Fails, command: list[str], config: str, named: str, make_vault: MakeVault
) -> None:
    vault = make_vault({"mkdocs.yml": config, "docs/a.md": "A\n"})
    assert named in fails_in_one_line(*command, vault)


def test_a_mkdocs_yml_that_is_no_text_is_misuse(fails_in_one_line: Fails, make_vault: MakeVault) -> None:
    vault = make_vault({"mkdocs.yml": b"\xff\xfe\xff", "a.md": ""})
    assert "mkdocs.yml" in fails_in_one_line("check", vault)


def test_a_named_config_file_that_is_missing_is_misuse(
    fails_in_one_line: Fails, make_vault: MakeVault
) -> None:
    vault = make_vault({"a.md": ""})
    assert "gone.yml" in fails_in_one_line("check", vault, "-f", vault / "gone.yml")


def test_misuse_in_a_process_of_its_own_is_one_line_and_two(tmp_path: Path) -> None:
    done = kbgen("check", tmp_path / "gone")
    assert (done.returncode, done.stdout) == (2, "")
    assert len(done.stderr.splitlines()) == 1
    assert done.stderr.startswith("kbgen: ")


@pytest.mark.parametrize("encoding", ["ascii", "cp1252"])
@pytest.mark.parametrize(
    "arguments",
    [["check", "--format", "json"], ["query", "ü", "--format", "json"], ["check"], ["query", "ü"]],
)
def test_letters_that_the_terminal_does_not_have_are_no_failure(
    arguments: list[str], encoding: str, make_vault: MakeVault
) -> None:
    vault = make_vault({"ü – 長.md": "ü [[gone]]\n"})
    done = kbgen(*arguments, vault, PYTHONIOENCODING=encoding, PYTHONUTF8="0")
    assert "Traceback" not in done.stderr
    assert done.returncode == 0
    assert done.stdout
