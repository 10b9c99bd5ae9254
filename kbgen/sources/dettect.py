"""Reads which data components DeTT&CT rates as available for analysis.

In: files of the type ``data-source-administration``, version 1.1 or 1.0. Out: a component for each rating that says
``available_for_data_analytics: true``, with the platforms of the systems to which the rating applies.

The two versions differ in shape: 1.0 has no list of ratings in a data source but its one rating beside its name, and no
list of systems but one ``platform`` for the whole file.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path

from kbgen.diagnostics import Diagnostic
from kbgen.errors import SettingsError
from kbgen.settings import DEFAULT_LIMITS, InputLimits
from kbgen.source import Location
from kbgen.sources.dettect_faults import DettectFault, DettectReporter
from kbgen.sources.sigma_atomics_fields import is_true, maps_of, names_of, text_of, texts_of
from kbgen.vault.decode_text import decode
from kbgen.vault.yaml12 import load_yaml
from kbgen.vault.yaml_fault import YamlFault
from kbgen.vault.yaml_node import YamlList, YamlMap, YamlNode

FILE_TYPE = "data-source-administration"
"""The type of the files that say what is collected."""
_VERSIONS = ("1.1", "1.0", "1")
_OWN = "[dett&ct data source]"
_ALL = "all"
_FALSE = frozenset({"false", "no", "off"})
_PLATFORMS = {
    name.casefold(): name
    for name in (
        *(
            "Windows",
            "Linux",
            "macOS",
            "ESXi",
            "PRE",
            "IaaS",
            "SaaS",
            "Containers",
            "Network Devices",
            "Network",
        ),
        *(
            "Office Suite",
            "Office 365",
            "Google Workspace",
            "Identity Provider",
            "Azure AD",
            "AWS",
            "Azure",
            "GCP",
        ),
        *("Android", "iOS", "None", "Control Server", "Data Historian", "Engineering Workstation"),
        *("Field Controller/RTU/PLC/IED", "Human-Machine Interface", "Input/Output Server"),
        "Safety Instrumented System/Protection Relay",
    )
}
"""Names that platforms have, or have had, in ATT&CK, by themselves in lower case."""
_ANYWHERE: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class AvailableComponent:
    """A data component that is available for analysis."""

    name: str
    """Name in ATT&CK, or of a data source of DeTT&CT's own; without the note that says the latter."""
    is_own: bool
    """True for a data source of DeTT&CT's own, which is none of ATT&CK's data components."""
    platforms: tuple[str, ...]
    """As written; empty where it is available wherever there is such a thing."""
    origin: Location


@dataclass(frozen=True, slots=True)
class Dettect:
    """What files of DeTT&CT say."""

    components: tuple[AvailableComponent, ...] = ()
    """In the order of the files."""
    is_stated: bool = False
    """True where at least one file could be read, so that what it does not name is not available."""
    diagnostics: tuple[Diagnostic, ...] = ()
    """KB713 and KB714, with the paths of the settings."""
    watched: tuple[Path, ...] = ()
    """Files whose change changes the result."""


def read_dettect(paths: Iterable[str], base: Path, limits: InputLimits = DEFAULT_LIMITS) -> Dettect:
    """Return what files of DeTT&CT say.

    Args:
        paths: as the settings name them.
        base: folder to which relative paths are relative.
        limits: how much is read of a file.

    Raises:
        SettingsError: there is no such file, or the system does not let it be read.
    """
    components: list[AvailableComponent] = []
    diagnostics: list[Diagnostic] = []
    is_stated = False
    files = {path: base / path for path in paths}
    for path, file in files.items():
        to = DettectReporter(path)
        root = _root(_data(path, file), limits, to)
        if root is not None:
            components += _File(path, root, to).components()
            is_stated = True
        diagnostics += to.found
    return Dettect(tuple(components), is_stated, tuple(diagnostics), tuple(files.values()))


def _data(path: str, file: Path) -> bytes:
    if not file.is_file():
        problem = "is no file" if file.exists() else "there is no such file"
        raise SettingsError(f"coverage.dettect: {path}: {problem} (looked in {file.parent})")
    try:
        return file.read_bytes()
    except OSError as error:
        reason = error.strerror or "the system gives no reason"
        raise SettingsError(f"coverage.dettect: {path}: cannot be read: {reason}") from error


