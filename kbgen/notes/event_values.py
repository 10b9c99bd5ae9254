"""Which events a Sigma rule asks for: the values of the fields by which logs number or name their events."""

from collections.abc import Iterable, Iterator
from typing import TypeAlias

from kbgen.sources.sigma_atomics_fields import items_of, names_of, texts_of
from kbgen.sources.sigma_condition import NO_SELECTIONS
from kbgen.vault.yaml_node import YamlMap, YamlNode

EVENT_FIELDS = frozenset(
    "eventid eventname eventtype operationname operationnamevalue properties.message "
    "gcp.audit.method_name verb type syscall".split()
)
"""Case-folded names of those fields: of Windows, AWS, Okta, Azure, Google Cloud, Kubernetes and auditd."""

EventValues: TypeAlias = tuple[tuple[str, tuple[str, ...]], ...]
"""Case-folded names of fields with the texts that a rule asks of them, in the order of the rule."""


def event_values(parts: Iterable[YamlMap]) -> EventValues:
    """Return the events that a rule asks for; selections whose name begins with ``filter`` leave events out.

    Args:
        parts: the documents that are the rule.
    """
    found: dict[str, dict[str, None]] = {}
    for part in parts:
        for name, selection in names_of(part.get("detection")).items():
            if name not in NO_SELECTIONS and not name.casefold().startswith("filter"):
                for field, text in _values(selection):
                    found.setdefault(field, {})[text] = None
    return tuple((field, tuple(texts)) for field, texts in found.items())


def _values(selection: YamlNode) -> Iterator[tuple[str, str]]:
    for item in (selection, *items_of(selection)):
        for key, value in names_of(item).items():
            field = key.partition("|")[0].casefold()
            if field in EVENT_FIELDS:
                yield from ((field, text) for text in texts_of(value))
