"""All check codes, in order: the one place that knows every one."""

from types import MappingProxyType

from kbgen.checks import attack_ids, citations, front_matter, links, queries, rules_and_tests, sources
from kbgen.checks.check import Check

FAMILIES: tuple[tuple[str, tuple[Check, ...]], ...] = (
    ("Front matter and encoding", front_matter.CHECKS),
    ("Links, embeds and HTML", links.CHECKS),
    ("Citations", citations.CHECKS),
    ("Queries", queries.CHECKS),
    ("Rules and tests", (*rules_and_tests.CHECKS, *sources.RULES_AND_TESTS)),
    ("ATT&CK identifiers", (*attack_ids.CHECKS, *sources.ATTACK)),
)
"""Families in the order of their codes; each has one module."""

CATALOGUE = MappingProxyType({check.code: check for _, family in FAMILIES for check in family})
"""By code."""
