"""KB126: former addresses of notes; `render`, which knows all addresses, finds the faults."""

from kbgen.checks.check import Check
from kbgen.diagnostics import Severity

CHECKS = (
    Check(
        "KB126",
        "former address leads nowhere",
        Severity.WARNING,
        "The property redirect_from names an address that is not inside the site, or that a note, another page or a "
        "file has; nothing is published there for it.",
        "redirect_from: [../old/, //example.org/x/]",
        "Write an address of the site that nothing else has, such as old/name/ or old/name.html.",
    ),
)
