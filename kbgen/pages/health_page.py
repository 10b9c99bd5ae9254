"""The health page: every finding, by code, with the page that it is about."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from kbgen.checks.catalogue import CATALOGUE
from kbgen.diagnostics import Diagnostic
from kbgen.pages.page import Page, PendingPage, TocEntry
from kbgen.render.addresses import HEALTH, relative
from kbgen.render.templates import fill_template
from kbgen.render.world import World

_TITLE = "Health"


@dataclass(frozen=True, slots=True)
class Row:
    """One finding."""

    finding: Diagnostic
    url: str
    """Reference to the page of the note; empty where it has none."""


@dataclass(frozen=True, slots=True)
class Group:
    """All findings of one code."""

    code: str
    title: str
    severity: str
    meaning: str
    way_out: str
    rows: tuple[Row, ...]


def health_page(world: World, findings: Sequence[Diagnostic]) -> PendingPage:
    """Return ``/health/``."""
    return PendingPage(HEALTH, _TITLE, partial(_health_page, world, findings))


def _health_page(world: World, findings: Sequence[Diagnostic]) -> Page:
    by_code: dict[str, list[Row]] = {}
    for finding in findings:
        target = world.addresses.of_path(finding.location.path)
        url = relative(HEALTH, target) if target is not None else ""
        by_code.setdefault(finding.code, []).append(Row(finding, url))
    groups = [
        _group(code, rows)
        for code, rows in sorted(
            by_code.items(), key=lambda item: (CATALOGUE[item[0]].severity.rank, item[0])
        )
    ]
    html = fill_template("health.html", {"groups": groups, "total": len(findings)})
    toc = tuple(TocEntry(f"{group.code} {group.title}", group.code.lower()) for group in groups)
    return Page(HEALTH, _TITLE, str(html), toc)


def _group(code: str, rows: Sequence[Row]) -> Group:
    check = CATALOGUE[code]
    return Group(code, check.title, check.severity.value, check.meaning, check.way_out, tuple(rows))
