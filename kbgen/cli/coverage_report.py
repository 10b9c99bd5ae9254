"""The report on the coverage of a vault that a command works on."""

from collections.abc import Iterable
from dataclasses import replace

from kbgen.coverage.baseline import Baseline
from kbgen.coverage.compare import compare
from kbgen.coverage.gaps import plan
from kbgen.coverage.gates import Gate, judge
from kbgen.coverage.summary import Dimension, parts
from kbgen.errors import KbgenError
from kbgen.exporters.coverage_report import CoverageReport, report_on
from kbgen.project import Project


def coverage_report(
    project: Project,
    *,
    by: Iterable[Dimension] = (),
    gates: Iterable[Gate] = (),
    before: Baseline | None = None,
    threat: str | None = None,
) -> CoverageReport:
    """Return the coverage of a vault, and what was asked about it.

    Args:
        project: the vault with its settings.
        by: what the numbers are split by as well.
        gates: what a pipeline demands.
        before: an earlier report to compare with.
        threat: a threat group or software for which a plan is wanted.

    Raises:
        KbgenError: the earlier report or a gate cannot be used, no threat has the name, or the
            profile names none.
    """
    project.threats.profile(project.settings.coverage.profile)
    coverage = project.coverage
    wanted = project.threats.find(threat) if threat else None
    if threat and wanted is None:
        raise KbgenError(f"{threat}: no threat group or software has this identifier or name")
    return replace(
        report_on(project.findings, project.addresses.notes, project.name, project.site_url),
        by=tuple((each, parts(coverage, each, project.threats)) for each in by),
        gates=judge(gates, coverage, project.threats),
        comparison=compare(before, coverage, project.mounted.retired) if before is not None else None,
        plan=plan(coverage, project.gaps, wanted) if wanted is not None else None,
    )
