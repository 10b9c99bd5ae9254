"""What can be wrong with a Sigma rule, correlation or filter: names, codes and values.

Specification: Sigma 2.1, and its schemas. The table ``CHECKS`` is the only place that ties a name to its code.
"""

from enum import Enum
from typing import ClassVar, TypeAlias

from kbgen.diagnostics import Severity
from kbgen.sources.sigma_atomics_checks import Reporter, SourceCheck


class SigmaFault(Enum):
    """The names of the findings about Sigma files."""

    YAML = "yaml"
    """The text is not valid YAML."""
    UNREADABLE = "unreadable"
    """A file or folder cannot be read."""
    LINK = "link"
    """A symbolic link is not followed."""
    ENCODING = "encoding"
    """A file is not UTF-8."""
    TITLE = "title"
    """A rule has no title."""
    LOG_SOURCE = "log-source"
    """A rule does not say where its events come from."""
    DETECTION = "detection"
    """A rule has no selection."""
    CONDITION = "condition"
    """A rule has no condition."""
    SELECTION = "selection"
    """A condition names a selection that does not exist."""
    ID = "id"
    """An id is no UUID."""
    ID_TWICE = "id-twice"
    """An id is that of another rule."""
    STATUS = "status"
    """A status is unknown."""
    LEVEL = "level"
    """A level is unknown."""
    DATE = "date"
    """A date is none."""
    TAG = "tag"
    """A tag has not the form of one."""
    RELATED = "related"
    """A tie to another rule is incomplete."""
    CORRELATION = "correlation"
    """A correlation is incomplete."""
    FILTER = "filter"
    """A filter is incomplete."""
    REFERENCE = "reference"
    """A correlation or filter names a rule that does not exist."""
    SIMULATION = "simulation"
    """A simulation names no atomic test."""


SigmaCheck: TypeAlias = SourceCheck[SigmaFault]

