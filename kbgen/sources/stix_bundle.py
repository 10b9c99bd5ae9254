"""Reads a STIX source: a bundle in a file, or a folder of bundles as in the repository mitre/cti.

In goes a path, out comes a ``StixBundle``: each object once, typed, and what was found. STIX 2.0 and 2.1 are read
alike. Specification: section 1 of the formats.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from kbgen.diagnostics import Diagnostic, Severity
from kbgen.settings import DEFAULT_LIMITS, InputLimits
from kbgen.source import Location
from kbgen.sources.stix_decode import BundleDecoder
from kbgen.sources.stix_input import InputFile, StixError, name_of, read_input
from kbgen.sources.stix_structs import AnyStixObject


@dataclass(frozen=True, slots=True)
class StixBundle:
    """All objects of a source that kbgen reads."""

    name: str
    """The name of the file or folder, for people."""
    objects: tuple[AnyStixObject, ...]
    """Each identifier once, in its newest version, in the order of the identifiers."""
    places: Mapping[str, Location]
    """Identifier of an object to where it begins; the path is the name of its file for people."""
    skipped: Mapping[str, int]
    """Types that kbgen does not read, with the number of their objects."""
    skipped_ids: frozenset[str]
    """Identifiers of those objects."""
    diagnostics: tuple[Diagnostic, ...]
    """KB611 and KB612 for what cannot be used, KB614 for repeated objects, KB615 for files that are no bundles."""


def read_bundle(path: Path, limits: InputLimits = DEFAULT_LIMITS) -> StixBundle:
    """Return the objects of a file (plain, gzip or xz) or of all JSON files below a folder.

    Raises:
        StixError: the source cannot be read, is larger than a limit, is no JSON or holds no bundle. The message
            names the file and, where there is one, the byte.
    """
    decoder = BundleDecoder()
    bundles = 0
    others: list[Diagnostic] = []
    for file in read_input(path, limits):
        if decoder.decode(file):
            bundles += 1
        else:
            others.append(_no_bundle(file))
    if not bundles:
        raise _nothing(path)
    name = name_of(path)
    objects, repeated = _newest(decoder.objects, name)
    places = {id(item): place for item, place in zip(decoder.objects, decoder.places, strict=True)}
    return StixBundle(
        name=name,
        objects=objects,
        places=MappingProxyType({item.id: places[id(item)] for item in objects}),
        skipped=MappingProxyType(dict(sorted(decoder.skipped.items()))),
        skipped_ids=frozenset(decoder.skipped_ids),
        diagnostics=(*decoder.finish(name), *others, *repeated),
    )


def _nothing(path: Path) -> StixError:
    if path.is_dir():
        return StixError(f"{name_of(path)}: the folder holds no STIX bundle (*.json) ({path})")
    return StixError(f'{path.name}: the file is no STIX bundle, that is an object with "type": "bundle"')


def _no_bundle(file: InputFile) -> Diagnostic:
    message = "the file is JSON but no STIX bundle and is left out"
    return Diagnostic("KB615", Severity.INFO, message, Location(file.name), "move it out of the folder")


def _newest(
    objects: Iterable[AnyStixObject], name: str
) -> tuple[tuple[AnyStixObject, ...], list[Diagnostic]]:
    """Return each object in its newest version, of equal ones the last."""
    newest: dict[str, AnyStixObject] = {}
    differing: set[str] = set()
    for item in objects:
        known = newest.setdefault(item.id, item)
        if known is item:
            continue
        if known != item:
            differing.add(item.id)
        if (item.modified or "") >= (known.modified or ""):
            newest[item.id] = item
    ordered = tuple(newest[key] for key in sorted(newest))
    if not differing:
        return ordered, []
    message = (
        f"of objects in several versions the newest is used: {len(differing):,}, such as {min(differing)}"
    )
    return ordered, [Diagnostic("KB614", Severity.WARNING, message, Location(name))]
