"""Reads the fields of a Sigma document; whatever is missing or has another shape is an empty value."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import TypedDict

from kbgen.sources.sigma_atomics_fields import (
    is_true,
    maps_of,
    names_of,
    technique_of,
    text_of,
    texts_of,
)
from kbgen.sources.sigma_condition import NO_SELECTIONS
from kbgen.sources.sigma_documents import SigmaDocument, SigmaKind, kind_of, kind_of_text
from kbgen.sources.sigma_model import (
    RelatedRule,
    SigmaCorrelation,
    SigmaEntry,
    SigmaFilter,
    SigmaLogSource,
    SigmaRule,
    Simulation,
)
from kbgen.sources.sigma_tags import SigmaTag, sigma_tag
from kbgen.vault.yaml_node import YamlList, YamlMap, YamlNode, YamlScalar, scalars

KNOWN_KEYS = frozenset(
    "title id name related status level description author license date modified taxonomy references fields "
    "falsepositives scope tags logsource detection correlation filter simulation regression_tests_path "
    "generate aliases action".split()
)
"""The keys of the specification, and those of SigmaHQ that are read."""


class _Common(TypedDict):
    """The fields of a ``SigmaEntry``."""

    path: str
    line: int
    text: str
    title: str
    id: str
    name: str
    status: str
    level: str
    description: str
    author: str
    license: str
    date: str
    modified: str
    taxonomy: str
    references: tuple[str, ...]
    fields: tuple[str, ...]
    false_positives: tuple[str, ...]
    scope: tuple[str, ...]
    tags: tuple[SigmaTag, ...]
    related: tuple[RelatedRule, ...]
    custom: tuple[tuple[YamlScalar, YamlNode], ...]
    lines: Mapping[str, int]


def read_entry(path: str, document: SigmaDocument) -> SigmaEntry:
    """Return the rule, correlation or filter that a document states, as far as its text can be read.

    Args:
        path: the path of the file.
        document: one document of it.
    """
    root = document.root
    if not isinstance(root, YamlMap):
        return _unreadable(path, document)
    match kind_of(root):
        case SigmaKind.CORRELATION:
            return read_correlation(path, document, root)
        case SigmaKind.FILTER:
            return read_filter(path, document, root)
        case SigmaKind.RULE:
            return read_rule(path, document, root)


def read_rule(path: str, document: SigmaDocument, root: YamlMap) -> SigmaRule:
    """Return the rule that a document states."""
    get = names_of(root).get
    detection = names_of(get("detection"))
    parts = document.parts or (root,)
    sources = (part.get("logsource") for part in parts)
    return SigmaRule(
        **_common(path, document, root),
        log_sources=tuple(dict.fromkeys(log_source(node) for node in sources if isinstance(node, YamlMap))),
        selections=tuple(name for name in detection if name not in NO_SELECTIONS),
        conditions=texts_of(detection.get("condition")),
        simulations=tuple(_simulations(get("simulation"))),
        regression_tests_path=text_of(get("regression_tests_path")),
    )


def read_correlation(path: str, document: SigmaDocument, root: YamlMap) -> SigmaCorrelation:
    """Return the correlation that a document states."""
    stated = names_of(root.get("correlation"))
    generate = stated.get("generate") or root.get("generate")
    return SigmaCorrelation(
        **_common(path, document, root),
        type=text_of(stated.get("type")),
        rules=texts_of(stated.get("rules")),
        group_by=texts_of(stated.get("group-by")),
        timespan=text_of(stated.get("timespan")),
        condition=tuple(_condition(stated.get("condition"))),
        aliases=tuple(_aliases(stated.get("aliases") or root.get("aliases"))),
        generate=is_true(generate),
    )


def read_filter(path: str, document: SigmaDocument, root: YamlMap) -> SigmaFilter:
    """Return the filter that a document states."""
    stated = names_of(root.get("filter"))
    return SigmaFilter(
        **_common(path, document, root),
        log_source=log_source(root.get("logsource")),
        rules=texts_of(stated.get("rules")),
        selections=tuple(name for name in stated if name not in {"rules", *NO_SELECTIONS}),
        conditions=texts_of(stated.get("condition")),
    )


def log_source(node: YamlNode | None) -> SigmaLogSource:
    """Return a log source; an empty one for a value that is no map."""
    get = names_of(node).get
    return SigmaLogSource(*(text_of(get(name)) for name in ("product", "category", "service", "definition")))


def _unreadable(path: str, document: SigmaDocument) -> SigmaEntry:
    """Return what is known of a document that is not valid YAML: its text, and the file's name as its title."""
    nothing = YamlMap((), document.line, 1)
    if kind_of_text(document.text) is SigmaKind.FILTER:
        found: SigmaEntry = read_filter(path, document, nothing)
    else:
        found = replace(read_rule(path, document, nothing), is_readable=False)
    return replace(found, title=path.rsplit("/", 1)[-1].rpartition(".")[0])


def _common(path: str, document: SigmaDocument, root: YamlMap) -> _Common:
    get = names_of(root).get
    return {
        "path": path,
        "line": document.line,
        "text": document.text,
        "title": " ".join(text_of(get("title")).split()),
        "id": text_of(get("id")).lower(),
        "name": text_of(get("name")),
        "status": text_of(get("status")),
        "level": text_of(get("level")),
        "description": text_of(get("description")),
        "author": _people(get("author")),
        "license": text_of(get("license")),
        "date": text_of(get("date")),
        "modified": text_of(get("modified")),
        "taxonomy": text_of(get("taxonomy")),
        "references": texts_of(get("references")),
        "fields": texts_of(get("fields")),
        "false_positives": texts_of(get("falsepositives")),
        "scope": texts_of(get("scope")),
        "tags": tuple(_tags(get("tags"))),
        "related": tuple(_related(get("related"))),
        "custom": tuple((key, value) for key, value in root.entries if key.text not in KNOWN_KEYS),
        "lines": {key.text: value.line for key, value in root.entries},
    }


def _people(node: YamlNode | None) -> str:
    return ", ".join(texts_of(node)) if isinstance(node, YamlList) else text_of(node)


def _tags(node: YamlNode | None) -> Iterator[SigmaTag]:
    for item in scalars(node):
        if text_of(item):
            yield sigma_tag(text_of(item), item.line, item.column)


def _related(node: YamlNode | None) -> Iterator[RelatedRule]:
    for entry in maps_of(node):
        identifier = text_of(entry.get("id")).lower()
        if identifier:
            yield RelatedRule(identifier, text_of(entry.get("type")).lower(), entry.line)


def _simulations(node: YamlNode | None) -> Iterator[Simulation]:
    for entry in maps_of(node):
        guid = entry.get("atomic_guid")
        yield Simulation(
            type=text_of(entry.get("type")),
            name=text_of(entry.get("name")),
            technique=technique_of(text_of(entry.get("technique"))),
            guid=text_of(guid).lower(),
            line=guid.line if guid is not None else entry.line,
        )


def _condition(node: YamlNode | None) -> Iterator[tuple[str, str]]:
    if text_of(node):
        yield "", text_of(node)
    for name, value in names_of(node).items():
        yield name, text_of(value)


def _aliases(node: YamlNode | None) -> Iterator[tuple[str, tuple[tuple[str, str], ...]]]:
    for alias, fields in names_of(node).items():
        yield alias, tuple((rule, text_of(field)) for rule, field in names_of(fields).items())
