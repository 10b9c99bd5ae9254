"""The benchmark of builds: what it measures is what it says, and its vaults have the proportions of the corpus."""

import json
import os
import re
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from kbgen.notes.kind import Kind
from kbgen.project import Project

BENCHMARKS = Path(__file__).resolve().parent / "benchmarks"
# At the end, so that no module of the benchmarks hides a package of the same name.
sys.path.append(str(BENCHMARKS))

from generated_vault import counts, files, identifiers, write_vault  # noqa: E402
from measure import Run  # noqa: E402
from report import Disk, Figures, as_data, as_text, disk_of, ratios  # noqa: E402
from run import Bench  # noqa: E402
from scenarios import GROWTH, EditedVault, Scenario, scenarios  # noqa: E402

ABOUT = {
    "processor": "Abacus 9",
    "cores": 3,
    "memory": "1 kB",
    "system": "S 1",
    "python": "P 3",
    "packages": {},
}
RULE = "---\ntitle: {name}\ntags: [{tags}]\n---\n# {name}\n"


def tags_of(text: str) -> set[str]:
    return set(re.findall(r"[\w]+", text.partition("tags: [")[2].partition("]")[0]))


def test_a_vault_of_the_size_of_the_corpus_has_its_counts() -> None:
    wanted = counts(4_789)
    assert (wanted.techniques, wanted.rules, wanted.tests) == (691, 3_757, 341)


@pytest.mark.parametrize("notes", [8, 300, 50_000])
def test_counts_add_up(notes: int) -> None:
    wanted = counts(notes)
    assert wanted.techniques + wanted.rules + wanted.tests == notes
    assert wanted.rules / notes == pytest.approx(0.7845, abs=0.12 if notes < 100 else 0.005)


@pytest.mark.parametrize("notes", [0, 5, 250_000])
def test_a_size_that_cannot_be_made_is_refused(notes: int) -> None:
    with pytest.raises(ValueError, match=str(notes)):
        counts(notes)


def test_identifiers_are_those_of_techniques_and_two_thirds_are_below_another() -> None:
    found = identifiers(691)
    assert len(set(found)) == 691
    assert all(re.fullmatch(r"T[1-9]\d{3}(\.\d{3})?", each) for each in found)
    assert {each.partition(".")[0] for each in found} <= set(found)
    assert sum("." in each for each in found) == pytest.approx(475, abs=3)


def test_notes_are_as_long_as_those_of_the_corpus_and_as_tied() -> None:
    sizes: dict[str, list[int]] = {}
    ties = 0
    for path, text in files(2_000):
        folder = path.partition("/")[0]
        sizes.setdefault(folder, []).append(len(text.encode()))
        if folder == "Detection Rules":
            ties += sum(bool(re.fullmatch(r"t\d{4}(_\d{3})?", tag)) for tag in tags_of(text))
    means = {folder: sum(each) / len(each) for folder, each in sizes.items()}
    # Bytes of the corpus divided by its notes of each kind.
    assert means == {
        "Techniques": pytest.approx(2_593, rel=0.1),
        "Detection Rules": pytest.approx(1_981, rel=0.1),
        "Atomic Tests": pytest.approx(5_380, rel=0.1),
    }
    assert ties / len(sizes["Detection Rules"]) == pytest.approx(1.19, abs=0.04)


def test_generated_notes_are_what_they_are_meant_to_be(tmp_path: Path) -> None:
    project = Project(write_vault(200, tmp_path / "vault"))
    wanted = counts(200)
    kinds = Counter(note.kind for note in project.notes)
    assert kinds == {
        Kind.TECHNIQUE: wanted.techniques,
        Kind.DETECTION_RULE: wanted.rules,
        Kind.ATOMIC_TEST: wanted.tests,
    }
    assert [finding for finding in project.diagnostics if finding.severity.value != "info"] == []
    assert sum(text.count("```query\n") for _, text in files(200)) == 2 * wanted.techniques


