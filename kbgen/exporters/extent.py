"""How far the text reaches that a finding is about: a finding states only where it begins."""

import re

from kbgen.diagnostics import Diagnostic

_CONSTRUCT = re.compile(
    r"""
      !?\[\[[^\[\]\n]*\]\]          # a link or embed of the vault
    | !?\[[^\[\]\n]*\]\([^()\n]*\)  # a link or picture of Markdown
    | </?\w[^<>\n]*>                # an element of HTML
    | \#?\w[\w./-]*                 # a word, a tag, an identifier
    | ([^\w\s])\1*                  # a mark, or several of the same: a fence
    """,
    re.VERBOSE,
)
_LONGEST = 1_000


def end_column(finding: Diagnostic, line: str | None) -> int:
    """Return the column, counted from 1, behind the text that a finding is about.

    Where a repair states the text, that is it; otherwise it is the construct or word that begins in the column. It is
    the column after the first where the line is not known, and the column itself where the line ends before it.

    Args:
        finding: the finding.
        line: the line in which it is, without its end; None where it is not known.
    """
    column = finding.location.column
    fix = finding.fix
    if fix is not None and (fix.line, fix.column) == (finding.location.line, column):
        return column + len(fix.old)
    if line is None:
        return column + 1
    found = _CONSTRUCT.match(line, column - 1, column - 1 + _LONGEST)
    if found is not None:
        return found.end() + 1
    return column + 1 if column <= len(line) else column
