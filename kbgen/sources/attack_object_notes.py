"""Writes the notes of all objects but techniques: a description, and in a complete text their relations as sections."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from kbgen.sources import attack_markdown as md
from kbgen.sources import attack_yaml
from kbgen.sources import stix_objects as attack
from kbgen.sources.attack_detection import analytics_of, component_name
from kbgen.sources.attack_note_text import Links, NoteText, front_matter, joined
from kbgen.sources.attack_places import permalink, title_of
from kbgen.sources.attack_release import AttackRelease
from kbgen.sources.source_note import RelationKind
from kbgen.sources.stix_relations import StixRelation

_SECTION = 3
Strategies = Mapping[str, tuple[attack.DetectionStrategy, ...]]
"""The detection strategies that read each data component, by its STIX identifier."""


def object_note(links: Links, item: attack.AttackObject, strategies: Strategies, *, complete: bool) -> str:
    """Return the Markdown of the note of any object that is no technique; relations stand in a complete one only."""
    note = NoteText(title_of(links.release, item), item, complete=complete)
    note.filled("Description", md.block(item.description, _SECTION))
    _SECTIONS[type(item)](links, note, item, strategies)
    return note.finish(front_matter(item, _lists(links.release, item)))


def _lists(release: AttackRelease, item: attack.AttackObject) -> dict[str, str]:
    aliases: Sequence[str] = getattr(item, "aliases", ())
    platforms: Sequence[str] = getattr(item, "platforms", ())
    address = permalink(release, item)
    lists = {
        "platforms": joined(sorted(platforms)),
        "permalink": attack_yaml.scalar(address) if address else "",
    }
    match item:
        case attack.DataComponent() if not item.attack_id and component_name(release, item) != item.name:
            aliases = [component_name(release, item)]
        case attack.Software():
            lists["type"] = item.type
        case attack.Campaign():
            lists |= {"first_seen": item.first_seen, "last_seen": item.last_seen}
        case _:
            pass
    return {**lists, "aliases": attack_yaml.flow_list(aliases) if aliases else ""}


def _targets(relations: Iterable[StixRelation], kind: type[attack.AttackObject]) -> list[StixRelation]:
    return [each for each in relations if isinstance(each.target, kind)]


def _sources(relations: Iterable[StixRelation], kind: type[attack.AttackObject]) -> list[StixRelation]:
    return [each for each in relations if isinstance(each.source, kind)]


def _tactic(links: Links, note: NoteText, item: attack.Tactic, _: Strategies) -> None:
    release = links.release
    techniques = (each for each in release.live_of(attack.Technique) if item in release.tactics_of(each))
    note.links("Techniques", links, techniques)


def _group(links: Links, note: NoteText, item: attack.Group, _: Strategies) -> None:
    relations = links.release.relations
    uses = relations.of(item, RelationKind.USES)
    campaigns = relations.to(item, RelationKind.ATTRIBUTED_TO)
    note.relations("Techniques used", links, _targets(uses, attack.Technique))
    note.relations("Software", links, _targets(uses, attack.Software))
    note.relations("Campaigns", links, campaigns, sources=True)


def _software(links: Links, note: NoteText, item: attack.Software, _: Strategies) -> None:
    relations = links.release.relations
    uses = relations.of(item, RelationKind.USES)
    users = relations.to(item, RelationKind.USES)
    note.section("Type", "Malware" if item.type == "malware" else "Tool")
    note.relations("Techniques used", links, _targets(uses, attack.Technique))
    note.relations("Groups", links, _sources(users, attack.Group), sources=True)
    note.relations("Campaigns", links, _sources(users, attack.Campaign), sources=True)


def _campaign(links: Links, note: NoteText, item: attack.Campaign, _: Strategies) -> None:
    relations = links.release.relations
    uses = relations.of(item, RelationKind.USES)
    groups = relations.of(item, RelationKind.ATTRIBUTED_TO)
    seen = (
        ("First seen", item.first_seen, item.first_seen_citation),
        ("Last seen", item.last_seen, item.last_seen_citation),
    )
    period = (f"- {title}: {day} {citation}".rstrip() for title, day, citation in seen if day)
    note.filled("Period", "\n".join(period))
    note.relations("Groups", links, groups)
    note.relations("Techniques used", links, _targets(uses, attack.Technique))
    note.relations("Software", links, _targets(uses, attack.Software))


def _mitigation(links: Links, note: NoteText, item: attack.Mitigation, _: Strategies) -> None:
    relations = links.release.relations.of(item, RelationKind.MITIGATES)
    note.relations("Techniques mitigated", links, relations)


def _data_component(links: Links, note: NoteText, item: attack.DataComponent, strategies: Strategies) -> None:
    release = links.release
    name, source = component_name(release, item), release.objects.get(item.data_source_ref)
    if not item.attack_id and isinstance(source, attack.DataSource):
        name = f"{source.name} ({source.attack_id})"
    note.filled("Data Source", md.plain(name) if name != item.name else "")
    rows = [(md.code(each.name), md.code(each.shown_channel)) for each in item.log_sources]
    if rows and (note.complete or not item.attack_id):
        note.section("Log Sources", md.table(("Log source", "Channel"), list(dict.fromkeys(rows))))
    note.links("Detection Strategies", links, strategies.get(item.stix_id, ()))
    detects = release.relations.of(item, RelationKind.DETECTS)
    note.relations("Techniques detected", links, detects)


def _strategy(links: Links, note: NoteText, item: attack.DetectionStrategy, _: Strategies) -> None:
    release = links.release
    detects = release.relations.of(item, RelationKind.DETECTS)
    note.relations("Techniques detected", links, detects)
    analytics = analytics_of(release, item)
    for analytic in analytics:
        note.know(analytic.references)
    note.filled("Analytics", "\n\n".join(_analytic(links, note, each) for each in analytics))


def _analytic(links: Links, note: NoteText, analytic: attack.Analytic) -> str:
    """Return an analytic under a heading that links can name."""
    parts = [f"#### {analytic.attack_id or md.plain(analytic.name)}"]
    if analytic.platforms:
        parts.append(f"Platform: {md.plain(', '.join(analytic.platforms))}")
    parts.append(md.block(analytic.description, _SECTION + 1))
    rows: list[tuple[str, ...]] = []
    for each in analytic.log_source_references:
        component = links.release.objects.get(each.component_ref)
        cell = links.to(component) if component is not None and component.live else ""
        rows.append((md.code(each.log_source.name), md.code(each.log_source.shown_channel), cell))
    if rows and note.complete:
        parts.append(md.table(("Log source", "Channel", "Data component"), rows))
    tuned = (md.item(md.code(each.field), each.description) for each in analytic.mutable_elements)
    parts.append("\n".join(tuned))
    return "\n\n".join(part for part in parts if part)


def _asset(links: Links, note: NoteText, item: attack.Asset, _: Strategies) -> None:
    note.filled("Sectors", md.plain(", ".join(item.sectors)))
    related = (md.item(md.plain(each.name), each.description) for each in item.related_assets)
    note.filled("Related Assets", "\n".join(related))
    targeted = links.release.relations.to(item, RelationKind.TARGETS)
    note.relations("Techniques", links, targeted, sources=True)


_SECTIONS: Mapping[type[attack.AttackObject], Callable[[Links, NoteText, Any, Strategies], None]] = {
    attack.Tactic: _tactic,
    attack.Group: _group,
    attack.Software: _software,
    attack.Campaign: _campaign,
    attack.Mitigation: _mitigation,
    attack.DataComponent: _data_component,
    attack.DetectionStrategy: _strategy,
    attack.Asset: _asset,
}
"""What each class of objects adds below the description."""
