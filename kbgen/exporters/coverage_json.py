"""Coverage as JSON: the shape of the interface, and what a later run needs to compare itself with it."""

import json
from collections.abc import Iterable

from kbgen.coverage.analytics import TechniqueAnalytics
from kbgen.coverage.baseline import SCHEMA
from kbgen.coverage.compare import Comparison, Movement
from kbgen.coverage.gaps import Gap, Plan
from kbgen.coverage.gates import GateResult
from kbgen.coverage.model import Assessment, Count, Coverage, TechniqueCoverage, Tie
from kbgen.coverage.subject import Rule, Test
from kbgen.coverage.summary import Part, summary
from kbgen.coverage.verdict import Fact, Reason
from kbgen.exporters.coverage_report import CoverageReport


def coverage_json(report: CoverageReport) -> str:
    """Return the report as JSON, techniques in the order of their identifiers."""
    return json.dumps(coverage_document(report), ensure_ascii=False, indent=1) + "\n"


def coverage_document(report: CoverageReport) -> dict[str, object]:
    """Return the report as plain values."""
    coverage = report.coverage
    release = coverage.releases[0] if coverage.releases else None
    return {
        "kbgen": report.kbgen,
        "schema": SCHEMA,
        "name": report.name,
        "date": report.day,
        "attack": {
            "domain": release.domain if release else None,
            "version": (release.version or None) if release else None,
        },
        "releases": [{"domain": each.domain, "version": each.version or None} for each in coverage.releases],
        "scope": _scope(coverage),
        "summary": count_values(summary(coverage)),
        "techniques": technique_values(report),
        "rules": {path: _rule(rule) for path, rule in coverage.rules.items()},
        "tests": {path: _test(test) for path, test in coverage.tests.items()},
        "gaps": [_gap(gap) for gap in report.gaps],
        "sole_coverage": [{"rule": path, "techniques": list(found)} for path, found in report.sole],
        "by": {dimension.value: [_part(part) for part in found] for dimension, found in report.by},
        "gates": [_gate(result) for result in report.gates],
        **({"comparison": comparison_values(report.comparison)} if report.comparison else {}),
        **({"plan": plan_values(report.plan)} if report.plan else {}),
    }


def technique_values(report: CoverageReport) -> list[dict[str, object]]:
    """Return each technique of the report as plain values, with its verdicts, ties and analytics."""
    return [
        _technique(item) | _analytics(report.analytics.get(item.id)) for item in report.coverage.techniques
    ]


def count_values(count: Count) -> dict[str, object]:
    """Return a count as plain values."""
    return {
        "techniques": count.techniques,
        **{fact.value: count.facts[fact] for fact in Fact},
        "gap": count.gap,
    }


def plan_values(plan: Plan) -> dict[str, object]:
    """Return a plan as plain values."""
    return {
        "threat": {"id": plan.threat.id, "name": plan.threat.name},
        "covered": list(plan.covered),
        "steps": [gap.technique.id for gap in plan.steps],
        "along": list(plan.along),
        "out_of_scope": list(plan.out_of_scope),
    }


def comparison_values(comparison: Comparison) -> dict[str, object]:
    """Return a comparison as plain values."""
    return {
        "baseline": comparison.baseline,
        "attack": dict(zip(("before", "after"), comparison.releases, strict=True))
        if comparison.releases
        else None,
        "regressions": [_movement(item) for item in comparison.regressions],
        "gains": [_movement(item) for item in comparison.gains],
        "by_attack": [_movement(item) for item in comparison.by_attack],
        "added": list(comparison.added),
        "gone": [
            {"id": item.id, "name": item.name, "before": item.before.value, "why": item.why}
            for item in comparison.gone
        ],
        "remarks": list(comparison.remarks),
    }


