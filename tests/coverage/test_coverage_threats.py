"""Who uses which technique, and by which names threats are known."""

from collections.abc import Callable

import pytest
from coverage_worlds import TODAY, MakeProject, technique, threat

from kbgen.coverage.threats import Threats
from kbgen.errors import SettingsError
from kbgen.notes.kind import Kind


@pytest.fixture
def threats(make_project: MakeProject) -> Threats:
    """Return the threats of a vault with two groups and one piece of software."""
    return make_project(
        T1046=technique("T1046", "Windows"),
        T1059=technique("T1059", "Windows"),
        T1059_001=technique("T1059.001", "Windows"),
        T1018=technique("T1018", "Windows", body="[[G0016]] does so."),
        G0016=threat("G0016", "T1059.001", "T1046", names=["Cold Bear", "The Winter"]),
        G0007=threat("G0007", "T1046", "T1046"),
        S0154=threat("S0154", "T1046", names=["Hammer"]),
        C0024="---\ntags: [C0024, campaigns]\n---\n[[T1059]]\n",
        page="[[T1059]]",
    ).threats


def test_a_threat_uses_what_its_note_and_the_notes_of_techniques_link(threats: Threats) -> None:
    assert {name: item.techniques for name, item in threats.by_id.items()} == {
        "G0007": ("T1046",),
        "G0016": ("T1018", "T1046", "T1059.001"),
        "S0154": ("T1046",),
    }


def test_a_technique_knows_its_users_in_order(threats: Threats) -> None:
    users = {name: [item.id for item in found] for name, found in threats.users.items()}
    assert users == {"T1046": ["G0007", "G0016", "S0154"], "T1059.001": ["G0016"], "T1018": ["G0016"]}


def test_campaigns_and_pages_are_no_threats(threats: Threats) -> None:
    assert "T1059" not in threats.users


def test_groups_and_software_are_told_apart(threats: Threats) -> None:
    assert [item.id for item in threats.of_kind(Kind.GROUP)] == ["G0007", "G0016"]
    assert [item.id for item in threats.of_kind(Kind.SOFTWARE)] == ["S0154"]


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("G0016", "G0016"),
        (" g0016 ", "G0016"),
        ("COLD BEAR", "G0016"),
        ("the winter", "G0016"),
        ("hammer", "S0154"),
        ("Warm Bear", None),
        ("", None),
    ],
)
def test_a_threat_is_found_by_its_identifier_or_a_name_in_any_case(
    threats: Threats, name: str, found: str | None
) -> None:
    threat_found = threats.find(name)
    assert (threat_found.id if threat_found else None) == found


def test_a_profile_is_the_threats_that_it_names(threats: Threats) -> None:
    assert [item.id for item in threats.profile(["Hammer", "G0007"])] == ["S0154", "G0007"]
    assert threats.profile([]) == ()


def test_a_profile_that_names_nobody_is_a_fault_of_the_settings(threats: Threats) -> None:
    with pytest.raises(SettingsError, match=r"coverage\.profile: Warm Bear: no group or software"):
        threats.profile(["G0016", "Warm Bear"])


@pytest.mark.parametrize("order", [sorted, lambda names: sorted(names, reverse=True)])
def test_the_order_of_files_changes_nothing(
    make_project: MakeProject, order: Callable[[list[str]], list[str]]
) -> None:
    notes = {
        "T1046": technique("T1046"),
        "a": threat("G0016", "T1046"),
        "b": threat("S0154", "T1046"),
        "c": threat("G0007", "T1046"),
    }
    found = make_project(None, TODAY, **{name: notes[name] for name in order(list(notes))}).threats
    assert list(found.by_id) == ["G0007", "G0016", "S0154"]
    assert [item.id for item in found.users["T1046"]] == ["G0007", "G0016", "S0154"]
