"""KB607 to KB610, KB616 and KB602: identifiers beside a small mounted release."""

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from kbgen.checks.attack_release import CHECKS, NAMES
from kbgen.checks.attack_standing import respelt
from kbgen.checks.catalogue import CATALOGUE
from kbgen.diagnostics import Diagnostic, Fix
from kbgen.project import Project
from kbgen.settings import Settings, Source, SourceKind

MakeVault = Callable[[Mapping[str, str | bytes]], Path]
Check = Callable[..., list[Diagnostic]]


def stix(kind: str, number: int, identifier: str, name: str, **properties: Any) -> dict[str, Any]:
    reference = {
        "source_name": "mitre-attack",
        "external_id": identifier,
        "url": f"https://x.test/{identifier}",
    }
    return {
        "type": kind,
        "id": f"{kind}--00000000-0000-4000-8000-{number:012}",
        "name": name,
        "external_references": [reference],
        "x_mitre_domains": ["enterprise-attack"],
        **properties,
    }


def replaced(number: int, kind: str, old: int, new: int) -> dict[str, Any]:
    return {
        "type": "relationship",
        "id": f"relationship--00000000-0000-4000-8000-{number:012}",
        "relationship_type": "revoked-by",
        "source_ref": f"{kind}--00000000-0000-4000-8000-{old:012}",
        "target_ref": f"{kind}--00000000-0000-4000-8000-{new:012}",
    }


TECHNIQUE, GROUP = "attack-pattern", "intrusion-set"
RELEASE = [
    stix(TECHNIQUE, 1, "T1059", "Interpreter"),
    stix(TECHNIQUE, 2, "T1059.001", "Shell of Power", x_mitre_is_subtechnique=True),
    stix(TECHNIQUE, 3, "T1086", "Old Shell", revoked=True),
    stix(TECHNIQUE, 4, "T1064", "Scripting", x_mitre_deprecated=True),
    stix(TECHNIQUE, 5, "T1600", "Weaker Encryption"),
    stix(GROUP, 6, "G0016", "Group Sixteen"),
    stix(GROUP, 7, "G0017", "Group Seventeen", revoked=True),
    replaced(8, TECHNIQUE, 3, 2),
    replaced(9, GROUP, 7, 6),
]
CODES = {check.code for check in (*CHECKS, *NAMES)} | {"KB602"}


def rule(tags: str) -> str:
    return f"---\ntags: [detection_rule, {tags}]\n---\n```yml\n{sigma()}```\n"


def sigma(tags: str = "attack.execution") -> str:
    return (
        f"title: R\nid: 6a1c1a52-0d4e-4f0e-9b1e-0f9c2b7a4d11\nstatus: test\nlevel: low\ntags:\n  - attack.x1\n"
        f"  - {tags}\nlogsource: {{product: linux}}\ndetection:\n    s: {{a: b}}\n    condition: s\n"
    )


@pytest.fixture
def check(make_vault: MakeVault, tmp_path: Path) -> Check:
    """Return a function from notes, and mounted files, to the findings about identifiers."""

    def found(
        files: Mapping[str, str | bytes], mounted: Mapping[str, str] | None = None, *, attack: bool = True
    ) -> list[Diagnostic]:
        bundle = {"type": "bundle", "id": "bundle--1", "objects": RELEASE}
        (tmp_path / "attack.json").write_text(json.dumps(bundle), encoding="utf-8")
        (tmp_path / "rules").mkdir()
        for name, text in (mounted or {}).items():
            (tmp_path / "rules" / name).write_text(text, encoding="utf-8")
        sources = [Source(SourceKind.ATTACK, "attack.json", version="18.1")] if attack else []
        sources += [Source(SourceKind.SIGMA, "rules")] if mounted else []
        project = Project(make_vault(files), Settings(sources=tuple(sources)), base=tmp_path, jobs=1)
        return [finding for finding in project.diagnostics if finding.code in CODES]

    return found


def shown(findings: list[Diagnostic]) -> list[str]:
    return [f"{finding.code} {finding.location}" for finding in findings]


