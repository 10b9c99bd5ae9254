"""What kind of note a note is. Kinds are for navigation and coverage and never change what a query finds."""

from enum import Enum


class Kind(Enum):
    """The kinds of notes, by the names that the interface uses."""

    TECHNIQUE = "technique"
    """The note is an ATT&CK technique or sub-technique."""
    DETECTION_RULE = "detection_rule"
    """The note holds a Sigma rule and refers to techniques."""
    ATOMIC_TEST = "atomic_test"
    """The note holds atomic tests and refers to techniques."""
    TACTIC = "tactic"
    """The note is a tactic."""
    GROUP = "group"
    """The note is a threat group."""
    SOFTWARE = "software"
    """The note is malware or a tool."""
    CAMPAIGN = "campaign"
    """The note is a campaign."""
    MITIGATION = "mitigation"
    """The note is a mitigation."""
    DATA_COMPONENT = "data_component"
    """The note is a data component."""
    DETECTION_STRATEGY = "detection_strategy"
    """The note is a detection strategy."""
    ASSET = "asset"
    """The note is an asset of an industrial environment."""
    PAGE = "page"
    """Any other note."""

    @property
    def singular(self) -> str:
        """Return the kind's name for people."""
        return _NAMES[self][0]

    @property
    def plural(self) -> str:
        """Return the name of several of the kind for people."""
        return _NAMES[self][1]


_NAMES = {
    Kind.TECHNIQUE: ("technique", "techniques"),
    Kind.DETECTION_RULE: ("detection rule", "detection rules"),
    Kind.ATOMIC_TEST: ("atomic test", "atomic tests"),
    Kind.TACTIC: ("tactic", "tactics"),
    Kind.GROUP: ("group", "groups"),
    Kind.SOFTWARE: ("software", "software"),
    Kind.CAMPAIGN: ("campaign", "campaigns"),
    Kind.MITIGATION: ("mitigation", "mitigations"),
    Kind.DATA_COMPONENT: ("data component", "data components"),
    Kind.DETECTION_STRATEGY: ("detection strategy", "detection strategies"),
    Kind.ASSET: ("asset", "assets"),
    Kind.PAGE: ("page", "pages"),
}
