"""Measures the graph page of a built site in headless Chromium: bytes, time to the first picture, frames while it moves.

    python tests/benchmarks/graph_view.py SITE [--seconds 4]

SITE is a folder that ``kbgen build`` wrote. Needs Playwright and Chromium. Prints figures and keeps no verdict. The aim is 30
frames a second while the graph moves, on a machine without a graphics card, and 1 MB of compressed data.
"""

import argparse
import gzip
import shutil
import time
from itertools import pairwise
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playwright.sync_api import Page

COUNT_FRAMES = """() => {
    self.kbTimes = [];
    const note = (now) => { self.kbTimes.push(now); requestAnimationFrame(note); };
    requestAnimationFrame(note);
}"""
FIRST_PICTURE = "!document.querySelector('[data-kb-graph]').hidden && /shown/.test(document.querySelector('[data-kb-graph] [role=status]').textContent)"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("site", type=Path)
    parser.add_argument("--seconds", type=float, default=4)
    options = parser.parse_args()
    for name in ("graph-data.js", "graph.json"):
        content = (options.site / "api" / name).read_bytes()
        print(f"{name}: {len(content):,} bytes, {len(gzip.compress(content)):,} compressed")
    # It is no dependency of kbgen's.
    from playwright.sync_api import sync_playwright  # noqa: PLC0415

    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    with sync_playwright() as driver:
        # Only pages that kbgen wrote are opened, and sandboxes do not start in many containers.
        browser = driver.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": 1280, "height": 900})
        started = time.perf_counter()
        page.goto((options.site / "graph/index.html").absolute().as_uri())
        page.wait_for_function(FIRST_PICTURE)
        print(f"ready: {time.perf_counter() - started:.2f} s")
        page.wait_for_timeout(2000)
        page.evaluate(COUNT_FRAMES)
        for name, act in (("pan", pan), ("zoom", zoom)):
            report(name, page, act, options.seconds)
        browser.close()


def pan(page: "Page", step: int) -> None:
    """Move the pointer, with its button down, on a small circle."""
    box = page.locator("canvas").bounding_box()
    assert box is not None
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    if step == 0:
        page.mouse.move(x, y)
        page.mouse.down()
    page.mouse.move(x + 3 * (step % 60), y + 2 * (step % 45))


def zoom(page: "Page", step: int) -> None:
    """Turn the wheel, there and back."""
    page.mouse.wheel(0, -60 if step // 20 % 2 == 0 else 60)


def report(name: str, page: "Page", act: object, seconds: float) -> None:
    """Print how long frames took while something was done again and again."""
    assert callable(act)
    page.evaluate("self.kbTimes.length = 0")
    end, step = time.perf_counter() + seconds, 0
    while time.perf_counter() < end:
        act(page, step)
        step += 1
    page.mouse.up()
    times = page.evaluate("self.kbTimes")
    gaps = sorted(later - before for before, later in pairwise(times))
    print(
        f"{name}: {1000 * len(gaps) / (times[-1] - times[0]):.0f} frames a second, {step} events;"
        f" frame median {median(gaps):.0f} ms, 95 % within {gaps[len(gaps) * 95 // 100]:.0f} ms, longest {gaps[-1]:.0f} ms"
    )


if __name__ == "__main__":
    main()
