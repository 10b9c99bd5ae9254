"""Former addresses of notes: what the property ``redirect_from`` asks for, as far as it can be given.

In: all notes, and where everything is published. Out: the site-relative URL of each page that leads to a note, and a
diagnostic, KB126, for each address that is none of the site's or belongs to something else already.
"""

import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from urllib.parse import unquote

from kbgen.diagnostics import Diagnostic, Severity
from kbgen.knowledge.base import KnowledgeBase
from kbgen.render.addresses import Addresses, free_urls
from kbgen.source import Location
from kbgen.vault.document import Document
from kbgen.vault.yaml_node import YamlList, YamlMap, YamlNode, YamlScalar

PROPERTY = "redirect_from"
_PART = re.compile(r'[^\x00-\x1f\x7f\\/?#<>:"|*.][^\x00-\x1f\x7f\\/?#<>:"|*]*(?<![. ])')
"""A part of an address that every file system can hold and that is no way to another folder."""
_HTML = ".html"
_INDEX = "index.html"
_LONGEST_PART, _LONGEST = 255, 1000
"""Bytes of a part and of a whole address that file systems take."""


@dataclass(frozen=True, slots=True)
class Redirects:
    """Pages that only lead to a note."""

    targets: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    """Site-relative URL, which ends in ``/`` or ``.html``, to the vault path of the note, by URL."""
    diagnostics: tuple[Diagnostic, ...] = ()
    """KB126."""


@dataclass(frozen=True, slots=True)
class _Claim:
    """An address that a note asks for."""

    path: str
    text: str
    """As written."""
    url: str | None
    """The site-relative URL; None where the text is no address inside the site."""
    line: int
    column: int

    def report(self, message: str, hint: str) -> Diagnostic:
        """Return the diagnostic about it."""
        place = Location(self.path, self.line, self.column)
        return Diagnostic("KB126", Severity.WARNING, message, place, hint)


def find_redirects(
    knowledge: KnowledgeBase, addresses: Callable[[], Addresses], others: Mapping[str, object]
) -> Redirects:
    """Return the former addresses of all notes; of two notes that ask for one, the first by path gets it.

    Args:
        knowledge: all notes.
        addresses: gives where everything is published; not asked where no note has a former address.
        others: the URLs of further pages, those of identifiers that were revoked or dropped.
    """
    claims = [claim for note in knowledge.notes.values() for claim in _claims(note.path, note.document)]
    if not claims:
        return Redirects()
    found = addresses()
    is_free = free_urls(found, others)
    owners = {url.casefold(): path for path, url in found.notes.items()}
    targets: dict[str, str] = {}
    given: dict[str, str] = {}
    diagnostics: list[Diagnostic] = []
    for claim in claims:
        if claim.url is None:
            message = f'{PROPERTY}: "{claim.text}" is no address inside the site'
            diagnostics.append(claim.report(message, "write a path such as old/name/ or old/name.html"))
            continue
        folded = claim.url.casefold()
        owner = given.get(folded) or owners.get(folded)
        if owner == claim.path and folded not in given:
            how = "is" if claim.url == found.notes[claim.path] else "differs only by case from"
            message = f'{PROPERTY}: "{claim.text}" {how} the address of this very note'
            diagnostics.append(claim.report(message, "delete the entry"))
        elif owner not in {None, claim.path} or not is_free(claim.url):
            taken = f'is taken by "{owner}"' if owner else "is the address of another page or file"
            message = f'{PROPERTY}: "{claim.text}" {taken}'
            diagnostics.append(claim.report(message, "delete the entry, or give up the other one"))
        else:
            targets[claim.url] = given[folded] = claim.path
    return Redirects(MappingProxyType(dict(sorted(targets.items()))), tuple(diagnostics))


def _claims(path: str, document: Document) -> Iterator[_Claim]:
    """Yield the addresses of one note, in the order of the text; an empty property asks for none."""
    node = document.front_matter.get(PROPERTY) if document.front_matter else None
    nodes: tuple[YamlNode, ...] = node.items if isinstance(node, YamlList) else (node,) if node else ()
    for item in nodes:
        match item:
            case YamlScalar(value=None):
                continue
            case YamlScalar(text=text, line=line, column=column):
                yield _Claim(path, text, former_url(text), line, column)
            case YamlList(line=line, column=column):
                yield _Claim(path, "[…]", None, line, column)
            case YamlMap(line=line, column=column):
                yield _Claim(path, "{…}", None, line, column)


def former_url(text: str) -> str | None:
    """Return the site-relative URL that a text names; None where it is none of the site's.

    The slashes at beginning and end may be missing, letters may be percent-encoded. What ends in ``.html`` names that
    very file; ``index.html`` its folder.
    """
    plain = unicodedata.normalize("NFC", unquote(text.strip())).removeprefix("/").removesuffix("/")
    parts = plain.split("/") if plain else []
    if parts and parts[-1] == _INDEX:
        parts.pop()
    last = parts[-1] if parts else ""
    sizes = [len(part.encode()) for part in parts]
    fits = all(size <= _LONGEST_PART for size in sizes) and sum(sizes) <= _LONGEST
    if not fits or not all(_PART.fullmatch(part) for part in parts):
        return None
    if any(part.casefold().endswith(_HTML) for part in parts[:-1]):
        return None
    url = "/".join(parts)
    return url if not url or last.endswith(_HTML) else f"{url}/"
