"""What can be wrong with a file of DeTT&CT: names, codes and values.

The table ``CHECKS`` is the only place that ties a name to its code.
"""

from enum import Enum
from typing import ClassVar

from kbgen.diagnostics import Severity
from kbgen.sources.sigma_atomics_checks import Reporter, SourceCheck


class DettectFault(Enum):
    """The names of the findings about files of DeTT&CT."""

    FILE = "file"
    """Nothing can be read from the file."""
    ENTRY = "entry"
    """An entry cannot be read as it is meant."""


CHECKS: tuple[SourceCheck[DettectFault], ...] = (
    SourceCheck(
        DettectFault.FILE,
        "KB713",
        Severity.ERROR,
        "file of DeTT&CT cannot be read",
        "What the file rates as available does not count as collected, so techniques may look blind that are not.",
        "coverage:\n    dettect: [techniques.yaml]",
        "Name a valid file of the type data-source-administration.",
    ),
    SourceCheck(
        DettectFault.ENTRY,
        "KB714",
        Severity.WARNING,
        "entry of a DeTT&CT file cannot be used",
        "What the entry rates does not count as collected, or counts on other platforms than it should.",
        "applicable_to: [Windows servres]",
        "Correct what the message names.",
    ),
)
"""Every finding about files of DeTT&CT, in the order of the codes."""


class DettectReporter(Reporter[DettectFault]):
    """Keeps the findings about one file of DeTT&CT."""

    ROWS: ClassVar = {check.name: check for check in CHECKS}
