"""Coverage of the real corpora, against counts that are made anew from the files by the shortest way."""

import re
from collections import defaultdict
from collections.abc import Iterator
from itertools import product
from pathlib import Path
from typing import Any

import pytest
import yaml

from kbgen.coverage.summary import summary
from kbgen.coverage.verdict import Fact
from kbgen.project import Project

pytestmark = pytest.mark.corpora

SYSTEMS = {"windows": "Windows", "linux": "Linux", "macos": "macOS"}
TECHNIQUE = re.compile(r"t\d{4}([._]\d{3})?", re.IGNORECASE)
RULES = ("rules", "rules-emerging-threats", "rules-threat-hunting", "rules-compliance", "rules-placeholder")


def identifier(tag: str) -> str | None:
    name = tag.removeprefix("attack.")
    return name.upper().replace("_", ".") if TECHNIQUE.fullmatch(name) else None


def front_matter(path: Path) -> dict[str, Any]:
    match = re.match(r"---\n(.*?)\n---", path.read_bytes().decode("latin-1").replace("\r\n", "\n"), re.DOTALL)
    try:
        return yaml.load(match[1], Loader=yaml.CSafeLoader) if match else {}
    except yaml.YAMLError:
        return {}


def of_notes(folder: Path) -> Iterator[tuple[set[str], dict[str, Any], Path]]:
    for path in sorted(folder.glob("*.md")):
        fields = front_matter(path)
        tags = [str(tag) for tag in fields.get("tags") or []]
        yield {found for tag in tags if (found := identifier(tag))}, fields, path


@pytest.fixture(scope="module")
def seed(seed_vault: Path) -> Project:
    return Project(seed_vault)


def test_the_seed_has_the_exact_ties_that_its_tags_state(seed: Project, seed_vault: Path) -> None:
    ruled = {found for ids, _, _ in of_notes(seed_vault / "Detection Rules") for found in ids}
    tested = {found for ids, _, _ in of_notes(seed_vault / "Testing Runbooks") for found in ids}
    assert {item.id for item in seed.coverage.techniques if item.total.rules} == ruled & set(
        seed.coverage.by_id
    )
    assert {item.id for item in seed.coverage.techniques if item.total.tests} == tested & set(
        seed.coverage.by_id
    )
    assert sum(bool(item.total.rules) for item in seed.coverage.techniques) == 359
    assert sum(bool(item.total.tests) for item in seed.coverage.techniques) == 282
    assert len(seed.coverage.techniques) == 625


def test_on_windows_the_verdicts_of_the_seed_are_those_of_a_brute_force_count(
    seed: Project, seed_vault: Path
) -> None:
    """On Windows, since what is for it can be told without the table of log sources: rules that name another system are not."""
    rules, tests = defaultdict(set), defaultdict(set)
    for ids, fields, path in of_notes(seed_vault / "Detection Rules"):
        if fields.get("logsrc_product") == "windows" and fields.get("status") not in {
            "deprecated",
            "unsupported",
        }:
            for found in ids:
                rules[found].add(path.name)
    for ids, _, path in of_notes(seed_vault / "Testing Runbooks"):
        platforms = re.findall(r"\*\*Supported Platforms:\*\*(.*)", path.read_text(encoding="latin-1"))
        if any("windows" in line.lower() for line in platforms):
            for found in ids:
                tests[found].add(path.name)
    on_windows = [item for item in seed.coverage.techniques if "Windows" in item.by_platform]
    listed = {
        found: fields
        for ids, fields, _ in of_notes(seed_vault / "Use Cases")
        for found in ids
        if "Windows" in (fields.get("platforms") or [])
    }
    assert {item.id for item in on_windows} == set(listed)
    for item in on_windows:
        family = [name for name in listed if name == item.id or name.startswith(f"{item.id}.")]
        windows_rules = {name for each in family for name in rules[each]}
        windows_tests = {name for each in family for name in tests[each]}
        cell = item.by_platform["Windows"]
        stated = {seed.coverage.rules[tie.path] for tie in item.rules}
        neutral = any(
            rule.log_source.product != "windows" and "Windows" in rule.platforms | {""} for rule in stated
        )
        if windows_rules:
            assert cell.claimed, item.id
            assert cell.testable is bool(windows_tests), item.id
        elif not neutral and all(rule.platforms for rule in stated):
            assert not cell.claimed, item.id


