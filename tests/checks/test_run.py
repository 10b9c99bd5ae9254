"""Everything that was found, once and in a stable order."""

import random
from collections.abc import Callable, Mapping
from pathlib import Path

from kbgen.checks.catalogue import CATALOGUE
from kbgen.checks.run import run_checks
from kbgen.diagnostics import in_order
from kbgen.project import Project
from kbgen.settings import Kinds, Settings

MakeVault = Callable[[Mapping[str, str | bytes]], Path]

MESSY: Mapping[str, str | bytes] = {
    "b/T1046.md": "---\ntags: [T1046,_techniques, techniques]\ncreated: soon\n---\n[[gone]] a?b [[x#y]]\n",
    "a/T1046.md": "---\ntags: [T1046, techniques]\ntag: x\n---\n```query\ntag: nobody\nstatus:x\n```\n",
    "x.md": "---\ntags: [, detection_rule]\n---\n<script>x</script> [[gone too]] ![p](https://example.org/p.png)\n",
    "r.md": "---\ntags: [detection_rule, t9999, 5]\nlevel: odd\nstatus: odd\n---\nNothing.\n",
    "empty.md": "",
    "bytes.md": b"na\x8bve",
}


def test_findings_are_in_order_and_unique(make_vault: MakeVault) -> None:
    found = Project(make_vault(MESSY)).diagnostics
    keys = [(d.location.path, d.location.line, d.location.column, d.code, d.message) for d in found]
    assert keys == sorted(set(keys))
    assert len({d.code for d in found}) > 12


def test_the_order_does_not_depend_on_the_order_of_what_comes_in(make_vault: MakeVault) -> None:
    project = Project(make_vault(MESSY))
    mixed = list(project.vault.diagnostics)
    random.Random(1).shuffle(mixed)  # noqa: S311
    again = run_checks(
        project.knowledge, project.answers, project.tables, project.coverage, Settings(), mixed
    )
    assert again == project.diagnostics == in_order(reversed(project.diagnostics))


def test_every_finding_has_the_severity_of_the_catalogue(make_vault: MakeVault) -> None:
    found = Project(make_vault(MESSY)).diagnostics
    assert [d for d in found if CATALOGUE[d.code].severity is not d.severity] == []


def test_a_finding_names_a_place_that_exists(make_vault: MakeVault) -> None:
    project = Project(make_vault(MESSY))
    for finding in project.diagnostics:
        note = project.knowledge.notes[finding.location.path]
        lines = note.document.text.split("\n")
        assert 1 <= finding.location.line <= len(lines)
        assert 1 <= finding.location.column <= len(lines[finding.location.line - 1]) + 1


def test_messages_and_hints_are_sentences_without_a_full_stop(make_vault: MakeVault) -> None:
    for finding in Project(make_vault(MESSY)).diagnostics:
        for text in (finding.message, finding.hint):
            assert not text.endswith(".")
            assert "\n" not in text


def test_a_clean_vault_has_no_findings(make_vault: MakeVault) -> None:
    files = {
        "T1046 - Scanning.md": "---\ntags: [T1046, techniques, Discovery]\ntactics: Discovery\n"
        "created: 2020-01-02\n---\n## Scanning\n\nText, see [[rule]].\n\n```query\ntag: detection_rule\n```\n",
        "rule.md": "---\ntags: [t1046, detection_rule]\nlevel: low\nstatus: test\n---\n\n```yml\ntitle: R\n"
        "logsource:\n    product: linux\ndetection:\n    condition: x\n```\n",
        "test.md": "---\ntags: [t1046, atomic_test]\n---\n## Atomic Test #1 - One\n\n**Supported Platforms:** linux\n\n"
        "**auto_generated_guid:** 7f9d2c1e-52f1-4bb0-9a3b-0f6a2b8f5d10\n",
    }
    assert Project(make_vault(files)).diagnostics == ()


def test_the_tags_of_the_settings_mark_techniques(make_vault: MakeVault) -> None:
    vault = make_vault({"x.md": "---\ntags: [use_case]\n---\nX\n"})
    settings = Settings(kinds=Kinds(technique=("use_case",)))
    assert [d.code for d in Project(vault, settings).diagnostics] == ["KB605"]
    assert Project(vault).diagnostics == ()
