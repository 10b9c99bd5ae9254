"""`/coverage/`: the numbers with their denominators, by tactic, platform and group, and what they rest on.

In: everything known. Out: one page. What log sources bring and what evidence shows have modules of their own.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from kbgen.coverage.model import Count
from kbgen.coverage.summary import Dimension, count, parts
from kbgen.coverage.verdict import Exclusion, Fact
from kbgen.notes.identifiers import parent_id
from kbgen.pages.coverage_charts import ChartRow, chart_row
from kbgen.pages.coverage_evidence import evidence_view
from kbgen.pages.coverage_summary import STYLE, glance, note_value, technique_value
from kbgen.pages.coverage_telemetry import telemetry_view
from kbgen.pages.data_files import LayerFile, layer_files
from kbgen.pages.names import linked_name
from kbgen.pages.page import Page, PendingPage, TocEntry
from kbgen.pages.publication import Publication
from kbgen.render.addresses import API, COVERAGE, relative
from kbgen.render.fact import Value
from kbgen.render.templates import fill_template
from kbgen.render.world import World

_TITLE = "Coverage"
_TITLES = {
    Fact.CLAIMED: "an active rule is tied to it",
    Fact.TESTABLE: "claimed, and a test runs where the rule looks",
    Fact.FEASIBLE: "claimed, and a log source of the rule is collected",
    Fact.PROVEN: "such a rule was shown to fire",
}
_SECTIONS = (
    ("changes", "What changed", "changes"),
    ("tactics", "By tactic", "tactics"),
    ("platforms", "By platform", "platforms"),
    ("groups", "By group", "groups"),
    ("analytics", "Analytics of ATT&CK", "analytics"),
    ("telemetry", "Log sources", "log-sources"),
    ("evidence", "Evidence", "evidence"),
    ("accepted", "Accepted risks", "accepted"),
    ("excluded", "Left out of the denominator", "left-out"),
    ("layers", "Download", "download"),
)
"""Name of what a section shows, its title and its anchor, in the order of the page."""


@dataclass(frozen=True, slots=True)
class FactRow:
    """How many techniques a fact is true of: of all, of techniques and of sub-techniques."""

    name: str
    meaning: str
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class AnalyticsRow:
    """How many analytics of a technique have a rule on one of their log sources."""

    technique: Value
    strategies: tuple[Value, ...]
    reached: int
    weak: int
    """How many of them are reached less surely."""
    total: int
    sentence: str


@dataclass(frozen=True, slots=True)
class RiskRow:
    """An accepted risk."""

    technique: Value
    reason: str
    owner: str
    until: str
    days: int
    """Days that are left."""


@dataclass(frozen=True, slots=True)
class Download:
    """A file to download, and where a Navigator opens it."""

    name: str
    url: str
    navigator: str = ""


def coverage_page(world: World, publication: Publication) -> PendingPage:
    """Return ``/coverage/``."""
    return PendingPage(COVERAGE, _TITLE, partial(_coverage_page, world, publication))


def _coverage_page(world: World, publication: Publication) -> Page:
    found = glance(world, COVERAGE)
    columns = _columns(world)
    values: dict[str, object] = {
        "glance": found,
        "changes": found.changes if found else None,
        "day": world.findings.coverage.day.isoformat(),
        "columns": columns,
        "facts": _facts([count for _, count in columns]),
        "tactics": found.tactics if found else (),
        "platforms": _rows(world, Dimension.PLATFORM),
        "groups": _rows(world, Dimension.GROUP),
        "analytics": _analytics(world),
        "telemetry": telemetry_view(world, COVERAGE),
        "evidence": evidence_view(world, COVERAGE),
        "accepted": _accepted(world),
        "excluded": [
            (technique_value(item.id, item.name, world, COVERAGE), item)
            for item in world.findings.coverage.excluded
            if item.risk is None
        ],
        "layers": [_download(layer, publication) for layer in layer_files(world.findings.coverage)],
        "api": relative(COVERAGE, f"{API}coverage.json"),
    }
    toc = tuple(TocEntry(title, anchor) for name, title, anchor in _SECTIONS if values[name])
    html = fill_template("coverage.html", values)
    return Page(COVERAGE, _TITLE, str(html), toc, styles=(STYLE,))


def _columns(world: World) -> list[tuple[str, Count]]:
    techniques = world.findings.coverage.techniques
    own = count(item.total for item in techniques if parent_id(item.id) is None)
    sub = count(item.total for item in techniques if parent_id(item.id) is not None)
    return [
        ("All", count(item.total for item in techniques)),
        ("Techniques", own),
        ("Sub-techniques", sub),
    ]


def _facts(columns: Sequence[Count]) -> list[FactRow]:
    rows = [FactRow(fact.value, _TITLES[fact], tuple(_of(found, fact) for found in columns)) for fact in Fact]
    gaps = tuple(_share(found.gap, found.techniques) for found in columns)
    return [*rows, FactRow("gap", "no active rule is tied to it", gaps)]


def _of(found: Count, fact: Fact) -> str:
    number = found.facts[fact]
    return "not assessed" if number is None else _share(number, found.techniques)


def _share(number: int, of: int) -> str:
    return f"{number:,} of {of:,} ({100 * number / of:.1f} %)" if of else "0 of 0"


def _rows(world: World, dimension: Dimension) -> tuple[ChartRow, ...]:
    threats = world.findings.threats

    def name(key: str, text: str) -> Value:
        if dimension is not Dimension.GROUP:
            return Value(text)
        return note_value(threats.by_id[key].path, f"{key} {text}", world, COVERAGE)

    found = parts(world.findings.coverage, dimension, threats)
    return tuple(chart_row(part, name(part.key, part.name)) for part in found)


def _analytics(world: World) -> list[AnalyticsRow]:
    rows = []
    for identifier, found in world.findings.analytics.by_technique.items():
        strategies = (world.knowledge.objects[key] for key in found.strategies)
        rows.append(
            AnalyticsRow(
                technique=linked_name(world.knowledge.techniques[identifier], world, COVERAGE),
                strategies=tuple(
                    note_value(note.path, key, world, COVERAGE)
                    for key, note in zip(found.strategies, strategies, strict=True)
                ),
                reached=found.reached,
                weak=found.reached - found.strong,
                total=len(found.analytics),
                sentence=f"{found}.",
            )
        )
    return rows


def _accepted(world: World) -> Sequence[RiskRow]:
    coverage = world.findings.coverage
    return [
        RiskRow(
            technique_value(item.id, item.name, world, COVERAGE),
            item.risk.reason,
            item.risk.owner,
            item.risk.until.isoformat(),
            (item.risk.until - coverage.day).days,
        )
        for item in coverage.excluded
        if item.why is Exclusion.ACCEPTED and item.risk is not None
    ]


def _download(layer: LayerFile, publication: Publication) -> Download:
    opens = publication.navigator and publication.site_url
    return Download(
        name=layer.title,
        url=relative(COVERAGE, layer.path),
        navigator=f"{publication.navigator}#layerURL={publication.site_url}{layer.path}" if opens else "",
    )
