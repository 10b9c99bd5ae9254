"""What the last build of a site was made from, and what it left: where both are as they were, nothing is to be done.

The cache keeps, under a digest of everything on which a build depends, what the build said and a digest of the files in
the site's folder by name, size and time. Somebody who changes or deletes one of them gets all of them anew. Builds in
which other plugins or hooks take part are never remembered: nobody knows on what those depend.
"""

import os
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec
from mkdocs.config.defaults import MkDocsConfig

from kbgen.cache import Cache, key
from kbgen.diagnostics import Diagnostic
from kbgen.fingerprint import content_of, fingerprint
from kbgen.mkdocs_plugin.other_plugins import others_follow
from kbgen.project import Project
from kbgen.resources import templates_folder

_GROUP = "build"
_ELSEWHERE = ("plugins", "hooks", "theme", "site_dir")
"""Values of the configuration that count in another way, or not at all."""


@dataclass(frozen=True, slots=True)
class RememberedBuild:
    """What a build said, and what it left."""

    pages: int
    diagnostics: tuple[Diagnostic, ...]
    notices: tuple[str, ...]
    site: str
    """Digest of the site's folder."""


def digest_of_build(config: MkDocsConfig, project: Project, site: Path) -> str | None:
    """Return a digest of everything on which a build depends; None where other plugins or hooks take part.

    Raises:
        KbgenError: the vault cannot be listed.
    """
    if config.hooks or others_follow(config):
        return None
    theme = config.theme
    folders = (path for path in (theme.custom_dir, str(templates_folder())) if path)
    named = (Path(config.docs_dir, str(name)) for name in (*config.extra_css, *config.extra_javascript))
    return key(
        fingerprint(project),
        str(site),
        _text({name: value for name, value in config.items() if name not in _ELSEWHERE}),
        _text(dict(theme.items())),
        repr(theme.dirs),
        *(part for path in project.vault.attachments for part in content_of(project.folder / path)),
        *(part for path in named for part in content_of(path)),
        *(part for folder in folders for path in _files(Path(folder)) for part in content_of(path)),
        repr(sorted(project.history.items())),
    )


def recall(cache: Cache, digest: str, state: str) -> RememberedBuild | None:
    """Return what the build with this digest said, if the site is in the state in which that left it."""
    stored = cache.get(_GROUP, digest)
    if stored is not None:
        with suppress(msgspec.MsgspecError):
            build = msgspec.msgpack.decode(stored, type=RememberedBuild)
            return build if build.site == state else None
    return None


def remember(
    cache: Cache, digest: str, state: str, pages: int, said: tuple[tuple[Diagnostic, ...], tuple[str, ...]]
) -> None:
    """Keep what a build said, and the state of the site; ``said`` is its diagnostics and notices."""
    build = RememberedBuild(pages, *said, state)
    with suppress(UnicodeError):
        # Half a character, as file names may hold, cannot be stored.
        cache.put(_GROUP, digest, msgspec.msgpack.encode(build))


def _text(values: dict[str, Any]) -> str:
    return repr(sorted((name, repr(value)) for name, value in values.items()))


def state_of_site(site: Path) -> str:
    """Return a digest of the files in a site's folder by name, size and time."""
    states = ((path, path.lstat()) for path in _files(site))
    return key(*(f"{path.relative_to(site)}\n{state.st_size} {state.st_mtime_ns}" for path, state in states))


def _files(folder: Path) -> Iterator[Path]:
    for place, inner, names in os.walk(folder):
        inner.sort()
        yield from (Path(place, name) for name in sorted(names))
