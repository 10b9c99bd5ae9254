"""A Sigma rule, read from the YAML text that a rule note embeds. Specification: Sigma 2.1."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from kbgen.vault.yaml12 import load_yaml
from kbgen.vault.yaml_fault import YamlFault
from kbgen.vault.yaml_node import YamlList, YamlMap, YamlNode, YamlScalar, scalars

_SIGNATURE = ("title:", "logsource:", "detection:")


@dataclass(frozen=True, slots=True)
class LogSource:
    """Where the events come from that a rule reads; parts that a rule leaves out are empty."""

    product: str = ""
    category: str = ""
    service: str = ""

    def __str__(self) -> str:
        return "/".join(part for part in (self.product, self.category, self.service) if part)


@dataclass(frozen=True, slots=True)
class Simulation:
    """One atomic test that a rule names. The GUID decides; technique and name may be out of date."""

    guid: str
    """In lower case."""
    line: int
    """Line in the file of the GUID, counted from 1."""


@dataclass(frozen=True, slots=True)
class SigmaRule:
    """What kbgen uses of a rule; the text itself is shown as it is."""

    title: str
    id: str
    """UUID of the rule; may be empty."""
    status: str
    level: str
    description: str
    author: str
    license: str
    date: str
    modified: str
    references: tuple[str, ...]
    false_positives: tuple[str, ...]
    tags: tuple[str, ...]
    """As written, such as ``attack.t1059.001``."""
    log_source: LogSource
    simulations: tuple[Simulation, ...]
    """The atomic tests that the rule names as its own, in their order."""
    line: int
    """Line in the file on which the YAML begins, counted from 1."""
    lines: Mapping[str, int]
    """Line in the file of the value of each key that the rule has."""

    def line_of(self, key: str) -> int:
        """Return the line of a key's value; that of the YAML where the rule does not have it."""
        return self.lines.get(key, self.line)


@dataclass(frozen=True, slots=True)
class SigmaFault:
    """Why a block that looks like a Sigma rule could not be read."""

    message: str
    line: int
    column: int


def looks_like_sigma(text: str) -> bool:
    """Tell whether a YAML text has the three keys that make a Sigma rule, at the start of lines."""
    return all(text.startswith(key) or f"\n{key}" in text for key in _SIGNATURE)


def read_sigma(text: str, line: int) -> SigmaRule | SigmaFault:
    """Return the rule in a YAML text, or why there is none.

    Args:
        text: the YAML, one document.
        line: the line in the file, counted from 1, on which it begins.
    """
    loaded = load_yaml(text, first_line=line)
    if isinstance(loaded, YamlFault):
        return SigmaFault(loaded.message, loaded.line, loaded.column)
    root = loaded.root
    if not isinstance(root, YamlMap):
        return SigmaFault("a Sigma rule is a mapping", line, 1)
    source = root.get("logsource")
    parts = source if isinstance(source, YamlMap) else YamlMap((), line, 1)
    return SigmaRule(
        title=_text(root.get("title")),
        id=_text(root.get("id")).lower(),
        status=_text(root.get("status")),
        level=_text(root.get("level")),
        description=_text(root.get("description")),
        author=_text(root.get("author")),
        license=_text(root.get("license")),
        date=_text(root.get("date")),
        modified=_text(root.get("modified")),
        references=_texts(root.get("references")),
        false_positives=_texts(root.get("falsepositives")),
        tags=_texts(root.get("tags")),
        log_source=LogSource(*(_text(parts.get(name)) for name in ("product", "category", "service"))),
        simulations=tuple(_simulations(root.get("simulation"))),
        line=line,
        lines={key.text: value.line for key, value in root.entries},
    )


def _simulations(node: YamlNode | None) -> Iterator[Simulation]:
    entries = node.items if isinstance(node, YamlList) else ()
    for entry in entries:
        guid = entry.get("atomic_guid") if isinstance(entry, YamlMap) else None
        if guid is not None and _text(guid):
            yield Simulation(_text(guid).lower(), guid.line)


def _text(node: YamlNode | None) -> str:
    if isinstance(node, YamlScalar) and node.value is not None:
        return (node.value if isinstance(node.value, str) else node.text).strip()
    return ""


def _texts(node: YamlNode | None) -> tuple[str, ...]:
    return tuple(text for text in map(_text, scalars(node)) if text)
