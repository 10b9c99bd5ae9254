"""All check codes, in order: the one place that knows every one."""

from types import MappingProxyType

from kbgen.checks import (
    atomic_tests,
    attack_ids,
    attack_release,
    citations,
    coverage,
    detection_rules,
    evidence,
    front_matter,
    links,
    queries,
    redirects,
    rule_ties,
    settings,
    sources,
    tags,
    telemetry,
    test_cases,
)
from kbgen.checks.check import Check

FAMILIES: tuple[tuple[str, tuple[Check, ...]], ...] = (
    ("Front matter and encoding", (*front_matter.CHECKS, *tags.CHECKS, *redirects.CHECKS)),
    ("Links, embeds and HTML", links.CHECKS),
    ("Citations", citations.CHECKS),
    ("Queries", queries.CHECKS),
    (
        "Rules and tests",
        (
            *detection_rules.CHECKS,
            *atomic_tests.CHECKS,
            *sources.RULES_AND_TESTS,
            *rule_ties.CHECKS,
            *test_cases.CHECKS,
        ),
    ),
    (
        "ATT&CK identifiers",
        (*attack_ids.CHECKS, *attack_release.CHECKS, *sources.ATTACK, *attack_release.NAMES),
    ),
    ("Coverage", (*coverage.CHECKS, *telemetry.CHECKS, *evidence.CHECKS)),
    ("Settings", settings.CHECKS),
)
"""Families in the order of their codes; each has one module."""

CATALOGUE = MappingProxyType({check.code: check for _, family in FAMILIES for check in family})
"""By code."""
