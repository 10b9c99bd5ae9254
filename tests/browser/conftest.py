"""Fixtures for tests in a browser: Chromium, and the site of this repository's own content on a server of this machine."""

import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Literal, cast

import pytest
from browser_pages import OpenPage, WatchPage, served

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

ROOT = Path(__file__).resolve().parents[2]
BASE = "kb"
"""The folder of the server in which the site is published: links must not rely on the root."""
HEIGHT = 900
_NAMES = ("chromium", "chromium-browser", "google-chrome")


@pytest.fixture(scope="module")
def chromium() -> Iterator["Browser"]:
    """Return a running browser; skip the test where there is none.

    It ends with the module, as the server does: no other test shall run beside its event loop or a thread.
    """
    playwright = pytest.importorskip("playwright.sync_api", reason="Playwright is not installed")
    found = next(filter(None, map(shutil.which, _NAMES)), None)
    if found is None:
        pytest.skip(f"no browser: none of {', '.join(_NAMES)} is on the path")
    with playwright.sync_playwright() as driver:
        # Only pages of this repository are opened, and sandboxes do not start in many containers.
        browser = driver.chromium.launch(executable_path=found, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def demo_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of the published demo site."""
    folder = tmp_path_factory.mktemp("www") / BASE
    subprocess.run(
        [sys.executable, "-m", "kbgen", "build", str(ROOT), "-d", str(folder)],
        check=True,
        capture_output=True,
    )
    return folder


@pytest.fixture(scope="module")
def demo_site(demo_folder: Path) -> Iterator[str]:
    """Return the address of the published demo site, with a slash at its end."""
    with served(demo_folder.parent) as address:
        yield f"{address}{BASE}/"


@pytest.fixture
def watch() -> Iterator[WatchPage]:
    """Return a function that watches a page; at the end no page may have complained or asked another host."""
    said: list[str] = []
    asked: list[str] = []

    def start(page: "Page", site: str) -> None:
        def note(kind: str, text: str) -> None:
            if kind in {"error", "warning"}:
                said.append(f"{kind}: {text}")

        def request(url: str) -> None:
            if not url.startswith((site, "data:", "blob:")):
                asked.append(url)

        page.on("console", lambda message: note(message.type, message.text))
        page.on("pageerror", lambda error: note("error", str(error)))
        page.on("request", lambda sent: request(sent.url))

    yield start
    assert said == []
    assert asked == []


@pytest.fixture
def open_page(chromium: "Browser", demo_site: str, watch: WatchPage) -> Iterator[OpenPage]:
    """Return a function that opens a page, which is watched."""
    contexts = []

    def open_at(path: str, width: int = 1280, scheme: str = "light", *, javascript: bool = True) -> "Page":
        context = chromium.new_context(
            viewport={"width": width, "height": HEIGHT},
            color_scheme=cast("Literal['light', 'dark']", scheme),
            java_script_enabled=javascript,
        )
        contexts.append(context)
        page = context.new_page()
        watch(page, demo_site)
        page.goto(demo_site + path)
        return page

    yield open_at
    for context in contexts:
        context.close()
