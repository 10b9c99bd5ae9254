"""One fault of a mounted rule or test is one finding, in the file from which it comes."""

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from kbgen.diagnostics import Diagnostic
from kbgen.project import Project
from kbgen.settings import Settings, Source, SourceKind

MakeVault = Callable[[Mapping[str, str | bytes]], Path]
Check = Callable[..., list[Diagnostic]]

ID = "6a1c1a52-0d4e-4f0e-9b1e-0f9c2b7a4d11"
RULE = f"""title: A rule
id: {ID}
status: test
level: low
logsource: {{product: linux}}
detection:
    selection: {{Image: /usr/bin/nmap}}
    condition: selection
"""
TESTS = """attack_technique: T1046
display_name: Network Service Discovery
atomic_tests:
- name: Scan
  auto_generated_guid: 0b1f7a52-3c5e-4a52-9d0c-6f0a6e7b1c22
  description: Looks at one port.
  supported_platforms: [linux]
  executor: {name: sh, command: "nc -z localhost 22"}
"""


@pytest.fixture
def check(make_vault: MakeVault, tmp_path: Path) -> Check:
    """Return a function from mounted folders, and files of a vault, to the findings about rules and tests."""

    def found(
        mounted: Mapping[str, Mapping[str, str]],
        files: Mapping[str, str | bytes] | None = None,
        kind: SourceKind = SourceKind.SIGMA,
    ) -> list[Diagnostic]:
        for folder, sources in mounted.items():
            for path, text in sources.items():
                target = tmp_path / folder / path
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_text(text, encoding="utf-8")
        settings = Settings(sources=tuple(Source(kind, folder) for folder in mounted))
        project = Project(make_vault(files or {}), settings, base=tmp_path)
        return [finding for finding in project.diagnostics if finding.code.startswith("KB5")]

    return found


def places(findings: list[Diagnostic]) -> list[str]:
    return [f"{finding.code} {finding.location}" for finding in findings]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (RULE, []),
        (RULE.replace("title: A", "title: A:"), ["KB510 rules/a.yml:1:9"]),
        (RULE.replace("level: low", "level: severe"), ["KB522 rules/a.yml:4:8"]),
        (RULE.replace("status: test", "status: draft"), ["KB521 rules/a.yml:3:9"]),
        (RULE.replace("title: A rule\n", ""), ["KB514 rules/a.yml:1:1"]),
        (RULE.replace("logsource: {product: linux}\n", ""), ["KB515 rules/a.yml:1:1"]),
        (RULE.replace("level: low", "level: low\ntags: [attack.t1059.01]"), ["KB524 rules/a.yml:5:8"]),
        (f"{RULE}---\n{RULE}", ["KB520 rules/a.yml:11:1"]),
        (f"title: Old\naction: global\n---\n{RULE.replace('title: A rule', 'falsepositives: []')}", []),
    ],
)
def test_a_fault_is_said_once_where_it_stands(check: Check, text: str, expected: list[str]) -> None:
    assert places(check({"rules": {"a.yml": text}})) == expected


def test_an_id_that_two_folders_share_is_said_in_the_second(check: Check) -> None:
    mounted = {"one": {"x/a.yml": RULE}, "two": {"b.yml": f"# ours\n{RULE}", "c.yml": RULE}}
    found = check(mounted)
    assert places(found) == ["KB505 two/b.yml:3:1", "KB520 two/c.yml:2:1"]
    assert "one/x/a.yml:2:1" in found[0].message


def test_a_rule_of_the_vault_stands_in_for_that_of_a_folder(check: Check) -> None:
    own = f"---\ntags: [detection_rule]\n---\n```yml\n{RULE}```\n"
    assert places(check({"rules": {"a.yml": RULE}}, {"mine.md": own})) == []
    found = check({"rules": {"a.yml": RULE}}, {"mine.md": own, "other.md": own})
    assert places(found) == ["KB505 other.md:6:1"]


def test_faults_of_tests_are_said_once(check: Check) -> None:
    atomics = SourceKind.ATOMICS
    without = TESTS.replace("  auto_generated_guid: 0b1f7a52-3c5e-4a52-9d0c-6f0a6e7b1c22\n", "")
    without = without.replace("  supported_platforms: [linux]\n", "")
    found = check({"a": {"T1046/T1046.yaml": without}}, kind=atomics)
    assert [finding.code for finding in found] == ["KB538", "KB541"]
    assert {finding.location.path for finding in found} == {"a/T1046/T1046.yaml"}


def test_a_guid_that_two_folders_share_is_said_in_the_second(check: Check) -> None:
    other = TESTS.replace("T1046", "T1047")
    mounted = {"a": {"T1046/T1046.yaml": TESTS}, "b": {"T1047/T1047.yaml": other, "T1047/T1047.yml": other}}
    found = check(mounted, kind=SourceKind.ATOMICS)
    assert "KB506 b/T1047/T1047.yaml:1:1" in places(found)
    assert [finding.code for finding in found].count("KB506") == 1
