"""Writes the note of a technique: the sections of the seed vault, and below them what a release adds.

Sections of the seed stand in each note, empty or not: Description, Detection, Defenses Bypassed, Data Sources,
Detection Rule, Rule Testing. Then, in a complete text and where there is something to say: Used by, Mitigations,
Analytics, Assets, References.
"""

from kbgen.sources import attack_markdown as md
from kbgen.sources.attack_detection import (
    Detection,
    DetectionModel,
    analytics_of,
    component_name,
    detection_of,
)
from kbgen.sources.attack_note_text import Links, NoteText, front_matter, joined
from kbgen.sources.attack_places import tag, title_of
from kbgen.sources.source_note import RelationKind
from kbgen.sources.stix_objects import Analytic, Campaign, DataComponent, Group, Software, Technique

_SECTION = 3
_USERS = (("Groups", Group), ("Software", Software), ("Campaigns", Campaign))


_IN_TABLE = "The table of data components says what each of them shows."


def technique_note(links: Links, technique: Technique, *, complete: bool) -> str:
    """Return the Markdown of a technique's note; relations and sources stand in a complete one only."""
    release = links.release
    note = NoteText(title_of(release, technique), technique, complete=complete)
    detection = detection_of(release, technique)
    for relation in detection.component_relations:
        note.know(relation.references)
    for analytic in detection.analytics:
        note.know(analytic.references)
    identifier = tag(technique.attack_id.replace(".", "_"))
    note.section("Description", md.block(technique.description, _SECTION))
    note.section("Detection", _detection(links, detection, complete=complete))
    note.section("Defenses Bypassed", md.plain(", ".join(technique.defenses_bypassed)))
    note.section("Data Sources", _data_sources(links, detection))
    note.section("Detection Rule", _query("detection_rule", identifier))
    note.section("Rule Testing", _query("atomic_test", identifier))
    if complete:
        note.filled("Used by", _users(links, note, technique))
    mitigations = release.relations.to(technique, RelationKind.MITIGATES)
    note.relations("Mitigations", links, mitigations, sources=True)
    if complete:
        note.filled("Analytics", _analytics(links, detection))
    note.relations("Assets", links, release.relations.of(technique, RelationKind.TARGETS))
    return note.finish(_front_matter(links, technique))


def _front_matter(links: Links, technique: Technique) -> str:
    tactics = [item.name for item in links.release.tactics_of(technique)]
    lists = {"tactics": joined(tactics), "platforms": joined(sorted(technique.platforms))}
    return front_matter(technique, lists, [tag(name) for name in tactics if name])


def _query(kind: str, identifier: str) -> str:
    return f"```query\ntag: {kind}\ntag: {identifier}\n```"


def _detection(links: Links, detection: Detection, *, complete: bool) -> str:
    """Return the technique's own text, else a paragraph for each analytic or data component."""
    if detection.text:
        return md.block(detection.text, _SECTION)
    if detection.model is DetectionModel.COMPONENTS and not complete:
        return _IN_TABLE
    if detection.model is DetectionModel.COMPONENTS:
        paragraphs = [
            f"**{md.plain(component_name(links.release, each.source))}**: {md.block(each.description, _SECTION)}"
            for each in detection.component_relations
            if isinstance(each.source, DataComponent) and each.description
        ]
    else:
        paragraphs = [
            f"{_label(each)}: {md.block(each.description, _SECTION)}"
            for each in detection.analytics
            if each.description.strip()
        ]
    return "\n\n".join(paragraphs)


def _label(analytic: Analytic) -> str:
    """Return ``**Windows** (AN1277)``, or the identifier alone where there is no platform."""
    if not analytic.platforms:
        return f"**{analytic.attack_id or md.plain(analytic.name)}**"
    return f"**{md.plain(', '.join(analytic.platforms))}** ({analytic.attack_id or md.plain(analytic.name)})"


def _data_sources(links: Links, detection: Detection) -> str:
    if detection.components and all(map(links.name, detection.components)):
        return "\n".join(f"- {links.to_component(each)}" for each in detection.components)
    return "\n".join(f"- {md.plain(name)}" for name in detection.names)


def _users(links: Links, note: NoteText, technique: Technique) -> str:
    uses = links.release.relations.to(technique, RelationKind.USES)
    parts: list[str] = []
    for title, kind in _USERS:
        users = [each for each in uses if isinstance(each.source, kind)]
        if users:
            parts += (f"#### {title}", note.relation_list(links, users, sources=True))
    return "\n\n".join(parts)


def _analytics(links: Links, detection: Detection) -> str:
    """Return a table with a row for each log source of each analytic."""
    release = links.release
    rows: list[tuple[str, ...]] = []
    for strategy in detection.strategies:
        for analytic in analytics_of(release, strategy):
            name = links.to(strategy, analytic.attack_id) if analytic.attack_id else md.plain(analytic.name)
            opening = name, md.plain(", ".join(analytic.platforms))
            for reference in analytic.log_source_references:
                component = release.objects.get(reference.component_ref)
                live = component is not None and component.live
                source = reference.log_source
                cells = md.code(source.name), md.code(source.shown_channel)
                rows.append((*opening, *cells, links.to(component) if component is not None and live else ""))
            if not analytic.log_source_references:
                rows.append((*opening, "", "", ""))
    return md.table(("Analytic", "Platform", "Log source", "Channel", "Data component"), rows) if rows else ""
