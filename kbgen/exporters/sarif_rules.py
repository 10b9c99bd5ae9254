"""What a SARIF log says about the checks: one reporting descriptor each."""

import re
from collections.abc import Iterable
from typing import Any

from kbgen.checks.catalogue import FAMILIES
from kbgen.checks.check import Check
from kbgen.diagnostics import Severity
from kbgen.exporters.visible import shortened

LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "note"}
"""SARIF's name of each severity."""

_PROBLEM = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "recommendation"}
_MOST_CHARACTERS = 1_024
_MOST_OF_A_NAME = 255
_NO_WORD = re.compile(r"[^0-9A-Za-z]+")
_FAMILY = {check.code: family for family, checks in FAMILIES for check in checks}


def rules(checks: Iterable[Check]) -> list[dict[str, Any]]:
    """Return the descriptors of checks, in their order, within the limits of GitHub's code scanning."""
    return [
        {
            "id": check.code,
            "name": _NO_WORD.sub("-", check.title).strip("-").lower()[:_MOST_OF_A_NAME],
            "shortDescription": {"text": _limited(check.title[:1].upper() + check.title[1:])},
            "fullDescription": {"text": _limited(check.meaning)},
            "help": {"text": _help(check), "markdown": _help(check, fence="````")},
            "defaultConfiguration": {"level": LEVELS[check.severity]},
            "properties": {
                "tags": [_FAMILY.get(check.code, "kbgen")],
                "problem.severity": _PROBLEM[check.severity],
            },
        }
        for check in checks
    ]


def _help(check: Check, fence: str = "") -> str:
    example = f"{fence}text\n{check.example}\n{fence}" if fence else f"Example:\n{check.example}"
    return "\n\n".join((check.meaning, *([example] if check.example else []), check.way_out))


def _limited(text: str) -> str:
    return shortened(text, _MOST_CHARACTERS)