def sigma(corpora: Path, folders: tuple[str, ...]) -> Iterator[tuple[set[str], str]]:
    for folder in folders:
        for path in sorted((corpora / "sigma-rules" / folder).rglob("*.yml")):
            document = next(iter(yaml.load_all(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)))
            ids = {found for tag in document.get("tags") or [] if (found := identifier(str(tag)))}
            yield ids, (document.get("logsource") or {}).get("product", "")


def atomics(corpora: Path) -> Iterator[tuple[str, list[set[str]]]]:
    for path in sorted((corpora / "atomics").glob("T*/T*.yaml")):
        document = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
        yield (
            document["attack_technique"],
            [set(test["supported_platforms"]) for test in document["atomic_tests"]],
        )


def test_pairs_of_a_rule_and_a_test_of_another_system_never_count(corpora: Path, enterprise: Project) -> None:
    tests = dict(atomics(corpora))
    pairs = [
        (system, platforms)
        for ids, system in sigma(corpora, RULES)
        for found in sorted(ids)
        for platforms in tests.get(found, [])
    ]
    wrong = [
        (system, platforms) for system, platforms in pairs if system in SYSTEMS and system not in platforms
    ]
    assert (len(pairs), len(wrong)) == (54_983, 8_985)
    coverage = enterprise.coverage
    expected = sum(
        system not in platforms
        for ids, system in sigma(corpora, RULES[:4])
        for found in ids & set(coverage.by_id)
        for platforms in tests.get(found, [])
        if system in SYSTEMS
    )
    counted = 0
    for item in coverage.techniques:
        for rule_path, test_path in product(item.total.rules, item.total.tests):
            rule = coverage.rules[rule_path]
            system = SYSTEMS.get(rule.log_source.product)
            wrong_cases = [
                case for case in coverage.tests[test_path].cases if system and not case.runs_on(system)
            ]
            shared = [
                (name, case.name)
                for case, name in product(wrong_cases, coverage.platforms)
                if rule.covers(name) and case.runs_on(name)
            ]
            assert shared == [], rule_path
            counted += len(wrong_cases)
    assert counted == expected
    assert expected > 0


def test_each_verdict_on_the_three_systems_is_that_of_a_brute_force_count(
    corpora: Path, enterprise: Project
) -> None:
    """A cell is testable through rules that name the system, wherever no rule of another product is in play."""
    rules = defaultdict(set)
    for ids, system in sigma(corpora, RULES[:4]):
        for found in ids:
            rules[found].add(system)
    tests = dict(atomics(corpora))
    checked = 0
    for item in enterprise.coverage.techniques:
        family = [
            name for name in enterprise.coverage.by_id if name == item.id or name.startswith(f"{item.id}.")
        ]
        products = {system for name in family for system in rules[name]}
        if not products <= set(SYSTEMS):
            continue
        for system, platform in SYSTEMS.items():
            if platform not in item.by_platform:
                continue
            cell = item.by_platform[platform]
            exercised = any(system in case for name in family for case in tests.get(name, []))
            assert cell.claimed is (system in products), (item.id, platform)
            assert cell.testable is (system in products and exercised), (item.id, platform)
            checked += 1
    assert checked > 500


def test_the_summary_adds_up(enterprise: Project) -> None:
    coverage = enterprise.coverage
    whole = summary(coverage)
    claimed = sum(item.total.claimed for item in coverage.techniques)
    assert (whole.techniques, whole.facts[Fact.CLAIMED]) == (691, claimed)
    assert whole.gap == 691 - claimed
    assert whole.facts[Fact.FEASIBLE] is None
