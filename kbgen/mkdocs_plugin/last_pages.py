"""Pages of the last build, taken over where a page shows the same again: then it is neither coloured, framed nor written.

The cache keeps, for a site's folder, a digest of everything that each page shows, and the state in which the build left
the folder. Somebody who changes a file there gets all pages anew.
"""

import os
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import msgspec

from kbgen import clock
from kbgen.cache import Cache, key
from kbgen.mkdocs_plugin.frame import Frame
from kbgen.mkdocs_plugin.prepared_page import PreparedPage
from kbgen.mkdocs_plugin.shell import shell_digest
from kbgen.render.late_code import without_secret

_GROUP = "pages"


@dataclass(frozen=True, slots=True)
class _Remembered:
    """What the cache keeps of a site."""

    state: str
    pages: dict[str, str]


@dataclass(frozen=True, slots=True)
class LastPages:
    """The pages that stand in a site's folder."""

    folder: Path
    digests: Mapping[str, str]
    """Site-relative path of a page's file to the digest of what it shows."""

    def take_over(self, path: str, digest: str, target: Path) -> bool:
        """Put the file of a page in its place if it shows what the digest says; return whether it does.

        Args:
            path: site-relative path of the file.
            digest: of what the page is to show.
            target: where the file is wanted.
        """
        if self.digests.get(path) != digest:
            return False
        try:
            target.parent.mkdir(parents=True, exist_ok=True)
            os.link(self.folder / path, target)
        except OSError:
            return False
        return True


def recall_pages(cache: Cache, site: Path, state: str) -> LastPages | None:
    """Return the pages of the last build of a site; None where its folder is in another state than that build left."""
    stored = cache.get(_GROUP, key(str(site)))
    if stored is not None:
        with suppress(msgspec.MsgspecError):
            known = msgspec.msgpack.decode(stored, type=_Remembered)
            return LastPages(site, known.pages) if known.state == state else None
    return None


def remember_pages(cache: Cache, site: Path, state: str, digests: Mapping[str, str]) -> None:
    """Keep what the pages of a site show, by the paths of their files, with the state of its folder."""
    with suppress(UnicodeError):
        # Half a character, as file names may hold, cannot be stored.
        cache.put(_GROUP, key(str(site)), msgspec.msgpack.encode(_Remembered(state, dict(digests))))


def digest_of_frame(frame: Frame) -> str:
    """Return a digest of all that is around the content of every page."""
    return key(shell_digest(frame.config, frame.site), clock.today().isoformat())


def digest_of_page(frame: str, page: PreparedPage) -> str:
    """Return a digest of everything that a page shows, in the frame with this digest."""
    content = page.draft()
    around = (
        page.title,
        page.trail,
        page.nav_place,
        page.leads_section,
        page.redirect,
        page.canonical_url,
        page.edit_url,
        page.meta,
    )
    told = (content.url, content.title, content.toc, content.description, content.source_path)
    loaded = (content.styles, content.scripts, content.updated, content.code)
    return key(frame, without_secret(content.html), repr(around), repr(told), repr(loaded))
