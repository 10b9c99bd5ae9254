"""Mounts sources: notes in memory that a build sees beside those of the vault and that are never written.

In: which sources, and the folder to which their paths are relative. Out: notes as text, relations between the things
that they describe, what became of old identifiers, and what must be said about licences.
"""

from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from types import MappingProxyType
from typing import assert_never

from kbgen.cache import NO_CACHE, Cache, key
from kbgen.diagnostics import Diagnostic
from kbgen.errors import KbgenError, SettingsError
from kbgen.settings import DEFAULT_LIMITS, InputLimits, Source, SourceKind
from kbgen.sources.atomics_notes import atomics_notes
from kbgen.sources.atomics_tree import read_atomics_tree
from kbgen.sources.attack_analytics import (
    MountedAnalytic,
    UsedLogSource,
    component_log_sources,
    mounted_analytics,
)
from kbgen.sources.attack_notes import attack_notes, cited_sources, redirects
from kbgen.sources.attack_release import AttackRelease, read_release
from kbgen.sources.attack_retired import Retired, retired_objects
from kbgen.sources.codec import Codec
from kbgen.sources.input_content import require_digest
from kbgen.sources.sigma_notes import sigma_notes
from kbgen.sources.sigma_tree import read_sigma_tree
from kbgen.sources.source_note import CitedSource, SourceNote


@dataclass(frozen=True, slots=True)
class Release:
    """What a site says about a mounted release of ATT&CK."""

    domain: str
    """Such as ``enterprise-attack``."""
    version: str | None
    copyright: str


@dataclass(frozen=True, slots=True)
class Mounted:
    """Everything that the sources yield, together."""

    notes: tuple[SourceNote, ...] = ()
    """By path; paths are unique."""
    releases: tuple[Release, ...] = ()
    analytics: tuple[MountedAnalytic, ...] = ()
    """Each identifier once."""
    log_sources: Mapping[str, tuple[UsedLogSource, ...]] = field(default_factory=dict)
    """Identifier of a data component to the log sources that it names."""
    cited: Mapping[str, CitedSource] = field(default_factory=dict)
    """What texts of the releases cite, by name."""
    redirects: Mapping[str, str | None] = field(default_factory=dict)
    """Site-relative URL of a page that is gone, to the ATT&CK identifier that replaces the object, if any."""
    retired: Mapping[str, Retired] = field(default_factory=dict)
    """Techniques, groups, software, campaigns and data sources that are revoked or deprecated, by identifier."""
    kinds: frozenset[SourceKind] = frozenset()
    """Which kinds of sources are mounted."""
    diagnostics: tuple[Diagnostic, ...] = ()
    watched: tuple[Path, ...] = ()
    """Files and folders whose change changes the result."""


NOTHING = Mounted()
"""What no sources yield."""
_CODEC = Codec(Mounted)


def mount(
    sources: Iterable[Source],
    base: Path,
    limits: InputLimits = DEFAULT_LIMITS,
    *,
    complete: bool = False,
    cache: Cache = NO_CACHE,
    jobs: int | None = None,
) -> Mounted:
    """Return what sources yield.

    Args:
        sources: in the order of the settings; of two notes with one path, the first counts and takes the other's
            relations.
        base: folder to which relative paths are relative.
        limits: how much of a source is read.
        complete: whether notes list relations and cited sources in their text, as notes of a vault have to; pages of a
            site show them from the graph.
        cache: keeps what is read between runs.
        jobs: processes to use, one for each core when not given.

    Raises:
        KbgenError: a source does not exist or cannot be read; the message names it.
    """
    read = partial(_read, limits=limits, complete=complete, cache=cache, jobs=jobs)
    parts = [_mounted(source, base, read) for source in sources]
    notes: dict[str, SourceNote] = {}
    for part in parts:
        for note in part.notes:
            first = notes.setdefault(note.path, note)
            if first is not note:
                relations = dict.fromkeys((*first.relations, *note.relations))
                notes[note.path] = replace(first, relations=tuple(relations))
    gone: dict[str, str | None] = {}
    for part in parts:
        gone = {**part.redirects, **gone}
    return Mounted(
        notes=tuple(notes[path] for path in sorted(notes)),
        releases=tuple(release for part in parts for release in part.releases),
        analytics=tuple({item.id: item for part in reversed(parts) for item in part.analytics}.values()),
        log_sources=MappingProxyType(
            {key: found for part in reversed(parts) for key, found in part.log_sources.items()}
        ),
        cited=MappingProxyType({name: item for part in reversed(parts) for name, item in part.cited.items()}),
        redirects=MappingProxyType(gone),
        retired=MappingProxyType(
            {key: item for part in reversed(parts) for key, item in part.retired.items()}
        ),
        kinds=frozenset(kind for part in parts for kind in part.kinds),
        diagnostics=tuple(finding for part in parts for finding in part.diagnostics),
        watched=tuple(path for part in parts for path in part.watched),
    )