def _root(data: bytes, limits: InputLimits, to: DettectReporter) -> YamlMap | None:
    """Return the map that a file is, or None, with what is wrong reported."""
    if len(data) > limits.max_yaml_bytes:
        to.report(DettectFault.FILE, f"the file is larger than {limits.max_yaml_bytes:,} bytes", 1)
        return None
    outcome = load_yaml(decode(data, "cp1252").text)
    if isinstance(outcome, YamlFault):
        message = f"this is not valid YAML: {outcome.message}"
        to.report(DettectFault.FILE, message, outcome.line, outcome.column, "correct the line")
        return None
    root = outcome.root
    if not isinstance(root, YamlMap):
        to.report(DettectFault.FILE, "this is no file of DeTT&CT", 1)
        return None
    kind = root.get("file_type")
    if text_of(kind).casefold() != FILE_TYPE:
        told = f"the file_type is {text_of(kind)}" if text_of(kind) else "the file has no file_type"
        to.report_at(DettectFault.FILE, told, kind or root)
        return None
    if not isinstance(root.get("data_sources"), YamlList):
        message = "the file has no list of data_sources"
        to.report_at(DettectFault.FILE, message, root.get("data_sources") or root, "add the list")
        return None
    return root


class _File:
    """One file of the right type."""

    def __init__(self, path: str, root: YamlMap, to: DettectReporter) -> None:
        self._path = path
        self._root = root
        self._to = to
        self._whole = self._platforms(root.get("platform"))
        systems = dict(self._stated_systems())
        self._systems = {name.casefold(): platforms for name, platforms in systems.items()}
        self._names = {name.casefold(): name for name in systems}

    def components(self) -> Iterator[AvailableComponent]:
        """Yield what is available."""
        version = self._root.get("version")
        if text_of(version) not in _VERSIONS:
            message = f"version {text_of(version) or 'unknown'} of the file format is read as if it were 1.1"
            self._entry(message, version or self._root, "expected 1.1 or 1.0")
        for entry in maps_of(self._root.get("data_sources")):
            name = text_of(entry.get("data_source_name"))
            if not name:
                self._entry("a data source has no data_source_name", entry, "add its name")
                continue
            is_own = name.casefold().endswith(_OWN)
            shown = name[: -len(_OWN)].strip() if is_own else name
            for rating in _ratings(entry):
                platforms = self._where(rating)
                if self._is_available(shown, rating) and platforms is not None:
                    place = Location(self._path, entry.line, entry.column)
                    yield AvailableComponent(shown, is_own, platforms, place)

    def _is_available(self, name: str, rating: YamlMap) -> bool:
        node = rating.get("available_for_data_analytics")
        if is_true(node):
            return True
        if text_of(node).casefold() not in _FALSE:
            message = f"{name}: available_for_data_analytics is neither true nor false"
            self._entry(message, node or rating, "it counts as false")
        return False

    def _where(self, rating: YamlMap) -> tuple[str, ...] | None:
        """Return the platforms to which a rating applies; None where it applies to no system that there is."""
        names = texts_of(rating.get("applicable_to")) or (_ALL,)
        found: list[tuple[str, ...]] = []
        for name in names:
            if name.casefold() == _ALL:
                found += self._systems.values() or [self._whole]
            elif name.casefold() in self._systems:
                found.append(self._systems[name.casefold()])
            else:
                self._unknown_system(name, rating.get("applicable_to") or rating)
        return _together(found) if found else None

    def _unknown_system(self, name: str, node: YamlNode) -> None:
        near = get_close_matches(name.casefold(), self._systems, n=1)
        hint = f'did you mean "{self._names[near[0]]}"?' if near else "add it to the systems, or use all"
        self._entry(f'no system is called "{name}"', node, hint)

    def _stated_systems(self) -> Iterator[tuple[str, tuple[str, ...]]]:
        for system in maps_of(self._root.get("systems")):
            name = text_of(system.get("applicable_to"))
            if name:
                yield name, self._platforms(system.get("platform"))
            else:
                self._entry("a system has no applicable_to", system, "add its name")

    def _platforms(self, node: YamlNode | None) -> tuple[str, ...]:
        names = texts_of(node)
        if any(name.casefold() == _ALL for name in names):
            return _ANYWHERE
        for name in names:
            if name.casefold() not in _PLATFORMS and node is not None:
                near = get_close_matches(name.casefold(), _PLATFORMS, n=1)
                hint = f'did you mean "{_PLATFORMS[near[0]]}"?' if near else "use the names of ATT&CK"
                self._entry(f'no platform is called "{name}"', node, hint)
        return names

    def _entry(self, message: str, node: YamlNode, hint: str) -> None:
        self._to.report_at(DettectFault.ENTRY, message, node, hint)


def _ratings(entry: YamlMap) -> Iterator[YamlMap]:
    """Yield the ratings of a data source: those in its list, a single one, or itself."""
    stated: Mapping[str, YamlNode] = names_of(entry)
    match stated.get("data_source"):
        case YamlMap() as single:
            yield single
        case YamlList() as several:
            yield from maps_of(several)
        case _:
            yield entry


def _together(parts: Iterable[tuple[str, ...]]) -> tuple[str, ...]:
    found = list(parts)
    if _ANYWHERE in found:
        return _ANYWHERE
    return tuple(dict.fromkeys(name for part in found for name in part))
