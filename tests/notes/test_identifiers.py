"""Identifiers of techniques: what is one, and where a note states it."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kbgen.notes.identifiers import (
    is_nearly_technique,
    name_without_id,
    parent_id,
    technique_id,
    technique_id_of_name,
    technique_id_of_path,
    technique_id_of_url,
)


@settings(deadline=None)
@given(st.integers(0, 9999), st.none() | st.integers(0, 999), st.sampled_from("._/-"), st.sampled_from("Tt"))
def test_every_spelling_has_one_canonical_form(
    number: int, sub: int | None, separator: str, letter: str
) -> None:
    technique = f"{number:04}"
    written = f"{letter}{technique}" if sub is None else f"{letter}{technique}{separator}{sub:03}"
    assert technique_id(written) == (f"T{technique}" if sub is None else f"T{technique}.{sub:03}")


@pytest.mark.parametrize(
    "text",
    ["TA0002", "S0002", "G0069", "M1016", "CAR-2013-07-002", "CVE-2021-1675", "TL0004", "T105", "T10590", "T1059.01",
     "T1059.0011", "T1059:001", "T1059 001", "xT1059", "T1059x", "T1059.", "PowerShell (T1059.001)", "T1059, T1003",
     "DS0009", "C0024", "T１０５９", "T\u0661\u0660\u0665\u0669", ""],
)  # fmt: skip
def test_other_schemes_and_parts_of_a_text_are_none(text: str) -> None:
    assert technique_id(text) is None


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://attack.mitre.org/techniques/T1059/001", "T1059.001"),
        ("https://attack.mitre.org/techniques/T1059/001/", "T1059.001"),
        ("http://www.attack.mitre.org/techniques/T1027", "T1027"),
        ("https://attack.mitre.org/versions/v14/techniques/T1027/010", "T1027.010"),
        ("https://attack.mitre.org/techniques/T1027#detection", "T1027"),
        ("https://attack.mitre.org/tactics/TA0002", None),
        ("https://attack.mitre.org/software/S0154", None),
        ("https://attack.mitre.org/techniques/", None),
        ("https://host.example/techniques/T1059", None),
        ("https://attack.mitre.org.host.example/techniques/T1059", None),
        ("techniques/T1059", None),
    ],
)
def test_an_address_on_the_site_of_attack(url: str, expected: str | None) -> None:
    assert technique_id_of_url(url) == expected


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("kb/mitre/techniques/T1059.001-PowerShell", "T1059.001"),
        ("a b/T1003_002 Dumping.md", "T1003.002"),
        ("T1059", "T1059"),
        ("notes/T1059.md", "T1059"),
        ("T1059/readme.md", None),
        ("kb/XT1059", None),
        ("kb/PowerShell T1059", None),
        ("kb/T10591", None),
        ("https://host.example/T1059", None),
        ("obsidian://open/T1059", None),
    ],
)
def test_a_path_whose_last_part_starts_with_an_identifier(path: str, expected: str | None) -> None:
    assert technique_id_of_path(path) == expected


@pytest.mark.parametrize(
    ("name", "expected", "rest"),
    [
        ("T1059.001 - PowerShell", "T1059.001", "PowerShell"),
        ("T1059.001-PowerShell", "T1059.001", "PowerShell"),
        ("PowerShell - T1059.001", "T1059.001", "PowerShell"),
        ("PowerShell T1059", "T1059", "PowerShell"),
        ("t1059_001 x", "T1059.001", "x"),
        ("T1059", "T1059", ""),
        ("T1055.013 - Process Injection- Doppel", "T1055.013", "Process Injection- Doppel"),
        ("PowerShell (T1059.001)", None, "PowerShell (T1059.001)"),
        ("About T1059 and more", None, "About T1059 and more"),
        ("T10591 - x", None, "T10591 - x"),
        ("TA0002 - Execution", None, "TA0002 - Execution"),
        ("T1059_x", None, "T1059_x"),
        ("MyT1059", None, "MyT1059"),
    ],
)
def test_a_base_name_with_an_identifier_at_one_end(name: str, expected: str | None, rest: str) -> None:
    assert technique_id_of_name(name) == expected
    assert name_without_id(name) == rest


def test_the_parent_of_a_sub_technique() -> None:
    assert parent_id("T1059.001") == "T1059"
    assert parent_id("T1059") is None


@pytest.mark.parametrize(
    "text",
    ["T1059_01", "t1059_0001", "T105", "T10590", "T1059.001.002", "T1059 001", "T1059:001", "attack.t1059.001",
     "attack_t1059", "attack/T1059/001", "attack t1059 001%%", "t1059."],
)  # fmt: skip
def test_what_is_nearly_an_identifier_is_none(text: str) -> None:
    assert is_nearly_technique(text)
    assert technique_id(text) is None


@pytest.mark.parametrize(
    "text", ["T1059", "t1059_001", "T1059-001", "T1059/001", "T1059.001", "T1059_x", "techniques", "t5", "TA0002",
             "TL0004", "attack", "attack/tactic/execution", "cve_2021_1675", "team/t1059", ""]
)  # fmt: skip
def test_what_is_an_identifier_or_something_else_is_not_nearly_one(text: str) -> None:
    assert not is_nearly_technique(text)
