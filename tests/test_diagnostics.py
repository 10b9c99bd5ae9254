"""Findings as values: their text, their order."""

from hypothesis import given
from hypothesis import strategies as st

from kbgen.diagnostics import Diagnostic, Severity, in_order
from kbgen.source import Location

FINDINGS = st.builds(
    Diagnostic,
    code=st.sampled_from(["KB101", "KB201", "KB411"]),
    severity=st.just(Severity.INFO),
    message=st.sampled_from(["a", "b"]),
    location=st.builds(
        Location, st.sampled_from(["a.md", "b.md", "B.md"]), st.integers(1, 12), st.integers(1, 12)
    ),
)


@given(findings=st.lists(FINDINGS, max_size=12), data=st.data())
def test_the_order_depends_on_nothing_but_the_findings(
    findings: list[Diagnostic], data: st.DataObject
) -> None:
    assert in_order(data.draw(st.permutations(findings))) == in_order(findings)


@given(findings=st.lists(FINDINGS, max_size=12))
def test_findings_are_in_order_by_path_line_column_code_and_message(findings: list[Diagnostic]) -> None:
    keys = [(d.location.path, d.location.line, d.location.column, d.code, d.message) for d in findings]
    ordered = in_order(findings)
    assert [
        (d.location.path, d.location.line, d.location.column, d.code, d.message) for d in ordered
    ] == sorted(set(keys))


def test_a_finding_that_is_made_twice_is_reported_once() -> None:
    finding = Diagnostic("KB201", Severity.WARNING, "gone", Location("a.md", 3, 4))
    assert in_order([finding, finding]) == (finding,)


def test_a_finding_reads_as_place_code_message_and_way_out() -> None:
    finding = Diagnostic(
        "KB404", Severity.INFO, 'query tag "x" matches nothing', Location("a.md", 14, 6), "correct it"
    )
    assert str(finding) == 'a.md:14:6 KB404 query tag "x" matches nothing (correct it)'


def test_a_finding_without_a_way_out_has_no_empty_brackets() -> None:
    assert str(Diagnostic("KB502", Severity.ERROR, "bad", Location("a.md"))) == "a.md:1:1 KB502 bad"


def test_the_worst_severity_ranks_first() -> None:
    assert sorted(Severity, key=lambda severity: severity.rank) == [
        Severity.ERROR,
        Severity.WARNING,
        Severity.INFO,
    ]
    assert [severity.value for severity in Severity] == ["error", "warning", "info"]
