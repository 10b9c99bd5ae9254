"""Small vaults for tests of coverage: techniques, rules and tests in the format of notes."""

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any, Protocol

from kbgen.coverage.baseline import Baseline, read_baseline
from kbgen.coverage.model import Coverage
from kbgen.coverage.sole import sole_coverage
from kbgen.exporters.coverage_json import coverage_json
from kbgen.exporters.coverage_report import CoverageReport
from kbgen.project import Project

TODAY = dt.date(2026, 11, 1)
"""The day of every assessment in these tests."""


class Assess(Protocol):
    """Writes notes into a new vault and returns their coverage."""

    def __call__(
        self, settings: Mapping[str, Any] | None = None, today: dt.date = TODAY, **notes: str
    ) -> Coverage: ...


class MakeProject(Protocol):
    """Writes notes into a new vault and returns the project."""

    def __call__(
        self, settings: Mapping[str, Any] | None = None, today: dt.date = TODAY, **notes: str
    ) -> Project: ...


def technique(
    identifier: str, *platforms: str, tactics: Iterable[str] = ("Execution",), body: str = ""
) -> str:
    """Return the note of a technique."""
    return (
        f"---\ntags: [{identifier.replace('.', '_')}, techniques]\nplatforms: [{', '.join(platforms)}]\n"
        f"tactics: [{', '.join(tactics)}]\n---\n{body}\n"
    )


def rule(*techniques: str, product: str = "windows", **fields: Any) -> str:
    """Return the note of a rule; fields are ``status``, ``level``, ``id``, ``category``, ``guid``, ``title`` and ``evidence``."""
    tags = ", ".join(("detection_rule", *(name.replace(".", "_") for name in techniques)))
    simulation = (
        f"simulation:\n  - {{type: atomic-red-team, atomic_guid: {fields['guid']}}}\n"
        if "guid" in fields
        else ""
    )
    evidence = f"evidence: [{fields['evidence']}]\n" if "evidence" in fields else ""
    product_line = f"  product: {product}\n" if product else ""
    return (
        f"---\ntags: [{tags}]\n{evidence}---\n```yml\ntitle: {fields.get('title', 'Example')}\n"
        f"id: {fields.get('id', '')}\nstatus: {fields.get('status', 'test')}\nlevel: {fields.get('level', 'medium')}\n"
        f"{simulation}logsource:\n{product_line}  category: {fields.get('category', 'process_creation')}\n"
        "detection:\n  selection:\n    Image: x\n  condition: selection\n```\n"
    )


def atomic(*techniques: str, **cases: str) -> str:
    """Return a note with tests: ``one="windows"`` is a test called one on Windows; platforms are parted by ``/``."""
    tags = ", ".join(("atomic_test", *(name.replace(".", "_") for name in techniques)))
    text = f"---\ntags: [{tags}]\n---\n"
    for number, (name, platforms) in enumerate(cases.items(), start=1):
        text += (
            f"## Atomic Test #{number} - {name}\n\n**Supported Platforms:** {platforms.replace('/', ', ')}\n\n"
            f"**auto_generated_guid:** {guid(name)}\n\n#### Attack Commands: Run with `sh`!\n\n```sh\ntrue\n```\n\n"
        )
    return text


def threat(identifier: str, *techniques: str, names: Iterable[str] = ()) -> str:
    """Return the note of a threat group or of software that links to the techniques that it uses."""
    tag = "groups" if identifier.startswith("G") else "software"
    links = "".join(f"- [[{name}]]\n" for name in techniques)
    return f"---\ntags: [{identifier}, {tag}]\naliases: [{', '.join(names)}]\n---\n{links}"


def guid(name: str) -> str:
    """Return a GUID that stands for a test's name."""
    return f"00000000-0000-4000-8000-{name.encode().hex()[:12].ljust(12, '0')}"


def files(**notes: str) -> Mapping[str, str]:
    """Return notes by path; a name such as ``T1059_001`` becomes ``T1059.001.md``."""
    return {
        f"{name.replace('_', '.') if name.startswith('T') else name}.md": text for name, text in notes.items()
    }


def report_of(coverage: Coverage, **fields: Any) -> CoverageReport:
    """Return a report on a coverage without gaps; fields are those of a report."""
    values: dict[str, Any] = {
        "name": "Orchard",
        "day": coverage.day.isoformat(),
        "kbgen": "0.1.0",
        "urls": {technique.path: f"techniques/{technique.id}/" for technique in coverage.techniques},
        "gaps": (),
        "sole": sole_coverage(coverage),
        **fields,
    }
    return CoverageReport(coverage=coverage, **values)


def baseline_of(coverage: Coverage) -> Baseline:
    """Return what a coverage is as an earlier report, written and read back."""
    return read_baseline(coverage_json(report_of(coverage)).encode(), "base.json")
