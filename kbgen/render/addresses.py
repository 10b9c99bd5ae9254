"""Where everything is published: one URL for each note, tag, tactic and attachment.

URLs mirror attack.mitre.org for techniques and tactics; rules and tests have a slug of their file name; other
notes keep their vault path, slugged. URLs are site-relative and end in ``/`` where they name a page. Attachments keep
their vault path, except where kbgen writes a file of its own.
"""

import hashlib
import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import chain, count
from types import MappingProxyType
from urllib.parse import quote

from kbgen.knowledge.base import KnowledgeBase
from kbgen.notes.atomic_test import AtomicTests
from kbgen.notes.attack_object import FAMILIES, AttackObject
from kbgen.notes.detection_rule import DetectionRule
from kbgen.notes.note import Note
from kbgen.notes.tactics import Tactic
from kbgen.notes.technique import Technique

HOME = ""
TECHNIQUES = "techniques/"
TACTICS = "tactics/"
RULES = "rules/"
TESTS = "tests/"
PAGES = "pages/"
TAGS = "tags/"
HEALTH = "health/"
COVERAGE = "coverage/"
GAPS = "coverage/gaps/"
MATRIX = "matrix/"
API = "api/"
LAYERS = "layers/"
SEARCH = "search/"
GRAPH = "graph/"
OBJECTS = {family.kind: f"{family.folder}/" for family in FAMILIES}
"""URL of the list of each kind of ATT&CK objects."""
_GENERATED = (
    *OBJECTS.values(),
    HOME,
    TECHNIQUES,
    TACTICS,
    RULES,
    TESTS,
    PAGES,
    TAGS,
    COVERAGE,
    GAPS,
    MATRIX,
    HEALTH,
    SEARCH,
    GRAPH,
)
_RESERVED = (API, LAYERS, "assets/")
_FILES = ("404.html", "llms.txt", "sitemap.xml", "sitemap.xml.gz")
"""What stands beside the pages at the root of every site."""
TWIN = "index.json"
"""Name of the file beside a technique's page that holds the same as data."""
ATTACHMENTS = "attachments/"
"""Folder of attachments whose own address is that of a file of kbgen."""
_OWN_FILES = frozenset(
    {"llms.txt", "sitemap.xml", "sitemap.xml.gz", *(f"{url}index.html" for url in _GENERATED)}
)
"""Files of kbgen at addresses that do not depend on the vault; a ``404.html`` of the vault is wanted there."""
_OWN_DATA = re.compile(rf"(?:{API}|{LAYERS})[^/]+\.(?:json|js)|assets/(?:search|names)/.+", re.DOTALL)
"""The same for data, scripts and the index of the search."""
_OTHER = re.compile(r"[^\w]+")
_HYPHENS = re.compile(r"_*-[-_]*")
_LONGEST_PART = 120
"""Bytes of one part of a URL: file systems allow 255, and the percent-encoded form is three times as long."""


@dataclass(frozen=True, slots=True)
class Addresses:
    """All URLs of a site."""

    notes: Mapping[str, str]
    """Vault path of a note to its URL."""
    attachments: Mapping[str, str]
    """Vault path of another file to its URL, not percent-encoded."""
    tags: Mapping[str, str]
    """Case-folded tag to the URL of its page."""
    tactics: Mapping[Tactic, str]
    """Tactic to the URL of its page."""
    twins: Mapping[str, str]
    """Vault path of the note of each technique to the URL of its page as data."""
    tests: Mapping[str, str]
    """GUID of a single test, in lower case, to the URL of the page that has it as an anchor."""

    def of_path(self, path: str) -> str | None:
        """Return the URL of any file of the vault, or None."""
        return self.notes.get(path, self.attachments.get(path))

    def of_test(self, guid: str, page_url: str) -> str | None:
        """Return the reference from a page to a single test, known by its GUID in any case; None where there is none."""
        anchor = guid.lower()
        url = self.tests.get(anchor)
        return None if url is None else relative(page_url, url, anchor)


