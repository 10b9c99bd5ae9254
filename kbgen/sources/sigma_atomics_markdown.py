r"""Writes texts of rules and tests as Markdown that cannot reach beyond its place.

The texts come from third parties. Each function returns Markdown that shows the text and nothing else: no heading, code
block, comment, tag, embed or HTML of theirs can begin in it and swallow, or pretend to be, what kbgen writes around it.

Backticks are the difficult part: what stands between two of them needs no escapes, and would show them. A stretch
between backticks is left alone only where each line of its paragraph closes what it opens, for then every parser
pairs them in the same way, wherever it takes the paragraph to begin.
"""

import re
from collections.abc import Iterator

_RUN = re.compile(r"`+")
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1b\x1f]")
_ESCAPE_OR_RUN = re.compile(r"\\[!-/:-@\[-`{-~]|(`+)")
_OPEN_RUN = re.compile(r"(?<!\\)(?:\\\\)*`")
_FENCE = re.compile(r"(`{3,}|~{3,})[ \t]*([^`\n]*)")
_FENCE_LIKE = re.compile(r"^([\s>*+\-0-9.)]*)(`{3,}|~{3,})")
_RULE = re.compile(r"^([\s>]*)(?=[-=_*|:])[-=_*|:\s]+$")
_BULLET = re.compile(r"^[\s>]*[*+-][ \t]+(?=\S)")
_LANGUAGE = re.compile(r"[A-Za-z][A-Za-z0-9_+#.-]*")
_LIVE_LANGUAGES = frozenset({"query", "base", "dataview", "dataviewjs", "yaml", "yml"})
"""Code blocks that are answered, or read as a rule, instead of shown."""
_HASH = r"(?<![\w/&?=.])#(?!\{)"
_BLOCK_ID = r"(?<!\S)\^(?=[A-Za-z0-9-]+[ \t]*$)"
_FACT = re.compile(r"\*\*(?:Supported Platforms|auto_generated_guid):|#+ .*Run with `")
"""What reads as a fact about a test wherever it stands in its section, code included."""
_CONSTRUCT = re.compile(
    rf"(?<=%)%|(?<=\[)[\[^]|(?<=!)\[|{_HASH}|{_BLOCK_ID}"
    r"|(?<=\*)\*(?=Supported Platforms:|auto_generated_guid:)"
)
"""What begins a comment, wikilink, footnote, embed, heading, tag or block id, or reads as a fact about a test."""
_HTML = re.compile(r"(?<!\\)((?:\\\\)*)<(?=[A-Za-z/!?])(?!https?://[^\s<>]*>)")
_HTML_LIST = re.compile(r"^[ \t]*</?[ou]l>[ \t]*$")
_HTML_ITEM = re.compile(r"^[ \t]*<li>(.*)</li>[ \t]*$")
_LITERAL = re.compile(
    rf"\\(?=[!-/:-@\[-`{{-~]|$)|[*`\[]|<(?=[A-Za-z/!?])|(?<=[%~=])[%~=]|{_HASH}|{_BLOCK_ID}"
    r"|(?<![^\W_])_|_(?![^\W_])|&(?=#?\w+;)"
)
_NAMED_EXECUTOR = re.compile(r"(Run with) (?=`)")


def plain(text: str) -> str:
    """Return a text in one line in which nothing has a meaning, for headings and links."""
    return _literal(" ".join(_printable(text).split()))


def cell(text: str) -> str:
    """Return a text for a cell of a table, backslashes as the seed vault writes them; its lines stay lines."""
    lines = (" ".join(line.split()).split("\\") for line in _printable(text).strip().splitlines())
    return "<br>".join("&#92;".join(map(_literal, parts)) for parts in lines).replace("|", r"\|")


def fenced(text: str, language: str) -> str:
    """Return a text as a code block, whatever it holds; only a line end at its end is added where it has none."""
    fence = "`" * max(3, 1 + max((len(run) for run in _RUN.findall(text)), default=0))
    end = "" if not text or text.endswith("\n") else "\n"
    return f"{fence}{language}\n{text}{end}{fence}"


