"""Turns Sigma rules, correlations and filters into notes, in the format of the seed vault.

In goes a ``SigmaTree``; out comes a ``SourceNote`` for each of its entries, by path and line. A rule's note has its
front matter, its title and description, and one ``yml`` block with the file's text unchanged. Correlations and filters
also link the rules that they name; a correlation has the techniques of its rules as well.
"""

import re
from collections.abc import Iterable, Iterator
from pathlib import PurePosixPath

from kbgen.sources.sigma_atomics_fields import technique_of
from kbgen.sources.sigma_atomics_markdown import fenced, plain, prose
from kbgen.sources.sigma_atomics_paths import distinct_paths, note_name
from kbgen.sources.sigma_atomics_yaml import quoted, tag_list
from kbgen.sources.sigma_index import SigmaIndex
from kbgen.sources.sigma_model import (
    SigmaCorrelation,
    SigmaEntry,
    SigmaFilter,
    SigmaLogSource,
    SigmaRule,
    SigmaTree,
    shared_log_source,
)
from kbgen.sources.sigma_tags import ATTACK, SigmaTag
from kbgen.sources.source_note import SourceNote

FOLDER = "Detection Rules"
"""The folder of the vault in which the notes stand."""
RULE_TAG = "detection_rule"
FILTER_TAG = "sigma_filter"
_NOT_IN_TAG = re.compile(r"[\W_]+")
_RETIRED = frozenset({"deprecated", "unsupported"})


def sigma_notes(tree: SigmaTree) -> tuple[SourceNote, ...]:
    """Return a note for each rule, correlation and filter of a folder."""
    notes = _Notes(tree)
    return tuple(SourceNote(notes.path(entry), notes.text(entry), entry.origin) for entry in tree.entries)


def note_tag(tag: SigmaTag) -> str:
    """Return a tag in the form of a vault: ``t1059_001``, ``defense_evasion``, ``cve_2021_44228``.

    The namespace ``attack`` is left out, but for a name that would read as a number or as a technique that the tag
    does not name. The result is a valid tag of Obsidian, or empty.
    """
    name = tag.name if tag.namespace in {ATTACK, ""} else f"{tag.namespace}.{tag.name}"
    written = _NOT_IN_TAG.sub("_", name.lower()).strip("_")
    is_misleading = written.isdecimal() or (technique_of(written) and not tag.technique)
    return f"{ATTACK}_{written}" if is_misleading else written


class _Notes:
    """The notes of one folder, which link each other."""

    def __init__(self, tree: SigmaTree) -> None:
        self._index = SigmaIndex(tree.entries)
        self._paths = _paths(tree.entries)

    def path(self, entry: SigmaEntry) -> str:
        """Return the path of an entry's note."""
        return self._paths[entry.origin]

    def text(self, entry: SigmaEntry) -> str:
        """Return the whole note of an entry."""
        match entry:
            case SigmaRule():
                tags = (*_tags(entry), RULE_TAG)
                return _note(entry, tags, entry.log_source, ())
            case SigmaCorrelation():
                rules = self._index.rules_below(entry)
                inherited = (technique.lower() for rule in rules for technique in rule.techniques)
                tags = (*_tags(entry), *(name.replace(".", "_") for name in inherited), RULE_TAG)
                shared = shared_log_source(tuple(source for rule in rules for source in rule.log_sources))
                return _note(entry, tags, shared, self._joined(entry))
            case SigmaFilter():
                return _note(entry, (FILTER_TAG,), entry.log_source, self._filtered(entry))
            case _:
                raise TypeError(entry)

    def _joined(self, entry: SigmaCorrelation) -> Iterator[str]:
        details = [f"type `{_word(entry.type)}`"] if entry.type else []
        if entry.timespan:
            details.append(f"within {plain(entry.timespan)}")
        if entry.group_by:
            details.append(f"grouped by {plain(', '.join(entry.group_by))}")
        yield "### Rules"
        yield (
            f"Joins the matches of these rules ({', '.join(details)}):"
            if details
            else "Joins the matches of:"
        )
        yield self._links(entry)
        if entry.generate:
            yield "The rules raise alerts of their own as well."
        else:
            yield "The rules raise no alerts of their own."

    def _filtered(self, entry: SigmaFilter) -> Iterator[str]:
        yield "### Rules"
        yield "Tunes the rules below and detects nothing itself:"
        yield self._links(entry)

    def _links(self, entry: SigmaCorrelation | SigmaFilter) -> str:
        """Return a list of the rules that an entry names, as links where they are in the folder."""
        lines = []
        for reference in entry.rules:
            found = self._index.find(reference)
            lines += [f"- [[{self.path(rule).removesuffix('.md')}|{_label(rule)}]]" for rule in found]
            if not found:
                lines.append(f"- {plain(reference)}")
        return "\n".join(lines)


def _note(entry: SigmaEntry, tags: Iterable[str], source: SigmaLogSource, details: Iterable[str]) -> str:
    title = _title(entry)
    front_matter = (
        f"title: {quoted(title)}",
        f"status: {quoted(entry.status)}",
        f"created: {quoted(entry.date)}",
        f"last_modified: {quoted(entry.modified)}",
        f"tags: {tag_list(tags)}",
        f"logsrc_product: {quoted(source.product)}",
        f"logsrc_service: {quoted(source.service)}",
        f"level: {quoted(entry.level)}",
    )
    body = (
        f"## {plain(title)}",
        "### Description",
        prose(entry.description, is_markdown=False),
        *details,
        fenced(entry.text, "yml"),
    )
    return "\n".join(("---", *front_matter, "---", "", "\n\n".join(filter(None, body)), ""))


def _tags(entry: SigmaEntry) -> Iterator[str]:
    return (note_tag(tag) for tag in entry.tags)


def _title(entry: SigmaEntry) -> str:
    return entry.title or PurePosixPath(entry.path).stem


def _label(entry: SigmaEntry) -> str:
    """Return a title as the text of a wikilink, which knows no escapes."""
    return " ".join(re.sub(r"[\[\]|\\]", " ", _title(entry)).split())


def _word(text: str) -> str:
    return " ".join(text.replace("`", "").split())


def _paths(entries: Iterable[SigmaEntry]) -> dict[str, str]:
    """Return the paths of the notes by origin.

    Rules that count get a name before retired ones, so that their paths stay when the folder of those is mounted.
    """
    numbered: list[tuple[SigmaEntry, str]] = []
    in_file: dict[str, int] = {}
    for entry in entries:
        number = in_file[entry.path] = in_file.get(entry.path, 0) + 1
        more = "" if number == 1 else f" {entry.name or entry.id[:8] or number}"
        numbered.append((entry, note_name(PurePosixPath(entry.path).stem + more)))
    numbered.sort(key=lambda pair: pair[0].status.casefold() in _RETIRED)
    paths = distinct_paths(FOLDER, ((name, entry.path) for entry, name in numbered))
    return {entry.origin: path for (entry, _), path in zip(numbered, paths, strict=True)}
