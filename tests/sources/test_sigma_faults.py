"""The tables of findings about rules and tests: one row a code, each complete."""

import pytest

from kbgen.diagnostics import Severity
from kbgen.sources import atomics_faults, sigma_faults
from kbgen.sources.atomics_faults import AtomicsFault, AtomicsReporter
from kbgen.sources.sigma_atomics_checks import SourceCheck
from kbgen.sources.sigma_faults import SigmaFault, SigmaReporter
from kbgen.vault.yaml_node import YamlScalar

ROWS: list[SourceCheck[SigmaFault] | SourceCheck[AtomicsFault]] = [
    *sigma_faults.CHECKS,
    *atomics_faults.CHECKS,
]


def test_every_name_has_one_code_and_every_code_one_name() -> None:
    assert [row.code for row in ROWS] == [f"KB{number}" for number in range(510, 550)]
    assert [row.name for row in sigma_faults.CHECKS] == list(SigmaFault)
    assert [row.name for row in atomics_faults.CHECKS] == list(AtomicsFault)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.code)
def test_a_row_says_everything(row: SourceCheck[SigmaFault]) -> None:
    assert row.title[0].islower() or row.title.startswith(("GUID", "Sigma"))
    assert not row.title.endswith(".")
    assert row.meaning.endswith(".")
    assert row.way_out.endswith(".")
    assert row.example


def test_titles_are_told_apart() -> None:
    assert len({row.title for row in ROWS}) == len(ROWS)


def test_a_report_has_the_code_and_severity_of_its_row() -> None:
    to = SigmaReporter("a.yml")
    to.report(SigmaFault.LEVEL, "odd", 3, 5)
    to.report_at(SigmaFault.YAML, "worse", YamlScalar("x", "x", 7, 2), hint="mend it")
    first, second = to.found
    assert str(first).startswith("a.yml:3:5 KB522 odd (use one of informational, ")
    assert (first.severity, first.hint[-1]) == (Severity.WARNING, "l")
    assert (str(second), second.severity) == ("a.yml:7:2 KB510 worse (mend it)", Severity.ERROR)


def test_reporters_do_not_share_what_they_keep() -> None:
    one, other = AtomicsReporter("a.yaml"), AtomicsReporter("b.yaml")
    one.report(AtomicsFault.UNUSED, "x", 1)
    assert (len(one.found), other.found) == (1, [])
