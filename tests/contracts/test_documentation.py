"""The guide is complete: a command, an option, a setting or a check code that it does not name fails here."""

import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path

import click
import pytest

from kbgen.checks.catalogue import CATALOGUE
from kbgen.cli.main import COMMANDS, cli
from kbgen.notes.kind import Kind
from kbgen.settings import InputLimits, Kinds, Settings

ROOT = Path(__file__).resolve().parents[2]
GUIDE = ROOT / "content" / "guide"


@pytest.fixture(scope="module")
def guide() -> str:
    return "\n".join(page.read_text(encoding="utf-8") for page in sorted(GUIDE.glob("*.md")))


def commands() -> Iterator[tuple[str, click.Command]]:
    context = click.Context(cli)
    for name in cli.list_commands(context):
        command = cli.get_command(context, name)
        assert command is not None
        yield name, command


def options() -> Iterator[tuple[str, str]]:
    for name, command in commands():
        for parameter in command.params:
            if isinstance(parameter, click.Option):
                yield from ((name, option) for option in (*parameter.opts, *parameter.secondary_opts))


def has_word(text: str, word: str) -> bool:
    return re.search(rf"(?<![\w-]){re.escape(word)}(?![\w-])", text) is not None


def section(command: str) -> str:
    """Return what the guide's page of commands says of one command, and what it says of all."""
    text = (GUIDE / "commands.md").read_text(encoding="utf-8")
    first, *parts = re.split(r"^## ", text, flags=re.MULTILINE)
    return first + "".join(part for part in parts if part.startswith(f"kbgen {command}\n"))


def test_the_click_tree_is_the_table_of_commands() -> None:
    assert [name for name, _ in commands()] == list(COMMANDS)
    assert {"build", "check", "explain", "graph", "query", "serve"} <= set(COMMANDS)


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_a_section(command: str) -> None:
    text = (GUIDE / "commands.md").read_text(encoding="utf-8")
    assert f"\n## kbgen {command}\n" in text


@pytest.mark.parametrize(("command", "option"), list(options()))
def test_every_option_is_told_where_its_command_is(command: str, option: str) -> None:
    assert has_word(section(command), option)


def test_the_choices_of_options_are_told() -> None:
    missing = [
        (name, choice)
        for name, command in commands()
        for parameter in command.params
        if isinstance(parameter.type, click.Choice)
        for choice in parameter.type.choices
        if choice != "text" and not has_word(section(name), str(choice))
    ]
    assert missing == []


def test_the_options_of_the_command_itself_are_told(guide: str) -> None:
    names = [*cli.context_settings["help_option_names"], "--version"]
    assert [name for name in names if not has_word(guide, name)] == []


@pytest.mark.parametrize(
    "setting", [item.name for cls in (Settings, Kinds, InputLimits) for item in fields(cls)]
)
def test_every_setting_is_told(setting: str) -> None:
    text = (GUIDE / "settings.md").read_text(encoding="utf-8")
    assert f"`{setting}`" in text


@pytest.mark.parametrize("tag", [*Kinds().technique, *Kinds().detection_rule, *Kinds().atomic_test])
def test_the_tags_of_kinds_are_told(guide: str, tag: str) -> None:
    assert f"`{tag}`" in guide


@pytest.mark.parametrize("kind", Kind)
def test_every_kind_is_told(kind: Kind) -> None:
    assert f"| {kind.singular} |" in (GUIDE / "notes.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("code", CATALOGUE)
def test_every_check_code_is_told(code: str) -> None:
    text = (GUIDE / "checks.md").read_text(encoding="utf-8")
    assert f"\n### {code} {CATALOGUE[code].title}\n" in text


def test_the_page_of_checks_is_what_explain_prints() -> None:
    text = (GUIDE / "checks.md").read_text(encoding="utf-8")
    _, _, body = text.removeprefix("---\n").partition("---\n")
    printed = subprocess.run(
        [sys.executable, "-m", "kbgen", "explain", "--format", "markdown"],
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=True,
    ).stdout
    assert body.strip("\n") == printed.strip("\n")
    assert len(body) > 10_000


def test_the_guide_names_no_code_that_does_not_exist(guide: str) -> None:
    assert set(re.findall(r"\bKB\d{3}\b", guide)) <= set(CATALOGUE)


def test_the_readme_names_every_command() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    assert [name for name in COMMANDS if f"kbgen {name}" not in text] == []
