"""Commands that build a site: by kbgen and, where they are installed, by its peers, each with as little as it needs.

Each function gets an empty or used folder, writes the configuration into it, and returns the command; the site comes into
``site`` in that folder. A peer that is not installed gives None.
"""

import json
import os
import re
import shutil
import sys
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path

import yaml

from kbgen.settings import Source

FRONT_MATTER = re.compile(r"---\n(.*?\n)---\n", re.DOTALL)


def kbgen_project(place: Path, docs: Path, sources: Sequence[Source] = ()) -> None:
    """Write a ``mkdocs.yml`` whose results do not depend on whether the extra ``sigma`` is installed."""
    mounted = [
        {source.kind.value: source.path} | ({"version": source.version} if source.version else {})
        for source in sources
    ]
    settings = {"conversions": False, "sources": mounted}
    text = f"site_name: measured\ndocs_dir: {json.dumps(os.fspath(docs))}\ntheme: kbgen\n"
    plugins = json.dumps([{"kbgen": settings}])
    (place / "mkdocs.yml").write_text(f"{text}plugins: {plugins}\n", encoding="utf-8")


def kbgen_build(place: Path) -> list[str]:
    """Return the build of a place that has its ``mkdocs.yml``."""
    return kbgen("build", str(place), "-d", str(place / "site"))


def kbgen(*words: str) -> list[str]:
    """Return a command of kbgen."""
    return [sys.executable, "-m", "kbgen", *words]


EXTENSIONS = (
    "admonition",
    "attr_list",
    "def_list",
    "footnotes",
    "md_in_html",
    "tables",
    "pymdownx.details",
    "pymdownx.highlight",
    "pymdownx.inlinehilite",
    "pymdownx.mark",
    "pymdownx.superfences",
    "pymdownx.tasklist",
    "pymdownx.tilde",
)
"""Extensions of Python-Markdown that Material recommends: what a vault's notes need, colours of code above all."""


def material(place: Path, docs: Path) -> list[str] | None:
    """Return the build of Material with one entry in its navigation: its fastest, with search and coloured code."""
    if find_spec("material") is None:
        return None
    return [sys.executable, "-m", "mkdocs", "build", "-q", "-f", str(_material_project(place, docs))]


def zensical(place: Path, docs: Path) -> list[str] | None:
    """Return the build of Zensical with one entry in its navigation."""
    program = _program("zensical")
    return [program, "build", "-f", str(_material_project(place, docs))] if program else None


def hugo(place: Path, docs: Path) -> list[str] | None:
    """Return the build of Hugo with templates that hold nothing but a title, the text and a list."""
    program = _program("hugo")
    if program is None:
        return None
    settings = 'baseURL = "/"\ntitle = "peer"\n[markup.goldmark.renderer]\nunsafe = true\n'
    (place / "hugo.toml").write_text(settings, encoding="utf-8")
    _content_for_hugo(docs, place / "content")
    layouts = place / "layouts" / "_default"
    layouts.mkdir(parents=True, exist_ok=True)
    page = "<!doctype html><title>{{ .Title }}</title><h1>{{ .Title }}</h1>"
    (layouts / "single.html").write_text(f"{page}{{{{ .Content }}}}\n", encoding="utf-8")
    links = '{{ range .Pages }}<li><a href="{{ .RelPermalink }}">{{ .Title }}</a>{{ end }}'
    (layouts / "list.html").write_text(f"{page}<ul>{links}</ul>\n", encoding="utf-8")
    folders = (
        "--source",
        str(place),
        "--destination",
        str(place / "site"),
        "--cacheDir",
        str(place / "cache"),
    )
    return [program, *folders, "--quiet"]


def _material_project(place: Path, docs: Path) -> Path:
    first = min(docs.rglob("T*.md")).relative_to(docs).as_posix()
    # Zensical takes no folder outside of its project, not even through a link.
    shutil.copytree(docs, place / "docs", dirs_exist_ok=True)
    config = place / "mkdocs.yml"
    config.write_text(
        f"site_name: peer\ntheme: {{name: material}}\nnav: [{{Home: {json.dumps(first)}}}]\n"
        f"markdown_extensions: {json.dumps(EXTENSIONS)}\n",
        encoding="utf-8",
    )
    return config


def _content_for_hugo(docs: Path, content: Path) -> None:
    """Copy a vault so that Hugo can build it, which gives up at the first note that it cannot read.

    The property ``url``, which is the page's own address for Hugo, gets another name, and front matter that is no YAML is
    left out.
    """
    shutil.copytree(docs, content, dirs_exist_ok=True)
    for file in content.rglob("*.md"):
        text = file.read_text(encoding="utf-8", errors="replace")
        found = FRONT_MATTER.match(text)
        if found is not None:
            kept = found[0].replace("\nurl:", "\nsource:", 1) if _is_yaml(found[1]) else ""
            file.write_text(kept + text[found.end() :], encoding="utf-8")


def _is_yaml(text: str) -> bool:
    try:
        yaml.safe_load(text)
    except yaml.YAMLError:
        return False
    return True


def _program(name: str) -> str | None:
    """Return the path of a program beside this Python or on the search path."""
    return shutil.which(name, path=str(Path(sys.executable).parent)) or shutil.which(name)