def _movement(item: Movement) -> dict[str, object]:
    return {
        "id": item.id,
        "name": item.name,
        "before": item.before.value,
        "after": item.after.value,
        "platforms": {
            name: {"before": was.value, "after": is_now.value} for name, was, is_now in item.platforms
        },
        "became_blind": item.became_blind,
        "blind_on": list(item.blind_on),
        "sees_again": item.sees_again,
        "causes": [
            {"cause": cause.kind.value, "path": cause.path, "title": cause.title, "detail": cause.detail}
            for cause in item.causes
        ],
    }


def _scope(coverage: Coverage) -> dict[str, object]:
    excluded = [
        {"id": item.id, "name": item.name, "why": item.why.value, "detail": item.detail}
        for item in coverage.excluded
    ]
    return {"platforms": list(coverage.platforms), "excluded": excluded}


def _analytics(found: TechniqueAnalytics | None) -> dict[str, object]:
    """Return how many analytics of a technique have a rule on one of their log sources; nothing where it has none."""
    if found is None:
        return {}
    return {
        "analytics": {
            "strategies": list(found.strategies),
            "total": len(found.analytics),
            "reached": found.reached,
            "strong": found.strong,
        }
    }


def _technique(item: TechniqueCoverage) -> dict[str, object]:
    return {
        "id": item.id,
        "name": item.name,
        "path": item.path,
        "tactics": list(item.tactics),
        "verdict": item.total.verdict.value,
        **_flags(item.total),
        "rules": len(item.total.rules),
        "tests": len(item.total.tests),
        "test_cases": item.test_cases,
        "rolled_up": {"rules": len(item.rolled_up(item.rules)), "tests": len(item.rolled_up(item.tests))},
        "platforms": {
            platform: {
                "verdict": cell.verdict.value,
                **_flags(cell),
                "rules": len(cell.rules),
                "tests": len(cell.tests),
                "reasons": _reasons(cell.reasons),
            }
            for platform, cell in item.by_platform.items()
        },
        "reasons": _reasons(item.total.reasons),
        "ties": {"rules": [_tie(tie) for tie in item.rules], "tests": [_tie(tie) for tie in item.tests]},
    }


def _flags(cell: Assessment) -> dict[str, object]:
    return {"feasible": cell.feasible, "blind": cell.blind, "attackable": cell.attackable}


def _reasons(reasons: Iterable[Reason]) -> list[str]:
    return [reason.value for reason in reasons]


def _tie(tie: Tie) -> dict[str, object]:
    return {
        "path": tie.path,
        "strength": int(tie.strength),
        "origin": str(tie.origin),
        **({"via": list(tie.via)} if tie.via else {}),
    }


def _rule(rule: Rule) -> dict[str, object]:
    return {
        "id": rule.id,
        "title": rule.title,
        "status": rule.status,
        "level": rule.level,
        "log_source": str(rule.log_source),
        "platforms": sorted(rule.platforms),
        "inactive": rule.inactive.value if rule.inactive else None,
        "collected": rule.collected,
        "tags": list(rule.tags),
    }


def _test(test: Test) -> dict[str, object]:
    return {
        "title": test.title,
        "cases": [
            {"guid": case.guid, "name": case.name, "platforms": sorted(case.platforms)} for case in test.cases
        ],
        "tags": list(test.tags),
    }


def _gap(gap: Gap) -> dict[str, object]:
    return {
        "id": gap.technique.id,
        "name": gap.technique.name,
        "reasons": _reasons(gap.technique.total.reasons),
        "profile": list(gap.profile),
        "groups": gap.groups,
        "software": gap.software,
        "has_test": gap.has_test,
        "collected": gap.collected,
        "rules_needed": gap.rules_needed,
        "inactive_rules": list(gap.inactive),
    }


def _part(part: Part) -> dict[str, object]:
    return {"key": part.key, "name": part.name, **count_values(part.count)}


def _gate(result: GateResult) -> dict[str, object]:
    return {
        "gate": result.gate.text,
        "met": result.is_met,
        "reached": result.reached,
        "techniques": result.count.techniques,
        "percent": result.count.percent(result.gate.fact),
    }
