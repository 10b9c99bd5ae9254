"""The value that all formats take."""

from collections.abc import Callable

from kbgen.diagnostics import Diagnostic, Severity
from kbgen.exporters.report import Report, Role, with_hint


def test_a_path_is_the_one_in_the_repository(
    make_finding: Callable[..., Diagnostic], make_report: Callable[..., Report]
) -> None:
    own, rule = make_finding(path="Notes/a b.md"), make_finding(path="../sigma/x.yml")
    report = make_report(own, rule, prefix="docs/kb/", elsewhere={"../sigma/x.yml": "sigma/x.yml"})
    assert report.repository_path(own) == "docs/kb/Notes/a b.md"
    assert report.repository_path(rule) == "sigma/x.yml"


def test_a_report_by_itself_knows_no_lines_and_paints_nothing(
    make_finding: Callable[..., Diagnostic],
) -> None:
    report = Report((), (), "0.1.0")
    assert report.source_line(make_finding()) is None
    assert report.paint("text", Role.CODE) == "text"
    assert report.repository_path(make_finding(path="a.md")) == "a.md"


def test_findings_are_counted_by_severity(
    make_finding: Callable[..., Diagnostic], make_report: Callable[..., Report]
) -> None:
    report = make_report(*(make_finding(code=code) for code in ("KB101", "KB201", "KB202", "KB411")))
    assert [report.count(severity) for severity in Severity] == [1, 2, 1]


def test_the_way_out_stands_in_parentheses(make_finding: Callable[..., Diagnostic]) -> None:
    assert with_hint(make_finding("wrong", hint="right it")) == "wrong (right it)"
    assert with_hint(make_finding("wrong")) == "wrong"


def test_there_is_a_role_for_each_severity() -> None:
    assert [Role(severity.value).name for severity in Severity] == [severity.name for severity in Severity]
