"""The page shell: what of MkDocs' configuration and of the theme's templates kbgen sets or trims."""

import logging
import os
import re
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field
from functools import cache
from hashlib import sha256
from pathlib import Path

from jinja2 import Environment
from jinja2.ext import Extension
from markupsafe import Markup
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.nav import Navigation
from mkdocs.theme import Theme

from kbgen import __version__, clock
from kbgen.mkdocs_plugin.prepared_page import PreparedPage
from kbgen.pages.page import Site
from kbgen.pages.search_page import SCRIPT as SEARCH_SCRIPT
from kbgen.pages.search_page import STYLE as SEARCH_STYLE
from kbgen.render.addresses import SEARCH
from kbgen.resources import asset, assets, templates_folder

STYLE = "kbgen.css"
SCRIPT = "kbgen.js"
EARLY_SCRIPT = "kbgen-early.js"

_LOG = logging.getLogger("mkdocs.plugins.kbgen")
_WITHOUT_EFFECT = ("exclude_docs", "draft_docs")
"""Settings of MkDocs by which somebody hopes to keep notes out of the site."""
_MATERIAL_FONTS = {"text": "Roboto", "code": "Roboto Mono"}
_TEMPLATE_FEATURES = {"navigation.indexes", "navigation.path", "navigation.tabs", "navigation.top"}
_KNOWN_FEATURES = ("content.code.copy", "toc.follow")
"""Those of kbgen's theme of which the script in the reader's browser knows."""
_INDENT = re.compile(r"\n\s+")
_BEFORE_BOX = re.compile(
    r"(?<=>)\n(?=</?(?:body|div|footer|head|header|kb-[a-z]+|li|link|main|meta|nav|ol|script|title|ul)\b)"
)
"""A line break that nothing shows, since it stands before something that is no part of a line of text."""
_AFTER_BLOCK = re.compile(r"(?<=[%#]\})\n")


@dataclass(frozen=True, slots=True)
class Shell:
    """What the theme's templates know as ``kbgen``."""

    version: str
    """kbgen's version."""
    built: str
    """ISO date of the build."""
    edition: str
    """The releases of ATT&CK that the site shows; may be empty."""
    early_script: str
    """Site-relative path of the script that runs before the page is painted."""
    search: str | None
    """Site-relative URL of the search page; None where the site has none."""
    search_assets: tuple[str, str]
    """Site-relative paths of the script and the style sheet of the search, loaded when it is used first."""
    compact: tuple[str, ...]
    """Folders of the templates whose indentation is dropped; those of the user are left alone."""
    text: Callable[[str], str]
    """Returns a text of Material in the language of the site."""
    shares_parts: bool
    """Whether pages share rendered parts; not where the user's own templates may tell pages apart."""
    is_short: bool
    """Whether a script in the reader's browser makes what only a script can use, instead of every page holding it."""
    makes_palette: bool
    """Whether that script makes the switch of colours too: it knows the palettes of kbgen's theme."""
    makes_config: bool
    """Whether that script makes the settings of Material's script too: it knows those of kbgen's theme in English."""
    script_features: tuple[str, ...]
    """The theme's features that Material's script may ask for; all others are those of templates."""
    _parts: dict[tuple[str, str, str], str] = field(default_factory=dict)

    def once(self, part: str, page: object, base_url: str, caller: Callable[[], str]) -> str:
        """Return a part of the shell, rendered once for all pages that show the same: a Jinja call block."""
        if not self.shares_parts or not isinstance(page, PreparedPage):
            return caller()
        key = (part, base_url, page.nav_place)
        if key not in self._parts:
            self._parts[key] = caller()
        return self._parts[key]

    def makes_drawer(self, nav: Navigation) -> bool:
        """Tell whether the script makes the whole drawer, since the tabs show all of the navigation."""
        return self.is_short and not any(item.children for item in nav.items)


def plain_text(text: str) -> str:
    """Return a text of the configuration without the escaping that the theme needs."""
    return str(text.unescape()) if isinstance(text, Markup) else text


