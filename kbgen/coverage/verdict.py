"""The vocabulary of verdicts: what is said of a technique, on a platform and as a whole, and why."""

from enum import Enum


class Verdict(Enum):
    """What a cell of the matrix says, the worst first; a technique has the highest that is true of it."""

    GAP = "gap"
    """No active rule is tied to it."""
    UNTESTED = "untested"
    """Claimed by a rule, and no test exercises it on a platform that such a rule covers."""
    TESTABLE = "testable"
    """Claimed by a rule, and a test exercises it on a platform that such a rule covers."""
    PROVEN = "proven"
    """A result or a regression log shows that such a rule fired."""

    @property
    def rank(self) -> int:
        """Return 0 for the worst verdict, larger numbers for better ones."""
        return _RANKS[self]


_RANKS = {verdict: rank for rank, verdict in enumerate(Verdict)}


class Fact(Enum):
    """What is assessed, each on its own."""

    CLAIMED = "claimed"
    """At least one active rule is tied to it, exactly or through a sub-technique."""
    TESTABLE = "testable"
    """Claimed, and at least one test is tied to it on a platform that such a rule covers."""
    FEASIBLE = "feasible"
    """Claimed, and the log source of at least one such rule is collected."""
    PROVEN = "proven"
    """A result or a regression log shows that such a rule fired, within the days that evidence lasts."""


class Reason(Enum):
    """Why a technique is not better covered than it is."""

    NO_RULE = "no-rule"
    """No rule is tied to it."""
    ONLY_INACTIVE_RULES = "only-inactive-rules"
    """Rules are tied to it, and none of them is active: deprecated, unsupported, or below the minimum."""
    WRONG_PLATFORM = "wrong-platform"
    """Active rules are tied to it, and none of them covers the platform."""
    NO_LOG_SOURCE = "no-log-source"
    """Claimed, and the log source of no such rule is collected."""
    NO_TEST = "no-test"
    """Claimed, and no test is tied to it on a platform that such a rule covers."""
    NEVER_EXERCISED = "never-exercised"
    """Testable, and nothing shows that such a test was ever run."""
    NEVER_DETECTED = "never-detected"
    """Testable, such a test was run, and nothing shows that such a rule ever fired."""
    STALE_EVIDENCE = "stale-evidence"
    """What shows that such a rule fired is older than evidence lasts."""


class Exclusion(Enum):
    """Why a technique leaves the denominator."""

    PLATFORMS = "platforms"
    """It runs on none of the platforms in scope."""
    ACCEPTED = "accepted"
    """The settings accept the risk, until a day that has not passed."""
    REVOKED = "revoked"
    """The mounted release of ATT&CK has replaced it."""
    DEPRECATED = "deprecated"
    """The mounted release of ATT&CK has dropped it."""


class Inactivity(Enum):
    """Why a rule does not count."""

    STATUS = "status"
    """It is deprecated or unsupported."""
    MINIMUM_STATUS = "minimum-status"
    """It is less mature than the settings ask for, or states no status."""
    MINIMUM_LEVEL = "minimum-level"
    """Its level is lower than the settings ask for, or it states none."""
