"""What is found in the real seed vault: the numbers and places of the vault rules, sections 2.2 and 2.3."""

import re
from collections import Counter
from pathlib import Path, PurePosixPath

import pytest

from kbgen.diagnostics import Diagnostic
from kbgen.project import Project

INVALID = {
    "default_credentials_usage",
    "host_without_firewall",
    "net_firewall_cleartext_protocols",
    "netflow_cleartext_protocols",
    "okta_security_threat_detected",
    "win_security_user_logoff",
    "win_security_workstation_was_locked",
}
NOT_UTF8 = set(
    "T1055.013 T1059.002 T1210 T1211 T1212 T1547.006 T1557.001 T1558 T1583.003 T1583.004 T1583.005 T1583.006 "
    "T1584.005 T1584.006 T1614.001".split()
)
WRONGLY_DECODED = {
    "azure_user_login_blocked_by_conditional_access",
    "file_event_win_iphlpapi_dll_sideloading",
    "proc_creation_win_csi_execution",
    "registry_add_persistence_disk_cleanup_handler_entry",
    "registry_set_disk_cleanup_handler_autorun_persistence",
}


@pytest.fixture(scope="module")
def findings(seed_vault: Path) -> tuple[Diagnostic, ...]:
    return Project(seed_vault).diagnostics


def of(findings: tuple[Diagnostic, ...], code: str) -> list[Diagnostic]:
    return [finding for finding in findings if finding.code == code]


def name(finding: Diagnostic) -> str:
    return PurePosixPath(finding.location.path).stem


def identifier(finding: Diagnostic) -> str:
    return name(finding).split(" ")[0]


def test_the_seven_invalid_front_matters(findings: tuple[Diagnostic, ...]) -> None:
    found = of(findings, "KB101")
    assert {name(finding) for finding in found} == INVALID
    assert len(found) == 7
    assert {(finding.location.line, finding.location.column) for finding in found} == {(6, 8)}
    assert [finding for finding in found if "[detection_rule]" not in finding.hint] == []


def test_the_fifteen_files_in_code_page_437(findings: tuple[Diagnostic, ...]) -> None:
    found = of(findings, "KB103")
    assert {identifier(finding) for finding in found} == NOT_UTF8
    assert len(found) == 15
    assert [finding for finding in found if "cp437" not in finding.message] == []


def test_the_tags_with_a_leading_underscore(findings: tuple[Diagnostic, ...]) -> None:
    found = of(findings, "KB117")
    assert len(found) == 187
    assert len({finding.location.path for finding in found}) == 146
    assert [f for f in found if f.fix is None or f.fix.new != f.fix.old.lstrip("_")] == []


def test_the_possibly_lost_characters(findings: tuple[Diagnostic, ...]) -> None:
    found = of(findings, "KB118")
    assert len(found) == len({finding.location.path for finding in found}) == 98
    assert {finding.location.path.split("/")[0] for finding in found} == {"Use Cases"}
    assert sum(len(re.findall(r"\b\d+:\d+\b", finding.message)) for finding in found) == 155


def test_the_five_rules_that_were_decoded_wrongly(findings: tuple[Diagnostic, ...]) -> None:
    found = of(findings, "KB122")
    assert {name(finding) for finding in found} == WRONGLY_DECODED
    csi = [f.fix.new for f in found if name(f) == "proc_creation_win_csi_execution" and f.fix is not None]
    assert csi == ["“", "”"]


def test_the_one_file_name_that_lost_a_letter(findings: tuple[Diagnostic, ...]) -> None:
    (finding,) = of(findings, "KB123")
    assert identifier(finding) == "T1055.013"
    assert "Doppelgänging" in finding.hint


def test_the_three_links_that_lead_nowhere(findings: tuple[Diagnostic, ...]) -> None:
    found = of(findings, "KB201")
    assert Counter(identifier(finding) for finding in found) == {"T1176": 2, "T1647": 1}
    assert {finding.location.path.split("/")[0] for finding in found} == {"Testing Runbooks"}


def test_the_properties_that_link_to_their_own_note(findings: tuple[Diagnostic, ...]) -> None:
    found = of(findings, "KB204")
    assert len(found) == len({finding.location.path for finding in found}) == 282
    assert {finding.location.path.split("/")[0] for finding in found} == {"Testing Runbooks"}


def test_the_blocks_without_a_hit(findings: tuple[Diagnostic, ...]) -> None:
    found = of(findings, "KB411")
    assert {finding.location.path.split("/")[0] for finding in found} == {"Use Cases"}
    kinds = Counter("rule" if "detection_rule" in finding.message else "test" for finding in found)
    assert kinds == {"rule": 266, "test": 343}


def test_nothing_else_is_found(findings: tuple[Diagnostic, ...]) -> None:
    expected = {"KB101", "KB103", "KB117", "KB118", "KB122", "KB123", "KB201", "KB204", "KB303", "KB411"}
    expected |= {"KB703", "KB704", "KB705"}
    assert {finding.code for finding in findings} == expected
    assert Counter(finding.severity.value for finding in findings)["error"] == 7