@pytest.mark.parametrize(
    ("tag", "code", "hint"),
    [
        ("t1086", "KB607", "write t1059_001"),
        ("T1086", "KB607", "write T1059_001"),
        ("g0017", "KB607", "write g0016"),
        ("t1064", "KB608", ""),
        ("t1060", "KB609", "did you mean T1600?"),
        ("t1059_999", "KB609", "did you mean T1059?"),
        ("t9999", "KB609", ""),
        ("g0061", "KB610", ""),
        ("t1601", "KB610", ""),
        ("t1059_002", "KB610", ""),
        ("t0801", "KB602", ""),
    ],
)
def test_a_tag_of_a_rule_that_is_not_live(check: Check, tag: str, code: str, hint: str) -> None:
    (found,) = check({"r.md": rule(tag)})
    assert (found.code, str(found.location)) == (code, "r.md:2:24")
    assert found.severity is CATALOGUE[code].severity
    assert hint in found.hint


@pytest.mark.parametrize("tags", ["t1059", "T1059_001, g0016", "x, c2021, s2"])
def test_a_tag_that_is_live_or_no_identifier(check: Check, tags: str) -> None:
    assert check({"r.md": rule(tags)}) == []


def test_nothing_is_known_without_a_release(check: Check) -> None:
    assert shown(check({"r.md": rule("t1086, g0017")}, attack=False)) == ["KB602 r.md:2:24"]


def test_a_revoked_identifier_is_replaced_by_its_successor(check: Check) -> None:
    (found,) = check({"r.md": rule("t1086")})
    assert found.fix == Fix(2, 24, "t1086", "t1059_001")
    assert "T1059.001" in found.message


def test_where_the_successor_stands_as_well_nothing_is_replaced(check: Check) -> None:
    (found,) = check({"r.md": rule("t1086, t1059_001")})
    assert found.fix is None
    assert found.hint == "take it away: the note has T1059.001 as well"


def test_a_hashtag_is_replaced_behind_its_sign(check: Check) -> None:
    (found,) = check({"r.md": rule("x") + "\nSee #t1086 now.\n"})
    assert found.fix is not None
    assert (found.fix.old, found.fix.new) == ("t1086", "t1059_001")
    assert found.fix.column == len("See #") + 1


def test_the_note_of_a_revoked_technique_is_reported_once_and_not_repaired(check: Check) -> None:
    note = "---\ntags: [T1086, techniques]\n---\n```query\ntag: T1086\n```\n"
    (found,) = check({"T1086.md": note})
    assert (found.code, str(found.location), found.fix) == ("KB607", "T1086.md:2:8", None)


def test_a_query_for_a_revoked_technique_is_repaired(check: Check) -> None:
    (found,) = check({"a.md": 'x\n\n> ```query\n> tag: x\n> tag:"T1086"\n> ```\n'})
    assert (found.code, str(found.location)) == ("KB607", "a.md:5:8")
    assert found.fix == Fix(5, 8, "T1086", "T1059_001")


@pytest.mark.parametrize("name", ["T1059 - Terpreter", "T1059.001 - Interpreter- Power"])
def test_a_note_with_another_name_than_the_release(check: Check, name: str) -> None:
    tag = name.split(" ", maxsplit=1)[0].replace(".", "_")
    (found,) = check({f"{name}.md": f"---\ntags: [{tag}, techniques]\n---\nx\n"})
    assert (found.code, str(found.location)) == ("KB616", f"{name}.md:1:1")


@pytest.mark.parametrize(
    "name", ["T1059 - interpreter", "T1059.001 - Interpreter- Shell of Power", "T1059.001 - Shell_of_Power"]
)
def test_a_note_with_the_name_of_the_release(check: Check, name: str) -> None:
    tag = name.split(" ", maxsplit=1)[0].replace(".", "_")
    assert check({f"{name}.md": f"---\ntags: [{tag}, techniques]\n---\nx\n"}) == []


def test_a_mounted_rule_is_reported_where_it_stands(check: Check) -> None:
    (found,) = check({"a.md": "x\n"}, {"r.yml": sigma("attack.t1086")})
    assert (found.code, str(found.location), found.fix) == ("KB607", "rules/r.yml:7:5", None)


@pytest.mark.parametrize(
    ("written", "identifier", "spelt"),
    [
        ("t1562_001", "T1059.003", "t1059_003"),
        ("T1086", "T1059.001", "T1059_001"),
        ("T1562-001", "T1059.003", "T1059-003"),
        ("t1562_001", "T1600", "t1600"),
        ("g0017", "G0016", "g0016"),
    ],
)
def test_an_identifier_is_respelt_like_the_one_that_it_replaces(
    written: str, identifier: str, spelt: str
) -> None:
    assert respelt(written, identifier) == spelt
