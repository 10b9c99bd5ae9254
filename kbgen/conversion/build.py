"""Converts all rules of a knowledge base, on all cores; what was converted before comes from the cache."""

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import TypeAlias

import msgspec

from kbgen.cache import Cache, key
from kbgen.conversion.convert import Conversion, ConversionFailure, Outcome, Texts, convert
from kbgen.conversion.languages import Target, versions_of
from kbgen.conversion.rule_texts import rule_texts
from kbgen.knowledge.base import KnowledgeBase
from kbgen.workers import Jobs, map_in_order

GROUP = "conversions"
"""Name of the cache's entries."""
Conversions: TypeAlias = Mapping[str, tuple[Outcome, ...]]
"""Path of a rule's note to what the rule is in each language, in the order of a page."""
NOTHING_CONVERTED: Conversions = MappingProxyType({})
"""What there is where nothing is to be converted."""
_DECODER = msgspec.msgpack.Decoder(tuple[str | None, str])
"""Of the schema and the query; of None and why there is no query."""


def convert_all(
    knowledge: KnowledgeBase, targets: tuple[Target, ...], cache: Cache, jobs: Jobs = None
) -> Conversions:
    """Return what the rules of all notes are in other languages.

    Args:
        knowledge: all notes.
        targets: the languages, all of them installed.
        cache: asked first; gets what was converted.
        jobs: who converts them; one process for each core when not given.
    """
    if not targets:
        return NOTHING_CONVERTED
    rules = rule_texts(knowledge)
    wanted = dict.fromkeys((texts, target) for texts in rules.values() for target in targets)
    outcomes = _outcomes(wanted, cache, jobs)
    return MappingProxyType(
        {path: tuple(outcomes[texts, target] for target in targets) for path, texts in rules.items()}
    )


def _outcomes(
    wanted: Iterable[tuple[Texts, Target]], cache: Cache, jobs: Jobs
) -> dict[tuple[Texts, Target], Outcome]:
    keys = {item: key(item[1].language.value, versions_of(item[1]), *item[0]) for item in wanted}
    stored = cache.get_many(GROUP, keys.values())
    found = {item: _decoded(stored.get(name, b""), item[1]) for item, name in keys.items()}
    missing = [item for item, outcome in found.items() if outcome is None]
    fresh = dict(zip(missing, map_in_order(_convert, missing, jobs), strict=True))
    cache.put_many(GROUP, {keys[item]: _encoded(outcome) for item, outcome in fresh.items()})
    return {item: outcome or fresh[item] for item, outcome in found.items()}


def _convert(item: tuple[Texts, Target]) -> Outcome:
    return convert(*item)


def _encoded(outcome: Outcome) -> bytes:
    if isinstance(outcome, Conversion):
        return msgspec.msgpack.encode((outcome.schema, outcome.query))
    return msgspec.msgpack.encode((None, outcome.message))


def _decoded(data: bytes, target: Target) -> Outcome | None:
    try:
        schema, text = _DECODER.decode(data)
    except (msgspec.MsgspecError, UnicodeError):
        return None
    if schema is None:
        return ConversionFailure(target.language, text)
    return Conversion(target.language, schema, text)
