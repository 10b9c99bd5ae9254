"""Evidence: what was run, and what fired."""

import datetime as dt
from dataclasses import dataclass
from enum import Enum

from kbgen.source import Location

INFO_FILE = "info.yml"
"""Name of the file that describes recorded events of a rule; a record from such a source was evaluated, not run."""


class Outcome(Enum):
    """What a record shows."""

    DETECTED = "detected"
    """The rule fired for the test, or for the recorded events of a regression log; where no rule is named, something
    fired that the record does not name, which proves nothing of a rule."""
    MISSED = "missed"
    """The test ran and the rule did not fire; where no rule is named, nothing did."""
    EXECUTED = "executed"
    """The test ran; nothing is said of a rule."""
    NOT_EVALUATED = "not-evaluated"
    """A regression log exists, but whether the rule matches it could not be told."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """One record of something that was run."""

    outcome: Outcome
    day: dt.date
    """Day on which it was run."""
    origin: Location
    """Where the record stands."""
    rule: str = ""
    """UUID of the Sigma rule, else its title or vault path; empty where no rule is named."""
    test: str = ""
    """GUID of the atomic test, in lower case; empty where none is named."""
    technique: str = ""
    """Identifier of the technique, where the record names one."""
    platform: str = ""
    """Platform on which it ran, by its name in ATT&CK; empty where nothing is said."""
    note: str = ""
    """What else the record says, such as the host's name or why nothing could be evaluated; one line."""
    source: str = ""
    """Name of the file from which it was imported; empty for a record that a person wrote."""
