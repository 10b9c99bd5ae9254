"""The pages of a site in shards for the text index: each is indexed by itself, and again only after it changed.

To which shard a page belongs follows from its address alone, so that an edit leaves the other shards as they are. Shards
also bound the memory: Pagefind keeps all words of the pages that it indexes.
"""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path

from kbgen.mkdocs_plugin.search.small_pages import indexed_part, small_page

_PAGES = 450
"""Pages of a shard at most, about."""


@dataclass(frozen=True, slots=True)
class IndexedPage:
    """A page with text for the index."""

    path: str
    """Site-relative path of its file."""
    digest: bytes
    """Of everything on it that the index may hold."""


@dataclass(frozen=True, slots=True)
class Shard:
    """Pages that are indexed together."""

    pages: tuple[IndexedPage, ...]
    """In the order of their paths."""

    @property
    def digest(self) -> bytes:
        """Return a digest of everything that the index of this shard depends on but Pagefind."""
        digest = blake2b(digest_size=16)
        for page in self.pages:
            digest.update(f"{page.path}\n".encode("utf-8", "surrogateescape"))
            digest.update(page.digest)
        return digest.digest()

    def copy_to(self, folder: Path, site: Path) -> None:
        """Write what Pagefind needs of the shard's pages into a folder."""
        for page in self.pages:
            part = indexed_part((site / page.path).read_bytes())
            if part is not None:
                target = folder / page.path
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_bytes(small_page(part))


def shards_of(site: Path) -> list[Shard]:
    """Return the shards of the site in a folder; those without a page are left out.

    Raises:
        OSError: a page cannot be read.
    """
    pages = sorted(_indexed(site), key=lambda page: page.path)
    count = 1
    while count * _PAGES < len(pages):
        count *= 2
    members: list[list[IndexedPage]] = [[] for _ in range(count)]
    for page in pages:
        members[_number(page.path) % count].append(page)
    return [Shard(tuple(each)) for each in members if each]


def _indexed(site: Path) -> Iterator[IndexedPage]:
    for folder, folders, names in os.walk(site):
        folders[:] = [name for name in folders if not name.startswith(".")]
        for name in names:
            if not name.endswith(".html"):
                continue
            path = Path(folder, name)
            part = indexed_part(path.read_bytes())
            if part is not None:
                digest = blake2b(part, digest_size=16)
                yield IndexedPage(path.relative_to(site).as_posix(), digest.digest())


def _number(path: str) -> int:
    digest = blake2b(path.encode("utf-8", "surrogateescape"), digest_size=8)
    return int.from_bytes(digest.digest(), "big")
