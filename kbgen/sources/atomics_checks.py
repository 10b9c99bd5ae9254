"""Reports what is wrong with a file of atomic tests, each check in a function of its own."""

from collections.abc import Callable, Iterator

from kbgen.sources.atomics_faults import AtomicsFault, AtomicsReporter
from kbgen.sources.atomics_model import ARGUMENT_TYPES, EXECUTORS, MANUAL, PLATFORMS
from kbgen.sources.atomics_placeholders import placeholders
from kbgen.sources.atomics_read import FILE_KEYS, TEST_KEYS
from kbgen.sources.sigma_atomics_fields import (
    is_uuid,
    items_of,
    maps_of,
    names_of,
    technique_of,
    text_of,
    verbatim,
)
from kbgen.vault.yaml_node import YamlMap, YamlNode, YamlScalar, scalars

MIN_DISPLAY_NAME = 5
"""Characters that a name for people must have."""
_EXECUTOR_KEYS = frozenset({"name", "command", "cleanup_command", "elevation_required", "steps"})
_ARGUMENT_KEYS = frozenset({"description", "type", "default"})
_DEPENDENCY_KEYS = frozenset({"description", "prereq_command", "get_prereq_command"})
_COMMANDS = ("command", "cleanup_command", "steps")
_PREREQUISITES = ("prereq_command", "get_prereq_command")

Check = Callable[[YamlMap, AtomicsReporter], None]


def check_file(path: str, root: YamlMap, to: AtomicsReporter) -> None:
    """Report what is wrong with a file and its tests."""
    _unknown_keys(root, FILE_KEYS, to)
    _technique(path, root, to)
    name = root.get("display_name")
    if len(text_of(name)) < MIN_DISPLAY_NAME:
        what = (
            "there is no display_name" if not text_of(name) else f"the display_name is only `{text_of(name)}`"
        )
        to.report_at(AtomicsFault.DISPLAY_NAME, what, name or root)
    tests = root.get("atomic_tests")
    if not items_of(tests):
        to.report_at(AtomicsFault.NO_TEST, "there is no test in atomic_tests", tests or root)
    for item in items_of(tests):
        if isinstance(item, YamlMap):
            for check in TEST_CHECKS:
                check(item, to)
        else:
            to.report_at(AtomicsFault.INCOMPLETE, "this test has no fields", item)


def _technique(path: str, root: YamlMap, to: AtomicsReporter) -> None:
    node = root.get("attack_technique")
    stated = technique_of(text_of(node))
    if not stated:
        what = f"`{text_of(node)}` is no technique" if text_of(node) else "there is no attack_technique"
        to.report_at(AtomicsFault.TECHNIQUE, what, node or root)
    named = technique_of(path.rsplit("/", 1)[-1].rpartition(".")[0])
    if node is not None and stated and named and stated != named:
        message = f"the tests are for {stated}, and the file is named after {named}"
        to.report_at(AtomicsFault.FILE_NAME, message, node)


def _keys(test: YamlMap, to: AtomicsReporter) -> None:
    _unknown_keys(test, TEST_KEYS, to)
    _unknown_keys(test.get("executor"), _EXECUTOR_KEYS, to)
    for argument in names_of(test.get("input_arguments")).values():
        _unknown_keys(argument, _ARGUMENT_KEYS, to)
    for dependency in items_of(test.get("dependencies")):
        _unknown_keys(dependency, _DEPENDENCY_KEYS, to)


def _texts(test: YamlMap, to: AtomicsReporter) -> None:
    for name in ("name", "description"):
        node = test.get(name)
        if not text_of(node):
            to.report_at(AtomicsFault.INCOMPLETE, f"{_named(test)} has no {name}", node or test)


def _guid(test: YamlMap, to: AtomicsReporter) -> None:
    node = test.get("auto_generated_guid")
    if node is None or not text_of(node):
        to.report_at(AtomicsFault.GUID, f"{_named(test)} has no auto_generated_guid", node or test)
    elif not is_uuid(text_of(node)):
        message = f"the GUID of {_named(test)} is `{text_of(node)}`, which is no UUID"
        to.report_at(AtomicsFault.GUID_FORM, message, node)


def _platforms(test: YamlMap, to: AtomicsReporter) -> None:
    node = test.get("supported_platforms")
    stated = [item for item in scalars(node) if text_of(item)]
    if not stated:
        to.report_at(AtomicsFault.NO_PLATFORM, f"{_named(test)} has no supported_platforms", node or test)
    for item in stated:
        if text_of(item).lower() not in PLATFORMS:
            to.report_at(AtomicsFault.PLATFORM, f"the platform `{text_of(item)}` is unknown", item)


