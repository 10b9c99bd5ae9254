"""No built site has a broken internal link or anchor, or loads anything from another host."""

import re
import subprocess
import sys
from pathlib import Path

import pytest
from site_reader import ORIGIN, ReadPage, broken_links, foreign_loads, read_site

ROOT = Path(__file__).resolve().parents[2]


def build(vault: Path, site: Path) -> Path:
    done = subprocess.run(
        [sys.executable, "-m", "kbgen", "build", str(vault), "-d", str(site)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return site


@pytest.fixture(scope="module", params=["content", "seed"])
def site(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    vault = ROOT if request.param == "content" else request.getfixturevalue("seed_vault")
    return build(vault, tmp_path_factory.mktemp(str(request.param)) / "site")


@pytest.fixture(scope="module")
def pages(site: Path) -> dict[str, ReadPage]:
    return read_site(site)


def test_every_internal_link_and_anchor_leads_somewhere(pages: dict[str, ReadPage], site: Path) -> None:
    assert f"{ORIGIN}health/" in pages
    assert list(broken_links(pages, site)) == []


def test_nothing_is_loaded_from_another_host(pages: dict[str, ReadPage], site: Path) -> None:
    assert [(page.url, load) for page in pages.values() for load in foreign_loads(page)] == []
    sheets = list(site.rglob("*.css"))
    assert sheets
    assert [sheet for sheet in sheets if "url(http" in sheet.read_text(encoding="utf-8")] == []


def test_ids_are_unique_on_each_page(site: Path) -> None:
    double = {}
    for file in site.rglob("index.html"):
        ids = re.findall(r'\sid="([^"]*)"', file.read_text(encoding="utf-8"))
        if len(ids) != len(set(ids)):
            double[file] = sorted({name for name in ids if ids.count(name) > 1})
    assert double == {}
