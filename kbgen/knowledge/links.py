"""References of notes, followed to their targets."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from kbgen.knowledge.names import Names
from kbgen.markup.body import Heading
from kbgen.markup.references import MarkdownLink, WikiLink
from kbgen.markup.wikilink import links_in
from kbgen.notes.atomic_test import AtomicTests
from kbgen.notes.note import Note
from kbgen.notes.titles import says_the_same
from kbgen.vault.yaml_node import YamlList, YamlMap, YamlNode, YamlScalar

_IN_HEADING = re.compile(r"[#|^:]|%%|\[\[|\]\]|\s+")
_MARKUP = re.compile(r"[`*_]+|~~|==")
"""What marks up a heading; a fragment may be written with it or without."""


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
        for link in _links_in(scalar, note.document.text)
    )


def _texts(node: YamlNode) -> list[YamlScalar]:
    match node:
        case YamlScalar():
            return [node] if isinstance(node.value, str) and "[[" in node.value else []
        case YamlList(items=nodes):
            return [scalar for item in nodes for scalar in _texts(item)]
        case YamlMap():
            return []


def _links_in(scalar: YamlScalar, text: str) -> list[WikiLink]:
    line = text.split("\n", scalar.line)[scalar.line - 1]
    links: list[WikiLink] = []
    behind = scalar.column - 1
    for _, (target, fragment, shown) in links_in(str(scalar.value)):
        column = line.find("[[", behind)
        behind = max(behind, column + len("[["))
        links.append(
            WikiLink(
                target, fragment, shown, embed=False, line=scalar.line, column=max(column + 1, scalar.column)
            )
        )
    return links


def anchor_of(note: Note, fragment: str) -> str | None:
    """Return the ``id`` that a fragment names on a note's page, or None where there is none.

    ``^id`` names a block; ``A#B`` a heading B under a heading A; a GUID, where no heading is it, an atomic test.
    Headings compare case-folded, without markup and the characters that links cannot hold; the first of several equal
    ones wins.
    """
    if fragment.startswith("^"):
        return fragment if fragment in note.body.anchors else None
    headings = note.body.headings
    wanted = [_heading_key(part) for part in fragment.split("#") if part.strip()]
    found = _under(headings, wanted, 0, len(headings)) if wanted else None
    if found is None:
        return _test_anchor(note, fragment.strip().lower())
    is_title = found == 0 and says_the_same(headings[0].text, note.title)
    return "" if is_title and note.body.parts[0].strip() == "" else headings[found].anchor


def _test_anchor(note: Note, guid: str) -> str | None:
    """Return the ``id`` of the test that a note has under a GUID, or None."""
    cases = note.subject.cases if isinstance(note.subject, AtomicTests) else ()
    return next((case.anchor for case in cases if guid and case.anchor == guid), None)


def _under(headings: Sequence[Heading], wanted: list[str], start: int, end: int) -> int | None:
    """Return the place of the first heading in a range that ends a path of headings, or None."""
    for place in range(start, end):
        if _heading_key(headings[place].text) != wanted[0]:
            continue
        if len(wanted) == 1:
            return place
        found = _under(headings, wanted[1:], place + 1, min(_section_end(headings, place), end))
        if found is not None:
            return found
    return None


def _section_end(headings: Sequence[Heading], place: int) -> int:
    """Return the place of the next heading of the same or a higher level, or the number of headings."""
    later = range(place + 1, len(headings))
    return next((n for n in later if headings[n].level <= headings[place].level), len(headings))


def _heading_key(text: str) -> str:
    return " ".join(_IN_HEADING.sub(" ", _MARKUP.sub("", text)).split()).casefold()


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
