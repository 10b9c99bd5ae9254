"""Where a vault stands in its repository: systems of continuous integration count paths from there.

The root is the nearest folder, at or above the vault, that Git has marked as one (it holds ``.git``). Without any, it is
the current folder where the vault lies in it, and otherwise the vault itself.
"""

import os
from collections.abc import Iterable
from pathlib import Path

from kbgen.checks.coverage import SETTINGS_FILE
from kbgen.cli.target import Target
from kbgen.settings import Source, SourceKind


def repository_root(vault: Path) -> Path:
    """Return the root of the repository that holds a vault, as an absolute path."""
    folder, current = vault.resolve(), Path.cwd().resolve()
    for candidate in (folder, *folder.parents):
        if (candidate / ".git").exists():
            return candidate
    return current if folder.is_relative_to(current) else folder


def vault_prefix(vault: Path) -> str:
    """Return a vault's folder as seen from its repository's root, ending in ``/``; empty where they are the same."""
    path = vault.resolve().relative_to(repository_root(vault)).as_posix()
    return "" if path == "." else f"{path}/"


def paths_elsewhere(target: Target, paths: Iterable[str]) -> dict[str, str]:
    """Return those paths of findings that are not in the vault, with their paths as seen from the repository's root.

    Args:
        target: the vault with its settings.
        paths: paths as findings have them: in the vault, with a source's path or name before them, or that of the settings.
    """
    base = target.config_file.parent if target.config_file is not None else target.vault
    root = repository_root(target.vault)
    found: dict[str, str] = {}
    for path in sorted(set(paths)):
        if path == SETTINGS_FILE and target.config_file is not None:
            found[path] = Path(os.path.relpath(target.config_file.resolve(), root)).as_posix()
            continue
        for source in target.settings.sources:
            place = _place(base, source, path)
            if place is not None and not (target.vault / path).exists():
                found.setdefault(path, Path(os.path.relpath(place.resolve(), root)).as_posix())
    return found


def _place(base: Path, source: Source, path: str) -> Path | None:
    """Return where the file of a finding is, if it is in a source."""
    folder = base / source.path
    name = folder.name if source.kind is SourceKind.ATTACK else source.path.rstrip("/")
    if path == name:
        return folder
    return folder / path.removeprefix(f"{name}/") if path.startswith(f"{name}/") else None
