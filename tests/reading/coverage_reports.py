"""A report on coverage in which everything occurs that a format has to show."""

from pathlib import Path

from coverage_worlds import TODAY, atomic, baseline_of, files, rule, technique, threat

from kbgen.coverage.compare import compare
from kbgen.coverage.gaps import plan
from kbgen.coverage.gates import judge, read_gate
from kbgen.coverage.sole import sole_coverage
from kbgen.coverage.summary import Dimension, parts
from kbgen.exporters.coverage_report import CoverageReport
from kbgen.project import Project
from kbgen.settings import read_settings

SETTINGS = {
    "platforms": ["Windows", "Linux", "macOS"],
    "log_sources": ["windows/process_creation", "linux/process_creation"],
    "accepted": [
        {"technique": "T1200", "reason": "no physical access", "owner": "it", "until": "2027-06-30"}
    ],
    "profile": ["G0016"],
}
NOTES = {
    "T1046 - Network Service Discovery": technique("T1046", "Windows", "Linux", tactics=["Discovery"]),
    "T1053 - Scheduled Task or Job": technique("T1053", "Windows", tactics=["Execution", "Persistence"]),
    "T1059 - Command and Scripting Interpreter": technique("T1059", "Windows", "Linux"),
    "T1059_001 - PowerShell": technique("T1059.001", "Windows"),
    "T1059_004 - Unix Shell": technique("T1059.004", "Linux", "macOS"),
    "T1105 - Ingress Tool Transfer": technique("T1105", "Windows", tactics=["Command and Control"]),
    "T1190 - Exploit Public-Facing Application": technique(
        "T1190", "Windows", "Linux", tactics=["Initial Access"]
    ),
    "T1200 - Hardware Additions": technique("T1200", "Windows", tactics=["Initial Access"]),
    "T1530 - Data from Cloud Storage": technique("T1530", "IaaS", tactics=["Collection"]),
    "T1583 - =Acquire Infrastructure": technique("T1583", tactics=[]),
    "proven": rule("T1046", title="Port scan", evidence="{date: 2026-10-01, outcome: detected}"),
    "child": rule("T1059.001", "T1190", title="Encoded command"),
    "blind": rule("T1105", title="Download", category="dns_query"),
    "old": rule("T1053", title="Old job", status="deprecated"),
    "scan": atomic("T1046", one="windows", two="linux"),
    "shell": atomic("T1059.001", "T1059.004", three="windows/linux"),
    "G0016 - Cold Bear": threat(
        "G0016",
        "T1053 - Scheduled Task or Job",
        "T1059 - Command and Scripting Interpreter",
        "T1059.004 - Unix Shell",
        "T1046 - Network Service Discovery",
        "T1530 - Data from Cloud Storage",
    ),
    "S0154 - Hammer": threat("S0154", "T1053 - Scheduled Task or Job"),
}
"""Each verdict, blind, attackable, accepted, out of scope, rolled up, without platforms, without tactics."""
BEFORE = {
    **{
        name: text for name, text in NOTES.items() if name not in {"shell", "T1583 - =Acquire Infrastructure"}
    },
    "old": rule("T1053", title="Old job"),
    "gone": rule("T1190", title="Web shell", product="linux"),
}
"""An earlier state: a rule is active, another is there, a note with tests is not yet."""


def project(folder: Path, notes: dict[str, str]) -> Project:
    """Write notes into a folder and return the project."""
    folder.mkdir(parents=True)
    for path, text in files(**notes).items():
        (folder / path).write_text(text, encoding="utf-8")
    return Project(folder, read_settings({"coverage": SETTINGS}), name="Orchard", today=TODAY)


def full_report(folder: Path) -> CoverageReport:
    """Return the report; the notes are written into the folder."""
    before, now = project(folder / "before", BEFORE), project(folder / "now", NOTES)
    gates = [read_gate(text) for text in ("claimed=50", "testable.tactic.discovery=80", "proven=50")]
    group = now.threats.find("G0016")
    return CoverageReport(
        name=now.name,
        day=TODAY.isoformat(),
        kbgen="0.1.0",
        coverage=now.coverage,
        urls=now.addresses.notes,
        gaps=now.gaps,
        sole=sole_coverage(now.coverage),
        by=tuple((each, parts(now.coverage, each, now.threats)) for each in Dimension),
        gates=judge(gates, now.coverage, now.threats),
        comparison=compare(baseline_of(before.coverage), now.coverage),
        site_url="https://kb.example.org/",
        plan=plan(now.coverage, now.gaps, group) if group else None,
    )
