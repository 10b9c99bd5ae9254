"""A stand-in for the core: each Markdown file is a page that shows its source, the first lines set the rest."""

import html
import importlib
import sys
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType

from kbgen.diagnostics import Diagnostic, Severity
from kbgen.errors import VaultError
from kbgen.pages.page import NavigationItem, Page, Site, TocEntry
from kbgen.settings import Settings
from kbgen.source import Location


@dataclass(frozen=True)
class StubProject:
    """What the plugin needs of `kbgen.project.Project`."""

    site: Site
    diagnostics: tuple[Diagnostic, ...] = ()

    @classmethod
    def open(
        cls, folder: Path, settings: Settings, *, name: str = "", jobs: int | None = None
    ) -> "StubProject":
        if not folder.is_dir():
            raise VaultError(f"{folder}: no such folder")
        notes = sorted(path for path in folder.rglob("*.md") if not _hidden(path.relative_to(folder)))
        others = sorted(path for path in folder.rglob("*") if path.is_file() and path.suffix != ".md")
        pages = tuple(sorted((_page(folder, note) for note in notes), key=lambda page: page.url))
        return cls(
            Site(
                pages=pages,
                navigation=_navigation(pages),
                attachments={
                    path.relative_to(folder).as_posix(): path
                    for path in others
                    if not _hidden(path.relative_to(folder))
                },
                data={"api/notes.json": f'{{"count": {len(pages)}}}\n'.encode()},
            ),
            tuple(_findings(folder, notes, settings)),
        )


def install() -> None:
    """Put the stub into the plugin, and into `kbgen.project` while that cannot be imported."""
    try:
        importlib.import_module("kbgen.project")
    except ImportError:
        module = ModuleType("kbgen.project")
        module.Project = StubProject  # type: ignore[attr-defined]
        sys.modules["kbgen.project"] = module
    plugin = importlib.import_module("kbgen.mkdocs_plugin.plugin")
    plugin.Project = StubProject  # type: ignore[attr-defined]


def _hidden(path: Path) -> bool:
    return any(part.startswith(".") for part in path.parts)


def _url(path: Path) -> str:
    slug = path.with_suffix("").as_posix().replace(" ", "-")
    return "" if slug == "index" else f"{slug.removesuffix('/index')}/"


def _page(folder: Path, note: Path) -> Page:
    text = note.read_text("utf-8")
    path = note.relative_to(folder)
    title = note.stem
    updated = ""
    for line in text.splitlines():
        if line.startswith("# "):
            title = line[2:]
        if line.startswith("updated: "):
            updated = line[9:]
    body = f'<h1 id="top">{html.escape(title)}</h1>\n<h2 id="body">Body</h2>\n<pre>{html.escape(text)}</pre>'
    return Page(
        url=_url(path),
        title=title,
        html=body,
        toc=(TocEntry(f"Body of {title}", "body", (TocEntry("Deeper", "deep er%"),)),),
        anchors=frozenset({"top", "body"}),
        description=f"About {title}",
        source_path=path.as_posix(),
        updated=updated,
    )


def _navigation(pages: tuple[Page, ...]) -> tuple[NavigationItem, ...]:
    by_url = {page.url: page for page in pages}
    items = [NavigationItem("Start", "")] if "" in by_url else []
    heads = [page for page in pages if page.url.count("/") == 1]
    items += [NavigationItem(f"All {page.title}", page.url) for page in heads]
    return (*items, NavigationItem("Data", children=(NavigationItem("Notes", "api/notes.json"),)))


def _findings(folder: Path, notes: list[Path], settings: Settings) -> list[Diagnostic]:
    found = []
    for note in notes:
        for number, line in enumerate(note.read_text("utf-8").splitlines(), 1):
            word, _, rest = line.partition(" ")
            if word in {"ERROR", "WARNING", "INFO"}:
                place = Location(note.relative_to(folder).as_posix(), number)
                found.append(Diagnostic("KB101", Severity[word], rest or str(settings.encoding), place))
    return found
