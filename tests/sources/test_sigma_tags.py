"""The tags of rules, in all ways in which they are written."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kbgen.notes.identifiers import technique_id
from kbgen.sources.sigma_notes import note_tag
from kbgen.sources.sigma_tags import sigma_tag


@pytest.mark.parametrize(
    "text",
    [
        "attack.t1059.001",
        "attack.T1059.001",
        "t1059_001",
        "T1059-001",
        "T1059/001",
        "attack.t1059_001",
        "attack.t1059-001",
        "attack/t1059/001",
        "ATTACK_T1059_001",
        " t1059.001 ",
    ],
)
def test_a_technique_is_the_same_in_all_spellings(text: str) -> None:
    tag = sigma_tag(text, 3, 7)
    assert (tag.technique, tag.tactic, tag.namespace, tag.name) == ("T1059.001", "", "attack", "t1059.001")
    assert (tag.text, tag.line, tag.column, note_tag(tag)) == (text, 3, 7, "t1059_001")
    assert not tag.is_nearly_technique


@pytest.mark.parametrize(
    "text",
    [
        "attack t1059 001%%",
        "attack.t1059.001'",
        "attack.t1059:001",
        "attack.t1059 001",
        "attack..t1059.001",
        "attack.t1059..001",
        "attackt1059.001",
        "t1059 001",
        "t1059.001 and more",
        "attack.t1059.01",
        "attack.t1059.0001",
        "attack.t1059.001.002",
        "attack.t105",
        "other.t1059.001",
        "mitre.attack.t1059",
    ],
)
def test_what_is_only_nearly_a_technique_ties_to_nothing(text: str) -> None:
    tag = sigma_tag(text, 3, 7)
    assert (tag.technique, tag.tactic) == ("", "")
    assert technique_id(note_tag(tag)) is None
    assert tag.is_nearly_technique or not tag.is_well_formed


@pytest.mark.parametrize(
    "text", ["stp.4", "detection.threat-hunting", "attack.ta0002", "attack.execution", "cve.2021-1"]
)
def test_other_tags_are_not_nearly_techniques(text: str) -> None:
    assert not sigma_tag(text, 1, 1).is_nearly_technique


@pytest.mark.parametrize(
    "text", ["attack.defense-evasion", "attack.defense_evasion", "attack.Defense_Evasion"]
)
def test_a_tactic_is_the_same_in_all_spellings(text: str) -> None:
    tag = sigma_tag(text, 1, 1)
    assert (tag.tactic, tag.technique, note_tag(tag)) == ("defense-evasion", "", "defense_evasion")


@pytest.mark.parametrize(
    ("text", "namespace", "name", "in_note"),
    [
        ("attack.t1046", "attack", "t1046", "t1046"),
        ("attack.g0069", "attack", "g0069", "g0069"),
        ("attack.s0029", "attack", "s0029", "s0029"),
        ("attack.ds0005", "attack", "ds0005", "ds0005"),
        ("cve.2021.1675", "cve", "2021-1675", "cve_2021_1675"),
        ("cve.2021-44228", "cve", "2021-44228", "cve_2021_44228"),
        ("car.2013-07-002", "car", "2013-07-002", "car_2013_07_002"),
        ("detection.emerging_threats", "detection", "emerging-threats", "detection_emerging_threats"),
        ("detection.dfir", "detection", "dfir", "detection_dfir"),
        ("stp.1u", "stp", "1u", "stp_1u"),
        ("d3fend.d3-am", "d3fend", "d3-am", "d3fend_d3_am"),
        ("tlp.amber-strict", "tlp", "amber-strict", "tlp_amber_strict"),
        ("Odd Tag!", "", "odd tag!", "odd_tag"),
        ("attack.2024", "attack", "2024", "attack_2024"),
        ("attack._x_", "attack", "-x-", "x"),
        ("...", "", "..", ""),
    ],
)
def test_other_tags(text: str, namespace: str, name: str, in_note: str) -> None:
    tag = sigma_tag(text, 1, 1)
    assert (tag.namespace, tag.name, note_tag(tag)) == (namespace, name, in_note)
    assert tag.technique == ("T1046" if text == "attack.t1046" else "")


@pytest.mark.parametrize(
    "text", ["attack.g0069", "attack.ds0005", "attack.s0154", "attack.m1036", "attack.ta0002"]
)
def test_an_identifier_is_no_tactic(text: str) -> None:
    assert sigma_tag(text, 1, 1).tactic == ""


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("attack.t1059.001", True),
        ("a.b", True),
        ("Attack.x", False),
        ("t1059", False),
        ("a.b c", False),
        ("a.", False),
    ],
)
def test_the_form_of_a_tag(text: str, expected: bool) -> None:
    assert sigma_tag(text, 1, 1).is_well_formed is expected


@given(st.text(max_size=30))
def test_a_tag_in_a_note_is_a_tag_of_obsidian(text: str) -> None:
    written = note_tag(sigma_tag(text, 1, 1))
    assert all(character.isalnum() or character == "_" for character in written)
    assert not written or not written.isdecimal()
    assert not written.startswith("_")


@given(st.text(st.sampled_from("attackT1059._-/ %'0"), max_size=20))
def test_a_note_ties_to_a_technique_where_the_rule_does(text: str) -> None:
    tag = sigma_tag(text, 1, 1)
    assert (technique_id(note_tag(tag)) or "") == tag.technique
