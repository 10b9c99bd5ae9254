"""Tells whether a Sigma rule matches a log event.

pySigma's backend for SQLite turns the rule into a query, and SQLite carries it out over a table whose only row is the
event. Where that could give another answer than Sigma's specification, there is no answer but the reason.
"""

import sqlite3
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass
from functools import lru_cache
from pkgutil import resolve_name

import regex

from kbgen.conversion.convert import message_of, read_documents
from kbgen.conversion.event_fields import event_fields
from kbgen.conversion.event_table import Column, UnclearError, Use, columns_of, uses_of
from kbgen.conversion.languages import PYSIGMA, installed_versions
from kbgen.notes.sigma_rule import SigmaFault, read_sigma
from kbgen.sources.results_model import Match
from kbgen.sources.sigma_documents import SigmaKind

DISTRIBUTION = "pysigma-backend-sqlite"
"""The package that has the backend."""
_TABLE = "event"
_SECONDS = 1.0
"""Time for one regular expression."""


@dataclass(frozen=True, slots=True)
class _Query:
    """A rule, ready to be carried out."""

    statements: tuple[str, ...]
    """Any of them may have a row."""
    uses: tuple[Use, ...]
    """What the rule asks of which field."""


def matches(rule: str, event: Mapping[str, object]) -> Match:
    """Return whether the detection of a rule matches an event; its log source is not compared.

    Args:
        rule: the YAML of a single rule.
        event: the event as JSON has it; one of Windows begins with ``Event``.
    """
    if not installed_versions(PYSIGMA, DISTRIBUTION):
        return Match(None, f"{DISTRIBUTION} is not installed")
    query = _query(rule)
    if isinstance(query, str):
        return Match(None, query)
    try:
        return Match(_has_row(query, columns_of(query.uses, event_fields(event))))
    except (UnclearError, UnicodeError) as error:
        return Match(None, message_of(error))
    except (sqlite3.Error, RecursionError) as error:
        return Match(None, f"SQLite cannot carry the rule out: {message_of(error)}")


@lru_cache(maxsize=1_000)
def _query(rule: str) -> _Query | str:
    """Return a rule as a query, or why there is none."""
    sigma = read_sigma(rule, 1)
    if isinstance(sigma, SigmaFault):
        return f"the rule cannot be read: {sigma.message}"
    if sigma.kind is not SigmaKind.RULE or sigma.beside or sigma.faults:
        return "it is not a single rule"
    try:
        rules = resolve_name("sigma.collection:SigmaCollection").from_dicts(read_documents((rule,)))
        conditions = [each for item in rules for each in item.detection.parsed_condition]
        uses = tuple(dict.fromkeys(use for each in conditions for use in uses_of(each.parsed)))
        backend = resolve_name("sigma.backends.sqlite:sqliteBackend")(table=_TABLE, collate_nocase=True)
        statements = tuple(map(str, backend.convert(rules)))
    except Exception as error:  # noqa: BLE001 (whatever pySigma raises concerns this rule alone)
        return message_of(error)
    return _Query(statements, uses) if statements else "pySigma makes no query of this rule"


def _has_row(query: _Query, columns: tuple[Column, ...]) -> bool:
    names = ", ".join(f"{column.name} {column.type}" for column in columns) or "nothing TEXT"
    places = ", ".join("?" * len(columns)) or "NULL"
    with closing(sqlite3.connect(":memory:")) as store:
        store.create_function("REGEXP", 2, _regexp, deterministic=True)
        store.execute(f"CREATE TABLE {_TABLE} ({names})")
        store.execute(f"INSERT INTO {_TABLE} VALUES ({places})", [column.value for column in columns])  # noqa: S608
        return any(store.execute(statement).fetchone() is not None for statement in query.statements)


def _regexp(pattern: str, text: str | None) -> bool | None:
    """Return whether a regular expression matches anywhere in a text, as Sigma has it."""
    if text is None:
        return None
    return regex.search(pattern, text, timeout=_SECONDS) is not None