def test_the_same_size_gives_the_same_vault_in_every_hash_seed(tmp_path: Path) -> None:
    for seed in ("1", "2"):
        command = [sys.executable, str(BENCHMARKS / "generated_vault.py"), "60", str(tmp_path / seed)]
        subprocess.run(command, check=True, env={**os.environ, "PYTHONHASHSEED": seed})
    first, second = (
        {file.relative_to(tmp_path / seed): file.read_bytes() for file in (tmp_path / seed).rglob("*.md")}
        for seed in ("1", "2")
    )
    assert len(first) == 60
    assert first == second


def test_scenarios_have_names_of_their_own_and_go_on_with_cold_ones(tmp_path: Path) -> None:
    known = {each.name: each for each in scenarios(tmp_path, tmp_path, growth=True)}
    assert len(known) == len(scenarios(tmp_path, tmp_path, growth=True))
    for scenario in known.values():
        if scenario.after:
            assert known[scenario.after].after == ""
            assert known[scenario.after].place == scenario.place
    assert [each.notes for each in known.values() if each.notes] == list(GROWTH) == [5_000, 50_000]


def test_what_needs_corpora_and_what_takes_long_is_left_out_where_it_is_not_wanted(tmp_path: Path) -> None:
    names = [each.name for each in scenarios(None, tmp_path, growth=False)]
    assert names == ["kbgen --help", "content cold"]


def test_the_edited_vault_changes_a_text_and_a_tag_and_never_its_origin(tmp_path: Path) -> None:
    rules = tmp_path / "origin" / "Detection Rules"
    rules.mkdir(parents=True)
    for name, tags in {
        "a": "execution",
        "b": "t1003_001, detection_rule",
        "c": "detection_rule, t1059",
    }.items():
        (rules / f"{name}.md").write_text(RULE.format(name=name, tags=tags), encoding="utf-8")
    vault = EditedVault(tmp_path / "origin", tmp_path / "copy")

    def read() -> dict[str, str]:
        return {file.stem: file.read_text(encoding="utf-8") for file in vault.folder.rglob("*.md")}

    before = {file.stem: file.read_text(encoding="utf-8") for file in rules.iterdir()}
    vault.restore()
    assert read() == before
    seen = {before["b"]}
    for _ in range(2):
        vault.change_text()
        assert read()["b"].startswith(before["b"])
        assert read()["b"] not in seen
        seen.add(read()["b"])
        former = tags_of(read()["c"])
        vault.change_tag()
        assert tags_of(read()["c"]) - {"t1046", "t1027"} == {"detection_rule"}
        assert tags_of(read()["c"]) != former
    assert read()["a"] == before["a"]
    vault.restore()
    assert read() == before == {file.stem: file.read_text(encoding="utf-8") for file in rules.iterdir()}


def appending(text: str) -> list[str]:
    """Return a command that adds a letter to a file in its place."""
    return [sys.executable, "-c", f"open('log', 'a').write({text!r})"]


def logged(name: str, text: str, *, after: str = "", is_primed: bool = False, seen: list[str]) -> Scenario:
    def prepare(place: Path) -> list[str]:
        log = place / "log"
        seen.append(f"{name}: {log.read_text(encoding='utf-8') if log.is_file() else ''}")
        return appending(text)

    return Scenario(name, "one", prepare, after=after, is_primed=is_primed)


def test_a_cold_scenario_begins_with_nothing_and_a_warm_one_with_what_was_left(tmp_path: Path) -> None:
    seen: list[str] = []
    cold, warm = logged("cold", "c", seen=seen), logged("warm", "w", after="cold", is_primed=True, seen=seen)
    found = Bench([cold, warm], tmp_path).measure([cold, warm], 2)
    # The primed one ran twice, of which the second counts.
    assert seen == ["cold: ", "warm: c"] * 2
    assert {name: len(figures.runs) for name, figures in found.items()} == {"cold": 2, "warm": 2}
    assert not (tmp_path / "places" / "one").exists()


def test_a_warm_scenario_alone_is_preceded_by_its_cold_one_unmeasured(tmp_path: Path) -> None:
    seen: list[str] = []
    cold, warm = logged("cold", "c", seen=seen), logged("warm", "w", after="cold", seen=seen)
    found = Bench([cold, warm], tmp_path).measure([warm], 1)
    assert seen == ["cold: ", "warm: c"]
    assert list(found) == ["warm"]