def _executor(test: YamlMap, to: AtomicsReporter) -> None:
    node = test.get("executor")
    name = names_of(node).get("name")
    word = text_of(name).lower()
    if not word:
        what = (
            f"{_named(test)} has no executor"
            if node is None
            else f"the executor of {_named(test)} has no name"
        )
        to.report_at(AtomicsFault.EXECUTOR, what, name or node or test)
    elif name is not None and word not in EXECUTORS and word != MANUAL:
        to.report_at(AtomicsFault.EXECUTOR, f"the executor `{text_of(name)}` is unknown", name)
    if isinstance(node, YamlMap):
        wanted = "steps" if word == MANUAL else "command"
        if not text_of(node.get(wanted)):
            message = f"the executor of {_named(test)} has no {wanted}"
            to.report_at(AtomicsFault.COMMAND, message, node.get(wanted) or node)


def _arguments(test: YamlMap, to: AtomicsReporter) -> None:
    node = test.get("input_arguments")
    used = {name for text in _texts_with_placeholders(test) for name in placeholders(text)}
    for key, value in node.entries if isinstance(node, YamlMap) else ():
        fields = names_of(value)
        missing = [name for name in ("description", "type") if not text_of(fields.get(name))]
        missing += ["default"] if "default" not in fields else []
        if missing:
            to.report_at(AtomicsFault.ARGUMENT, f"the argument `{key.text}` has no {', '.join(missing)}", key)
        kind = fields.get("type")
        if kind is not None and text_of(kind) and text_of(kind).lower() not in ARGUMENT_TYPES:
            message = f"the argument `{key.text}` has the unknown type `{text_of(kind)}`"
            to.report_at(AtomicsFault.ARGUMENT, message, kind, f"use one of {', '.join(ARGUMENT_TYPES)}")
        if key.text not in used:
            to.report_at(AtomicsFault.UNUSED, f"the argument `{key.text}` is never used", key)


def _placeholders(test: YamlMap, to: AtomicsReporter) -> None:
    known = names_of(test.get("input_arguments"))
    executor, dependencies = test.get("executor"), maps_of(test.get("dependencies"))
    fields = [names_of(executor).get(name) for name in _COMMANDS]
    fields += [entry.get(name) for entry in dependencies for name in _PREREQUISITES]
    for node in fields:
        for name in placeholders(verbatim(node)):
            if name not in known and isinstance(node, YamlScalar):
                message = f"`#{{{name}}}` stands for no input argument of {_named(test)}"
                to.report_at(AtomicsFault.PLACEHOLDER, message, node)


def _dependencies(test: YamlMap, to: AtomicsReporter) -> None:
    entries = items_of(test.get("dependencies"))
    for entry in entries:
        fields = names_of(entry)
        missing = [name for name in ("description", "prereq_command") if not text_of(fields.get(name))]
        if missing:
            to.report_at(AtomicsFault.DEPENDENCY, f"a dependency has no {', '.join(missing)}", entry)
    name = test.get("dependency_executor_name")
    if name is None:
        return
    if not entries:
        to.report_at(
            AtomicsFault.DEPENDENCY, f"{_named(test)} has an executor for dependencies and none", name
        )
    if text_of(name).lower() not in EXECUTORS:
        to.report_at(AtomicsFault.DEPENDENCY, f"the executor `{text_of(name)}` is unknown", name)


TEST_CHECKS: tuple[Check, ...] = (
    _keys,
    _texts,
    _guid,
    _platforms,
    _executor,
    _arguments,
    _placeholders,
    _dependencies,
)
"""What every test is checked for, in this order."""


def _texts_with_placeholders(test: YamlMap) -> Iterator[str]:
    """Yield every text of a test in which an argument may be used."""
    yield verbatim(test.get("description"))
    yield from (verbatim(node) for node in names_of(test.get("executor")).values())
    for entry in maps_of(test.get("dependencies")):
        yield from (verbatim(node) for node in names_of(entry).values())
    for argument in names_of(test.get("input_arguments")).values():
        yield verbatim(names_of(argument).get("default"))


def _unknown_keys(node: YamlNode | None, known: frozenset[str], to: AtomicsReporter) -> None:
    if isinstance(node, YamlMap):
        for key, _ in node.entries:
            if key.text not in known:
                to.report_at(AtomicsFault.UNKNOWN_KEY, f"the key `{key.text}` is unknown", key)


def _named(test: YamlMap) -> str:
    name = text_of(test.get("name"))
    return f'the test "{name}"' if name else "this test"