def relative(source: str, target: str, anchor: str = "") -> str:
    """Return the reference from the page at one site-relative URL to another, percent-encoded.

    ``relative("rules/x/", "techniques/T1046/")`` is ``../../techniques/T1046/``.
    """
    fragment = f"#{quote(anchor, safe='^-_.!~')}" if anchor else ""
    if source == target and fragment:
        return fragment
    depth = source.count("/")
    path = f"{'../' * depth}{quote(target, safe='/-_.!~')}"
    return f"{path or './'}{fragment}"


def allocate(knowledge: KnowledgeBase) -> Addresses:
    """Return the URLs of everything in a knowledge base, each different from all others.

    Where two notes ask for one URL, the first by path gets it and the other a suffix made from its path.
    """
    attachments = _clear_of(_is_own, {path: path for path in knowledge.attachments})
    take = _taker({*_GENERATED, *_RESERVED} - {HOME}, attachments.values())
    tactics = {
        tactic: "" if tactic.id in knowledge.objects else take(_tactic_url(tactic), tactic.name)
        for tactic in knowledge.tactics
    }
    by_identity = sorted(
        knowledge.notes.values(), key=lambda note: (not _owns_identity(note, knowledge), note.path)
    )
    notes = {note.path: take(_wanted(note, knowledge), note.path) for note in by_identity}
    for tactic in tactics:
        own = knowledge.objects.get(tactic.id)
        if own is not None:
            tactics[tactic] = notes[own.path]
    tags = {name: take(f"{TAGS}{_parts(use.name)}/", name) for name, use in knowledge.tags.items()}
    twins = {note.path: f"{notes[note.path]}{TWIN}" for note in knowledge.techniques.values()}
    beside = {url.casefold() for url in twins.values()}
    attachments = _clear_of(lambda url: not beside.isdisjoint(_with_folders(url)), attachments)
    return Addresses(
        notes=MappingProxyType(notes),
        attachments=MappingProxyType(attachments),
        twins=MappingProxyType(twins),
        tags=MappingProxyType(tags),
        tactics=MappingProxyType(tactics),
        tests=MappingProxyType(_tests(knowledge, notes)),
    )


def _is_own(url: str) -> bool:
    """Tell whether kbgen writes a file of its own at the URL of an attachment, above it, or below it."""
    folder = f"{url.casefold()}/"
    if any(own.startswith(folder) for own in (*_GENERATED, *_RESERVED, "assets/search/", "assets/names/")):
        return True
    return any(part in _OWN_FILES or _OWN_DATA.fullmatch(part) for part in _with_folders(url))


def _with_folders(url: str) -> Iterator[str]:
    """Yield the case-folded URL of a file, then the folders above it, the nearest first, without ``/`` at their ends."""
    folded = url.casefold()
    while folded:
        yield folded
        folded = folded.rpartition("/")[0]


def _clear_of(is_own: Callable[[str], bool], attachments: Mapping[str, str]) -> dict[str, str]:
    """Return the URLs of attachments, those at a place of kbgen's own moved together below the first free folder.

    Args:
        is_own: tells whether an attachment cannot stand at a URL.
        attachments: vault path to the URL so far.
    """
    moved = {path: url for path, url in attachments.items() if is_own(url)}
    if not moved:
        return dict(attachments)
    kept = [url for path, url in attachments.items() if path not in moved]
    files = {url.casefold() for url in kept}
    taken = {part for url in kept for part in _with_folders(url)}

    def is_free(folder: str) -> bool:
        places = [f"{folder}{url}" for url in moved.values()]
        return all(url.casefold() not in taken and files.isdisjoint(_with_folders(url)) for url in places)

    folders = chain((ATTACHMENTS,), (f"{ATTACHMENTS[:-1]}-{number}/" for number in count(2)))
    folder = next(filter(is_free, folders))
    return {path: f"{folder}{url}" if path in moved else url for path, url in attachments.items()}


def _tests(knowledge: KnowledgeBase, urls: Mapping[str, str]) -> dict[str, str]:
    """Return the page of each test; of two tests with one GUID, the first by path counts."""
    found: dict[str, str] = {}
    for note in knowledge.notes.values():
        if isinstance(note.subject, AtomicTests):
            for case in note.subject.cases:
                if case.anchor:
                    found.setdefault(case.anchor, urls[note.path])
    return found


def _tactic_url(tactic: Tactic) -> str:
    return f"{TACTICS}{tactic.id or _part(tactic.name)}/"


