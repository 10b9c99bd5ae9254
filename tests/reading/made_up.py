"""Sites in other ways than a build makes them: finished as a whole, or made up for tests of what comes behind the core."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

from kbgen.pages.page import Site
from kbgen.project import Project


def finished(site: Site) -> Site:
    """Return a site all of whose pages are made, so that sites can be compared."""
    return replace(site, pages=tuple(page.finished() for page in site.pages))


def with_site(site: Site) -> Callable[..., Project]:
    """Return what stands in for `Project`: it makes projects that have this site and no finding."""

    def make(folder: Path, *args: Any, **options: Any) -> Project:
        project = Project(folder, *args, **options)
        vars(project).update(site=site, diagnostics=())
        return project

    return make
