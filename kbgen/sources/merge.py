"""Brings a note up to date with its source and keeps what its reader added.

A note is its front matter and its sections, cut at headings of the levels 1 to 3 outside of code. What the source states
is the source's: its properties and sections replace those of the same name. What it does not state is the reader's:
further properties, tags and sections stay, each section behind the one that it stood behind.
"""

import re
from dataclasses import dataclass

_KEY = re.compile(r"([^\s#:\-][^:]*):(?=\s|$)")
_HEADING = re.compile(r"#{1,3} +(.*?)[ #]*$")
_FENCE = re.compile(r"[ >]*(`{3,}|~{3,})")
_FLOW_LIST = re.compile(r"tags: \[([^\]\n]*)\]\n?")
_TOP = ""


@dataclass(frozen=True, slots=True)
class _Parts:
    """A note, cut. Joined again, the parts are the text."""

    properties: dict[str, str]
    """Property name to its lines, line ends included; empty without front matter."""
    sections: dict[str, str]
    """Heading to the whole section, heading included; the text before the first heading has none."""


def merge(old: str, new: str) -> str:
    """Return the new text of a source with what the reader added to the old one.

    ``merge(text, text)`` is ``text``. Where no heading comes twice in either text, merging the result once more changes
    nothing; of equal headings the first of both belong together, then the second, and so on.
    """
    mine, theirs = _cut(old), _cut(new)
    properties = dict(theirs.properties)
    if "tags" in mine.properties and "tags" in properties:
        properties["tags"] = _with_tags(properties["tags"], mine.properties["tags"])
    for name, lines in mine.properties.items():
        properties.setdefault(name, lines)
    order = list(theirs.sections)
    previous = _TOP
    for name in mine.sections:
        if name not in theirs.sections:
            place = order.index(previous) + 1 if previous in order and name != _TOP else 0
            order.insert(place, name)
        previous = name
    sections = dict(mine.sections)
    for name, section in theirs.sections.items():
        sections[name] = _with_end_of(mine.sections[name], section) if name in mine.sections else section
    front = f"---\n{''.join(properties.values())}---\n" if properties else ""
    return front + _joined([sections[name] for name in order])


def set_property(text: str, name: str, value: str) -> str:
    """Return a note with one property set, all else as it is."""
    parts = _cut(text)
    properties = {**parts.properties, name: f"{name}: {value}\n"}
    return f"---\n{''.join(properties.values())}---\n{''.join(parts.sections.values())}"


def _with_end_of(old: str, new: str) -> str:
    """Return a section with the blank lines that stood behind it before: they belong to what follows."""
    if not old.strip("\n") or not new.strip("\n") or _open_fence(new):
        return new
    return new.rstrip("\n") + old[len(old.rstrip("\n")) :]


def _joined(sections: list[str]) -> str:
    """Join sections so that each heading begins a line of its own, and not inside of code that was never closed."""
    text = ""
    for number, section in enumerate(sections):
        if text and not text.endswith("\n"):
            text += "\n"
        text += section
        fence = _open_fence(section)
        if fence and number < len(sections) - 1:
            text += f"{fence}\n" if text.endswith("\n") else f"\n{fence}\n"
    return text


def _open_fence(section: str) -> str:
    """Return the fence that a section leaves open, or nothing."""
    fence = ""
    for line in section.splitlines():
        fence = _fence_after(line, fence)
    return fence


def _fence_after(line: str, fence: str) -> str:
    """Return the fence that is open behind a line, given the one that is open before it."""
    found = _FENCE.match(line)
    if found is None:
        return fence
    if not fence:
        return found[1]
    closes = found[1].startswith(fence) and not line.strip(" >`~\n")
    return "" if closes else fence


def _cut(text: str) -> _Parts:
    properties: dict[str, str] = {}
    body = text
    if text.startswith("---\n") and (end := text.find("\n---\n", 3)) >= 0:
        body = text[end + len("\n---\n") :]
        name = _TOP
        for line in text[len("---\n") : end + 1].splitlines(keepends=True):
            key = _KEY.match(line)
            name = key[1].strip("\"' ") if key else name
            properties[name] = properties.get(name, "") + line
    return _Parts(properties, _sections(body))


def _sections(body: str) -> dict[str, str]:
    found: dict[str, str] = {}
    name, fence = _TOP, ""
    for line in body.splitlines(keepends=True):
        fence = _fence_after(line, fence)
        heading = _HEADING.match(line.rstrip("\n")) if not fence else None
        if heading:
            name = _unused(heading[1], found)
        found[name] = found.get(name, "") + line
    return found


def _unused(title: str, taken: dict[str, str]) -> str:
    """Return a name for a section whose heading may come more than once."""
    number, name = 1, title or "#"
    while name in taken:
        number += 1
        name = f"{title}\n{number}"
    return name


def _with_tags(theirs: str, mine: str) -> str:
    """Return the source's list of tags with the reader's own behind; only lists in one line are joined."""
    new, old = _FLOW_LIST.fullmatch(theirs), _FLOW_LIST.fullmatch(mine)
    if new is None or old is None:
        return theirs
    tags = [tag.strip() for tag in new[1].split(",")]
    known = {tag.strip("\"'").casefold() for tag in tags}
    own = [
        tag
        for item in old[1].split(",")
        if (tag := item.strip()) and tag.strip("\"'").casefold() not in known
    ]
    return f"tags: [{', '.join([*tags, *own])}]\n"
