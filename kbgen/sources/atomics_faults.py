"""What can be wrong with a file of atomic tests: names, codes and values.

Specification: Atomic Red Team, ``models.py``. The table ``CHECKS`` is the only place that ties a name to its code.
"""

from enum import Enum
from typing import ClassVar

from kbgen.diagnostics import Severity
from kbgen.sources.sigma_atomics_checks import Reporter, SourceCheck


class AtomicsFault(Enum):
    """The names of the findings about files of atomic tests."""

    YAML = "yaml"
    """The text is not valid YAML."""
    UNREADABLE = "unreadable"
    """A file or folder cannot be read, or a link is not followed."""
    ENCODING = "encoding"
    """A file is not UTF-8."""
    TECHNIQUE = "technique"
    """A file names no technique."""
    FILE_NAME = "file-name"
    """A file's name is that of another technique."""
    DISPLAY_NAME = "display-name"
    """A file has no name for people."""
    NO_TEST = "no-test"
    """A file has no test."""
    INCOMPLETE = "incomplete"
    """A test lacks its name or description."""
    GUID = "guid"
    """A test has no GUID."""
    GUID_FORM = "guid-form"
    """A GUID is none."""
    GUID_TWICE = "guid-twice"
    """A GUID is that of another test."""
    NO_PLATFORM = "no-platform"
    """A test has no platform."""
    PLATFORM = "platform"
    """A platform is unknown."""
    EXECUTOR = "executor"
    """A test has no executor that is known."""
    COMMAND = "command"
    """An executor has nothing to run."""
    PLACEHOLDER = "placeholder"
    """A command names an argument that does not exist."""
    UNUSED = "unused"
    """An argument is used nowhere."""
    ARGUMENT = "argument"
    """An argument is incomplete or has an unknown type."""
    DEPENDENCY = "dependency"
    """A dependency is incomplete."""
    UNKNOWN_KEY = "unknown-key"
    """A key is unknown."""