def prose(text: str, *, is_markdown: bool) -> str:
    """Return a text of several lines for a section.

    Args:
        text: the text.
        is_markdown: whether emphasis, links, lists in HTML and closed code blocks of the text are meant; else only its
            lists in Markdown and the code between backticks are.
    """
    lines = _printable(text).strip("\n").rstrip().splitlines()
    pieces: list[str] = []
    paragraph: list[str] = []
    position = 0
    while position < len(lines):
        end = _end_of_fence(lines, position) if is_markdown else position
        line = _without_html_list(lines[position]) if is_markdown else lines[position]
        if end == position and line.strip():
            paragraph.append(line)
            position += 1
            continue
        pieces += _paragraph(paragraph, is_markdown=is_markdown)
        pieces += _code(lines[position:end]) if end > position else [""]
        paragraph = []
        position = max(end, position + 1)
    return "\n".join((*pieces, *_paragraph(paragraph, is_markdown=is_markdown)))


def _without_html_list(line: str) -> str:
    """Return a line of a list in HTML as one of Markdown, and any other as it is."""
    return _HTML_ITEM.sub(r"- \1", _HTML_LIST.sub("", line))


def _printable(text: str) -> str:
    """Return a text without control characters, which would be reported of the note."""
    return _CONTROL.sub("\ufffd", text)


def _end_of_fence(lines: list[str], start: int) -> int:
    """Return the number of the line behind the code block that begins in a line; the line itself where none does."""
    opening = _FENCE.fullmatch(lines[start])
    if opening is None:
        return start
    mark = opening[1]
    closing = re.compile(rf" {{0,3}}{re.escape(mark)}{re.escape(mark[0])}*[ \t]*")
    for number in range(start, len(lines)):
        if _FACT.search(lines[number]):
            return start
        if number > start and closing.fullmatch(lines[number]):
            return number + 1
    return start


def _code(lines: list[str]) -> list[str]:
    """Return a code block whose language is only a matter of colours."""
    opening = _FENCE.fullmatch(lines[0])
    mark, info = (opening[1], opening[2]) if opening else ("```", "")
    word = info.split()[0] if info.split() else ""
    is_language = _LANGUAGE.fullmatch(word) and word.lower() not in _LIVE_LANGUAGES
    return [f"{mark}{word if is_language or not word else 'text'}", *lines[1:]]


def _paragraph(lines: list[str], *, is_markdown: bool) -> Iterator[str]:
    """Yield the lines of a paragraph, with escapes where a line would begin something."""
    keep_code = not any(_FACT.search(line) or _has_open_code(line) for line in lines)
    for line in lines:
        fence = _FENCE_LIKE.match(line)
        rule = _RULE.match(line)
        if fence is not None:
            marks = "".join(f"\\{mark}" for mark in fence[2])
            yield fence[1] + marks + _inline(line[fence.end() :], keep_code=False, is_markdown=is_markdown)
        elif rule is not None:
            yield f"{rule[1]}\\{line[rule.end(1) :]}"
        else:
            bullet = _BULLET.match(line)
            begin = bullet.end() if bullet else 0
            rest = _inline(line[begin:], keep_code=keep_code, is_markdown=is_markdown)
            yield line[:begin] + rest


def _inline(text: str, *, keep_code: bool, is_markdown: bool) -> str:
    """Return a line, or the rest of one, in which nothing begins that it should not."""
    escape = _without_constructs if is_markdown else _literal
    parts = _outside_code(text) if keep_code else [(text, False)]
    return _NAMED_EXECUTOR.sub(r"\1  ", "".join(part if is_code else escape(part) for part, is_code in parts))


def _without_constructs(text: str) -> str:
    """Return Markdown in which comments, wikilinks, embeds, footnotes, tags, headings and HTML are text."""
    return _HTML.sub(r"\1\\<", _CONSTRUCT.sub(r"\\\g<0>", text))


def _literal(text: str) -> str:
    """Return a line in which nothing has a meaning."""
    return _LITERAL.sub(r"\\\g<0>", text)


def _has_open_code(line: str) -> bool:
    """Tell whether backticks of a line belong to no code that begins and ends in it."""
    return any(_OPEN_RUN.search(part) for part, is_code in _outside_code(line) if not is_code)


def _outside_code(line: str) -> Iterator[tuple[str, bool]]:
    """Yield the pieces of a line, and of each whether it is code between backticks."""
    begin, position = 0, 0
    while (opening := _ESCAPE_OR_RUN.search(line, position)) is not None:
        position = opening.end()
        if opening[1] is None:
            continue
        closing = re.compile(rf"(?<!`){opening[1]}(?!`)").search(line, position)
        if closing is not None:
            yield line[begin : opening.start()], False
            yield line[opening.start() : closing.end()], True
            begin = position = closing.end()
    yield line[begin:], False
