"""Which platforms a rule or a test is for, by the tables of the formats."""

import pytest

from kbgen.coverage.platforms import canonical, rule_platforms
from kbgen.coverage.platforms import test_platforms as platforms_of_test
from kbgen.notes.sigma_rule import LogSource

HOSTS = "Windows Linux macOS"


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        (("windows", "process_creation", ""), "Windows"),
        (("Windows", "", "security"), "Windows"),
        (("linux", "", "auditd"), "Linux"),
        (("macos", "file_event", ""), "macOS"),
        (("aws", "", "cloudtrail"), "IaaS"),
        (("azure", "", "activitylogs"), "IaaS"),
        (("azure", "", "signinlogs"), "Identity_Provider Office_Suite SaaS"),
        (("azure", "", "pim"), "Identity_Provider Office_Suite SaaS"),
        (("gcp", "", "gcp.audit"), "IaaS"),
        (("gcp", "", "google_workspace.admin"), "Office_Suite Identity_Provider"),
        (("m365", "", "audit"), "Office_Suite SaaS"),
        (("okta", "", "okta"), "Identity_Provider SaaS"),
        (("cisco", "", "duo"), "Identity_Provider SaaS"),
        (("cisco", "", "aaa"), "Network_Devices"),
        (("fortigate", "", "event"), "Network_Devices"),
        (("github", "", "audit"), "SaaS"),
        (("kubernetes", "application", "audit"), "Containers"),
        (("rpc_firewall", "application", ""), "Windows"),
        (("zeek", "", "smb_files"), "Windows"),
        (("zeek", "", "http"), HOSTS),
        (("", "proxy", ""), HOSTS),
        (("", "dns", ""), HOSTS),
        (("", "firewall", ""), HOSTS),
        (("", "", "netflow"), HOSTS),
        (("", "antivirus", ""), HOSTS),
        (("", "webserver", ""), "Linux Windows"),
        (("", "", "nginx"), "Linux Windows"),
        (("", "database", ""), "Linux Windows Containers"),
        (("django", "application", ""), "Linux Windows Containers"),
        (("opencanary", "application", ""), ""),
        (("qualys", "", ""), ""),
        (("", "", ""), ""),
        (("somewhere", "else", "entirely"), ""),
    ],
)
def test_a_log_source_has_the_platforms_of_the_table(source: tuple[str, str, str], expected: str) -> None:
    names = {name.replace("_", " ") for name in expected.split()}
    assert rule_platforms(LogSource(*source), []) == names


def test_a_linux_rule_whose_techniques_run_on_esxi_only_is_for_esxi() -> None:
    linux = LogSource("linux", "", "esxi")
    assert rule_platforms(linux, [("ESXi",)]) == {"ESXi"}
    assert rule_platforms(linux, [("ESXi",), ("Linux", "ESXi")]) == {"Linux"}
    assert rule_platforms(linux, []) == {"Linux"}


@pytest.mark.parametrize(
    ("stated", "expected"),
    [
        (("windows", "Linux", "macOS"), {"Windows", "Linux", "macOS"}),
        (("Azure-ad",), {"Identity Provider"}),
        (("Iaas:aws", "iaas:gcp"), {"IaaS"}),
        (("office-365", "google-workspace"), {"Office Suite"}),
        (("Containers", "SaaS", "ESXi"), {"Containers", "SaaS", "ESXi"}),
        (("plan9",), {"plan9"}),
        ((), set()),
    ],
)
def test_a_test_has_the_platforms_of_the_table(stated: tuple[str, ...], expected: set[str]) -> None:
    assert platforms_of_test(stated) == expected


@pytest.mark.parametrize(
    ("old", "now"),
    [
        ("Azure AD", "Identity Provider"),
        ("Office 365", "Office Suite"),
        ("Google Workspace", "Office Suite"),
        ("Network", "Network Devices"),
        ("WINDOWS", "Windows"),
        ("macos", "macOS"),
        ("Field Controller", "Field Controller"),
    ],
)
def test_platforms_that_attack_renamed_are_known_by_both_names(old: str, now: str) -> None:
    assert canonical(old) == now
