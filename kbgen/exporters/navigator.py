"""Layers for the ATT&CK Navigator. Specification: layer format 4.5.

A layer colours each technique of the denominator; sub-techniques are entries of their own and nothing of theirs is added
to their technique. Reasons and numbers stand in the metadata, links lead back to the site.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import assert_never

from kbgen.coverage.model import Assessment, Excluded, TechniqueCoverage
from kbgen.coverage.platforms import canonical
from kbgen.coverage.verdict import Exclusion, Fact, Verdict
from kbgen.exporters.coverage_report import CoverageReport
from kbgen.exporters.denominator import releases_in_words

LAYER, NAVIGATOR = "4.5", "5.1.0"
_OUT_OF_SCOPE = "#d9d9d9"
_UNKNOWN = "unknown"
_NOT_IN_THE_MATRIX = {Exclusion.REVOKED, Exclusion.DEPRECATED}
"""What the Navigator does not know of the release and would complain about."""
COLOURS = {
    Verdict.GAP: "#d55e00",
    Verdict.UNTESTED: "#f0e442",
    Verdict.TESTABLE: "#56b4e9",
    Verdict.PROVEN: "#009e73",
}
"""Colours of the verdicts, told apart by readers with any colour vision (Okabe and Ito's palette)."""


class LayerKind(Enum):
    """What a layer shows."""

    COVERAGE = "coverage"
    """The verdict of each technique; the score is its rank, 0 for a gap to 3 for proven."""
    RULES = "rules"
    """The number of rules tied exactly; the score of a technique without one is 0."""
    GAPS = "gaps"
    """Gaps only; the score is the number of groups and software that use the technique."""
    EVIDENCE = "evidence"
    """Techniques that are testable or proven; the score is 1 where a rule was proven to fire, else 0."""


@dataclass(frozen=True, slots=True)
class Layer:
    """A layer that is wanted."""

    kind: LayerKind = LayerKind.COVERAGE
    platform: str = ""
    """Only what is true on this platform; all when empty."""
    site_url: str = ""
    """Address of the published site with a slash at its end; empty where it has none."""


def coverage_layer(report: CoverageReport) -> str:
    """Return the layer of the verdicts, as ``kbgen coverage --format navigator`` writes it."""
    return layer_json(report, Layer(site_url=report.site_url))


def layer_json(report: CoverageReport, layer: Layer) -> str:
    """Return a layer as JSON."""
    return json.dumps(layer_document(report, layer), ensure_ascii=False, indent=1) + "\n"


def layer_document(report: CoverageReport, layer: Layer) -> dict[str, object]:
    """Return a layer as plain values.

    Args:
        report: the coverage, with the gaps ranked.
        layer: which layer is wanted.
    """
    coverage = report.coverage
    release = coverage.releases[0] if coverage.releases else None
    version = {"attack": release.version} if release and release.version else {}
    threats = {gap.technique.id: gap.groups + gap.software for gap in report.gaps}
    cells = [
        (item, cell) for item in coverage.techniques if (cell := _cell(item, layer.platform)) is not None
    ]
    entries = [entry for item, cell in cells for entry in _entry(item, cell, report, layer, threats)]
    return {
        "name": f"{report.name}: {_name(layer)}",
        "domain": release.domain if release else "enterprise-attack",
        "versions": {**version, "navigator": NAVIGATOR, "layer": LAYER},
        "description": _description(report, layer, len(cells)),
        "filters": {"platforms": [layer.platform] if layer.platform else list(coverage.platforms)},
        "sorting": 0,
        "layout": {
            "layout": "side",
            "showID": True,
            "showName": True,
            "showAggregateScores": False,
            "countUnscored": False,
            "expandedSubtechniques": "none",
        },
        "hideDisabled": False,
        "techniques": [
            *entries,
            *(_left_out(item) for item in coverage.excluded if item.why not in _NOT_IN_THE_MATRIX),
        ],
        "gradient": _gradient(layer.kind, entries),
        "legendItems": [
            *_legend(layer.kind),
            {"label": "left out of the denominator", "color": _OUT_OF_SCOPE},
        ],
        "metadata": [
            {"name": "generator", "value": f"kbgen {report.kbgen}"},
            {"name": "date", "value": report.day},
            {"name": "techniques in scope", "value": str(len(cells))},
        ],
    }


def _entry(
    item: TechniqueCoverage,
    cell: Assessment,
    report: CoverageReport,
    layer: Layer,
    threats: Mapping[str, int],
) -> Iterator[dict[str, object]]:
    score = _score(layer.kind, cell, threats.get(item.id, 0))
    if score is None:
        return
    has_site = layer.site_url.startswith(("https://", "http://"))
    links = [{"label": "Page", "url": layer.site_url + report.urls[item.path]}] if has_site else []
    yield {
        "techniqueID": item.id,
        "score": score,
        **({"color": COLOURS[cell.verdict]} if layer.kind is LayerKind.COVERAGE else {}),
        "comment": _comment(cell),
        "metadata": _metadata(item, cell, layer),
        **({"links": links} if links else {}),
        "enabled": True,
    }


def _cell(item: TechniqueCoverage, platform: str) -> Assessment | None:
    """Return what is true of a technique on a platform, or as a whole; None where it does not run there."""
    if not platform or not item.platforms:
        return item.total
    here = (cell for name, cell in item.by_platform.items() if canonical(name) == canonical(platform))
    return next(here, None)


def _score(kind: LayerKind, cell: Assessment, threats: int) -> int | None:
    """Return the score of a technique in a layer; None where the layer leaves it out."""
    match kind:
        case LayerKind.COVERAGE:
            return cell.verdict.rank
        case LayerKind.RULES:
            return len(cell.rules)
        case LayerKind.GAPS:
            return threats if cell.verdict is Verdict.GAP else None
        case LayerKind.EVIDENCE:
            return int(cell.proven) if cell.testable or cell.proven else None
        case _:
            assert_never(kind)


def _left_out(item: Excluded) -> dict[str, object]:
    comment = f"{item.why.value}: {item.detail}" if item.detail else item.why.value
    return {"techniqueID": item.id, "enabled": False, "color": _OUT_OF_SCOPE, "comment": comment}


def _comment(cell: Assessment) -> str:
    parts = [
        cell.verdict.value + (", blind" if cell.blind else "") + (", attackable" if cell.attackable else "")
    ]
    rules, tests = len(cell.rules), len(cell.tests)
    parts += [f"{rules} rule{'' if rules == 1 else 's'}, {tests} test note{'' if tests == 1 else 's'}"]
    parts += [", ".join(reason.value for reason in cell.reasons)] if cell.reasons else []
    return "; ".join(parts)


def _metadata(item: TechniqueCoverage, cell: Assessment, layer: Layer) -> list[dict[str, str]]:
    rolled_up = {
        "rules through sub-techniques": str(len(item.rolled_up(item.rules))),
        "tests through sub-techniques": str(len(item.rolled_up(item.tests))),
    }
    facts = {fact.value: cell.has(fact) for fact in Fact}
    values = {
        "verdict": cell.verdict.value,
        **{
            name: "not assessed" if value is None else "yes" if value else "no"
            for name, value in facts.items()
        },
        "rules": str(len(cell.rules)),
        "tests": str(len(cell.tests)),
        **({} if layer.platform else rolled_up),
        "reasons": ", ".join(reason.value for reason in cell.reasons),
        **{f"on {name}": each.verdict.value for name, each in item.by_platform.items()},
    }
    return [{"name": name, "value": value} for name, value in values.items() if value]


def _name(layer: Layer) -> str:
    return f"{layer.kind.value} on {layer.platform}" if layer.platform else layer.kind.value


def _description(report: CoverageReport, layer: Layer, techniques: int) -> str:
    release = releases_in_words(report.coverage)
    meaning = {
        LayerKind.COVERAGE: "Score: 0 gap, 1 untested, 2 testable, 3 proven.",
        LayerKind.RULES: "Score: number of detection rules tied to the technique itself.",
        LayerKind.GAPS: "Gaps only. Score: number of threat groups and software that use the technique.",
        LayerKind.EVIDENCE: "Testable techniques. Score: 1 where a rule was proven to fire, else 0.",
    }[layer.kind]
    where = f" on {layer.platform}" if layer.platform else ""
    counted = f"{techniques} techniques and sub-techniques in scope{where}, each counted once."
    left = f"{len(report.coverage.excluded)} left out."
    return (
        f"{meaning} {counted} {left} {release or 'Techniques of the vault; no release of ATT&CK is mounted.'}"
    )


def _gradient(kind: LayerKind, entries: list[dict[str, object]]) -> dict[str, object]:
    if kind is LayerKind.COVERAGE:
        return {"colors": [COLOURS[verdict] for verdict in Verdict], "minValue": 0, "maxValue": 3}
    highest = max((score for entry in entries if isinstance(score := entry["score"], int)), default=1)
    colours = ["#ffffff", "#d55e00"] if kind is LayerKind.GAPS else ["#ffffff", "#0072b2"]
    return {"colors": colours, "minValue": 0, "maxValue": max(1, highest)}


def _legend(kind: LayerKind) -> list[dict[str, str]]:
    if kind is not LayerKind.COVERAGE:
        return []
    return [{"label": verdict.value, "color": COLOURS[verdict]} for verdict in Verdict]
