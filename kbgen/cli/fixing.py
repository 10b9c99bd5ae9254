"""``kbgen check --fix``: repairs the files of a vault, or shows how it would."""

import difflib
import json
import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import click

from kbgen.checks.fix import Fixed, apply_fixes
from kbgen.cli.output import is_terminal, write_data, write_text
from kbgen.diagnostics import Diagnostic, Fix
from kbgen.errors import VaultError
from kbgen.exporters.visible import visible
from kbgen.project import Project
from kbgen.vault.decode_text import decode
from kbgen.vault.read import RawNote
from kbgen.vault.write import write_bytes


@dataclass(frozen=True, slots=True)
class FixedFile:
    """A note of the vault and what its repairs make of it."""

    note: RawNote
    encoding: str
    fixed: Fixed


@dataclass(slots=True)
class Tally:
    """What has become of the repairs so far."""

    made: int = 0
    files: int = 0
    postponed: int = 0
    refusals: list[str] = field(default_factory=list)
    """Place and reason of each."""

    def text(self, done: str) -> str:
        """Return the summary, such as ``fixed 3 places in 2 files``."""
        shown = f"{done} {_counted(self.made, 'place')} in {_counted(self.files, 'file')}"
        if self.postponed:
            shown += (
                f"; {_counted(self.postponed, 'overlapping fix', 'overlapping fixes')} left to another run"
            )
        return f"{shown}; {len(self.refusals):,} refused" if self.refusals else shown


def fixed_files(project: Project, findings: Iterable[Diagnostic]) -> Iterator[FixedFile]:
    """Yield the notes of the vault for which findings offer repairs, in path order; nothing is written."""
    fixes: dict[str, list[Fix]] = {}
    for finding in findings:
        if finding.fix is not None:
            fixes.setdefault(finding.location.path, []).append(finding.fix)
    for note in project.vault.notes:
        if note.path in fixes:
            encoding = decode(note.data, note.fallback_encoding).encoding
            yield FixedFile(note, encoding, apply_fixes(note.data, encoding, fixes[note.path]))


def fix_vault(project: Project, findings: Iterable[Diagnostic]) -> Tally:
    """Repair the files of a vault, and return what was done."""
    tally = Tally()
    for file in fixed_files(project, findings):
        problem = _why_not(project.folder, file) or _write(project.folder, file)
        _count(tally, file, problem)
    return tally


def show_fixes(project: Project, findings: Iterable[Diagnostic], prefix: str, output: str) -> Tally:
    """Write what repairs would change as a unified diff, and return what would be done.

    Args:
        project: the project; none of its files is written.
        findings: the findings that may be repaired.
        prefix: what stands before paths in the diff.
        output: file to write; ``-`` is standard output.
    """
    tally = Tally()
    lines: list[str] = []
    for file in fixed_files(project, findings):
        problem = _why_not(project.folder, file)
        _count(tally, file, problem)
        if not problem:
            lines += _diff(file, prefix)
    if is_terminal(output):
        coloured = not os.environ.get("NO_COLOR")
        write_text("".join(f"{_shown(line, coloured=coloured)}\n" for line in lines), output)
    else:
        write_data("".join(lines), output)
    return tally


def report_fixes(tally: Tally, done: str) -> None:
    """Say on standard error what became of the repairs.

    Args:
        tally: what became of them.
        done: what was done to places, such as ``fixed``.
    """
    for refusal in tally.refusals:
        click.echo(f"not fixed: {refusal}", err=True)
    click.echo(tally.text(done), err=True)


def _count(tally: Tally, file: FixedFile, problem: str) -> None:
    fixed = file.fixed
    if problem:
        tally.refusals.append(f"{visible(file.note.path)}: {problem}")
    elif fixed.made:
        tally.files += 1
        tally.made += len(fixed.made)
        tally.postponed += len(fixed.postponed)
    for refusal in fixed.refused:
        place = f"{file.note.path}:{refusal.fix.line}:{refusal.fix.column}"
        tally.refusals.append(f"{visible(place)}: {visible(refusal.reason)}")


def _why_not(folder: Path, file: FixedFile) -> str:
    """Return why a file must not be written; empty where it may be, or need not."""
    path = folder / file.note.path
    if not file.fixed.made:
        return ""
    if path.is_symlink():
        return "is a symbolic link; the file to which it leads is fixed under its own name"
    try:
        if not path.stat().st_mode & 0o222 or not os.access(path, os.W_OK):
            return "is read-only"
        if path.read_bytes() != file.note.data:
            return "has changed since it was read; run the command again"
    except OSError as error:
        return f"cannot be read ({error.strerror})"
    return ""


def _write(folder: Path, file: FixedFile) -> str:
    """Write a file; return why that failed, or an empty text."""
    if not file.fixed.made:
        return ""
    try:
        write_bytes(folder, file.note.path, file.fixed.data)
    except VaultError as error:
        return str(error).removeprefix(f"{file.note.path}: ")
    return ""


def _diff(file: FixedFile, prefix: str) -> Iterator[str]:
    """Yield the lines of a unified diff with their ends."""
    before = _lines(file.note.data, file.encoding)
    after = _lines(file.fixed.data, file.encoding)
    path = f"{prefix}{file.note.path}"
    for line in difflib.unified_diff(before, after, _name(f"a/{path}"), _name(f"b/{path}")):
        yield line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n"


def _lines(data: bytes, encoding: str) -> list[str]:
    parts = data.decode(encoding, "replace").split("\n")
    return (
        [*(f"{part}\n" for part in parts[:-1]), *parts[-1:]]
        if parts[-1]
        else [f"{part}\n" for part in parts[:-1]]
    )


def _name(path: str) -> str:
    """Return a path as the head of a diff has it: a tab behind spaces, and quotes around what is not printable."""
    if not path.isprintable():
        return json.dumps(path)
    return f"{path}\t" if " " in path else path


def _shown(line: str, *, coloured: bool) -> str:
    """Return a line for a terminal, in which nothing moves the cursor."""
    line = "\t".join(map(visible, line.rstrip("\r\n").split("\t")))
    if not coloured:
        return line
    if line.startswith(("---", "+++")):
        return click.style(line, bold=True)
    colours = {"+": "green", "-": "red", "@": "cyan"}
    return click.style(line, fg=colours[line[:1]]) if line[:1] in colours else line


def _counted(number: int, one: str, many: str = "") -> str:
    return f"{number:,} {one if number == 1 else many or one + 's'}"
