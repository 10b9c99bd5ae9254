"""Where notes stand: folders, file names, tags, pages."""

import json
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kbgen.sources.attack_places import (
    PLACES,
    base_name,
    data_source_id,
    file_name,
    full_name,
    has_note,
    page_path,
    permalink,
    tag,
)
from kbgen.sources.attack_release import AttackRelease, read_release
from kbgen.sources.stix_objects import DataComponent, Matrix

FIXTURES = Path(__file__).resolve().parents[1] / "fixtures" / "sources" / "stix"


@pytest.fixture(scope="module")
def release() -> AttackRelease:
    return read_release(FIXTURES / "release-2.1.json")


@pytest.mark.parametrize(
    ("name", "wanted"),
    [
        ("Command and Scripting Interpreter: PowerShell", "Command and Scripting Interpreter- PowerShell"),
        ("System Owner/User Discovery", "System Owner_User Discovery"),
        (
            "OS Credential Dumping: /etc/passwd and /etc/shadow",
            "OS Credential Dumping- _etc_passwd and _etc_shadow",
        ),
        ('A "quoted" C#: <x>|y?*', "A _quoted_ C_- _x__y__"),
        ("Win32:Thing\\Other", "Win32_Thing_Other"),
        ("at `night` [[x]]^y", "at 'night' __x___y"),
        ("Process Doppelga\u0308nging", "Process Doppelgänging"),
        ("ends with dots...", "ends with dots"),
        ("a\nb\x00c\u2028d", "a b_c d"),
        ("", ""),
    ],
)
def test_file_names_are_those_of_the_seed_vault(name: str, wanted: str) -> None:
    assert file_name(name) == wanted


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"])))
def test_a_file_name_is_accepted_everywhere(text: str) -> None:
    name = f"T1059 - {file_name(text)}.md"
    assert not re.search(r'[\\/:*?"<>|#^\[\]\x00-\x1f]', name)
    assert len(name.encode()) <= 255
    assert not name[:-3].endswith("."), name


def test_a_long_name_is_cut_between_characters() -> None:
    assert file_name("ä" * 150) == "ä" * 100


@pytest.mark.parametrize(
    ("text", "wanted"),
    [("T1059_001", "T1059_001"), ("Command and Control", "Command_and_Control"), ("A, B & C#", "A_B_C_")],
)
def test_tags_have_no_spaces(text: str, wanted: str) -> None:
    assert tag(text) == wanted


def test_a_sub_technique_is_named_with_its_technique(release: AttackRelease) -> None:
    tall = release.by_attack_id["T9001.001"]
    assert full_name(release, tall) == 'Ladder/Basket Abuse: Tall: "Quoted" #1 Ladders'
    assert base_name(release, tall) == "T9001.001 - Ladder_Basket Abuse- Tall- _Quoted_ _1 Ladders"
    assert base_name(release, release.by_attack_id["G9001"]) == "G9001 - Apple Thieves"


def test_notes_are_for_live_objects_with_an_identifier_of_their_own(release: AttackRelease) -> None:
    having = sorted(item.attack_id for item in release.objects.values() if has_note(release, item))
    assert (
        having == "A9001 C9001 DC9001 DET9001 G9001 M9001 S9001 S9002 T9001 T9001.001 TA9001 TA9002".split()
    )


def test_data_components_before_v18_have_names_alone() -> None:
    pottery = read_release(FIXTURES / "release-v17-2.1.json")
    components = {item.stix_id.rpartition("--")[2]: item for item in pottery.live_of(DataComponent)}
    assert {key: has_note(pottery, item) for key, item in components.items()} == dict.fromkeys(
        components, True
    )
    names = {key: (base_name(pottery, item), permalink(pottery, item)) for key, item in components.items()}
    assert names == {
        "foot": ("Footprints", "datacomponents/footprints"),
        "k-lid": ("Lid Lifted (DS9201)", "datacomponents/lid-lifted-ds9201"),
        "o-lid": ("lid lifted (DS9202)", "datacomponents/lid-lifted-ds9202"),
        "smoke": ("Smoke- Colour & Smell", "datacomponents/smoke-colour-smell"),
    }
    sources = {key: data_source_id(pottery, item) for key, item in components.items()}
    assert sources == {"foot": "", "k-lid": "DS9201", "o-lid": "DS9202", "smoke": "DS9201"}


def test_components_that_share_all_names_are_numbered(tmp_path: Path) -> None:
    objects = [
        {"type": "x-mitre-data-component", "id": identifier, "name": name}
        for identifier, name in (("a", "Door"), ("b", "DOOR"), ("c", ": ?"), ("d", ".hidden"))
    ]
    path = tmp_path / "x.json"
    path.write_text(json.dumps({"type": "bundle", "objects": objects}), encoding="utf-8")
    found = read_release(path)
    notes = {item.stix_id: base_name(found, item) for item in found.objects.values() if has_note(found, item)}
    assert notes == {"a": "Door (1)", "b": "DOOR (2)", "d": "hidden"}


def test_an_identifier_needs_no_permalink_and_no_second_mention(
    release: AttackRelease, tmp_path: Path
) -> None:
    assert permalink(release, release.by_attack_id["DC9001"]) == ""
    campaign = {
        "type": "campaign",
        "id": "c",
        "name": "C9002",
        "external_references": [{"source_name": "mitre-attack", "external_id": "C9002"}],
    }
    path = tmp_path / "x.json"
    path.write_text(json.dumps({"type": "bundle", "objects": [campaign]}), encoding="utf-8")
    found = read_release(path)
    assert base_name(found, found.by_attack_id["C9002"]) == "C9002"


def test_pages_mirror_the_addresses_of_attack(release: AttackRelease) -> None:
    paths = {item.attack_id: page_path(item) for items in release.live.values() for item in items}
    assert paths == {
        "A9001": "assets/A9001/",
        "AN9001": "",
        "AN9002": "",
        "C9001": "campaigns/C9001/",
        "DC9001": "datacomponents/DC9001/",
        "DET9001": "detectionstrategies/DET9001/",
        "G9001": "groups/G9001/",
        "M9001": "mitigations/M9001/",
        "S9001": "software/S9001/",
        "S9002": "software/S9002/",
        "T9001": "techniques/T9001/",
        "T9001.001": "techniques/T9001/001/",
        "TA9001": "tactics/TA9001/",
        "TA9002": "tactics/TA9002/",
        "enterprise-attack": "",
    }
    assert Matrix not in PLACES
