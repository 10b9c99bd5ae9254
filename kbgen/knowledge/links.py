"""References of notes, followed to their targets."""

import re
from dataclasses import dataclass

from kbgen.knowledge.names import Names
from kbgen.markup.references import MarkdownLink, WikiLink
from kbgen.notes.note import Note
from kbgen.notes.titles import says_the_same
from kbgen.vault.yaml_node import YamlList, YamlMap, YamlNode, YamlScalar

_PROPERTY_LINK = re.compile(r"!?\[\[((?:(?!\[\[|\]\])[^\n])+)\]\]")
_IN_HEADING = re.compile(r"[#|^:]|%%|\[\[|\]\]|\s+")


@dataclass(frozen=True, slots=True)
class Link:
    """One reference of a note to a file of the vault, followed."""

    source: str
    """Vault path of the linking note."""
    reference: WikiLink | MarkdownLink
    path: str | None
    """Vault path of the target; None where nothing has that name."""
    anchor: str = ""
    """The ``id`` on the target's page; empty for the page itself."""
    fragment_found: bool = True
    """False where the target has no such heading or block."""
    ambiguous: tuple[str, ...] = ()
    """Targets between which only the order of their characters decided."""
    property_name: str = ""
    """Name of the front-matter property that holds the link; empty for one of the body."""

    @property
    def to_itself(self) -> bool:
        """Tell whether the note links to itself."""
        return self.path == self.source


def property_links(note: Note) -> tuple[tuple[str, WikiLink], ...]:
    """Return the quoted wikilinks in a note's properties, each with the property's name."""
    if note.document.front_matter is None:
        return ()
    return tuple(
        (key.text, link)
        for key, node in note.document.front_matter.entries
        for scalar in _texts(node)
        for link in _links_in(scalar)
    )


def _texts(node: YamlNode) -> list[YamlScalar]:
    match node:
        case YamlScalar():
            return [node] if isinstance(node.value, str) and "[[" in node.value else []
        case YamlList(items=nodes):
            return [scalar for item in nodes for scalar in _texts(item)]
        case YamlMap():
            return []


def _links_in(scalar: YamlScalar) -> list[WikiLink]:
    links = []
    for match in _PROPERTY_LINK.finditer(str(scalar.value)):
        address, *alias = re.split(r"\\?\|", match[1], maxsplit=1)
        target, _, fragment = address.strip().partition("#")
        links.append(
            WikiLink(
                target.strip(),
                fragment.strip(),
                alias[0].strip() if alias else None,
                embed=False,
                line=scalar.line,
                column=scalar.column,
            )
        )
    return links


def anchor_of(note: Note, fragment: str) -> str | None:
    """Return the ``id`` that a fragment names on a note's page, or None where there is none.

    ``^id`` names a block; ``A#B`` a heading B under a heading A. Headings compare case-folded, without the
    characters that links cannot hold; the first of several equal ones wins.
    """
    if fragment.startswith("^"):
        return fragment if fragment in note.body.anchors else None
    start, found = 0, None
    headings = note.body.headings
    for wanted in (_heading_key(part) for part in fragment.split("#") if part.strip()):
        found = next(
            (place for place in range(start, len(headings)) if _heading_key(headings[place].text) == wanted),
            None,
        )
        if found is None:
            return None
        start = found + 1
    if found is None:
        return None
    is_title = found == 0 and says_the_same(headings[0].text, note.title)
    return "" if is_title and note.body.parts[0].strip() == "" else headings[found].anchor


def _heading_key(text: str) -> str:
    return " ".join(_IN_HEADING.sub(" ", text).split()).casefold()


def follow(note: Note, names: Names, notes: dict[str, Note]) -> tuple[Link, ...]:
    """Return all references of a note to files, followed; addresses of other hosts are left out."""
    links = [
        _followed(note, reference, names, notes)
        for reference in note.body.references
        if isinstance(reference, WikiLink | MarkdownLink)
    ]
    links += [_followed(note, link, names, notes, name) for name, link in property_links(note)]
    return tuple(links)


def _followed(
    note: Note,
    reference: WikiLink | MarkdownLink,
    names: Names,
    notes: dict[str, Note],
    name: str = "",
) -> Link:
    resolution = names.resolve(reference.target, note.path)
    target = notes.get(resolution.path) if resolution.path is not None else None
    anchor: str | None = ""
    if target is not None and reference.fragment:
        anchor = anchor_of(target, reference.fragment)
    return Link(
        source=note.path,
        reference=reference,
        path=resolution.path,
        anchor=anchor or "",
        fragment_found=anchor is not None,
        ambiguous=resolution.ambiguous,
        property_name=name,
    )
