"""Mounts sources: notes in memory that a build sees beside those of the vault and that are never written.

In: which sources, and the folder to which their paths are relative. Out: notes as text, relations between the things
that they describe, what became of old identifiers, and what must be said about licences.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import MappingProxyType
from typing import assert_never

from kbgen.diagnostics import Diagnostic
from kbgen.errors import SettingsError
from kbgen.settings import Source, SourceKind
from kbgen.sources.atomics_notes import atomics_notes
from kbgen.sources.atomics_tree import read_atomics_tree
from kbgen.sources.attack_notes import attack_notes, redirects
from kbgen.sources.attack_release import AttackRelease, read_release
from kbgen.sources.attack_retired import Retired, retired_techniques
from kbgen.sources.sigma_notes import sigma_notes
from kbgen.sources.sigma_tree import read_sigma_tree
from kbgen.sources.source_note import SourceNote
from kbgen.sources.stix_objects import Analytic, DetectionStrategy


@dataclass(frozen=True, slots=True)
class Release:
    """What a site says about a mounted release of ATT&CK."""

    domain: str
    """Such as ``enterprise-attack``."""
    version: str | None
    copyright: str


@dataclass(frozen=True, slots=True)
class MountedAnalytic:
    """An analytic; it has no note of its own but a place in that of its strategy."""

    id: str
    name: str
    strategy_id: str


@dataclass(frozen=True, slots=True)
class Mounted:
    """Everything that the sources yield, together."""

    notes: tuple[SourceNote, ...] = ()
    """By path; paths are unique."""
    releases: tuple[Release, ...] = ()
    analytics: tuple[MountedAnalytic, ...] = ()
    redirects: Mapping[str, str | None] = field(default_factory=dict)
    """Site-relative URL of a page that is gone, to the ATT&CK identifier that replaces the object, if any."""
    retired: Mapping[str, Retired] = field(default_factory=dict)
    """Techniques that the releases have revoked or deprecated, by identifier."""
    kinds: frozenset[SourceKind] = frozenset()
    """Which kinds of sources are mounted."""
    diagnostics: tuple[Diagnostic, ...] = ()
    watched: tuple[Path, ...] = ()
    """Files and folders whose change changes the result."""


NOTHING = Mounted()
"""What no sources yield."""


def mount(sources: Iterable[Source], base: Path) -> Mounted:
    """Return what sources yield.

    Args:
        sources: in the order of the settings; of two notes with one path, the first counts.
        base: folder to which relative paths are relative.

    Raises:
        KbgenError: a source does not exist or cannot be read; the message names it.
    """
    parts = [_mounted(source, base) for source in sources]
    notes: dict[str, SourceNote] = {}
    for part in parts:
        for note in part.notes:
            notes.setdefault(note.path, note)
    gone: dict[str, str | None] = {}
    for part in parts:
        gone = {**part.redirects, **gone}
    return Mounted(
        notes=tuple(notes[path] for path in sorted(notes)),
        releases=tuple(release for part in parts for release in part.releases),
        analytics=tuple(analytic for part in parts for analytic in part.analytics),
        redirects=MappingProxyType(gone),
        retired=MappingProxyType(
            {key: item for part in reversed(parts) for key, item in part.retired.items()}
        ),
        kinds=frozenset(kind for part in parts for kind in part.kinds),
        diagnostics=tuple(finding for part in parts for finding in part.diagnostics),
        watched=tuple(path for part in parts for path in part.watched),
    )


def _mounted(source: Source, base: Path) -> Mounted:
    path = base / source.path
    if not path.exists():
        raise SettingsError(f"sources: {source.path}: no such file or folder (looked in {base})")
    part = _read(source, path)
    prefix = source.path.rstrip("/")
    found = tuple(
        replace(finding, location=replace(finding.location, path=f"{prefix}/{finding.location.path}"))
        if source.kind is not SourceKind.ATTACK
        else finding
        for finding in part.diagnostics
    )
    return replace(part, kinds=frozenset({source.kind}), diagnostics=found, watched=(path,))


def _read(source: Source, path: Path) -> Mounted:
    match source.kind:
        case SourceKind.ATTACK:
            return _attack(read_release(path, version=source.version))
        case SourceKind.SIGMA:
            rules = read_sigma_tree(path)
            return Mounted(notes=sigma_notes(rules), diagnostics=rules.diagnostics)
        case SourceKind.ATOMICS:
            tests = read_atomics_tree(path)
            return Mounted(notes=atomics_notes(tests), diagnostics=tests.diagnostics)
        case _:
            assert_never(source.kind)


def _attack(release: AttackRelease) -> Mounted:
    return Mounted(
        notes=attack_notes(release),
        releases=(Release(release.domain.value, release.version, release.copyright),),
        analytics=tuple(_analytics(release)),
        redirects=redirects(release),
        retired=retired_techniques(release),
        diagnostics=release.diagnostics,
    )


def _analytics(release: AttackRelease) -> Iterable[MountedAnalytic]:
    for strategy in release.live_of(DetectionStrategy):
        for reference in strategy.analytic_refs:
            analytic = release.objects.get(reference)
            if isinstance(analytic, Analytic) and analytic.live:
                yield MountedAnalytic(analytic.attack_id, analytic.name, strategy.attack_id)
