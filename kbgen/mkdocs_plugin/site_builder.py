"""Builds and previews a site for the command line: any folder of notes, with or without a ``mkdocs.yml``.

In: paths and switches. Out: a `BuildOutcome`, or one `KbgenError` whose text is fit to be shown. MkDocs' own
output is caught; nothing is ever written into the vault.
"""

import socket
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from markupsafe import escape
from mkdocs.commands.build import build
from mkdocs.commands.serve import serve
from mkdocs.config import load_config
from mkdocs.config.defaults import MkDocsConfig

from kbgen.cache import NO_CACHE, Cache
from kbgen.diagnostics import Diagnostic, Severity
from kbgen.downloads import Told, nobody
from kbgen.errors import KbgenError, SettingsError, VaultError
from kbgen.executors import Backend
from kbgen.memory import set_aside
from kbgen.mkdocs_plugin.failures import as_kbgen_error
from kbgen.mkdocs_plugin.last_pages import recall_pages, remember_pages
from kbgen.mkdocs_plugin.listener import PreviewListener
from kbgen.mkdocs_plugin.mkdocs_log import caught_log, spoken_log
from kbgen.mkdocs_plugin.plugin import KbgenPlugin
from kbgen.mkdocs_plugin.preview.preview import Preview
from kbgen.mkdocs_plugin.preview.search_index import PreviewIndex
from kbgen.mkdocs_plugin.remembered_build import (
    RememberedBuild,
    digest_of_build,
    recall,
    remember,
    state_of_site,
)
from kbgen.mkdocs_plugin.site_changes import SiteChanges, no_changes, site_changes
from kbgen.mkdocs_plugin.site_folder import check_site_folder, new_folder_beside, replace_site
from kbgen.stage_times import step
from kbgen.vault.yaml_size import oversize

BARE_VAULT = Path(__file__).with_name("bare_vault.yml")
"""The configuration of vaults that have none."""


@dataclass(frozen=True, slots=True)
class Progress:
    """Follows a build."""

    written: Callable[[int, int], None]
    """Told, for each page written, how many are and how many there will be."""
    downloading: Told = nobody
    """Told how far the download of a source is."""


@dataclass(frozen=True, slots=True)
class BuildOutcome:
    """What a build did."""

    site_dir: Path
    """Where the site stands, or would stand."""
    pages: int
    """Number of pages built."""
    diagnostics: tuple[Diagnostic, ...]
    """What kbgen found in the vault."""
    notices: tuple[str, ...]
    """Warnings of MkDocs and of other plugins."""
    published: bool
    """Whether the site was replaced; not after a strict build with errors or warnings."""
    unchanged: bool = False
    """Whether the site already was what this build would have written."""
    changes: SiteChanges | None = None
    """What became of the site's files; None where nobody asked, and after a build that was not published."""


def build_site(  # noqa: PLR0913 (all but the folder have a default)
    folder: Path,
    *,
    config_file: Path | None = None,
    site_dir: Path | None = None,
    strict: bool = False,
    jobs: int | None = None,
    backend: Backend | None = None,
    cache: Cache | None = None,
    progress: Progress | None = None,
    compare: bool = False,
) -> BuildOutcome:
    """Build the site of a vault and put it in the place of the old one.

    ``folder`` is a vault, or holds a ``mkdocs.yml``; ``config_file`` names another ``mkdocs.yml``. Without ``site_dir``
    the site goes where the ``mkdocs.yml`` says, or into ``site`` in the current folder. A strict build with
    errors or warnings is not published. ``jobs`` is the number of processes to use, one for each core when not given;
    with a ``backend``, its workers read notes, convert rules and make the contents of pages.
    ``cache`` keeps results between runs; without it, the user's does. With ``compare``, the outcome tells what changed.

    Raises:
        KbgenError: the vault, the configuration or the folder of the site cannot be used.
    """
    with caught_log() as caught, as_kbgen_error(caught):
        file, overrides = _configuration(folder, config_file)
        if file == BARE_VAULT:
            overrides["site_dir"] = str(check_site_folder(site_dir or Path("site"), folder))
        with step("configuration"):
            config = load_config(str(file), **overrides)
        site = check_site_folder(site_dir or Path(config.site_dir), Path(config.docs_dir))
        strict = strict or config.strict
        listener = _Listener(progress)
        with new_folder_beside(site) as fresh:
            config.site_dir, config.strict = str(fresh), False
            with _prepared(config, file, listener, jobs, cache) as plugin:
                plugin.backend = backend
                with step("configuration"):
                    project = plugin.open_project(config)
                with step("search for changes"):
                    digest = digest_of_build(config, project, site)
                    known = _recalled(plugin, config, digest, site) if digest else None
                if known is not None and not (strict and _failed(known.diagnostics, known.notices)):
                    changes = no_changes(site) if compare else None
                    said = (known.diagnostics, known.notices)
                    return BuildOutcome(
                        site, known.pages, *said, published=True, unchanged=True, changes=changes
                    )
                del project
                # The folder is new, so nothing has to be wiped, and a dirty build leaves alone what was written ahead.
                with step("files copied"):
                    build(config, dirty=True)
                with set_aside():
                    plugin.index_search(fresh)
                pages = plugin.page_digests
            published = not (strict and _failed(listener.diagnostics, caught))
            changes = None
            if published and compare:
                with step("site compared"):
                    changes = site_changes(site, fresh)
            if published:
                with step("site put in place"):
                    replace_site(site, fresh)
            if published and digest:
                said = (listener.diagnostics, tuple(caught))
                with step("build remembered"):
                    state, kept = state_of_site(site), plugin.cache or NO_CACHE
                    remember(kept, digest, state, listener.pages, said)
                    remember_pages(kept, site, state, pages)
        return BuildOutcome(
            site, listener.pages, listener.diagnostics, tuple(caught), published, changes=changes
        )


