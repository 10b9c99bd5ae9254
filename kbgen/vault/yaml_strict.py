"""Where YAML 1.2, and with it Obsidian's parser, is stricter than PyYAML's."""

import re

from kbgen.vault.yaml_events import Event, ParserRefusalError, Place, Shape, read_events
from kbgen.vault.yaml_fault import TAB, YamlFaultError
from kbgen.vault.yaml_repair import ParserText

_UNINDENTED = (
    "this line continues the value above and must be indented more than the name that the value belongs to"
)
_UNSPACED = re.compile(r"""["'\]},\[{]#""")


def block_indent(source: ParserText, event: Event) -> int:
    """Return the column, from 0, in which the entries of a list or map without brackets stand.

    Raises:
        YamlFaultError: a tab stands before its first entry.
    """
    for at, end in source.blanked:
        if event.start.offset == end:
            raise YamlFaultError(TAB, at)
    # The opening of a list that is not indented includes its first hyphen, that of an indented one does not.
    is_after_hyphen = (
        event.shape is Shape.LIST and source.text[event.end.offset : event.end.offset + 1] != "-"
    )
    return event.end.column - is_after_hyphen


def check_quoted(text: str, start: Place, end: Place, margin: int) -> None:
    """Check that each further line of a quoted text is indented by ``margin`` spaces or blank.

    Raises:
        YamlFaultError: a line is not.
    """
    for line, index, content in _further_lines(text, start, end):
        indent = len(content) - len(content.lstrip(" "))
        if indent < margin and indent < len(content):
            raise YamlFaultError(_UNINDENTED, Place(index + indent, line, indent))


def check_in_brackets(text: str, scalar: Event) -> None:
    """Check that a text between brackets is no single hyphen and not cut off from a ``?`` that begins it.

    Raises:
        YamlFaultError: it is a hyphen.
        ParserRefusalError: the parser took the ``?`` for an indicator.
    """
    if scalar.text == "-" and not scalar.style:
        raise YamlFaultError(
            "a list in brackets has no `-`; put a single one in quotation marks", scalar.start
        )
    index, line, column = scalar.start
    if scalar.end.offset > index and text[index - 1] == "?":
        mark = Place(index - 1, line, column - 1)
        raise ParserRefusalError("a `?` needs a space after it here", mark, mark)


def check_brackets(text: str, start: Place, end: Place, margin: int) -> None:
    """Check that each further line between brackets is indented by ``margin`` spaces, blank, or a comment.

    A closing bracket may stand one column to the left, under the name that the value belongs to.

    Raises:
        YamlFaultError: a line is not.
    """
    for line, index, content in _further_lines(text, start, end):
        indent = len(content) - len(content.lstrip(" "))
        rest = content.lstrip(" \t")
        if indent >= margin or not rest or rest.startswith("#"):
            continue
        first = index + len(content) - len(rest)
        if indent != margin - 1 or first != end.offset - 1:
            raise YamlFaultError(_UNINDENTED, Place(first, line, first - index))


def check_comments(text: str) -> None:
    """Check that each comment has a space before its ``#``.

    Raises:
        YamlFaultError: one has not.
    """
    if not _UNSPACED.search(text):
        return
    position = 0
    for event in read_events(text):
        if event.shape is Shape.SCALAR:
            _check_gap(text, position, event.start.offset)
            position = event.end.offset
    _check_gap(text, position, len(text))


def _check_gap(text: str, start: int, end: int) -> None:
    """Check the text between two scalars, which holds nothing but indicators, white space and comments."""
    mark = text.find("#", start, end)
    while mark >= 0:
        if mark and not text[mark - 1].isspace():
            line_start = text.rfind("\n", 0, mark) + 1
            at = Place(mark, text.count("\n", 0, mark), mark - line_start)
            raise YamlFaultError("a comment needs a space before its `#`", at)
        line_end = text.find("\n", mark, end)
        mark = text.find("#", line_end, end) if line_end >= 0 else -1


def _further_lines(text: str, start: Place, end: Place) -> list[tuple[int, int, str]]:
    """Return number, first index and content of each line of a range but the first."""
    lines = []
    index = text.find("\n", start.offset) + 1
    for line in range(start.line + 1, end.line + 1):
        line_end = text.find("\n", index)
        line_end = len(text) if line_end < 0 else line_end
        lines.append((line, index, text[index:line_end]))
        index = line_end + 1
    return lines
