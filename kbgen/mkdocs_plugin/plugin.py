"""MkDocs' hooks. They only delegate: to `files`, `navigation`, `shell`, `report` and `watch`."""

import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from jinja2 import Environment
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.livereload import LiveReloadServer
from mkdocs.plugins import BasePlugin, event_priority
from mkdocs.structure.files import Files
from mkdocs.structure.nav import Navigation

from kbgen.cache import NO_CACHE, Cache
from kbgen.diagnostics import Diagnostic
from kbgen.downloads import download_sources
from kbgen.executors import Backend
from kbgen.memory import few_collections
from kbgen.mkdocs_plugin.cache_folder import open_cache
from kbgen.mkdocs_plugin.config import PluginConfig, base_of
from kbgen.mkdocs_plugin.failures import as_plugin_error
from kbgen.mkdocs_plugin.files import add_named_by_config, add_site
from kbgen.mkdocs_plugin.frame import Frame
from kbgen.mkdocs_plugin.last_pages import LastPages
from kbgen.mkdocs_plugin.listener import BuildListener, LogListener
from kbgen.mkdocs_plugin.navigation import build_navigation, hide_empty_sidebars, read_nav
from kbgen.mkdocs_plugin.other_plugins import PAGE_EVENTS, others_follow
from kbgen.mkdocs_plugin.preview.compiled_templates import CompiledTemplates
from kbgen.mkdocs_plugin.preview.edition import Edition
from kbgen.mkdocs_plugin.preview.preview import Preview
from kbgen.mkdocs_plugin.preview.search_index import PreviewIndex
from kbgen.mkdocs_plugin.preview.server import PreviewServer
from kbgen.mkdocs_plugin.preview.watch import watch_vault
from kbgen.mkdocs_plugin.search.index import SearchIndex
from kbgen.mkdocs_plugin.shell import (
    has_search,
    plain_text,
    prepare_config,
    prepare_environment,
    shell_digest,
)
from kbgen.mkdocs_plugin.write_ahead import await_files, write_pages
from kbgen.mkdocs_plugin.written import Written
from kbgen.notes.note import Note
from kbgen.pages.page import Site
from kbgen.pages.publication import site_address
from kbgen.project import Project
from kbgen.stage_times import step

if TYPE_CHECKING:
    from kbgen.mkdocs_plugin.prepared_page import PreparedPage

_FIRST = 100
_LAST = -100


