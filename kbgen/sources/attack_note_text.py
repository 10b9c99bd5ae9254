"""Builds the text of one note: front matter, title, sections, and a list of what all of it cites.

A complete text says everything by itself, as readers of a vault need it. The text of a mounted note leaves relations and
sources to its page, which shows them as tables from the graph.
"""

import re
from collections.abc import Iterable, Mapping, Sequence

from kbgen.sources import attack_markdown as md
from kbgen.sources import attack_yaml
from kbgen.sources.attack_detection import component_name
from kbgen.sources.attack_places import PLACES, base_name, has_note, tag
from kbgen.sources.attack_release import AttackRelease
from kbgen.sources.stix_objects import AttackObject, DataComponent, Reference
from kbgen.sources.stix_relations import StixRelation

_ENDS_LINK = re.compile(r"[\[\]|#^]")
_FURTHER = ("platforms", "type", "first_seen", "last_seen", "permalink")


class Links:
    """Makes links to the notes of a release."""

    __slots__ = ("_names", "release")

    def __init__(self, release: AttackRelease) -> None:
        self.release = release
        self._names: Mapping[str, str] = {
            item.stix_id: base_name(release, item)
            for items in release.live.values()
            for item in items
            if has_note(release, item)
        }

    def name(self, item: AttackObject) -> str:
        """Return the base name of an object's note; empty where it has none."""
        return self._names.get(item.stix_id, "")

    def to(self, item: AttackObject, heading: str = "") -> str:
        """Return a link to an object's note or to a heading in it, or the object's name where it has no note."""
        name = self.name(item)
        if not name:
            return md.plain(item.name or item.attack_id)
        return f"[[{name}#{heading}|{heading}]]" if heading else f"[[{name}]]"

    def to_component(self, component: DataComponent) -> str:
        """Return a link to a data component's note; before v18 it shows the name of the data source as well."""
        full = component_name(self.release, component)
        name = self.name(component)
        if component.attack_id or not name or full == name or _ENDS_LINK.search(full):
            return self.to(component)
        return f"[[{name}|{full}]]"


class NoteText:
    """The text of one note while it grows."""

    __slots__ = ("_known", "_parts", "complete")

    def __init__(self, title: str, item: AttackObject, *, complete: bool) -> None:
        self.complete = complete
        """False where the page shows relations and sources, so that the text leaves them out."""
        self._parts = [f"## {md.plain(title)}"]
        self._known: dict[str, Reference] = {}
        self.know(item.references)

    def know(self, references: Iterable[Reference]) -> None:
        """Add references that the text may cite; the first of a name counts."""
        for reference in references:
            self._known.setdefault(" ".join(reference.source_name.split()), reference)

    def section(self, title: str, text: str) -> None:
        """Add a section; its text is Markdown and may be empty."""
        self._parts.append(f"### {title}")
        if text:
            self._parts.append(text)

    def filled(self, title: str, text: str) -> None:
        """Add a section unless its text is empty."""
        if text:
            self.section(title, text)

    def relations(
        self, title: str, links: Links, relations: Sequence[StixRelation], *, sources: bool = False
    ) -> None:
        """Add a section that lists the targets or sources of relations; nothing where the page shows them."""
        if self.complete:
            self.filled(title, self.relation_list(links, relations, sources=sources))

    def links(self, title: str, links: Links, items: Iterable[AttackObject]) -> None:
        """Add a section that lists objects; nothing where the page shows them."""
        if self.complete:
            self.filled(title, "\n".join(f"- {links.to(item)}" for item in items))

    def finish(self, front_matter: str) -> str:
        """Return the whole note."""
        body = "\n\n".join(self._parts)
        cited = md.cited(body) if self.complete else ()
        sources = [self._known[name] for name in cited if name in self._known]
        if sources:
            body += "\n\n### References\n\n" + "\n".join(map(_source, sources))
        return f"{front_matter}\n\n{body}\n"

    def relation_list(self, links: Links, relations: Sequence[StixRelation], *, sources: bool) -> str:
        """Return a list of the sources or targets of relations, by identifier, with what is said of each."""
        for relation in relations:
            self.know(relation.references)
        ends = [(each.source if sources else each.target, each) for each in relations]
        ends.sort(key=lambda pair: (pair[0].attack_id, pair[1].stix_id))
        return "\n".join(md.item(links.to(end), md.block(each.description, 6)) for end, each in ends)


def front_matter(item: AttackObject, lists: Mapping[str, str], tags: Sequence[str] = ()) -> str:
    """Return the front matter of an object's note, in the order of the seed vault's; what is unknown is left out.

    Args:
        item: the object.
        lists: further properties by their place, as YAML: ``tactics`` before the address; ``platforms``, ``aliases``,
            ``type``, ``first_seen``, ``last_seen`` and ``permalink`` behind it.
        tags: further tags.
    """
    identifier = [tag(item.attack_id.replace(".", "_"))] if item.attack_id else []
    properties = {
        "created": attack_yaml.verbatim(item.created) if item.created else "",
        "last_modified": attack_yaml.verbatim(item.modified) if item.modified else "",
        "version": attack_yaml.verbatim(item.version) if item.version else "",
        "tactics": lists.get("tactics", ""),
        "url": attack_yaml.scalar(item.url) if item.url else "",
        "aliases": lists.get("aliases", ""),
        **{name: lists.get(name, "") for name in _FURTHER},
        "tags": attack_yaml.flow_list((*identifier, PLACES[type(item)].tag, *tags)),
    }
    return "\n".join(("---", *(f"{name}: {value}" for name, value in properties.items() if value), "---"))


def joined(names: Sequence[str]) -> str:
    """Return names as the seed vault states several: one text with commas; as a list where a name has a comma."""
    if any("," in name for name in names):
        return attack_yaml.flow_list(names)
    return attack_yaml.scalar(", ".join(names)) if names else ""


def _source(reference: Reference) -> str:
    words = [f"- **{md.plain(reference.source_name)}**"]
    if reference.description.strip():
        words[0] += ":"
        words.append(md.plain(reference.description))
    if reference.url:
        words.append(f"<{reference.url.replace('<', '%3C').replace('>', '%3E')}>")
    return " ".join(words)
