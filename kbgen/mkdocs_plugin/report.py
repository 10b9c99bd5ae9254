"""What a build found, as records of the ``mkdocs`` logger, where ``--strict`` counts them."""

import logging
from collections.abc import Iterable, Sequence
from itertools import groupby

from kbgen.diagnostics import Diagnostic, Severity

_LOG = logging.getLogger("mkdocs.plugins.kbgen")
_LEVELS = {
    Severity.ERROR: logging.ERROR,
    Severity.WARNING: logging.WARNING,
    Severity.INFO: logging.DEBUG,
}
PER_CODE = 5
"""How many findings of one code are printed before the rest is only counted."""


def log_diagnostics(diagnostics: Iterable[Diagnostic], *, count: bool = True) -> None:
    """Log the worst findings first, a few of each code, then one line that counts them all.

    Errors and warnings make a strict build fail. Notes are only counted, or printed by ``mkdocs --verbose``. Without
    ``count``, the last line is left to the caller.
    """
    found = sorted(diagnostics, key=lambda item: (item.severity.rank, item.code))
    for (severity, code), group in groupby(found, key=lambda item: (item.severity, item.code)):
        findings = list(group)
        level = _LEVELS[severity]
        for finding in findings[:PER_CODE]:
            _LOG.log(level, "%s", printable(str(finding)))
        if len(findings) > PER_CODE:
            _LOG.log(level, "%s: and %d more; `kbgen check` lists all", code, len(findings) - PER_CODE)
    if found and count:
        _LOG.info("kbgen found %s", counts(found))


def printable(text: str) -> str:
    """Return the text without the control characters that a note could send to the terminal."""
    return "".join(char if char.isprintable() else char.encode("unicode_escape").decode() for char in text)


def counts(found: Sequence[Diagnostic]) -> str:
    """Return how many findings there are of each severity, such as ``0 errors, 1 warning, 2 infos``."""
    numbers = ((sum(each.severity is severity for each in found), severity.value) for severity in Severity)
    return ", ".join(f"{number} {name}{'' if number == 1 else 's'}" for number, name in numbers)
