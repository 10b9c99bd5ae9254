"""Atomic tests as values, with the places of what they state. Specification: Atomic Red Team, ``models.py``."""

from dataclasses import dataclass

from kbgen.diagnostics import Diagnostic
from kbgen.vault.yaml_node import YamlNode, YamlScalar

PLATFORMS = {
    "windows": "Windows",
    "linux": "Linux",
    "macos": "macOS",
    "containers": "Containers",
    "iaas": "IaaS",
    "iaas:aws": "Iaas:aws",
    "iaas:azure": "Iaas:azure",
    "iaas:gcp": "Iaas:gcp",
    "azure-ad": "Azure-ad",
    "office-365": "Office-365",
    "google-workspace": "Google-workspace",
    "saas": "SaaS",
    "esxi": "ESXi",
}
"""The platforms, and how notes name them: as the seed vault does, where it has them."""
EXECUTORS = ("powershell", "command_prompt", "sh", "bash")
"""What may run a command."""
MANUAL = "manual"
"""The executor of tests that a person performs."""
ARGUMENT_TYPES = ("url", "string", "path", "integer", "float")
"""The types of input arguments, in lower case."""


@dataclass(frozen=True, slots=True)
class InputArgument:
    """A value that a person may choose before a test runs."""

    name: str
    description: str
    type: str
    """As written, such as ``string`` or ``Path``."""
    default: str
    """Its text; empty where there is none."""
    line: int
    """Line in the file, counted from 1."""


@dataclass(frozen=True, slots=True)
class Dependency:
    """Something that must be there before a test can run."""

    description: str
    prereq_command: str
    """Tells whether it is there."""
    get_prereq_command: str
    """Makes it be there."""
    line: int
    """Line in the file, counted from 1."""


@dataclass(frozen=True, slots=True)
class Executor:
    """How a test is run. Commands are text and never run by kbgen."""

    name: str
    """One of ``EXECUTORS``, or ``MANUAL``; in lower case."""
    command: str
    cleanup_command: str
    """Empty where there is none."""
    elevation_required: bool
    steps: str
    """What a person has to do; only for ``MANUAL``."""
    line: int
    """Line in the file, counted from 1."""


@dataclass(frozen=True, slots=True)
class AtomicTest:
    """One test. Its GUID is its identity; its number in the file is not stable."""

    path: str
    """Path of the file in the mounted folder, with ``/`` separators."""
    line: int
    """Line in the file, counted from 1."""
    technique: str
    """Canonical identifier, such as ``T1059.001``; empty where the file states none."""
    number: int
    """Place in the file, counted from 1."""
    name: str
    guid: str
    """In lower case; empty where there is none."""
    guid_line: int
    """Line in the file of the GUID, or of the test where it has none; counted from 1."""
    description: str
    platforms: tuple[str, ...]
    """In lower case, such as ``windows`` or ``iaas:aws``."""
    executor: Executor | None
    arguments: tuple[InputArgument, ...]
    dependencies: tuple[Dependency, ...]
    dependency_executor_name: str
    """What runs the commands of the dependencies; empty where the test does not say."""
    custom: tuple[tuple[YamlScalar, YamlNode], ...]
    """Keys that Atomic Red Team does not know, with their values."""

    @property
    def origin(self) -> str:
        """Return the place for people, such as ``T1046/T1046.yaml:5``."""
        return f"{self.path}:{self.line}"

    @property
    def dependency_executor(self) -> str:
        """Return what runs the commands of the dependencies: what is stated, else what runs the test."""
        return self.dependency_executor_name or (self.executor.name if self.executor else "")


@dataclass(frozen=True, slots=True)
class AtomicsFile:
    """The tests for one technique."""

    path: str
    """Path in the mounted folder, with ``/`` separators."""
    technique: str
    """Canonical identifier, such as ``T1059.001``; empty where the file states none that is one."""
    display_name: str
    tests: tuple[AtomicTest, ...]
    """In the order of the file."""
    text: str
    """The file as it stands."""
    custom: tuple[tuple[YamlScalar, YamlNode], ...]
    """Keys that Atomic Red Team does not know, with their values."""
    is_readable: bool = True
    """False where the YAML is invalid, so that only the text is known."""


@dataclass(frozen=True, slots=True)
class AtomicsTree:
    """All that a folder of atomic tests holds, by path."""

    files: tuple[AtomicsFile, ...]
    diagnostics: tuple[Diagnostic, ...]
    """KB530 to KB549, in order; paths are those in the folder."""
    left_out: tuple[str, ...]
    """Paths of YAML files that are something else, such as what tests bring along."""

    @property
    def tests(self) -> tuple[AtomicTest, ...]:
        """Return all tests, by path and in the order of the files."""
        return tuple(test for file in self.files for test in file.tests)
