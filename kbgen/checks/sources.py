"""KB51x to KB54x and KB61x: what mounted and imported sources have wrong. The sources themselves find it."""

from typing import Any

from kbgen.checks.check import Check
from kbgen.diagnostics import Severity
from kbgen.sources import atomics_faults, sigma_faults
from kbgen.sources.sigma_atomics_checks import SourceCheck


def _check(row: SourceCheck[Any]) -> Check:
    return Check(row.code, row.title, row.severity, row.meaning, row.example, row.way_out)


RULES_AND_TESTS = (
    *(_check(row) for row in sigma_faults.CHECKS),
    *(_check(row) for row in atomics_faults.CHECKS),
)

ATTACK = (
    Check(
        "KB611",
        "field of an ATT&CK object cannot be read",
        Severity.WARNING,
        "A field of an object in the bundle has the wrong type; the object is kept without it.",
        '"x_mitre_platforms": "Windows"',
        "Correct the bundle, or fetch it again.",
    ),
    Check(
        "KB612",
        "ATT&CK object cannot be used",
        Severity.WARNING,
        "An object of the bundle has no identifier, so nothing can refer to it; it is left out.",
        '{"type": "attack-pattern"} without an id',
        "Correct the bundle, or fetch it again.",
    ),
    Check(
        "KB613",
        "ATT&CK object refers to what is not there",
        Severity.WARNING,
        "A relationship or a reference names an object that the bundle does not have; it is skipped.",
        '"target_ref" of an object that is missing',
        "Use a complete bundle of one release.",
    ),
    Check(
        "KB614",
        "ATT&CK object comes twice",
        Severity.WARNING,
        "Two objects of the bundle have one identifier; the newest counts.",
        "the same id in two files of a folder",
        "Take one of them out.",
    ),
    Check(
        "KB615",
        "file is no STIX bundle",
        Severity.INFO,
        "A JSON file in the folder of a release holds no bundle and is left out.",
        "package.json beside the objects",
        "Move it out of the folder.",
    ),
)
