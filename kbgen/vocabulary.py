"""Closed vocabularies that settings and notes share."""

from enum import Enum


class Level(Enum):
    """Severity of what a rule finds, mildest first. Specification: Sigma 2.1, ``level``."""

    INFORMATIONAL = "informational"
    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"
    CRITICAL = "critical"


class Status(Enum):
    """Maturity of a rule, least mature first. Specification: Sigma 2.1, ``status``."""

    UNSUPPORTED = "unsupported"
    DEPRECATED = "deprecated"
    EXPERIMENTAL = "experimental"
    TEST = "test"
    STABLE = "stable"
