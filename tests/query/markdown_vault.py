"""Searchables from Markdown texts, for tests of the query stage only.

Written without kbgen's own Markdown and YAML, so that the tests of the evaluator do not lean on them. It knows what the
fixtures use: front matter of ``key: value``, flow lists and block lists; headings, fences, list items, blank lines.
"""

import re
from collections.abc import Iterator, Mapping

from kbgen.knowledge.searchable import Searchable
from kbgen.markup.tag import Tag
from kbgen.markup.units import Lines, Section, Task
from kbgen.vault.yaml_node import YamlList, YamlNode, YamlScalar

_ITEM = re.compile(r"\s*(?:[-*+]|\d+[.)])\s+(.*)")
_BOX = re.compile(r"\[(.)\](?:\s|$)\s*(.*)", re.DOTALL)
_HEADING = re.compile(r"(#{1,6})\s")
_FENCE = re.compile(r"\s*(```+|~~~+)")
_TAG = re.compile(r"(?<!\S)((?:#[^\s\u2000-\u206f\u2e00-\u2e7f!-,.:-@\[-^`{-~]+)+)")
_NUMBER = re.compile(r"-?\d+(\.\d+)?")


def searchables(vault: Mapping[str, str]) -> tuple[Searchable, ...]:
    """Return the searchable side of a vault: path to text."""
    return tuple(searchable(path, text) for path, text in vault.items())


def searchable(path: str, text: str) -> Searchable:
    """Return the searchable side of one file."""
    if not path.endswith(".md"):
        return Searchable(path, is_note=False)
    lines = text.split("\n")
    if not lines[-1]:
        lines.pop()
    properties, first = _front_matter(lines)
    in_code = _code_lines(lines, first)
    blocks = tuple(_blocks(lines, first, in_code))
    return Searchable(
        path,
        is_note=True,
        content=text,
        tags=(*_property_tags(properties), *_inline_tags(lines, first, in_code)),
        properties=properties,
        blocks=blocks,
        sections=tuple(_sections(lines, first, in_code)),
        tasks=tuple(_tasks(lines, blocks)),
    )


def _front_matter(lines: list[str]) -> tuple[tuple[tuple[str, YamlNode], ...], int]:
    if not lines or lines[0] != "---" or "---" not in lines[1:]:
        return (), 0
    end = lines.index("---", 1)
    found: list[tuple[str, YamlNode]] = []
    for number, line in enumerate(lines[1:end], 2):
        item = re.fullmatch(r"\s+- (.*)", line)
        if item:
            before, known = found[-1]
            items = known.items if isinstance(known, YamlList) else ()
            found[-1] = before, YamlList((*items, _scalar(item[1], number)), number, 1)
            continue
        name, _, written = line.partition(":")
        value = _value(written.strip(), number)
        if value is None:
            return (), end + 1
        found.append((name, value))
    return tuple(found), end + 1


def _value(written: str, line: int) -> YamlNode | None:
    if not written.startswith("["):
        return _scalar(written, line)
    items = [item.strip() for item in written.strip("[]").split(",")] if written != "[]" else []
    return None if "" in items else YamlList(tuple(_scalar(item, line) for item in items), line, 1)


def _scalar(written: str, line: int) -> YamlScalar:
    if written[:1] in ("'", '"'):
        return YamlScalar(written[1:-1], written[1:-1], line, 1)
    words = {"": None, "null": None, "~": None, "true": True, "false": False}
    if written.lower() in words:
        return YamlScalar(words[written.lower()], written, line, 1)
    number = _NUMBER.fullmatch(written)
    if number:
        return YamlScalar(float(written) if number[1] else int(written), written, line, 1)
    return YamlScalar(written, written, line, 1)


def _property_tags(properties: tuple[tuple[str, YamlNode], ...]) -> Iterator[Tag]:
    for name, value in properties:
        if name.lower() == "tags":
            for item in value.items if isinstance(value, YamlList) else (value,):
                if isinstance(item, YamlScalar) and isinstance(item.value, str):
                    yield from (
                        Tag(part.removeprefix("#"), item.line, 1)
                        for part in re.split(r"[,\s]+", item.value)
                        if part
                    )


def _code_lines(lines: list[str], first: int) -> set[int]:
    found: set[int] = set()
    fence = ""
    for number in range(first, len(lines)):
        opening = _FENCE.match(lines[number])
        if fence:
            found.add(number)
            fence = "" if lines[number].strip() == fence else fence
        elif opening:
            found.add(number)
            fence = opening[1]
    return found


def _inline_tags(lines: list[str], first: int, in_code: set[int]) -> Iterator[Tag]:
    for number in range(first, len(lines)):
        if number in in_code:
            continue
        text = re.sub(r"`[^`]*`", lambda code: "x" * len(code[0]), lines[number])
        for run in _TAG.finditer(text):
            for tag in re.finditer(r"#([^#]+)", run[1]):
                name = tag[1].rstrip("/")
                if name and not name.isdigit():
                    yield Tag(name, number + 1, run.start() + tag.start() + 1, inline=True)


def _blocks(lines: list[str], first: int, in_code: set[int]) -> Iterator[Lines]:
    start: int | None = None
    for number in range(first, len(lines)):
        line = lines[number]
        code, before = number in in_code, number - 1 in in_code
        begins = not code and bool(_ITEM.match(line) or _HEADING.match(line))
        ends_before = number > first and not code and not before and bool(_HEADING.match(lines[number - 1]))
        if start is not None and (begins or ends_before or code != before or (not line and not code)):
            yield Lines(start, number)
            start = None
        if start is None and (line or code):
            start = number
    if start is not None:
        yield Lines(start, len(lines))


def _sections(lines: list[str], first: int, in_code: set[int]) -> Iterator[Section]:
    start, level = first, 0
    for number in range(first, len(lines)):
        heading = None if number in in_code else _HEADING.match(lines[number])
        if heading:
            if number > start:
                yield Section(level, Lines(start, number))
            start, level = number, len(heading[1])
    if len(lines) > start:
        yield Section(level, Lines(start, len(lines)))


def _tasks(lines: list[str], blocks: tuple[Lines, ...]) -> Iterator[Task]:
    for block in blocks:
        item = _ITEM.match(lines[block.start])
        box = _BOX.fullmatch("\n".join([item[1], *lines[block.start + 1 : block.end]])) if item else None
        if box:
            yield Task(box[1], box[2], block.start)
