"""Reads typed fields from located YAML, and the forms that rules and tests share: UUIDs and technique identifiers."""

import re
from collections.abc import Iterator

from kbgen.vault.yaml_node import YamlList, YamlMap, YamlNode, YamlScalar, scalars

_UUID = re.compile(r"[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}", re.IGNORECASE)
_TECHNIQUE = re.compile(r"[Tt]([0-9]{4})(?:[._/-]([0-9]{3}))?")
_TRUE = frozenset({"true", "yes", "on"})


def text_of(node: YamlNode | None) -> str:
    """Return a scalar as the author wrote it, trimmed; empty where it is absent, null, a list or a map."""
    return verbatim(node).strip()


def verbatim(node: YamlNode | None) -> str:
    """Return a scalar's text with all its white space; empty where it is absent, null, a list or a map."""
    return node.text if isinstance(node, YamlScalar) and node.value is not None else ""


def texts_of(node: YamlNode | None) -> tuple[str, ...]:
    """Return the texts that a list holds directly, or the one that a scalar is; empty ones are dropped."""
    return tuple(text for text in map(text_of, scalars(node)) if text)


def is_true(node: YamlNode | None) -> bool:
    """Tell whether a scalar says yes: ``true``, or one of the words that YAML 1.1 took for it."""
    return text_of(node).casefold() in _TRUE


def items_of(node: YamlNode | None) -> tuple[YamlNode, ...]:
    """Return the items of a list; nothing for any other value."""
    return node.items if isinstance(node, YamlList) else ()


def maps_of(node: YamlNode | None) -> Iterator[YamlMap]:
    """Yield the maps that a list holds directly."""
    return (item for item in items_of(node) if isinstance(item, YamlMap))


def names_of(node: YamlNode | None) -> dict[str, YamlNode]:
    """Return the entries of a map by name; nothing for any other value."""
    return {key.text: value for key, value in node.entries} if isinstance(node, YamlMap) else {}


def is_empty(node: YamlNode | None) -> bool:
    """Tell whether a value is absent, null, an empty text, list or map."""
    match node:
        case YamlScalar():
            return not text_of(node)
        case YamlList(items=inner):
            return not inner
        case YamlMap(entries=inner):
            return not inner
        case None:
            return True


def is_uuid(text: str) -> bool:
    """Tell whether a text is a UUID in its usual form, in any case."""
    return _UUID.fullmatch(text) is not None


def technique_of(text: str) -> str:
    """Return the canonical identifier that a whole text is, such as ``T1059.001``; empty where it is none."""
    match = _TECHNIQUE.fullmatch(text.strip())
    if match is None:
        return ""
    return f"T{match[1]}.{match[2]}" if match[2] else f"T{match[1]}"