def _owns_identity(note: Note, knowledge: KnowledgeBase) -> bool:
    match note.subject:
        case Technique(id=identifier):
            return knowledge.techniques[identifier] is note
        case AttackObject(id=identifier):
            return knowledge.objects.get(identifier) is note
        case _:
            return False


def _wanted(note: Note, knowledge: KnowledgeBase) -> str:
    owns = _owns_identity(note, knowledge)
    match note.subject:
        case Technique(id=identifier) if owns:
            return f"{TECHNIQUES}{identifier.replace('.', '/')}/"
        case AttackObject(kind=kind, id=identifier) if owns:
            return f"{OBJECTS[kind]}{identifier}/"
        case DetectionRule():
            return f"{RULES}{_part(note.document.name)}/"
        case AtomicTests():
            return f"{TESTS}{_part(note.document.name)}/"
        case _:
            return _permalink(note) or _page_url(note.path)


def _permalink(note: Note) -> str:
    """Return the URL that the property ``permalink`` of Obsidian Publish asks for, or an empty text."""
    text = note.document.front_matter.text("permalink") if note.document.front_matter else ""
    return "".join(f"{_part(part)}/" for part in text.split("/") if part.strip(" ./"))


def _page_url(path: str) -> str:
    parts = path.split("/")
    stem = parts[-1][: -len(".md")]
    if stem.casefold() == "index":
        return "".join(f"{_part(part)}/" for part in parts[:-1])
    return "".join(f"{_part(part)}/" for part in (*parts[:-1], stem))


def _parts(text: str) -> str:
    return "/".join(_part(part) for part in text.split("/"))


def _part(text: str) -> str:
    """Return one part of a URL: letters and digits of any script, ``_``, and single hyphens for the rest."""
    plain = _OTHER.sub("-", unicodedata.normalize("NFC", text).lower())
    made = _HYPHENS.sub("-", plain).strip("-_") or "note"
    encoded = made.encode()
    if len(encoded) <= _LONGEST_PART:
        return made
    short = encoded[: _LONGEST_PART - 7].decode(errors="ignore")
    return f"{short}-{_digest(text)}"


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:6]


def free_urls(addresses: Addresses, others: Iterable[str] = ()) -> Callable[[str], bool]:
    """Return a function that tells whether nothing is published at a URL, so that a further page may be.

    Letters that differ only by case count as the same, as they do in many file systems. Folders of kbgen's own files
    are never free.

    Args:
        addresses: where everything is published.
        others: URLs of further pages.
    """
    lists = (addresses.notes, addresses.tags, addresses.tactics)
    taken = {url.casefold() for urls in lists for url in urls.values()}
    taken.update(url.casefold() for url in (*_GENERATED, *others))
    is_unused = _unused(taken, (*addresses.attachments.values(), *addresses.twins.values(), *_FILES))
    return lambda url: not url.casefold().startswith(_RESERVED) and is_unused(url)


def _unused(taken: set[str], files: Iterable[str]) -> Callable[[str], bool]:
    """Return a function that tells whether a URL is not taken and no file is in its way.

    A page is written to ``index.html`` in the folder that its URL names, or to the file that it names: no file may be
    that folder, a folder above it, or that very file.
    """
    blocked = {f"{path.casefold()}/" for path in files}
    pages = {url.removesuffix("index.html/") for url in blocked if url.endswith("/index.html/")}

    def is_unused(url: str) -> bool:
        folded = url.casefold()
        above = (folded[: place + 1] for place, letter in enumerate(folded) if letter == "/")
        if folded in taken or folded in pages or not blocked.isdisjoint(above):
            return False
        return folded.endswith("/") or not any(path.startswith(f"{folded}/") for path in blocked)

    return is_unused


def _taker(taken: set[str], files: Iterable[str]) -> Callable[[str, str], str]:
    """Return a function that gives out URLs, each once and none where a file of the vault is published."""
    free = _unused(taken, files)

    def take(url: str, name: str) -> str:
        if not free(url):
            suffix = _digest(name)
            url = next(filter(free, (f"{url.rstrip('/') or 'note'}-{suffix}/", f"note-{suffix}/")))
        taken.add(url.casefold())
        return url

    return take
