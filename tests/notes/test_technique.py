"""What a technique's front matter says."""

import pytest

from kbgen.notes.technique import Technique, technique
from kbgen.vault.read import make_document


def described(front_matter: str) -> Technique:
    document = make_document("a.md", f"---\n{front_matter}\n---\n".encode(), "utf-8")
    assert document.front_matter is not None
    return technique("T1059.001", "PowerShell", document.front_matter)


def test_the_properties_of_the_seed_vault() -> None:
    found = described(
        "created: 2020-03-09\nlast_modified: 2023/3/27\nversion: 1.10\ntactics: Execution, Defense Evasion\n"
        "url: https://attack.mitre.org/techniques/T1059/001\nplatforms: Windows, macOS"
    )
    assert (found.id, found.parent, found.name) == ("T1059.001", "T1059", "PowerShell")
    assert [item.id for item in found.tactics] == ["TA0002", "TA0005"]
    assert found.platforms == ("Windows", "macOS")
    assert (found.version, found.created.iso, found.modified.iso) == ("1.10", "2020-03-09", "2023-03-27")
    assert found.url == "https://attack.mitre.org/techniques/T1059/001"


def test_the_properties_of_other_vaults() -> None:
    found = described(
        "tactic:\n  - execution - privilege_escalation\nplatforms:\n  - Linux - macOS\nmodified: 2024-01-02\n"
        "mitre-attack: kb/techniques/T1059.001-PowerShell\npermissions required: [User]"
    )
    assert [item.name for item in found.tactics] == ["Execution", "Privilege Escalation"]
    assert found.platforms == ("Linux", "macOS")
    assert (found.modified.iso, found.url) == ("2024-01-02", "")
    assert described("mitre-attack: https://attack.mitre.org/techniques/T1059/001").url.startswith("https://")


@pytest.mark.parametrize("front_matter", ["tactics: ''\nplatforms: []\nversion:\ncreated: ''", "x: y"])
def test_what_is_missing_is_empty(front_matter: str) -> None:
    found = described(front_matter)
    assert (found.tactics, found.platforms, found.version, found.created.text, found.url) == (
        (),
        (),
        "",
        "",
        "",
    )


def test_each_tactic_and_platform_counts_once() -> None:
    found = described("tactics: [Execution, execution, Impact]\nplatforms: [Linux, Linux]")
    assert [item.name for item in found.tactics] == ["Execution", "Impact"]
    assert found.platforms == ("Linux",)


def test_without_front_matter() -> None:
    found = technique("T1059", "x", None)
    assert (found.parent, found.tactics, found.created.value) == (None, (), None)
