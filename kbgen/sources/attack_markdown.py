"""Writes Markdown: plain texts that stay plain, texts of ATT&CK inside of lists, sections and tables.

ATT&CK's texts are Markdown with some HTML and stay as they are, citations included. Only their headings move below
that of the section in which they stand.
"""

import re

_MEANT = re.compile(r"[\\`*\[\]<>~]|(?<!\w)_|_(?!\w)|(?<!\S)#|==|%%|\$(?=\S.*\$)|&(?=#?\w+;)|\^(?=[\w-]+$)")
_FENCE = re.compile(r"^ {0,3}(```+(?=[^`]*$)|~~~+)")
_HEADING = re.compile(r"^( {0,3})(#{1,6})(?=[ \t]|$)")
_UNDERLINE = re.compile(r"^ {0,3}(?:=+|-+)[ \t]*$")
_CITATION = re.compile(r"\(Citation:((?:[^()]++|\([^()]*+\))*+)\)")


def plain(text: str) -> str:
    """Return a text in one line in which nothing has a meaning in Markdown or Obsidian."""
    return _MEANT.sub(lambda match: f"\\{match[0]}", " ".join(text.split()))


def code(text: str) -> str:
    """Return a text as inline code, whatever it holds; empty for an empty text."""
    line = " ".join(text.split())
    if not line:
        return ""
    fence = "`" * (max((len(run) for run in re.findall("`+", line)), default=0) + 1)
    padding = " " if line.startswith("`") or line.endswith("`") else ""
    return f"{fence}{padding}{line}{padding}{fence}"


def block(text: str, level: int) -> str:
    """Return a text of ATT&CK for a section under a heading of some level: its own headings stand below that."""
    lines: list[str] = []
    fence = ""
    for written in lines_of(text):
        line = written
        opening = _FENCE.match(line)
        if fence:
            closes = opening is not None and opening[1].startswith(fence) and set(line.strip()) == {fence[0]}
            fence = "" if closes else fence
        elif opening is not None:
            fence = opening[1]
        elif _UNDERLINE.match(line) and lines and lines[-1].strip():
            lines.append("")
        else:
            line = _HEADING.sub(lambda match: match[1] + "#" * max(len(match[2]), min(level + 1, 6)), line)
        lines.append(line)
    if fence:
        lines.append(fence)
    return "\n".join(lines)


def item(head: str, text: str) -> str:
    """Return an entry of a list: a head, and behind a colon a text of ATT&CK, if there is one."""
    first, *rest = lines_of(text) or [""]
    opening = f"- {head}: {first}" if first else f"- {head}"
    return "\n".join((opening, *(f"  {line}" if line.strip() else "" for line in rest)))


def table(head: tuple[str, ...], rows: list[tuple[str, ...]]) -> str:
    """Return a table; cells are Markdown in one line."""
    lines = [head, tuple("---" for _ in head), *rows]
    return "\n".join(f"| {' | '.join(_cell(text) for text in line)} |" for line in lines)


def cited(text: str) -> list[str]:
    """Return the names that a text cites, each once, in their order."""
    names = (" ".join(match[1].split()) for match in _CITATION.finditer(text))
    return list(dict.fromkeys(name for name in names if name))


def lines_of(text: str) -> list[str]:
    """Return the lines of a text without white space at its ends."""
    return text.replace("\r\n", "\n").replace("\r", "\n").strip().split("\n") if text.strip() else []


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")
