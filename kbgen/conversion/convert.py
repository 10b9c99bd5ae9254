"""Converts one Sigma rule into one query language.

In go the YAML texts of a rule and of the rules that it joins; out comes a query, or why there is none. The same texts
give the same result, in whatever order rules are converted.
"""

import re
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass
from functools import lru_cache, reduce
from operator import add
from pkgutil import resolve_name
from typing import Any, TypeAlias

import yaml

from kbgen.conversion.languages import Schema, Target
from kbgen.settings import QueryLanguage

LONGEST_RULE = 200_000
"""Characters beyond which rules are not converted: no rule may hold up a build."""
MOST_DASHES = 5_000
"""Values beyond which ``windash`` is not carried out: it makes five of a value for each of its dashes."""
_DASH = re.compile(r"\B[-/]\b")
_DASHES = 5
_END_OF_TEXT = {"action": "reset"}
"""Keeps what a text says of all its documents from those of the next one."""
_OPENS_LIST = re.compile(r"(?<=\.)\s[^.]*:$")
_RELEVANT = frozenset(
    "action title id name taxonomy logsource detection fields correlation filter aliases generate".split()
)
"""The keys of a rule on which a query depends."""
_ID = re.compile(r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
_NO_SOURCE = re.compile(r"\s*\((?:while [^()]*|[^()]*) rule None\)")


@dataclass(frozen=True, slots=True)
class Conversion:
    """A rule as a query."""

    language: QueryLanguage
    schema: str
    """How the query names tables and fields, for people."""
    query: str
    """One query, or several with an empty line between them."""


@dataclass(frozen=True, slots=True)
class ConversionFailure:
    """Why a rule has no query."""

    language: QueryLanguage
    message: str
    """One line, most often pySigma's."""


Outcome: TypeAlias = Conversion | ConversionFailure
Texts: TypeAlias = tuple[str, ...]
"""The text of a rule, then those of the rules that it joins."""


class RefusedError(Exception):
    """A rule is not given to pySigma, since it could take without end."""


def convert(texts: Texts, target: Target) -> Outcome:
    """Return a rule as a query, or why there is none.

    Args:
        texts: valid YAML; each text may hold several documents.
        target: an installed query language.
    """
    first: ConversionFailure | None = None
    for place, schema in enumerate(target.schemas):
        outcome = _converted(texts, target, place, schema)
        if isinstance(outcome, Conversion):
            return outcome
        first = first or outcome
    return first or ConversionFailure(target.language, "there is no schema for this language")


def read_documents(texts: Texts) -> list[Any]:
    """Return the YAML documents of rules as pySigma reads them.

    What only describes a rule is left out: a status or date that pySigma does not accept has no bearing on the query.

    Raises:
        RefusedError: they could take pySigma without end.
    """
    # pySigma changes the documents that it is given.
    return deepcopy(_documents(texts))


@lru_cache(maxsize=1)
def _documents(texts: Texts) -> list[Any]:
    """Return the same once for all languages, which come one after the other."""
    if sum(map(len, texts)) > LONGEST_RULE:
        raise RefusedError(f"the rule is longer than {LONGEST_RULE:,} characters")
    loader = resolve_name("sigma.rule:SigmaYAMLLoader")
    found: list[Any] = []
    for text in texts:
        found += [*map(_relevant, yaml.load_all(text, loader)), _END_OF_TEXT.copy()]
    values = sum(_DASHES ** len(_DASH.findall(value)) for value in _values(found, "windash"))
    if values > MOST_DASHES:
        raise RefusedError(f"windash would make {values:,} values of this rule, more than {MOST_DASHES:,}")
    return found


_BACKENDS: dict[tuple[QueryLanguage, int], Any] = {}
"""What converts, by language and place of the schema; each process has its own."""


def _converted(texts: Texts, target: Target, place: int, schema: Schema) -> Outcome:
    key = target.language, place
    try:
        rules = resolve_name("sigma.collection:SigmaCollection").from_dicts(read_documents(texts))
        if key not in _BACKENDS:
            _BACKENDS[key] = _backend(target, schema)
        queries = [str(query).strip() for query in _BACKENDS[key].convert(rules)]
    except Exception as error:  # noqa: BLE001 (whatever pySigma raises concerns this rule alone)
        # A pipeline that failed keeps what failed, and would say it of the next rule as well.
        _BACKENDS.pop(key, None)
        return ConversionFailure(target.language, message_of(error))
    query = "\n\n".join(filter(None, queries))
    if not query:
        return ConversionFailure(target.language, "pySigma makes no query of this rule")
    return Conversion(target.language, schema.name, query)


def message_of(error: Exception) -> str:
    """Return what an error says, as one line; a last sentence that opens a list is left out with the list."""
    text = _NO_SOURCE.sub("", str(error))
    line = next((line.strip() for line in text.splitlines() if line.strip()), type(error).__name__)
    return _OPENS_LIST.sub("", line)


def _backend(target: Target, schema: Schema) -> Any:  # noqa: ANN401 (of a package that may be absent)
    pipeline = reduce(add, (resolve_name(name)() for name in schema.pipelines))
    return resolve_name(target.backend)(pipeline)


def _relevant(document: object) -> object:
    if not isinstance(document, dict):
        return document
    kept = {key: value for key, value in document.items() if key in _RELEVANT}
    if not _ID.fullmatch(str(kept.get("id"))):
        kept.pop("id", None)
    return kept


def _values(node: object, modifier: str, *, below: bool = False) -> Iterator[str]:
    """Yield the texts below all keys that have a modifier."""
    if isinstance(node, dict):
        for key, value in node.items():
            yield from _values(value, modifier, below=below or modifier in str(key).split("|")[1:])
    elif isinstance(node, list):
        for item in node:
            yield from _values(item, modifier, below=below)
    elif below and isinstance(node, str):
        yield node