def serve_site(
    folder: Path,
    *,
    say: Callable[[str], None],
    config_file: Path | None = None,
    address: str | None = None,
    open_browser: bool = False,
    poll: bool = False,
) -> None:
    """Serve a preview until it is interrupted; it follows each change of the vault.

    ``say`` gets each line that is meant for the terminal. ``address`` is ``HOST:PORT``; without it the
    ``mkdocs.yml`` decides, or it is ``127.0.0.1:8000``. With ``poll``, files are looked at twice a second, for disks of
    whose changes the system does not tell.

    Raises:
        KbgenError: the vault or the configuration cannot be used, or the address is taken.
    """
    with spoken_log(say), as_kbgen_error(()):
        file, overrides = _configuration(folder, config_file)
        overrides |= {"strict": False, "dev_addr": address}
        config = load_config(str(file), **overrides)
        # MkDocs keeps the plugin for all builds of a preview.
        plugin = _plugin(config, file)
        plugin.listener, plugin.poll = PreviewListener(say), poll
        target = [str(folder)] if config_file is None else ["-f", str(config_file)]
        plugin.preview, plugin.preview_index = Preview(), PreviewIndex(target)
        _require_free_port(*config.dev_addr)
        serve(str(file), build_type="dirty", open_in_browser=open_browser, **overrides)


def _recalled(plugin: KbgenPlugin, config: MkDocsConfig, digest: str, site: Path) -> RememberedBuild | None:
    """Return what the last build of the same said; otherwise hand over pages that may be taken over from any build."""
    cache, state = plugin.cache or NO_CACHE, state_of_site(site)
    known = recall(cache, digest, state)
    if known is None and config.theme.custom_dir is None:
        # Nobody knows on what templates of the user depend.
        plugin.last_pages = recall_pages(cache, site, state)
    return known


def _failed(diagnostics: Sequence[Diagnostic], notices: Sequence[str]) -> bool:
    """Tell whether a strict build is not to be published."""
    return bool(notices) or any(item.severity is not Severity.INFO for item in diagnostics)


class _Listener:
    """Keeps what a build finds and passes its progress on."""

    def __init__(self, progress: Progress | None) -> None:
        self.pages = 0
        self.diagnostics: tuple[Diagnostic, ...] = ()
        self._written = 0
        self._progress = progress

    def began(self) -> None:
        """Show nothing yet."""

    def downloading(self, name: str, received: int, total: int | None) -> None:
        if self._progress is not None:
            self._progress.downloading(name, received, total)

    def started(self, pages: int) -> None:
        self.pages = pages
        self._tell()

    def pages_written(self, count: int) -> None:
        # Data files count as well, at the beginning.
        self._written = min(self._written + count, self.pages)
        self._tell()

    def finished(self, diagnostics: Sequence[Diagnostic]) -> None:
        self.diagnostics = tuple(diagnostics)
        self._written = self.pages
        self._tell()

    def _tell(self) -> None:
        if self._progress is not None:
            self._progress.written(self._written, self.pages)


def _configuration(folder: Path, config_file: Path | None) -> tuple[Path, dict[str, Any]]:
    """Return the configuration file to load, and what is to be set beside it."""
    if config_file is not None:
        return _checked(config_file), {}
    if not folder.is_dir():
        raise VaultError(f"{folder}: no such folder")
    for name in ("mkdocs.yml", "mkdocs.yaml"):
        if (folder / name).is_file():
            return _checked(folder / name), {}
    vault = folder.resolve()
    # The theme prints the name as it is, and MkDocs takes any kind of text.
    return BARE_VAULT, {"docs_dir": str(vault), "site_name": escape(vault.name or "Knowledge base")}


def _checked(file: Path) -> Path:
    """Return the absolute path of a configuration, unless reading it would fill the memory.

    Raises:
        SettingsError: a few aliases in it stand for a huge number of values, or it is nested too deeply.
    """
    with suppress(OSError, UnicodeDecodeError):
        fault = oversize(file.read_text(encoding="utf-8-sig"))
        if fault is not None:
            raise SettingsError(f"{file}:{fault.line}:{fault.column}: {fault.message}")
    return file.absolute()


def _plugin(config: MkDocsConfig, file: Path) -> KbgenPlugin:
    plugin = config.plugins.get("kbgen")
    if not isinstance(plugin, KbgenPlugin):
        raise KbgenError(f'{file}: the kbgen plugin is missing; add "- kbgen" under "plugins:"')
    return plugin


@contextmanager
def _prepared(
    config: MkDocsConfig, file: Path, listener: _Listener, jobs: int | None, cache: Cache | None
) -> Iterator[KbgenPlugin]:
    """Give the plugin, ready for one build."""
    plugin = _plugin(config, file)
    config.plugins.on_startup(command="build", dirty=False)
    plugin.listener, plugin.jobs, plugin.cache, plugin.write_ahead = listener, jobs, cache, True
    try:
        yield plugin
    finally:
        config.plugins.on_shutdown()


def _require_free_port(host: str, port: int) -> None:
    """Find out before the site is built that the address cannot be used."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise KbgenError(
                f"{host}:{port}: cannot serve here ({error.strerror}); choose another address with -a"
            ) from error
