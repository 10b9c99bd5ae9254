"""Finds and reads the front matter of a note by Obsidian's rules.

A block begins in the first line of the file, which is ``---``, and ends at the next line that is ``---``; spaces
and tabs may follow the hyphens. Between them stands one YAML 1.2 document, which is a map or empty. One fault
makes the whole block invalid.
"""

import re
from dataclasses import dataclass
from typing import Any, cast

import frontmatter
from frontmatter.default_handlers import BaseHandler

from kbgen.diagnostics import Diagnostic, Fix, Severity
from kbgen.source import Location
from kbgen.vault.document import FrontMatter
from kbgen.vault.yaml12 import YamlText, load_yaml
from kbgen.vault.yaml_fault import YamlFault
from kbgen.vault.yaml_node import YamlList, YamlMap, YamlScalar

_FENCE = re.compile(r"^---[ \t]*$", re.MULTILINE)
_FIRST_LINE = 2
"""The line of the file in which the YAML begins."""
_FLAT_LIST = re.compile(r"""\[[^\[\]{}"'#]*\]""")
_OUTCOME = "outcome"


@dataclass(frozen=True, slots=True)
class FrontMatterReading:
    """What a text says before its body."""

    front_matter: FrontMatter | None = None
    """The properties; None where there is no block or an invalid one."""
    invalid: str = ""
    """The text of an invalid block, without its fences."""
    body_line: int = 1
    """Line of the file, counted from 1, on which the body begins."""
    diagnostics: tuple[Diagnostic, ...] = ()


class _ObsidianHandler(BaseHandler):
    """Reads blocks for python-frontmatter, whose plain values have no places: the outcome is one entry."""

    FM_BOUNDARY = _FENCE
    START_DELIMITER = END_DELIMITER = "---"

    def split(self, text: str) -> tuple[str, str]:
        """Return the text between the fences and the text after them."""
        block = _find_block(text)
        if block is None:
            raise ValueError
        start, end, body = block
        return text[start:end], text[body:]

    def load(self, fm: str) -> dict[str, Any]:
        """Return the one entry that holds the values with their places, or the fault."""
        return {_OUTCOME: load_yaml(fm, first_line=_FIRST_LINE)}


_HANDLER = _ObsidianHandler()


def read_front_matter(path: str, text: str) -> FrontMatterReading:
    r"""Return the front matter of a note, and where its body begins.

    Args:
        path: the note's vault-relative path, for the diagnostics.
        text: the note's text with line ends as ``\n``.

    Diagnostics: KB101 for an invalid block, KB102 for one that is not closed, KB109 for an ignored YAML tag.
    """
    if _FENCE.match(text) is None:
        return FrontMatterReading()
    block = _find_block(text)
    if block is None:
        return FrontMatterReading(diagnostics=(_unclosed(path),))
    raw = text[block[0] : block[1]]
    body_line = _FIRST_LINE + raw.count("\n") + 1
    match _outcome(text):
        case YamlFault() as fault:
            return FrontMatterReading(None, raw, body_line, (_invalid(path, raw, fault),))
        case YamlText(root=YamlList() | YamlScalar() as root):
            return FrontMatterReading(None, raw, body_line, (_invalid(path, raw, _no_map(root)),))
        case YamlText(root=root, ignored_tags=tags):
            entries = root.entries if isinstance(root, YamlMap) else ()
            found = tuple(_ignored_tag(path, tag) for tag in tags)
            return FrontMatterReading(FrontMatter(entries), "", body_line, found)


def _outcome(text: str) -> YamlText | YamlFault:
    metadata, _ = frontmatter.parse(text, handler=_HANDLER)
    return cast("YamlText | YamlFault", metadata[_OUTCOME])


def _find_block(text: str) -> tuple[int, int, int] | None:
    """Return where the block's content begins and ends, and where the body begins."""
    opening = _FENCE.match(text)
    if opening is None:
        return None
    start = opening.end() + 1
    closing = _FENCE.search(text, start)
    if closing is None:
        return None
    return start, closing.start(), min(closing.end() + 1, len(text))


def _no_map(root: YamlList | YamlScalar) -> YamlFault:
    kind = "a list" if isinstance(root, YamlList) else "a single value"
    return YamlFault(f"it must consist of `name: value`, and this is {kind}", root.line, root.column)


def _invalid(path: str, raw: str, fault: YamlFault) -> Diagnostic:
    fix = _without_empty_entries(raw, fault)
    hint = "until it is valid YAML, the note has no properties, tags or aliases"
    if fix is not None:
        hint = f"write `{fix.new}`; {hint}"
    message = f"front matter is invalid: {fault.message}"
    location = Location(path, fault.line, fault.column)
    return Diagnostic("KB101", Severity.ERROR, message, location, hint, fix)


def _without_empty_entries(raw: str, fault: YamlFault) -> Fix | None:
    """Return the repair of a list in brackets with an empty entry, if it makes the whole block valid."""
    lines = raw.split("\n")
    number = fault.line - _FIRST_LINE
    line = lines[number]
    at = fault.column - 1
    if line[at : at + 1] != ",":
        return None
    for found in _FLAT_LIST.finditer(line):
        if found.start() < at < found.end():
            entries = (entry.strip() for entry in found[0][1:-1].split(","))
            new = f"[{', '.join(entry for entry in entries if entry)}]"
            lines[number] = line[: found.start()] + new + line[found.end() :]
            if isinstance(load_yaml("\n".join(lines)), YamlText):
                return Fix(fault.line, found.start() + 1, found[0], new)
    return None


def _unclosed(path: str) -> Diagnostic:
    return Diagnostic(
        "KB102",
        Severity.WARNING,
        "front matter that begins in the first line has no closing line `---`, so all of it is body text",
        Location(path),
        "add a line `---` after the last property, or an empty line before a first line that is meant as a rule",
    )


def _ignored_tag(path: str, tag: YamlFault) -> Diagnostic:
    return Diagnostic(
        "KB109",
        Severity.WARNING,
        tag.message,
        Location(path, tag.line, tag.column),
        "put a value that begins with `!` in quotation marks",
    )
