"""Analytics as tables: a row for each log source that one reads. They have no pages but places in those of strategies."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import ClassVar

from kbgen.graph.edge import EdgeKind
from kbgen.graph.mounted import ANALYTIC_ID
from kbgen.graph.relations import Related
from kbgen.notes.kind import Kind
from kbgen.notes.note import Note
from kbgen.pages.names import identifier_of, linked_name
from kbgen.render.addresses import relative
from kbgen.render.body import outline
from kbgen.render.facts import Value
from kbgen.render.world import World
from kbgen.sources.attack_analytics import MountedAnalytic, UsedLogSource

_READ = ("analytic", "platforms", "log_source", "channel", "component")
_NO_LOG = UsedLogSource("", "", "")


@dataclass(frozen=True, slots=True)
class AnalyticRow:
    """A log source that an analytic reads, or an analytic without any."""

    analytic: Value
    """Its identifier, with a link to its place; empty for a log source of a data component."""
    techniques: tuple[Value, ...]
    platforms: str
    log_source: str
    channel: str
    component: Value


@dataclass(frozen=True, slots=True)
class AnalyticTable:
    """The section of a page that shows analytics."""

    of_analytics: ClassVar[bool] = True
    anchor: str
    title: str
    count: int
    """Number of analytics, or of log sources on the page of their strategy."""
    strategies: tuple[Value, ...]
    """To name above the table."""
    rows: tuple[AnalyticRow, ...]
    columns: tuple[str, ...]
    """Names of the fields that the table shows, in the order of `AnalyticRow`."""
    paths: tuple[str, ...]
    """Vault paths of the notes to which the rows belong."""


def analytic_tables(
    note: Note, related: Iterable[Related], world: World, url: str
) -> tuple[AnalyticTable, ...]:
    """Return the analytics of a technique or detection strategy, or those of a data component and its log sources."""
    found: tuple[AnalyticTable | None, ...]
    match note.kind:
        case Kind.TECHNIQUE:
            found = (_of_technique(related, world, url),)
        case Kind.DETECTION_STRATEGY:
            found = (_of_strategy(note, world, url),)
        case Kind.DATA_COMPONENT:
            found = (_of_component(note, world, url), _log_sources(note, world))
        case _:
            found = ()
    return tuple(_without_empty_columns(table) for table in found if table is not None)


def _without_empty_columns(table: AnalyticTable) -> AnalyticTable:
    """Return a table without columns in which no row has anything: analytics of ICS have no platforms."""
    shown = tuple(name for name in table.columns if any(_has(row, name) for row in table.rows))
    return replace(table, columns=shown)


def _has(row: AnalyticRow, name: str) -> bool:
    cell = getattr(row, name)
    return bool(cell.text if isinstance(cell, Value) else cell)


def anchored_analytics(note: Note, html: str) -> tuple[str, frozenset[str]]:
    """Return the body of a strategy with an anchor for each analytic as attack.mitre.org has it, and the anchors.

    ``/detectionstrategies/DET0001/#AN0001``; the heading's own anchor is in lower case.
    """
    if note.kind is not Kind.DETECTION_STRATEGY:
        return html, frozenset()
    own = {heading.anchor: heading.text for heading in outline(note) if ANALYTIC_ID.fullmatch(heading.text)}
    if not own:
        return html, frozenset()
    opening = re.compile(rf'<h[2-6] id="({"|".join(map(re.escape, own))})">')
    made = opening.sub(lambda match: f'{match[0]}<span id="{own[match[1]]}"></span>', html)
    return made, frozenset(own.values())


def _of_technique(related: Iterable[Related], world: World, url: str) -> AnalyticTable | None:
    notes = world.knowledge.notes
    strategies = [
        notes[each.path]
        for each in related
        if each.kind is EdgeKind.DETECTS and notes[each.path].kind is Kind.DETECTION_STRATEGY
    ]
    if not strategies:
        return None
    analytics = [(each, note) for note in strategies for each in world.graph.analytics(note.path)]
    rows = [row for each, note in analytics for row in _rows(each, each.log_sources, note, world, url)]
    return AnalyticTable(
        anchor="kb.detected-by",
        title="Detected by",
        count=len(analytics) or len(strategies),
        strategies=tuple(linked_name(note, world, url) for note in strategies),
        rows=tuple(rows),
        columns=_READ,
        paths=tuple(note.path for note in strategies),
    )


def _of_strategy(note: Note, world: World, url: str) -> AnalyticTable | None:
    analytics = world.graph.analytics(note.path)
    used = [source for each in analytics for source in each.log_sources]
    if not used:
        return None
    objects = world.knowledge.objects
    components = (objects.get(source.component_id) for source in used)
    return AnalyticTable(
        anchor="kb.log-sources",
        title="Log sources",
        count=len(used),
        strategies=(),
        rows=tuple(row for each in analytics for row in _rows(each, each.log_sources, note, world, url)),
        columns=_READ,
        paths=tuple(component.path for component in components if component is not None),
    )


def _of_component(note: Note, world: World, url: str) -> AnalyticTable | None:
    own = identifier_of(note)
    analytics = world.graph.analytics(note.path)
    if not analytics:
        return None
    strategies = {each.strategy_id: world.knowledge.objects[each.strategy_id] for each in analytics}
    techniques = {
        identifier: tuple(_techniques(strategy, world, url)) for identifier, strategy in strategies.items()
    }
    rows: list[AnalyticRow] = []
    for each in analytics:
        used = tuple(source for source in each.log_sources if source.component_id == own)
        named = techniques[each.strategy_id]
        rows += _rows(each, used, strategies[each.strategy_id], world, url, named)
    return AnalyticTable(
        anchor="kb.analytics",
        title="Analytics that read it",
        count=len(analytics),
        strategies=(),
        rows=tuple(rows),
        columns=("analytic", "techniques", "platforms", "log_source", "channel"),
        paths=tuple(strategy.path for strategy in strategies.values()),
    )


def _log_sources(note: Note, world: World) -> AnalyticTable | None:
    """Return the log sources that a data component names; the text of a vault's note says them itself."""
    found = world.mounted.log_sources.get(identifier_of(note), ()) if note.document.source else ()
    if not found:
        return None
    nothing = Value("")
    rows = (AnalyticRow(nothing, (), "", source.name, source.channel, nothing) for source in found)
    return AnalyticTable(
        "kb.log-sources", "Log sources", len(found), (), tuple(rows), ("log_source", "channel"), (note.path,)
    )


