"""Findings about evidence: what they say, and the way out that they name."""

import json
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from coverage_worlds import atomic, files, guid, rule, technique

from kbgen.diagnostics import Diagnostic
from kbgen.project import Project

MakeVault = Callable[[Mapping[str, str | bytes]], Path]
NOTES = files(
    T1046=technique("T1046", "Windows", "Atari"),
    one=rule("T1046", title="Port Scan"),
    two=rule("T1046", title="Twin"),
    three=rule("T1046", title="Twin"),
    t=atomic("T1046", one="windows"),
)


def findings(make_vault: MakeVault, *records: Mapping[str, str]) -> list[Diagnostic]:
    values = [{"date": "2026-05-01", "outcome": "detected", **record} for record in records]
    vault = make_vault({**NOTES, "evidence.json": json.dumps(values)})
    return [finding for finding in Project(vault).diagnostics if finding.code.startswith("KB72")]


def test_what_matches_is_no_finding(make_vault: MakeVault) -> None:
    fine = {"rule": "port scan", "test": guid("one"), "technique": "T1046", "platform": "Atari"}
    assert findings(make_vault, fine, {"rule": "two", "platform": "windows"}, {"technique": "T1046"}) == []


@pytest.mark.parametrize(
    ("record", "message", "hint"),
    [
        ({"rule": "Port Scam"}, "names the rule Port Scam, which", "did you mean Port Scan?"),
        ({"rule": "Other"}, "names the rule Other, which", "correct the name, or import or mount the rule"),
        (
            {"rule": "Twin"},
            "names the rule Twin, which",
            "several rules are called so; name the rule by its id",
        ),
        ({"test": guid("two")}, f"names the test {guid('two')}, which", "import or mount the test"),
        ({"technique": "T1059"}, "names the technique T1059, which", "import or mount the technique"),
        ({"technique": "T1046", "platform": "Amiga"}, "names the platform Amiga, which", "such as Windows"),
    ],
)
def test_what_nothing_has_is_named_with_the_way_out(
    make_vault: MakeVault, record: Mapping[str, str], message: str, hint: str
) -> None:
    (finding,) = findings(make_vault, record)
    assert message in finding.message
    assert hint in finding.hint


def test_a_name_is_reported_once_with_the_number_of_its_records(make_vault: MakeVault) -> None:
    (finding,) = findings(make_vault, *({"rule": "Other", "note": str(number)} for number in range(3)))
    assert finding.message.endswith("which the knowledge base does not have, nor do 2 further records")


def test_a_rule_that_no_longer_fires_is_named_with_both_days(make_vault: MakeVault) -> None:
    missed = {"rule": "Port Scan", "test": guid("one"), "outcome": "missed", "date": "2026-06-01"}
    (finding,) = findings(make_vault, {"rule": "Port Scan", "test": guid("one")}, missed)
    assert finding.code == "KB724"
    assert finding.message == (
        f"Port Scan fired for the test {guid('one')} on 2026-05-01 and missed on 2026-06-01"
    )
