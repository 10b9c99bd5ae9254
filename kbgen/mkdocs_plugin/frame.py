"""What is around the content of pages: all that MkDocs needs to fill in its template."""

from dataclasses import dataclass

from jinja2 import Environment
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import Files
from mkdocs.structure.nav import Navigation

from kbgen.pages.page import Site


@dataclass(frozen=True, slots=True)
class Frame:
    """The state of one build of MkDocs, once all pages are known and the theme's templates are ready."""

    config: MkDocsConfig
    files: Files
    navigation: Navigation
    environment: Environment
    site: Site
    """Of which each page shows the navigation, the releases of ATT&CK and whether there is a search."""
