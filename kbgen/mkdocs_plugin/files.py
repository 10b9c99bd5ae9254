"""Pages, attachments and data of a `Site` as MkDocs files.

In: a `Site` and MkDocs' file collection, which holds the theme's files only. Out: the collection with everything
that is to be published. Files keep an explicit inclusion level: MkDocs would else leave out what its
default patterns exclude, such as a page under ``templates/``.
"""

import logging
import os
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path, PurePosixPath
from urllib.parse import quote

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError
from mkdocs.structure.files import File, Files, InclusionLevel

from kbgen.mkdocs_plugin.prepared_page import PreparedPage
from kbgen.pages.page import AnyPage, Site
from kbgen.resources import assets

_LOG = logging.getLogger("mkdocs.plugins.kbgen")
_SEARCH_PLUGINS = ("search", "material/search")
_SEARCH_FILES = ("assets/javascripts/lunr/", "assets/javascripts/workers/")

IsModified = Callable[[AnyPage], bool]
"""Tells whether a page differs from the one that the previous build wrote."""


class PageFile(File):
    """The file of one finished page."""

    def __init__(self, page: AnyPage, config: MkDocsConfig, is_modified: IsModified) -> None:
        # A former address may be that of a file.
        file = page.url if page.url.endswith(".html") else None
        path = _inside(f"{page.url}.md" if file else f"{page.url}index.md")
        super().__init__(path, None, config.site_dir, config.use_directory_urls, dest_uri=file)
        self.inclusion = InclusionLevel.NOT_IN_NAV
        self.generated_by = "kbgen"
        self.content_string = ""
        if page.source_path is not None:
            # A template may percent-encode the path by itself, with "{path!q}".
            self.edit_uri = page.source_path if config.edit_uri_template else quote(page.source_path)
        self.is_awaited = False
        """Whether somebody else is going to write the page before MkDocs does."""
        self._page = page
        self._is_modified = is_modified
        PreparedPage(page, self, config)

    def part(self) -> None:
        """Let go of the page, which nobody asks for any more."""
        if isinstance(self.page, PreparedPage):
            self.page.part()
        del self._page

    def is_modified(self) -> bool:
        """Whether a dirty build has to read or write the page again."""
        if self.is_awaited:
            return False
        return not os.path.isfile(self.abs_dest_path) or self._is_modified(self._page)  # noqa: PTH113


class VerbatimFile(File):
    """A file that is published as it is, whatever its name ends in."""

    def __init__(self, path: str, source: Path | bytes, config: MkDocsConfig) -> None:
        super().__init__(_inside(path), None, config.site_dir, config.use_directory_urls)
        self.inclusion = InclusionLevel.INCLUDED
        self.generated_by = "kbgen"
        if isinstance(source, bytes):
            self.content_bytes = source
        else:
            self.abs_src_path = str(source)

    def is_documentation_page(self) -> bool:
        """Never: an attached ``.md`` file is no page."""
        return False

    def is_modified(self) -> bool:
        """Whether a dirty build has to write the file again."""
        if self._content is None:
            return super().is_modified()
        try:
            return Path(self.abs_dest_path).read_bytes() != self.content_bytes
        except OSError:
            return True

    def copy_file(self, dirty: bool = False) -> None:
        """Write the file to the site; one that cannot be read is a warning and no reason to give up."""
        try:
            super().copy_file(dirty)
        except OSError as error:
            _LOG.warning("%r cannot be published: %s", self.src_uri, error.strerror or error)


class MadeFile(File):
    """A file whose content kbgen makes when it is wanted."""

    def __init__(self, path: str, contents: Mapping[str, bytes], config: MkDocsConfig) -> None:
        super().__init__(_inside(path), None, config.site_dir, config.use_directory_urls)
        self.inclusion = InclusionLevel.INCLUDED
        self.generated_by = "kbgen"
        self.is_awaited = False
        """Whether somebody else writes the file, or shows it without that."""
        self._contents = contents
        self._path = path

    def part(self) -> None:
        """Let go of what makes the content, for which nobody asks any more."""
        self._contents = {}

    def make(self) -> bytes:
        """Return the content, which is made anew each time."""
        return self._contents[self._path]

    def is_documentation_page(self) -> bool:
        """Never."""
        return False

    def write(self) -> None:
        """Write the file to the site."""
        target = Path(self.abs_dest_path)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(self.make())

    def copy_file(self, dirty: bool = False) -> None:  # noqa: ARG002 - MkDocs' signature
        """Write the file to the site, unless somebody else does."""
        if not self.is_awaited:
            self.write()


def add_site(files: Files, site: Site, config: MkDocsConfig, is_modified: IsModified) -> list[PreparedPage]:
    """Add everything that the site holds to the collection and return the pages, in the site's order."""
    _drop_unused_search(files, config)
    for file in _made_files(site, config):
        _put(files, file)
    pages = []
    for page in site.pages:
        file = PageFile(page, config, is_modified)
        _put(files, file)
        pages.append(file.page)
    return [page for page in pages if isinstance(page, PreparedPage)]


def add_named_by_config(files: Files, config: MkDocsConfig) -> None:
    """Add the files of the vault that ``mkdocs.yml`` names itself: style sheets, scripts, logo, favicon."""
    scripts = [str(script) for script in config.extra_javascript]
    pictures = [str(config.theme[key]) for key in ("logo", "favicon") if config.theme.get(key)]
    for name in (*config.extra_css, *scripts, *pictures, *config.extra_templates):
        path = PurePosixPath(name)
        source = Path(config.docs_dir, path)
        if not path.is_absolute() and ".." not in path.parts and source.is_file():
            _put(files, VerbatimFile(str(path), source, config))


def _made_files(site: Site, config: MkDocsConfig) -> Iterator[File]:
    for asset in assets():
        yield VerbatimFile(asset.path, asset.content, config)
    for path, source in site.attachments.items():
        yield VerbatimFile(path, source, config)
    for path in site.data:
        yield MadeFile(path, site.data, config)


def _put(files: Files, file: File) -> None:
    older = files.get_file_from_path(file.src_uri)
    if older is not None:
        files.remove(older)
    files.append(file)


def _drop_unused_search(files: Files, config: MkDocsConfig) -> None:
    if any(name in config.plugins for name in _SEARCH_PLUGINS):
        return
    for file in list(files):
        if file.src_uri.startswith(_SEARCH_FILES) or file.src_uri.endswith(".min.js.map"):
            files.remove(file)


def _inside(path: str) -> str:
    if not path.strip("./") or path.startswith("/") or "\0" in path or ".." in path.split("/"):
        raise PluginError(f"kbgen: {path!r} is no path inside the site")
    return path
