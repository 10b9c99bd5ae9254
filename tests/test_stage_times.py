"""Where the time of a build goes: every stage by its name, each second once, and nothing where nobody asks."""

import ast
import re
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from kbgen import project
from kbgen.cli.build import command
from kbgen.project import Project
from kbgen.stage_times import StageTimes, recorded_by, stage, stages_of, step, table

MakeVault = Callable[[Mapping[str, str | bytes]], Path]
Build = Callable[..., Result]
STEPS = ["pages written", "files copied", "search index", "site put in place"]


class FakeClock:
    """Stands still unless somebody moves it."""

    def __init__(self) -> None:
        self.now = 1_000.0

    def __call__(self) -> float:
        return self.now

    def spend(self, seconds: float) -> None:
        self.now += seconds

    def fail(self, seconds: float) -> None:
        self.spend(seconds)
        raise ValueError("broken")


class Line:
    """Three stages, the last of which asks for both others, one of them twice."""

    def __init__(self, clock: FakeClock) -> None:
        self._clock = clock

    @stage
    def first(self) -> str:
        """Return after 2 s."""
        self._clock.spend(2)
        return "1"

    @stage
    def second(self) -> str:
        """Return after 4 s of its own, before and after those of the first."""
        self._clock.spend(1)
        text = self.first + "2"
        self._clock.spend(3)
        return text

    @stage
    def third(self) -> str:
        """Return after 8 s of its own."""
        self._clock.spend(8)
        return self.second + self.first


def test_a_stage_does_not_count_the_time_of_those_that_it_asks_for() -> None:
    clock = FakeClock()
    times, line = StageTimes(clock), Line(clock)
    clock.spend(64)
    with recorded_by(times):
        assert line.third == "121"
        clock.spend(32)
        assert line.third == "121"
    assert times.seconds == {"third": 8, "second": 4, "first": 2}


def test_a_step_counts_all_of_its_blocks_and_not_the_stages_within() -> None:
    clock = FakeClock()
    times, line = StageTimes(clock), Line(clock)
    with recorded_by(times):
        for seconds in (16, 32):
            with step("pages"):
                clock.spend(seconds)
                assert line.first == "1"
    assert times.seconds == {"pages": 48, "first": 2}


def test_a_block_that_fails_counts_until_then() -> None:
    clock = FakeClock()
    times = StageTimes(clock)
    with recorded_by(times):
        with pytest.raises(ValueError, match="broken"), step("outer"), step("inner"):
            clock.fail(4)
        with step("later"):
            clock.spend(1)
    assert times.seconds == {"outer": 0, "inner": 4, "later": 1}


def test_nothing_is_counted_where_nobody_asks() -> None:
    clock = FakeClock()
    times, line = StageTimes(clock), Line(clock)
    with recorded_by(times):
        pass
    assert line.third == "121"
    with recorded_by(times), recorded_by(None), step("quiet"):
        clock.spend(1)
    assert times.seconds == {}


def test_stages_are_named_in_the_order_of_their_definitions() -> None:
    assert stages_of(Line) == ("first", "second", "third")


def test_the_table_has_seconds_and_shares_of_all_that_ran_and_dashes_for_the_rest() -> None:
    clock = FakeClock()
    times, line = StageTimes(clock), Line(clock)
    with recorded_by(times):
        assert line.second == "12"
        with step("files"):
            clock.spend(3)
    rows = [re.split(r"\s{2,}", row) for row in table(times, stages_of(Line), 10.0).splitlines()]
    assert rows == [
        ["stage", "seconds", "share"],
        ["first", "2.00", "20.0%"],
        ["second", "4.00", "40.0%"],
        ["third", "-", "-"],
        ["files", "3.00", "30.0%"],
        ["sum", "9.00", "90.0%"],
        ["total", "10.00", "100.0%"],
    ]


def test_a_run_without_any_time_has_a_table_too() -> None:
    assert table(StageTimes(FakeClock()), (), 0.0).splitlines()[-1].split() == ["total", "0.00", "0.0%"]


def defined_stages() -> list[str]:
    """Return what the source of the map defines as stages, read as text."""
    tree = ast.parse(Path(project.__file__).read_text(encoding="utf-8"))
    (owner,) = (node for node in tree.body if isinstance(node, ast.ClassDef))
    functions = [node for node in owner.body if isinstance(node, ast.FunctionDef) and node.name != "__init__"]
    assert all(len(function.decorator_list) == 1 for function in functions)
    return [function.name for function in functions]


def test_every_result_of_the_map_is_a_stage() -> None:
    assert list(stages_of(Project)) == defined_stages()
    assert {"vault", "all_notes", "coverage", "site"} < set(stages_of(Project))


@pytest.fixture
def build(make_vault: MakeVault, tmp_path: Path) -> Build:
    vault = make_vault(
        {"index.md": "# Welcome\n", "T1046.md": "---\ntags: [T1046, techniques]\n---\n# Scan\n"}
    )

    def call(*options: str) -> Result:
        words = [str(vault), "-d", str(tmp_path / "site"), *options]
        result = CliRunner().invoke(command, words, catch_exceptions=False)
        assert result.exit_code == 0
        return result

    return call


def test_the_table_of_a_build_names_every_stage_in_order_and_adds_up(build: Build) -> None:
    result = build("--profile", "--no-cache")
    assert result.stdout == ""
    lines = result.stderr.splitlines()
    start = next(number for number, line in enumerate(lines) if line.startswith("stage "))
    rows = {name: figures for name, *figures in (re.split(r"\s{2,}", line) for line in lines[start + 1 :])}
    stages = defined_stages()
    assert list(rows)[: len(stages)] == stages
    assert list(rows)[-2:] == ["sum", "total"]
    assert set(STEPS) < set(rows)
    assert [name for name in rows if rows[name] == ["-", "-"]] == []
    seconds = {name: float(figures[0]) for name, figures in rows.items()}
    everything, total = seconds.pop("sum"), seconds.pop("total")
    assert sum(seconds.values()) == pytest.approx(everything, abs=0.005 * (len(seconds) + 1))
    assert 0 < everything <= total + 0.01


def test_a_build_that_finds_nothing_to_do_ran_no_stage_but_the_first(build: Build) -> None:
    build()
    lines = build("--profile").stderr.splitlines()
    assert any(re.fullmatch(r"vault +\d\.\d\d +\d+\.\d%", line) for line in lines)
    assert any(re.fullmatch(r"coverage +- +-", line) for line in lines)


def test_nothing_is_shown_without_the_option(build: Build) -> None:
    result = build("--no-cache")
    assert result.stdout == ""
    assert [line for line in result.stderr.splitlines() if re.match(r"(stage|vault|sum|total)\b", line)] == []
    assert "pages in" in result.stderr


def test_the_option_changes_no_byte_of_the_site(build: Build, tmp_path: Path) -> None:
    def content() -> dict[str, bytes]:
        site = tmp_path / "site"
        return {str(file.relative_to(site)): file.read_bytes() for file in site.rglob("*") if file.is_file()}

    build("--no-cache")
    plain = content()
    build("--no-cache", "--profile")
    assert content() == plain
    assert "index.html" in plain
