"""What is wrong with a YAML text, in plain words."""

import re
from dataclasses import dataclass

from kbgen.vault.yaml_events import ParserRefusalError, Place


@dataclass(frozen=True, slots=True)
class YamlFault:
    """A reason why a text is not valid YAML 1.2, or a tag that means nothing, and where."""

    message: str
    """One sentence without a final full stop."""
    line: int
    """Line in the file, counted from 1."""
    column: int
    """Column in that line, counted in code points from 1."""


class YamlFaultError(Exception):
    """Carries a fault out of the depths of a parse; never leaves this package."""

    def __init__(self, message: str, at: Place) -> None:
        super().__init__(message)
        self.message = message
        self.at = at


MAX_DEPTH = 100
"""How deep lists and maps may be nested."""
TOO_DEEP = f"lists and maps are nested more than {MAX_DEPTH} levels deep"
TAB = "a tab is used as indentation; use spaces"
MISPLACED_LIST = "a list cannot begin here; put its `- ` on the next line"

_DIRECTIVE = "a line cannot begin with `%`; put the name in quotation marks"
_AT_OPENING = {
    "could not find expected ':'": "this is no `name: value`, the colon with a space after it is missing",
    "found unexpected end of stream": "the quotation mark that opens here is never closed",
    "found unexpected document indicator": "the quotation mark that opens here is not closed before `---` or `...`",
    "did not find expected alphabetic or numeric character": (
        "a value that begins with `*` or `&` is a reference in YAML; put it in quotation marks"
    ),
    "found unknown directive name": _DIRECTIVE,
    "found unexpected non-alphabetical character": _DIRECTIVE,
    "could not find expected directive name": _DIRECTIVE,
}
"""The parser's problems that are best shown where the thing began."""
_AT_PROBLEM = {
    "block sequence entries are not allowed in this context": MISPLACED_LIST,
    "did not find expected key": (
        "this text belongs to nothing: the value before it has ended, or the line is not indented like those above"
    ),
    "did not find expected '-' indicator": "this is no entry of the list above; `- ` is missing or the indentation differs",
    "did not find expected <document start>": "this text stands after the end of the document",
    "mapping keys are not allowed in this context": "a `? ` cannot stand here; put a value that begins with it in quotation marks",
    "found undefined tag handle": "this tag has an unknown prefix; put a value that begins with `!` in quotation marks",
    "found unexpected ':'": "a colon needs a space after it here",
    "did not find expected whitespace or line break": "a tag ends with a space; put a value that begins with `!` in quotation marks",
    "did not find expected comment or line break": "nothing but a comment may stand here",
}
_AT_ESCAPE = {
    "found unknown escape character": (
        "a backslash between double quotes begins an escape, and this one is unknown; double it, or use single quotes"
    ),
    "did not find expected hexdecimal number": "this escape needs more hexadecimal digits",
    "found invalid Unicode character escape code": "this escape names no Unicode character",
}
"""The parser's problems that it sees up to two characters behind the backslash."""
_MISSING_VALUE = "did not find expected node content"
_SECOND_COLON = "mapping values are not allowed in this context"
_UNCLOSED = re.compile(r"did not find expected ',' or '[\]}]'")
_UNFIT_START = re.compile(r"cannot start any token|tab character")


def in_plain_words(refusal: ParserRefusalError, text: str, brackets: Place | None) -> YamlFaultError:
    """Return the fault that a parser's refusal means, at the place that helps most.

    Args:
        refusal: why the parser stopped.
        text: the text that it read.
        brackets: where the outermost open ``[`` or ``{`` stands, if one is open.
    """
    problem, at = refusal.problem, refusal.at
    if refusal.is_too_deep:
        return YamlFaultError(TOO_DEEP, at)
    if problem in _AT_OPENING:
        return YamlFaultError(_AT_OPENING[problem], refusal.opening)
    if brackets is not None and (
        not text[at.offset :].strip() or _is_later_line(problem, at, refusal.opening)
    ):
        return YamlFaultError(f"the `{text[brackets.offset]}` that opens here is not closed", brackets)
    if problem in _AT_ESCAPE:
        behind = at.offset - text.rfind("\\", 0, at.offset + 1)
        return YamlFaultError(_AT_ESCAPE[problem], Place(at.offset - behind, at.line, at.column - behind))
    return YamlFaultError(_about(problem, text, at), at)


def _about(problem: str, text: str, at: Place) -> str:
    character = text[at.offset : at.offset + 1]
    if problem == _SECOND_COLON:
        return _about_colon(text, at)
    if problem == _MISSING_VALUE:
        return f"a value is missing before this `{character}`"
    if _UNCLOSED.fullmatch(problem):
        return f"a comma or `{problem[-2]}` is missing before this text"
    if _UNFIT_START.search(problem):
        return _about_start(character)
    return _AT_PROBLEM.get(problem, problem)


def _is_later_line(problem: str, at: Place, opening: Place) -> bool:
    return bool(_UNCLOSED.fullmatch(problem)) and at.line != opening.line


def _about_colon(text: str, at: Place) -> str:
    if re.search(r":\s", text[at.offset - at.column : at.offset]):
        return "a second `: ` stands in this line; put the value in quotation marks"
    return "this line continues the value above and cannot be a `name: value`; look at its indentation and the line above"


def _about_start(character: str) -> str:
    if character == "\t":
        return TAB
    name = "a backtick" if character == "`" else f"`{character}`"
    return f"a value cannot begin with {name}; put it in quotation marks"
