"""How techniques are detected, in the models of v18 and of older releases."""

from pathlib import Path

import pytest

from kbgen.sources.attack_detection import (
    Detection,
    DetectionModel,
    analytics_of,
    components_of,
    detection_of,
    strategies_by_component,
)
from kbgen.sources.attack_release import AttackRelease, read_release
from kbgen.sources.stix_objects import Analytic, DetectionStrategy, Technique

FIXTURES = Path(__file__).resolve().parents[1] / "fixtures" / "sources" / "stix"


@pytest.fixture(scope="module")
def new() -> AttackRelease:
    return read_release(FIXTURES / "release-2.1.json")


@pytest.fixture(scope="module")
def old() -> AttackRelease:
    return read_release(FIXTURES / "release-v17-2.0.json")


def detection(release: AttackRelease, attack_id: str) -> Detection:
    item = release.by_attack_id[attack_id]
    assert isinstance(item, Technique)
    return detection_of(release, item)


def test_a_strategy_leads_to_analytics_and_components(new: AttackRelease) -> None:
    found = detection(new, "T9001")
    assert found.model is DetectionModel.STRATEGIES
    assert [each.attack_id for each in found.strategies] == ["DET9001"]
    assert [each.attack_id for each in found.analytics] == ["AN9001", "AN9002"]
    assert [each.attack_id for each in found.components] == ["DC9001"]
    assert (found.names, found.text, found.component_relations) == (("Gate Opening",), "", ())


def test_a_technique_that_nothing_detects(new: AttackRelease, old: AttackRelease) -> None:
    assert detection(new, "T9001.001").model is DetectionModel.NOTHING
    assert detection(old, "T9104").names == ()


def test_analytics_that_are_not_in_the_release_are_left_out(new: AttackRelease) -> None:
    (strategy,) = new.live_of(DetectionStrategy)
    assert "x-mitre-analytic--absent" in strategy.analytic_refs
    assert [each.attack_id for each in analytics_of(new, strategy)] == ["AN9001", "AN9002"]


def test_components_of_an_analytic_come_once(new: AttackRelease) -> None:
    day, night = new.live_of(Analytic)
    assert len(day.log_source_references) == 2
    assert [each.attack_id for each in components_of(new, day)] == ["DC9001"]
    assert components_of(new, night) == ()


def test_components_know_the_strategies_that_read_them(new: AttackRelease, old: AttackRelease) -> None:
    found = strategies_by_component(new)
    assert {key: [each.attack_id for each in value] for key, value in found.items()} == {
        "x-mitre-data-component--gate": ["DET9001"]
    }
    assert strategies_by_component(old) == {}


def test_data_components_come_before_names(old: AttackRelease) -> None:
    found = detection(old, "T9102")
    assert found.model is DetectionModel.COMPONENTS
    assert found.names == ("Hinge Oiled", "Shed: Door Opened")
    assert {each.description for each in found.component_relations} == {
        "A door opens late.(Citation: Almanac)",
        "A hinge is silent.",
    }


def test_names_come_last(old: AttackRelease) -> None:
    found = detection(old, "T9103")
    assert (found.model, found.names) == (DetectionModel.NAMES, ("Garden: Steps", "Door"))
    assert detection(old, "T9104").model is DetectionModel.NOTHING


def test_a_text_stands_beside_any_model(old: AttackRelease) -> None:
    found = detection(old, "T9101")
    assert found.text.startswith("Listen for digging.")
    assert (found.model, found.names) == (DetectionModel.COMPONENTS, ("Shed: Door Opened",))
