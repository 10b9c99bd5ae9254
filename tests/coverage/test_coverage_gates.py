"""Gates: what they accept, what they find, and that they never pass what was not assessed."""

import pytest
from coverage_worlds import TODAY, Assess, MakeProject, rule, technique, threat

from kbgen.coverage.gates import GateError, judge, read_gate
from kbgen.coverage.summary import Dimension
from kbgen.coverage.threats import Threats
from kbgen.coverage.verdict import Fact

NO_THREATS = Threats({}, {})


def test_a_gate_names_a_fact_a_part_and_a_share() -> None:
    gate = read_gate("claimed=60")
    assert (gate.fact, gate.percent, gate.dimension) == (Fact.CLAIMED, 60, None)
    part = read_gate("testable.tactic.Credential Access=42.5%")
    assert (part.fact, part.percent) == (Fact.TESTABLE, 42.5)
    assert (part.dimension, part.value) == (Dimension.TACTIC, "Credential Access")
    dotted = read_gate("proven.platform.A.B=1")
    assert (dotted.dimension, dotted.value) == (Dimension.PLATFORM, "A.B")


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("claimed", "FACT=PERCENT"),
        ("claimed=", "FACT=PERCENT"),
        ("claimed=101", "0 to 100"),
        ("claimed=-1", "0 to 100"),
        ("claimed=nan", "0 to 100"),
        ("covered=50", "claimed, testable, feasible, proven"),
        ("claimed.tactic=50", "needs a value"),
        ("claimed.tactic.=50", "needs a value"),
        ("claimed.country.fr=50", "tactic, platform, group"),
        ("=50", "claimed"),
    ],
)
def test_what_is_no_gate_is_refused_with_what_would_be_one(text: str, named: str) -> None:
    with pytest.raises(GateError, match=named):
        read_gate(text)


@pytest.mark.parametrize(
    ("gate", "met", "reached", "of"),
    [
        ("claimed=50", True, 1, 2),
        ("claimed=50.1", False, 1, 2),
        ("claimed=0", True, 1, 2),
        ("claimed.tactic.execution=100", True, 1, 1),
        ("claimed.tactic.Execution=100", True, 1, 1),
        ("claimed.tactic.discovery=1", False, 0, 1),
        ("claimed.platform.windows=100", True, 1, 1),
        ("claimed.platform.Linux=1", False, 0, 2),
        ("testable=1", False, 0, 2),
        ("proven=0", True, 0, 2),
    ],
)
def test_a_gate_is_met_by_its_share_or_more(
    assess: Assess, gate: str, met: bool, reached: int, of: int
) -> None:
    coverage = assess(
        T1053=technique("T1053", "Windows", "Linux", tactics=["Execution"]),
        T1046=technique("T1046", "Linux", tactics=["Discovery"]),
        r=rule("T1053"),
    )
    (result,) = judge([read_gate(gate)], coverage, NO_THREATS)
    assert (result.is_met, result.reached, result.count.techniques) == (met, reached, of)


@pytest.mark.parametrize(
    ("gate", "named"),
    [
        ("feasible=0", "no log sources are declared"),
        ("claimed.tactic.exekution=1", "did you mean Execution"),
        ("claimed.platform.macOS=1", "Windows"),
        ("claimed.group.APT29=1", "group"),
    ],
)
def test_what_was_not_assessed_or_does_not_exist_is_an_error(assess: Assess, gate: str, named: str) -> None:
    coverage = assess(T1053=technique("T1053", "Windows"), r=rule("T1053"))
    with pytest.raises(GateError, match=named):
        judge([read_gate(gate)], coverage, NO_THREATS)


def test_a_gate_over_nothing_is_an_error(assess: Assess) -> None:
    with pytest.raises(GateError, match="no technique in scope"):
        judge([read_gate("claimed=0")], assess(page="text"), NO_THREATS)


def test_a_platform_is_found_by_any_name_that_it_has_had(assess: Assess) -> None:
    coverage = assess(T1078=technique("T1078", "Identity Provider"), r=rule("T1078", product="okta"))
    (result,) = judge([read_gate("claimed.platform.azure ad=100")], coverage, NO_THREATS)
    assert (result.part, result.is_met) == ("Identity Provider", True)


def test_a_group_is_found_by_any_name_and_counts_what_it_uses(make_project: MakeProject) -> None:
    project = make_project(
        T1046=technique("T1046", "Windows"),
        T1018=technique("T1018", "Windows"),
        T1020=technique("T1020", "Windows"),
        r=rule("T1046"),
        G0016=threat("G0016", "T1046", "T1018", names=["Cold Bear"]),
        G0007=threat("G0007"),
    )
    for name in ("G0016", "g0016", "cold bear"):
        (result,) = judge([read_gate(f"claimed.group.{name}=50")], project.coverage, project.threats)
        assert (result.is_met, result.reached, result.count.techniques) == (True, 1, 2)
    with pytest.raises(GateError, match="no group in scope"):
        judge([read_gate("claimed.group.G0007=1")], project.coverage, project.threats)


@pytest.mark.parametrize("number", [1, 3, 7, 29, 57, 58])
def test_a_share_that_is_exactly_reached_is_met(assess: Assess, number: int) -> None:
    """100 times the share may not be off by a rounding error."""
    whole = 100 if number % 2 else 200
    names = [f"T{1000 + place}" for place in range(whole)]
    notes = {name: technique(name, "Windows") for name in names}
    coverage = assess(None, TODAY, **notes, r=rule(*names[:number]))
    gate = read_gate(f"claimed={number if whole == 100 else number / 2}")
    (result,) = judge([gate], coverage, NO_THREATS)
    assert result.is_met
