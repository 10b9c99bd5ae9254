"""The denominator of coverage in words: of which release its techniques are, and what is left out of it."""

from collections import Counter

from kbgen.coverage.model import Coverage
from kbgen.coverage.verdict import Exclusion

_LEFT_OUT = {
    Exclusion.PLATFORMS: "on other platforms",
    Exclusion.ACCEPTED: "accepted",
    Exclusion.REVOKED: "revoked",
    Exclusion.DEPRECATED: "deprecated",
}


def releases_in_words(coverage: Coverage) -> str:
    """Return the mounted releases of ATT&CK, ``enterprise-attack 18.1``; empty where none is mounted."""
    return ", ".join(f"{item.domain} {item.version or '(version unknown)'}" for item in coverage.releases)


def left_out_in_words(coverage: Coverage) -> str:
    """Return how many techniques are left out of the denominator and why; empty where none is."""
    excluded = Counter(item.why for item in coverage.excluded)
    return ", ".join(f"{excluded[why]:,} {_LEFT_OUT[why]}" for why in Exclusion if excluded[why])