CHECKS: tuple[SigmaCheck, ...] = (
    SourceCheck(
        SigmaFault.YAML,
        "KB510",
        Severity.ERROR,
        "Sigma file is not valid YAML",
        "Nothing can be read from the document: its text is shown, but it has no status, level or technique. "
        "Texts whose aliases stand for a huge number of values count as invalid.",
        "title: Foo: bar",
        "Correct the file at the place that the message names.",
    ),
    SourceCheck(
        SigmaFault.UNREADABLE,
        "KB511",
        Severity.ERROR,
        "Sigma file cannot be read",
        "Rules in it are missing from the site and from coverage.",
        "a file without read permission",
        "Make it a readable file, or mount a folder without it.",
    ),
    SourceCheck(
        SigmaFault.LINK,
        "KB512",
        Severity.WARNING,
        "symbolic link in a Sigma folder is not followed",
        "Only links to files inside of the mounted folder are followed, so that nothing else is published by mistake.",
        "rules/extra, a symbolic link to /srv/rules",
        "Mount the link's target as a source of its own, or put a copy into the folder.",
    ),
    SourceCheck(
        SigmaFault.ENCODING,
        "KB513",
        Severity.WARNING,
        "Sigma file is not UTF-8",
        "YAML is Unicode; in which encoding the file is written is a guess, and characters may be wrong.",
        "a file saved as Windows-1252",
        "Save the file as UTF-8.",
    ),
    SourceCheck(
        SigmaFault.TITLE,
        "KB514",
        Severity.ERROR,
        "Sigma rule without a title",
        "Sigma requires a title of at most 256 characters; without one, the page has only the file's name.",
        "a rule that begins with id:",
        "Give it a short title.",
    ),
    SourceCheck(
        SigmaFault.LOG_SOURCE,
        "KB515",
        Severity.ERROR,
        "Sigma rule without a log source",
        "Sigma requires a logsource with a category, product or service; without it, the rule has no platform.",
        "logsource: {}",
        "Say where the events come from, such as category: process_creation and product: windows.",
    ),
    SourceCheck(
        SigmaFault.DETECTION,
        "KB516",
        Severity.ERROR,
        "Sigma rule without a selection",
        "Sigma requires a detection with at least one named selection; a rule without one finds nothing.",
        "detection:\n    condition: selection",
        "Add the selection that the rule searches for.",
    ),
    SourceCheck(
        SigmaFault.CONDITION,
        "KB517",
        Severity.ERROR,
        "Sigma rule without a condition",
        "Sigma requires a condition that says how the selections are combined.",
        "detection:\n    selection:\n        Image: a.exe",
        "Add a condition, such as condition: selection.",
    ),
    SourceCheck(
        SigmaFault.SELECTION,
        "KB518",
        Severity.ERROR,
        "condition names an unknown selection",
        "No converter accepts such a rule, so it cannot run anywhere.",
        "detection:\n    selection:\n        Image: a.exe\n    condition: selektion",
        "Correct the name, or add the selection.",
    ),
    SourceCheck(
        SigmaFault.ID,
        "KB519",
        Severity.WARNING,
        "id of a Sigma rule is no UUID",
        "The id is the identity of a rule: correlations, filters and results refer to it.",
        "id: rule-17",
        "Give the rule a fresh UUID.",
    ),
    SourceCheck(
        SigmaFault.ID_TWICE,
        "KB520",
        Severity.ERROR,
        "id of a Sigma rule is used twice",
        "Two rules with one id cannot be told apart by correlations, filters and results.",
        "a copy of a rule that kept its id",
        "Give the copy a new UUID, and say related: derived.",
    ),
    SourceCheck(
        SigmaFault.STATUS,
        "KB521",
        Severity.WARNING,
        "unknown status of a Sigma rule",
        "Sigma knows stable, test, experimental, deprecated and unsupported; the status decides whether a rule counts.",
        "status: draft",
        "Use one of stable, test, experimental, deprecated, unsupported.",
    ),
    SourceCheck(
        SigmaFault.LEVEL,
        "KB522",
        Severity.WARNING,
        "unknown level of a Sigma rule",
        "Sigma knows informational, low, medium, high and critical; the level decides whether a rule counts.",
        "level: severe",
        "Use one of informational, low, medium, high, critical.",
    ),
    SourceCheck(
        SigmaFault.DATE,
        "KB523",
        Severity.WARNING,
        "date of a Sigma rule is no date",
        "A date is written as YYYY-MM-DD; YYYY/MM/DD, which was usual before Sigma 2.0, is read as well.",
        "date: 31.12.2026",
        "Write the date as YYYY-MM-DD.",
    ),
    SourceCheck(
        SigmaFault.TAG,
        "KB524",
        Severity.WARNING,
        "tag of a Sigma rule has a wrong form",
        "A tag is a namespace and a name in lower case with a full stop between; other tools may not recognise it.",
        "tags: [T1059/001]",
        "Write it in the form namespace.name, such as attack.t1059.001.",
    ),
    SourceCheck(
        SigmaFault.RELATED,
        "KB525",
        Severity.WARNING,
        "tie to a related Sigma rule is incomplete",
        "Sigma knows the types derived, obsolete, merged, renamed and similar, each with the id of the other rule.",
        "related:\n    - id: 5f0c2a9e-7c53-4f6b-9d0a-2f4f3c1b8e11\n      type: sibling",
        "State the other rule's id and one of the five types.",
    ),
    SourceCheck(
        SigmaFault.CORRELATION,
        "KB526",
        Severity.ERROR,
        "Sigma correlation is incomplete",
        "A correlation needs a known type, rules, a timespan and, depending on the type, group-by and a condition.",
        "correlation:\n    type: event_count\n    rules: [failed_logon]",
        "Add what the message names.",
    ),
    SourceCheck(
        SigmaFault.FILTER,
        "KB527",
        Severity.ERROR,
        "Sigma filter is incomplete",
        "A filter needs the rules that it tunes, a selection and a condition.",
        "filter:\n    rules: []",
        "Add what the message names.",
    ),
    SourceCheck(
        SigmaFault.REFERENCE,
        "KB528",
        Severity.WARNING,
        "correlation or filter names an unknown rule",
        "The rule is neither in a note nor in a mounted folder, so its techniques are not inherited and the link is missing.",
        "rules: [no_such_rule]",
        "Correct the id or name, or mount the folder that holds the rule.",
    ),
    SourceCheck(
        SigmaFault.SIMULATION,
        "KB529",
        Severity.WARNING,
        "simulation of a Sigma rule names no atomic test",
        "The GUID ties a rule to its test; without one, the entry ties it to nothing.",
        "simulation:\n    - type: atomic-red-team\n      name: Port Scan",
        "Add the test's auto_generated_guid as atomic_guid.",
    ),
)
"""Every finding about Sigma files, in the order of the codes."""


class SigmaReporter(Reporter[SigmaFault]):
    """Keeps the findings about one Sigma file."""

    ROWS: ClassVar = {check.name: check for check in CHECKS}