def prepare_config(config: MkDocsConfig) -> None:
    """Set what every site of kbgen needs and the user did not decide."""
    for name in _WITHOUT_EFFECT:
        if config.get(name) is not None:
            _LOG.warning("%s has no effect on notes; use the setting `exclude` of the kbgen plugin", name)
    theme = config.theme
    folder = str(templates_folder() / "theme")
    if folder not in theme.dirs:
        theme.dirs.insert(0 if theme.custom_dir is None else 1, folder)
    if theme.get("font") == _MATERIAL_FONTS:
        # Material's own default would load fonts from Google.
        theme["font"] = False
    config.extra_css.insert(0, asset(STYLE).path)
    config.extra_javascript.insert(0, asset(SCRIPT).path)


def has_search(site: Site) -> bool:
    """Tell whether a site has a search page."""
    return any(page.url == SEARCH for page in site.pages)


def prepare_environment(environment: Environment, config: MkDocsConfig, site: Site) -> None:
    """Give the templates what they need of kbgen, and make them compact."""
    features = config.theme.get("features") or ()
    is_short = config.theme.custom_dir is None and _allows_short_form(features)
    script_features = tuple(name for name in features if name not in _TEMPLATE_FEATURES)
    text = _texts(environment, str(config.theme.get("language") or "en"))
    environment.globals["kbgen"] = Shell(
        text=text,
        version=__version__,
        built=clock.today().isoformat(),
        edition=site.edition,
        early_script=asset(EARLY_SCRIPT).path,
        search=SEARCH if has_search(site) else None,
        search_assets=(asset(SEARCH_SCRIPT).path, asset(SEARCH_STYLE).path),
        shares_parts=config.theme.custom_dir is None,
        is_short=is_short,
        makes_palette=is_short and config.theme.get("palette") == Theme("kbgen").get("palette"),
        makes_config=is_short
        and script_features == _KNOWN_FEATURES
        and not config.extra.get("scope")
        and text("clipboard.copy") == "Copy to clipboard",
        script_features=script_features,
        compact=tuple(folder for folder in config.theme.dirs if folder != config.theme.custom_dir),
    )
    environment.add_extension(CompactTemplates)


def _allows_short_form(features: Collection[str]) -> bool:
    # The drawer is made of the tabs, once for each page that a browser loads, and without the table of contents.
    is_loaded_by_script = any(name.startswith("navigation.instant") for name in features)
    return "navigation.tabs" in features and "toc.integrate" not in features and not is_loaded_by_script


def _texts(environment: Environment, language: str) -> Callable[[str], str]:
    # Material builds its dictionary of texts anew for each text on each page.
    @cache
    def text(key: str) -> str:
        for name in (language, "en"):
            module = environment.get_template(f"partials/languages/{name}.html").module
            if found := str(module.t(key)):  # type: ignore[attr-defined]
                return found
        return key

    return text


class CompactTemplates(Extension):
    """Drops the indentation of the theme's templates before they are compiled.

    A third of Material's bytes on a page is white space, repeated on each of thousands of pages.
    """

    def preprocess(self, source: str, name: str | None, filename: str | None = None) -> str:  # noqa: ARG002 - Jinja's
        """Return the template without indentation and without the line breaks after blocks."""
        shell = self.environment.globals.get("kbgen")
        if not isinstance(shell, Shell) or not (filename or "").startswith(shell.compact):
            return source
        return _BEFORE_BOX.sub("", _AFTER_BLOCK.sub("", _INDENT.sub("\n", source)))


def shell_digest(config: MkDocsConfig, site: Site) -> str:
    """Return a digest of all that shows on every page, to tell whether a page must be written again."""
    shown = (
        __version__,
        site.navigation,
        site.edition,
        has_search(site),
        (config.site_name, config.site_url, config.site_description, config.site_author, config.copyright),
        (config.repo_url, config.repo_name, config.edit_uri, config.extra),
        [item.path for item in assets()],
        [str(path) for path in (*config.extra_css, *config.extra_javascript)],
        sorted((key, repr(value)) for key, value in config.theme.items()),
        sorted(_stamps(config.theme.dirs)),
    )
    return sha256(repr(shown).encode("utf-8", "surrogateescape")).hexdigest()


def _stamps(folders: Iterable[str]) -> Iterable[tuple[str, int, int]]:
    for folder in folders:
        for place, inner, names in os.walk(folder):
            inner[:] = [name for name in inner if name != ".icons"]
            for name in names:
                path = Path(place, name)
                if path.suffix in {".html", ".xml"}:
                    state = path.stat()
                    yield str(path), state.st_mtime_ns, state.st_size