def test_what_fails_or_is_not_installed_is_named_and_the_rest_is_measured(tmp_path: Path) -> None:
    broken = Scenario("broken", "b", lambda _: [sys.executable, "-c", "raise SystemExit('no luck')"])
    absent = Scenario("absent", "a", lambda _: None)
    fine = Scenario("fine", "f", lambda _: [sys.executable, "-c", ""])
    bench = Bench([broken, absent, fine], tmp_path)
    assert list(bench.measure([broken, absent, fine], 2)) == ["fine"]
    assert len(bench.missing) == 2
    assert re.match(r"broken: .*no luck", bench.missing[0], re.DOTALL)
    assert bench.missing[1] == "absent: not installed"


def figures(name: str, *walls: float, notes: int = 0, disk: Disk | None = None) -> Figures:
    scenario = Scenario(name, name, lambda _: None, notes=notes)
    return Figures(scenario, [Run(wall, 2 * wall, 100 * wall) for wall in walls], disk)


def test_medians_and_ratios_are_those_of_the_runs() -> None:
    found = {
        each.scenario.name: each
        for each in (
            figures("vault-2026 cold", 90.0, 3.0, 6.0, disk=Disk(10.0, 12.5)),
            figures("Material", 24.0),
            figures("5,000 notes cold", 10.0, notes=5_000, disk=Disk(1.0, 50.0)),
            figures("50,000 notes cold", 150.0, notes=50_000, disk=Disk(1.0, 400.0)),
        )
    }
    assert ratios(found) == pytest.approx(
        {
            "vault-2026 cold / Material": 0.25,
            "seconds a note, 50,000 / 5,000 notes": 1.5,
            "MB of memory a note, 50,000 / 5,000 notes": 1.5,
            "MB on disk a note, 50,000 / 5,000 notes": 0.8,
        }
    )
    data = json.loads(json.dumps(as_data(found, ABOUT)))
    assert data["machine"] == ABOUT
    assert data["scenarios"]["vault-2026 cold"]["median"] == {"wall": 6.0, "cpu": 12.0, "peak": 600.0}
    assert data["scenarios"]["vault-2026 cold"]["site"] == {"files": 10.0, "blocks": 12.5}
    lines = as_text(found, ABOUT, ["Hugo: not installed"]).splitlines()
    assert lines[0].startswith("Abacus 9, 3 cores")
    assert re.split(r"\s{2,}", next(line for line in lines if line.startswith("vault-2026 cold  "))) == [
        *("vault-2026 cold", "3", "6.00", "12.00", "600", "10.0", "12.5")
    ]
    assert "left out: Hugo: not installed" in lines


def test_a_site_on_disk_is_what_files_store_and_what_blocks_take(tmp_path: Path) -> None:
    site = tmp_path / "site"
    assert disk_of(site) is None
    (site / "inner").mkdir(parents=True)
    (site / "a").write_bytes(b"x" * 1_500_000)
    (site / "inner" / "b").write_bytes(b"y" * 500_000)
    disk = disk_of(site)
    assert disk is not None
    assert disk.files == 2.0
    taken = subprocess.run(["du", "-sk", str(site)], check=True, capture_output=True, text=True)
    assert disk.blocks == pytest.approx(int(taken.stdout.split()[0]) * 1024 / 1e6, abs=0.002)


def test_the_command_measures_and_names_the_machine(tmp_path: Path) -> None:
    (tmp_path / "work").mkdir()
    file = tmp_path / "figures.json"
    command = [sys.executable, str(BENCHMARKS / "run.py"), "--only", "kbgen --help", "--runs", "2"]
    command += ["--work", str(tmp_path / "work"), "--json", str(file)]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    data = json.loads(file.read_text(encoding="utf-8"))
    assert list(data["scenarios"]) == ["kbgen --help"]
    assert len(data["scenarios"]["kbgen --help"]["runs"]) == 2
    assert data["machine"]["python"].endswith(".".join(map(str, sys.version_info[:3])))
    assert data["machine"]["processor"]
    assert data["machine"]["processor"] in done.stdout
    assert list((tmp_path / "work").iterdir()) == []
