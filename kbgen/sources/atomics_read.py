"""Reads the fields of a file of atomic tests; whatever is missing or has another shape is an empty value."""

from collections.abc import Iterator

from kbgen.sources.atomics_model import (
    AtomicsFile,
    AtomicTest,
    Dependency,
    Executor,
    InputArgument,
)
from kbgen.sources.sigma_atomics_fields import (
    is_true,
    maps_of,
    names_of,
    technique_of,
    text_of,
    texts_of,
    verbatim,
)
from kbgen.vault.yaml_node import YamlMap, YamlNode, YamlScalar

FILE_KEYS = frozenset({"attack_technique", "display_name", "atomic_tests"})
"""The keys of a file."""
TEST_KEYS = frozenset(
    "name auto_generated_guid description supported_platforms input_arguments dependencies "
    "dependency_executor_name executor".split()
)
"""The keys of a test."""


def read_file(path: str, text: str, root: YamlMap) -> AtomicsFile:
    """Return the tests of a file."""
    technique = technique_of(text_of(root.get("attack_technique")))
    tests = maps_of(root.get("atomic_tests"))
    return AtomicsFile(
        path=path,
        technique=technique,
        display_name=" ".join(text_of(root.get("display_name")).split()),
        tests=tuple(_test(path, technique, number, entry) for number, entry in enumerate(tests, 1)),
        text=text,
        custom=_custom(root, FILE_KEYS),
    )


def unreadable_file(path: str, text: str) -> AtomicsFile:
    """Return what is known of a file that is not valid YAML: its text, and the technique that its name says."""
    name = path.rsplit("/", 1)[-1].rpartition(".")[0]
    return AtomicsFile(path, technique_of(name), name, (), text, (), is_readable=False)


def _test(path: str, technique: str, number: int, entry: YamlMap) -> AtomicTest:
    get = names_of(entry).get
    guid = get("auto_generated_guid")
    return AtomicTest(
        path=path,
        line=entry.line,
        technique=technique,
        number=number,
        name=" ".join(text_of(get("name")).split()),
        guid=text_of(guid).lower(),
        guid_line=guid.line if guid is not None else entry.line,
        description=text_of(get("description")),
        platforms=tuple(dict.fromkeys(name.lower() for name in texts_of(get("supported_platforms")))),
        executor=_executor(get("executor")),
        arguments=tuple(_arguments(get("input_arguments"))),
        dependencies=tuple(_dependencies(get("dependencies"))),
        dependency_executor_name=text_of(get("dependency_executor_name")).lower(),
        custom=_custom(entry, TEST_KEYS),
    )


def _executor(node: YamlNode | None) -> Executor | None:
    if not isinstance(node, YamlMap):
        return None
    return Executor(
        name=text_of(node.get("name")).lower(),
        command=verbatim(node.get("command")),
        cleanup_command=verbatim(node.get("cleanup_command")),
        elevation_required=is_true(node.get("elevation_required")),
        steps=verbatim(node.get("steps")),
        line=node.line,
    )


def _arguments(node: YamlNode | None) -> Iterator[InputArgument]:
    if not isinstance(node, YamlMap):
        return
    for key, value in node.entries:
        get = names_of(value).get
        yield InputArgument(
            name=key.text,
            description=text_of(get("description")),
            type=text_of(get("type")),
            default=verbatim(get("default")),
            line=key.line,
        )


def _dependencies(node: YamlNode | None) -> Iterator[Dependency]:
    for entry in maps_of(node):
        yield Dependency(
            description=text_of(entry.get("description")),
            prereq_command=verbatim(entry.get("prereq_command")),
            get_prereq_command=verbatim(entry.get("get_prereq_command")),
            line=entry.line,
        )


def _custom(node: YamlMap, known: frozenset[str]) -> tuple[tuple[YamlScalar, YamlNode], ...]:
    return tuple((key, value) for key, value in node.entries if key.text not in known)
