"""Analytics and log sources of data components, for a site that mounts a release."""

from pathlib import Path

import pytest

from kbgen.sources.attack_analytics import UsedLogSource, component_log_sources, mounted_analytics
from kbgen.sources.attack_release import AttackRelease, read_release

FIXTURES = Path(__file__).resolve().parents[1] / "fixtures" / "sources" / "stix"


@pytest.fixture(scope="module")
def release() -> AttackRelease:
    return read_release(FIXTURES / "release-2.1.json")


def test_an_analytic_names_its_strategy_platform_and_log_sources(release: AttackRelease) -> None:
    day, night = mounted_analytics(release)
    assert (day.id, day.strategy_id, day.platforms) == ("AN9001", "DET9001", ("Windows",))
    assert day.log_sources == (
        UsedLogSource("gate:log", "opened | forced", "DC9001"),
        UsedLogSource("Gate", "", "DC9001"),
    )
    assert (night.id, night.platforms, night.log_sources) == ("AN9002", ("Linux",), ())


def test_an_analytic_has_a_place_in_the_bundle(release: AttackRelease) -> None:
    lines = (FIXTURES / "release-2.1.json").read_text(encoding="utf-8").splitlines()
    for analytic in mounted_analytics(release):
        assert analytic.origin.path == "release-2.1.json"
        start = analytic.origin.line - 1
        assert lines[start].strip() == "{"
        assert any(f'"{analytic.id}"' in line for line in lines[start : start + 12])


def test_components_name_their_log_sources(release: AttackRelease) -> None:
    assert component_log_sources(release) == {
        "DC9001": (
            UsedLogSource("gate:log", "opened | forced", "DC9001"),
            UsedLogSource("Gate", "", "DC9001"),
        )
    }


@pytest.mark.parametrize("name", ["release-v17-2.0.json", "release-v17-2.1.json"])
def test_releases_before_v18_have_neither(name: str) -> None:
    release = read_release(FIXTURES / name)
    assert list(mounted_analytics(release)) == []
    assert component_log_sources(release) == {}