def _rows(
    analytic: MountedAnalytic,
    sources: tuple[UsedLogSource, ...],
    strategy: Note,
    world: World,
    url: str,
    techniques: tuple[Value, ...] = (),
) -> Iterator[AnalyticRow]:
    """Yield a row for each log source, or one where there is none."""
    link = _place_of(analytic, strategy, world, url)
    for source in sources or (_NO_LOG,):
        component = world.knowledge.objects.get(source.component_id)
        yield AnalyticRow(
            analytic=link,
            techniques=techniques,
            platforms=", ".join(analytic.platforms),
            log_source=source.name,
            channel=source.channel,
            component=Value(source.component_id) if component is None else linked_name(component, world, url),
        )


def _place_of(analytic: MountedAnalytic, strategy: Note, world: World, url: str) -> Value:
    """Return a link to the place of an analytic, to the strategy's page where its note has no such heading."""
    has_place = any(heading.text == analytic.id for heading in strategy.body.headings)
    page = world.addresses.notes[strategy.path]
    return Value(analytic.id, relative(url, page, analytic.id if has_place else ""))


def _techniques(strategy: Note, world: World, url: str) -> Iterator[Value]:
    """Yield the techniques that a strategy detects."""
    for each in world.graph.related(strategy.path):
        note = world.knowledge.notes[each.path]
        if each.kind is EdgeKind.DETECTS and note.kind is Kind.TECHNIQUE:
            yield linked_name(note, world, url)