CHECKS: tuple[SourceCheck[AtomicsFault], ...] = (
    SourceCheck(
        AtomicsFault.YAML,
        "KB530",
        Severity.ERROR,
        "file of atomic tests is not valid YAML",
        "Nothing can be read from the file, so its tests are missing from coverage. "
        "Texts whose aliases stand for a huge number of values count as invalid.",
        "display_name: Foo: bar",
        "Correct the file at the place that the message names.",
    ),
    SourceCheck(
        AtomicsFault.UNREADABLE,
        "KB531",
        Severity.ERROR,
        "file of atomic tests cannot be read",
        "Tests in it are missing from the site and from coverage. Symbolic links that leave the folder are not followed.",
        "a file without read permission",
        "Make it a readable file inside of the folder, or mount a folder without it.",
    ),
    SourceCheck(
        AtomicsFault.ENCODING,
        "KB532",
        Severity.WARNING,
        "file of atomic tests is not UTF-8",
        "YAML is Unicode; in which encoding the file is written is a guess, and characters may be wrong.",
        "a file saved as Windows-1252",
        "Save the file as UTF-8.",
    ),
    SourceCheck(
        AtomicsFault.TECHNIQUE,
        "KB533",
        Severity.ERROR,
        "file of atomic tests without a technique",
        "Without attack_technique, the tests belong to no technique and cover nothing.",
        "attack_technique: Discovery",
        "State the technique as T and four digits, for a sub-technique with a full stop and three more.",
    ),
    SourceCheck(
        AtomicsFault.FILE_NAME,
        "KB534",
        Severity.WARNING,
        "file of atomic tests is named after another technique",
        "What counts is attack_technique; people who go by the file's name look in the wrong place.",
        "T1046/T1046.yaml with attack_technique: T1047",
        "Rename the file, or correct attack_technique.",
    ),
    SourceCheck(
        AtomicsFault.DISPLAY_NAME,
        "KB535",
        Severity.WARNING,
        "file of atomic tests without a name",
        "Atomic Red Team requires a display_name of at least five characters; the page has only the technique's number.",
        "display_name: ''",
        "Add the technique's name as display_name.",
    ),
    SourceCheck(
        AtomicsFault.NO_TEST,
        "KB536",
        Severity.ERROR,
        "file of atomic tests without tests",
        "Atomic Red Team requires at least one test in atomic_tests.",
        "atomic_tests: []",
        "Add a test, or delete the file.",
    ),
    SourceCheck(
        AtomicsFault.INCOMPLETE,
        "KB537",
        Severity.ERROR,
        "atomic test without name or description",
        "Atomic Red Team requires both; without them nobody can tell what the test does.",
        "- description: Scans ports.",
        "Add what the message names.",
    ),
    SourceCheck(
        AtomicsFault.GUID,
        "KB538",
        Severity.WARNING,
        "atomic test of a repository without a GUID",
        "Without a GUID, no rule can name the test and no result can be tied to it.",
        "- name: Port Scan",
        "Add a fresh UUID as auto_generated_guid.",
    ),
    SourceCheck(
        AtomicsFault.GUID_FORM,
        "KB539",
        Severity.WARNING,
        "GUID of an atomic test is no UUID",
        "Rules and results refer to tests by UUID; a value of another form is never found.",
        "auto_generated_guid: test-17",
        "Use a fresh UUID.",
    ),
    SourceCheck(
        AtomicsFault.GUID_TWICE,
        "KB540",
        Severity.ERROR,
        "GUID of an atomic test is used twice in a repository",
        "The GUID identifies a test everywhere; two tests with one cannot be told apart.",
        "a copy of a test that kept its GUID",
        "Give the copy a fresh UUID.",
    ),
    SourceCheck(
        AtomicsFault.NO_PLATFORM,
        "KB541",
        Severity.ERROR,
        "atomic test of a repository without platforms",
        "Without supported_platforms, the test cannot be matched to the rules that should see it.",
        "supported_platforms: []",
        "Add the platforms on which the test runs.",
    ),
    SourceCheck(
        AtomicsFault.PLATFORM,
        "KB542",
        Severity.WARNING,
        "unknown platform of an atomic test",
        "A platform that Atomic Red Team does not know stands for no platform of ATT&CK and counts nowhere.",
        "supported_platforms: [win10]",
        "Use one of windows, linux, macos, containers, azure-ad, office-365, "
        "google-workspace, saas, esxi, iaas, iaas:aws, iaas:azure, iaas:gcp.",
    ),
    SourceCheck(
        AtomicsFault.EXECUTOR,
        "KB543",
        Severity.ERROR,
        "atomic test without a known executor",
        "Atomic Red Team knows powershell, command_prompt, sh, bash and manual; no other runs anywhere.",
        "executor:\n    name: python",
        "Add an executor with one of the five names.",
    ),
    SourceCheck(
        AtomicsFault.COMMAND,
        "KB544",
        Severity.ERROR,
        "executor of an atomic test without a command",
        "An executor needs a command, a manual one needs steps; else there is nothing to do.",
        "executor:\n    name: sh",
        "Add the command, or for a manual test the steps.",
    ),
    SourceCheck(
        AtomicsFault.PLACEHOLDER,
        "KB545",
        Severity.WARNING,
        "placeholder without an input argument",
        "Nothing is filled in for the placeholder, so the command does not do what it should.",
        "command: ping #{host}",
        "Add the argument to input_arguments, or correct its name.",
    ),
    SourceCheck(
        AtomicsFault.UNUSED,
        "KB546",
        Severity.INFO,
        "input argument that is never used",
        "People fill in a value that changes nothing.",
        "input_arguments:\n    port:\n        description: a port that no command names",
        "Use the argument as #{name}, or remove it.",
    ),
    SourceCheck(
        AtomicsFault.ARGUMENT,
        "KB547",
        Severity.WARNING,
        "input argument is incomplete",
        "An argument has a description, a default, and one of the types url, string, path, integer and float.",
        "input_arguments:\n    port:\n        type: number",
        "Add what the message names.",
    ),
    SourceCheck(
        AtomicsFault.DEPENDENCY,
        "KB548",
        Severity.WARNING,
        "dependency of an atomic test is incomplete",
        "A dependency has a description and a command that checks it, both run by a known executor.",
        "dependencies:\n    - description: nmap must be installed",
        "Add what the message names.",
    ),
    SourceCheck(
        AtomicsFault.UNKNOWN_KEY,
        "KB549",
        Severity.WARNING,
        "unknown key in a file of atomic tests",
        "Atomic Red Team forbids keys that it does not know; a misspelt one is not read.",
        "suported_platforms: [windows]",
        "Correct the key, or remove it.",
    ),
)
"""Every finding about files of atomic tests, in the order of the codes."""


class AtomicsReporter(Reporter[AtomicsFault]):
    """Keeps the findings about one file of atomic tests."""

    ROWS: ClassVar = {check.name: check for check in CHECKS}
