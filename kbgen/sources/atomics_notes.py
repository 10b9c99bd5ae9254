"""Turns files of atomic tests into notes, in the format of the seed vault's runbooks.

In goes an ``AtomicsTree``; out comes a ``SourceNote`` for each of its files, by path: a heading with the technique, and
for each test a heading, what it is, its inputs, commands, clean-up and dependencies. Commands stand in code blocks that
nothing in them can close; they are text and never run.
"""

import re
from collections.abc import Iterator

from kbgen.sources.atomics_model import (
    MANUAL,
    PLATFORMS,
    AtomicsFile,
    AtomicsTree,
    AtomicTest,
    Executor,
    InputArgument,
)
from kbgen.sources.sigma_atomics_markdown import cell, fenced, plain, prose
from kbgen.sources.sigma_atomics_paths import distinct_paths, note_name
from kbgen.sources.sigma_atomics_yaml import tag_list
from kbgen.sources.source_note import SourceNote

FOLDER = "Testing Runbooks"
"""The folder of the vault in which the notes stand."""
TEST_TAG = "atomic_test"
_ELEVATED = " Elevation Required (e.g. root or admin) "
_LANGUAGES = {"command_prompt": "cmd"}
"""What code blocks call an executor, where its own name is not that of a language."""
_WHITE = re.compile(r"(\s{2,}|[^\S \n]|\A\s|\s\Z)")
"""What a cell would lose of a text; single spaces and line ends between words stay."""
_WORD = re.compile(r"[A-Za-z0-9_.+-]+")


def atomics_notes(tree: AtomicsTree) -> tuple[SourceNote, ...]:
    """Return a note for each file of a folder."""
    paths = distinct_paths(FOLDER, ((_name(file), file.path) for file in tree.files))
    return tuple(
        SourceNote(path, _text(file), f"{file.path}:1") for path, file in zip(paths, tree.files, strict=True)
    )


def _name(file: AtomicsFile) -> str:
    """Return the base name of a note; as in the seed vault, a hyphen stands for a colon."""
    return note_name(_title(file).replace(":", "-"))


def _title(file: AtomicsFile) -> str:
    names = [file.technique, file.display_name if file.display_name != file.technique else ""]
    return " - ".join(filter(None, names)) or file.path.rsplit("/", 1)[-1]


def _text(file: AtomicsFile) -> str:
    tags = (file.technique.replace(".", "_"), TEST_TAG)
    parts = [f"# {plain(_title(file))}"]
    for test in file.tests:
        parts += _test(test)
    if not file.is_readable:
        parts.append("This file is not valid YAML:")
        parts.append(fenced(file.text, "text"))
    body = "\n\n".join(filter(None, parts))
    return f"---\ntags: {tag_list(tags)}\n---\n{body}\n"


def _test(test: AtomicTest) -> Iterator[str]:
    name = plain(test.name)
    yield f"## Atomic Test #{test.number} - {name}".rstrip()
    yield prose(test.description, is_markdown=True)
    yield f"**Supported Platforms:** {', '.join(map(_platform, test.platforms))}".rstrip()
    yield f"**auto_generated_guid:** {plain(test.guid)}" if test.guid else ""
    if test.arguments:
        yield _inputs(test.arguments)
    if test.executor is not None:
        yield from _commands(test.executor)
    if test.dependencies:
        yield from _dependencies(test)


def _platform(name: str) -> str:
    return plain(PLATFORMS.get(name, name.capitalize()).replace(",", " "))


def _inputs(arguments: tuple[InputArgument, ...]) -> str:
    rows = [
        f"| {cell(item.name)} | {cell(item.description)} | {cell(item.type)} | {_default(item.default)} |"
        for item in arguments
    ]
    head = ("#### Inputs:", "", "| Name | Description | Type | Default Value |")
    return "\n".join((*head, "|------|-------------|------|---------------|", *rows))


def _default(text: str) -> str:
    """Return a default for a cell, its white space included, which commands may depend on."""
    return "".join(_white(part) if part.isspace() else cell(part) for part in _WHITE.split(text))


def _white(text: str) -> str:
    return "".join("<br>" if character == "\n" else f"&#{ord(character)};" for character in text)


def _commands(executor: Executor) -> Iterator[str]:
    elevated = _ELEVATED if executor.elevation_required else ""
    if executor.name == MANUAL:
        yield f"#### Run it with these steps! {elevated}".rstrip()
        yield fenced(executor.steps, "text") if executor.steps.strip() else ""
    else:
        run_with = f"Run with `{_word(executor.name)}`! " if executor.name else ""
        yield f"#### Attack Commands: {run_with}{elevated}".rstrip()
        yield fenced(executor.command, _language(executor.name)) if executor.command.strip() else ""
    if executor.cleanup_command.strip():
        yield "#### Cleanup Commands:"
        yield fenced(executor.cleanup_command, _language(executor.name))


def _dependencies(test: AtomicTest) -> Iterator[str]:
    language = _language(test.dependency_executor)
    yield f"#### Dependencies:  Run with `{_word(test.dependency_executor)}`!"
    for dependency in test.dependencies:
        yield f"##### Description: {plain(dependency.description)}".rstrip()
        for title, command in (
            ("Check Prereq Commands:", dependency.prereq_command),
            ("Get Prereq Commands:", dependency.get_prereq_command),
        ):
            if command.strip():
                yield f"##### {title}"
                yield fenced(command, language)


def _language(executor: str) -> str:
    word = _word(executor)
    return "sh" if executor == MANUAL or word == "unknown" else _LANGUAGES.get(word, word)


def _word(executor: str) -> str:
    return executor if _WORD.fullmatch(executor) else "unknown"