class KbgenPlugin(BasePlugin[PluginConfig]):  # type: ignore[no-untyped-call]
    """Publishes the vault in ``docs_dir``."""

    def __init__(self) -> None:
        self.listener: BuildListener = LogListener()
        """Told what a build does; `build_site` puts its own here."""
        self.jobs: int | None = None
        """How many processes the core may use; it decides itself when not set."""
        self.backend: Backend | None = None
        """Who reads notes, converts rules and makes pages instead of these processes."""
        self.poll = False
        """Whether a preview looks for changes itself instead of being told of them by the system."""
        self.preview: Preview | None = None
        """Shows pages as browsers ask for them, so that none is written; `serve_site` asks for it."""
        self.preview_index: PreviewIndex | None = None
        """Makes the search index of such a preview."""
        self.write_ahead = False
        """Whether to write pages on all cores before MkDocs writes what is left; `build_site` asks for it."""
        self.last_pages: LastPages | None = None
        """Pages that such a build may take over."""
        self.page_digests: Mapping[str, str] = {}
        """What each page shows that such a build wrote, by the path of its file."""
        self.cache: Cache | None = None
        """Keeps results between runs; the user's where none is set."""
        self._written = Written()
        self._search = SearchIndex()
        self._vault = ""
        self._watched: Sequence[Path] = ()
        self._is_to_be_indexed = False
        self._opened: Project | None = None
        self._previewed: Project | None = None
        self._site: Site
        self._diagnostics: Sequence[Diagnostic] = ()
        self._navigation: Navigation
        self._nav: list[Any] | None = None
        self._pages: Sequence[PreparedPage] = ()
        self._edition: Edition | None = None
        self._known: dict[str, Note] = {}
        self._compiled = CompiledTemplates()

    def open_project(self, config: MkDocsConfig) -> Project:
        """Return the project of a configuration; the next build uses it.

        Raises:
            KbgenError: a source cannot be downloaded.
        """
        self.cache = self.cache or open_cache()
        with step("sources downloaded"):
            settings = download_sources(self.config.settings, self.listener.downloading)
        settings = replace(settings, search=settings.search and self._search.is_available())
        self._opened = Project(
            Path(config.docs_dir),
            settings,
            base=base_of(config),
            name=plain_text(config.site_name),
            site_url=site_address(config.site_url),
            jobs=self.jobs,
            backend=self.backend,
            cache=self.cache,
            known=self._known if self.preview is not None else None,
        )
        return self._opened

    def on_startup(self, *, command: Literal["build", "gh-deploy", "serve"], dirty: bool) -> None:
        """Begin afresh. That this hook exists makes MkDocs keep the plugin for all builds of one preview."""
        self._written = Written(dirty)
        self._search = SearchIndex(is_preview=command == "serve")

    def on_shutdown(self) -> None:
        """Stop what still runs in the background, and forget how to build: MkDocs keeps the plugin for later."""
        self._search.close()
        if self.preview_index is not None:
            self.preview_index.close()
        self.preview = self.preview_index = None
        self.write_ahead, self.last_pages, self.page_digests = False, None, {}
        self._known.clear()

    @event_priority(_FIRST)
    def on_config(self, config: MkDocsConfig) -> MkDocsConfig:
        """Set defaults and keep what the user says about the navigation."""
        self.listener.began()
        with as_plugin_error():
            prepare_config(config)
        self._nav, config.nav = config.nav, []
        return config

    @event_priority(_LAST)
    def on_pre_build(self, *, config: MkDocsConfig) -> None:
        """Keep MkDocs from walking the vault: what is published, and which note wins, is not its to decide."""
        self._vault, config.docs_dir = config.docs_dir, os.devnull

    @event_priority(_FIRST)
    def on_files(self, files: Files, *, config: MkDocsConfig) -> Files:
        """Run the whole line, from the vault to pages, and hand the pages over."""
        config.docs_dir = self._vault
        with as_plugin_error(), few_collections():
            project = self._opened or self.open_project(config)
            self._opened = None
            add_named_by_config(files, config)
            with step("pages handed over"):
                self._pages = add_site(files, project.site, config, self._written.is_modified)
        # Without a preview, the files of the vault and all else of which no page needs anything are let go here.
        self._previewed = project if self.preview is not None else None
        self._site, self._diagnostics, self._watched = project.site, project.diagnostics, project.site.watched
        config.copyright = config.copyright or " ".join(self._site.attributions) or None
        self.listener.started(len(self._pages))
        return files

    @event_priority(_FIRST)
    def on_nav(self, nav: Navigation, *, config: MkDocsConfig, files: Files) -> Navigation:
        """Replace MkDocs' empty navigation."""
        site = self._site
        items = site.navigation if self._nav is None else read_nav(self._nav, self._pages)
        nav = self._navigation = build_navigation(items, self._pages)
        hide_empty_sidebars(self._pages, config.theme.get("features") or ())
        is_on_demand = self._is_on_demand(config)
        if is_on_demand or self.write_ahead:
            await_files(config, files)
        if not is_on_demand:
            self._written.plan(shell_digest(config, site), self._pages)
        return nav

    @event_priority(_LAST)
    def on_env(self, env: Environment, *, config: MkDocsConfig, files: Files) -> Environment:
        """Prepare the theme's templates, and write pages ahead where that was asked for."""
        prepare_environment(env, config, self._site)
        frame = Frame(config, files, self._navigation, env, self._site)
        if self._is_on_demand(config):
            env.bytecode_cache = self._compiled
            self._edition = Edition(frame)
        if self.write_ahead:
            with step("pages written"):
                self.page_digests = write_pages(
                    frame, self._pages, self.jobs, self.listener, self.backend, self.last_pages
                )
        return env

    @event_priority(_LAST)
    def on_post_build(self, *, config: MkDocsConfig) -> None:
        """Report, let go of what the next build of a preview makes anew, and index the site."""
        self._written.finish()
        if self.preview is not None and self._edition is not None and self._previewed is not None:
            self.preview.publish(self._edition, self._previewed)
        self.listener.finished(self._diagnostics)
        self._is_to_be_indexed = has_search(self._site)
        self._pages = self._diagnostics = ()
        self._edition = self._previewed = None
        del self._site, self._navigation
        if self._is_on_demand(config) and self.preview_index is not None:
            if self._is_to_be_indexed:
                self.preview_index.start(Path(config.site_dir))
        elif not self.write_ahead:
            self.index_search(Path(config.site_dir))

    def index_search(self, site: Path) -> None:
        """Index a site whose pages all stand in a folder; with `write_ahead`, whoever builds asks for it."""
        if self._is_to_be_indexed:
            with step("search index"):
                self._search.update(site, self.cache or NO_CACHE, self.jobs)

    def on_build_error(self, *, error: Exception) -> None:  # noqa: ARG002
        """Trust nothing that the failed build may have written."""
        self._written.forget()

    def on_serve(
        self,
        server: LiveReloadServer,
        *,
        config: MkDocsConfig,
        builder: Callable[..., None],
    ) -> LiveReloadServer:
        """Say what the preview watches, and show pages as they are asked for where that was wanted."""
        if self.preview is not None:
            server = PreviewServer(server, builder, self.preview)
        watch_vault(server, config, self._watched, poll=self.poll)
        return server

    def _is_on_demand(self, config: MkDocsConfig) -> bool:
        return self.preview is not None and not others_follow(config, PAGE_EVENTS)