def _mounted(source: Source, base: Path, read: Callable[[Source, Path], Mounted]) -> Mounted:
    if source.is_url:
        raise SettingsError(f"sources: {source.path}: has to be downloaded before it is mounted")
    path = base / source.path
    if not path.exists():
        raise SettingsError(f"sources: {source.path}: no such file or folder (looked in {base})")
    if source.sha256 is not None:
        require_digest(path, source.name, source.sha256)
    try:
        part = read(source, path)
    except KbgenError as error:
        if source.url:
            raise SettingsError(f"{error} (to download it again, delete {path})") from error
        raise
    prefix = source.name
    found = tuple(
        replace(finding, location=replace(finding.location, path=f"{prefix}/{finding.location.path}"))
        if source.kind is not SourceKind.ATTACK
        else finding
        for finding in part.diagnostics
    )
    notes = tuple(
        replace(note, origin=f"{prefix}/{note.origin}") if source.kind is not SourceKind.ATTACK else note
        for note in part.notes
    )
    return replace(part, notes=notes, kinds=frozenset({source.kind}), diagnostics=found, watched=(path,))


def _read(
    source: Source, path: Path, limits: InputLimits, *, complete: bool, cache: Cache, jobs: int | None
) -> Mounted:
    match source.kind:
        case SourceKind.ATTACK:
            return _kept_attack(source, path, limits, complete=complete, cache=cache)
        case SourceKind.SIGMA:
            rules = read_sigma_tree(path, cache, jobs, limits=limits, folder=source.folder)
            return Mounted(notes=sigma_notes(rules), diagnostics=rules.diagnostics)
        case SourceKind.ATOMICS:
            tests = read_atomics_tree(path, cache, jobs, limits=limits, folder=source.folder)
            return Mounted(notes=atomics_notes(tests), diagnostics=tests.diagnostics)
        case _:
            assert_never(source.kind)


def _kept_attack(source: Source, path: Path, limits: InputLimits, *, complete: bool, cache: Cache) -> Mounted:
    """Return what a release yields: from the cache where its file and all that matters beside it are the same."""
    name = ""
    with suppress(OSError):
        if path.is_file() and path.stat().st_size <= limits.max_input_bytes:
            name = key(path.name, source.version or "", str(complete), str(limits), path.read_bytes())
    data = cache.get("attack", name) if name else None
    known = _CODEC.decode(data) if data is not None else None
    if known is not None:
        return known
    found = _attack(read_release(path, limits, version=source.version), complete=complete)
    encoded = _CODEC.encode(found) if name else None
    if encoded is not None:
        cache.put("attack", name, encoded)
    return found


def _attack(release: AttackRelease, *, complete: bool) -> Mounted:
    return Mounted(
        notes=attack_notes(release, complete=complete),
        releases=(Release(release.domain.value, release.version, release.copyright),),
        analytics=tuple(mounted_analytics(release)),
        log_sources=component_log_sources(release),
        cited=cited_sources(release),
        redirects=redirects(release),
        retired=retired_objects(release),
        diagnostics=release.diagnostics,
    )
