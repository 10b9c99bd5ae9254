"""Measures a published site in headless Chromium: bytes, the matrix' speed, accessibility, requests and messages.

    python tests/benchmarks/site_view.py [--site FOLDER] [--runs 5] [--json FILE] [--only sizes|matrix|pages]

FOLDER is a site that ``kbgen build`` wrote; without it, one of ATT&CK, Sigma and Atomic Red Team is built from the corpora
beside the checkout. Needs Playwright, Chromium and axe-playwright-python, installs nothing, keeps no verdict. Aims: 150 ms
of blocking time, 100 ms from an input to the frame that answers it, no violation, no request elsewhere, no message.

Blocking time is what long tasks take beyond 50 ms each, from the first contentful paint to 5 s after the load. An
interaction is a real key or click; its time is the longest of its entries of the Event Timing API, which ends with the
next frame and does not tell what is below 16 ms. Each run has a new context, so nothing is cached. Another process on
the machine makes all of these longer: they are medians, beside the worst.
"""

import argparse
import gzip
import json
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import asdict, dataclass
from importlib.util import find_spec
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Any, Literal
from urllib.parse import quote, unquote

from measure import size
from sources import CORPORA, SCENARIOS, measure_build

# pytest alone has the folder on its path.
sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "reading"))
from browser_pages import served

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page

MATRIX = {"as it is": "matrix/", "with filters": "matrix/?platform=Windows&verdict=gap"}
READY = "#matrix-filters:not([hidden])"
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa"]
SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
WIDTHS = (1280, 390)
LARGEST_FOR_AXE = 150_000
"""Bytes of HTML. Of each kind, the largest page up to this is looked at: it has most of what pages of its kind can have."""
SHORTEST_TOLD = 16.0
"""Milliseconds; the Event Timing API tells no event that took less."""
WATCH = """(() => {
    self.kbSeen = {tasks: [], events: [], shift: 0};
    const watch = (type, take, more) => new PerformanceObserver((list) => list.getEntries().forEach(take)).observe({type, buffered: true, ...more});
    watch("longtask", (entry) => kbSeen.tasks.push([entry.startTime, entry.duration]));
    watch("layout-shift", (entry) => { if (!entry.hadRecentInput) kbSeen.shift += entry.value; });
    watch("event", (entry) => { if (entry.interactionId) kbSeen.events.push(entry.duration); }, {durationThreshold: 16});
})()"""
SETTLED = "() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(done, 60))))"
LOADED = """() => {
    const [navigation] = performance.getEntriesByType("navigation");
    const paint = performance.getEntriesByName("first-contentful-paint")[0].startTime;
    const end = navigation.loadEventEnd + 5000;
    const tasks = kbSeen.tasks.filter(([start, duration]) => start + duration > paint && start < end);
    // Of a task that began before the paint, what follows the paint counts, as Lighthouse has it.
    const blocking = tasks.map(([start, duration]) => start + duration - Math.max(start + 50, paint));
    return {
        paint, loaded: navigation.loadEventEnd, shift: kbSeen.shift, tasks: tasks.length,
        longest: Math.max(0, ...tasks.map(([, duration]) => duration)),
        blocking: blocking.reduce((sum, each) => sum + Math.max(0, each), 0),
    };
}"""
LARGEST_FOLD = """() => {
    const size = (node) => node.parentElement.querySelectorAll("li").length;
    const folds = Array.from(document.querySelectorAll(".kb-column summary")).filter((node) => node.checkVisibility());
    folds.sort((left, right) => size(right) - size(left))[0].id = "kb-largest-fold";
}"""
AXE = """tags => axe.run(document, {runOnly: {type: "tag", values: tags}}).then(found => found.violations.map(
    rule => `${rule.id} (${rule.nodes.length}): ${rule.nodes[0].html.slice(0, 240)}`))"""


@dataclass(frozen=True)
class Loading:
    """How the matrix came up once; milliseconds."""

    paint: float
    """The first contentful paint."""
    loaded: float
    """End of the load event."""
    blocking: float
    """Total blocking time."""
    longest: float
    """The longest task."""
    tasks: int
    """Long tasks."""
    shift: float
    """Cumulative layout shift; no unit."""


def files_of(site: Path, pattern: str) -> list[tuple[int, Path]]:
    """Return files of a site with their bytes, largest first."""
    found = ((file.stat().st_size, file) for file in site.glob(pattern) if file.is_file())
    return sorted(found, key=lambda pair: (-pair[0], pair[1]))


def packed(file: Path) -> int:
    """Return the bytes of a file as ``gzip -9`` packs it."""
    return len(gzip.compress(file.read_bytes(), 9))


def sizes(site: Path) -> dict[str, Any]:
    """Return bytes, compressed and not, of what is largest, and what the whole site takes."""
    pages = files_of(site, "**/*.html")
    technique = next((file for _, file in pages if file.is_relative_to(site / "techniques")), None)
    chosen = {
        "largest page": pages[0][1],
        "largest technique page": technique,
        "matrix, page": site / MATRIX["as it is"] / "index.html",
        **{f"matrix, {file.suffix[1:]}": file for _, file in files_of(site, "assets/matrix.*")},
        **{file.relative_to(site).as_posix(): file for _, file in files_of(site, "api/*")},
    }
    found: dict[str, Any] = {
        name: {
            "file": file.relative_to(site).as_posix(),
            "bytes": file.stat().st_size,
            "packed": packed(file),
        }
        for name, file in chosen.items()
        if file is not None and file.is_file()
    }
    return {"pages": len(pages), "megabytes": size(site), "files": found}


@contextmanager
def opened(
    browser: "Browser", width: int = 1280, scheme: Literal["light", "dark"] = "light"
) -> Iterator["Page"]:
    """Yield an empty page in a context of its own."""
    context: BrowserContext = browser.new_context(
        viewport={"width": width, "height": 900}, color_scheme=scheme
    )
    yield context.new_page()
    context.close()


def load(page: "Page", address: str) -> Loading:
    """Open the matrix, wait 5 s after its load, and return how it came up."""
    page.add_init_script(WATCH)
    page.goto(address)
    page.wait_for_selector(READY)
    page.wait_for_timeout(5100)
    return Loading(**page.evaluate(LOADED))


def choose(name: str, key: str = "ArrowDown") -> Callable[["Page"], None]:
    """Return what chooses in a list of the form with a key; ``ArrowDown`` takes its first choice, ``End`` its last."""
    return lambda page: page.press(f"[name={name}]", key)


def type_text(page: "Page") -> None:
    """Type a word, a letter at a time."""
    page.locator("[name=text]").press_sequentially("remote", delay=120)


ACTIONS: tuple[tuple[str, Callable[["Page"], None]], ...] = (
    ("platform", choose("platform", "End")),
    ("verdict", choose("verdict")),
    ("rule status", choose("status")),
    ("rule level", choose("level")),
    ("log source", choose("source")),
    ("threat group", choose("group")),
    ("text, worst letter", type_text),
    ("blind spots", lambda page: page.click("[name=blind]")),
    ("open all sub-techniques", lambda page: page.click("[name=open]")),
    ("fold all sub-techniques", lambda page: page.click("[name=open]")),
    ("unfold one", lambda page: page.click("#kb-largest-fold")),
    ("fold one", lambda page: page.click("#kb-largest-fold")),
)
"""What a reader does, in order. All but the last four start from the whole matrix."""
KEEPS_STATE = frozenset({"open all sub-techniques", "unfold one"})


def timed(page: "Page", act: Callable[["Page"], None]) -> float:
    """Do something and return the milliseconds of its longest interaction."""
    page.evaluate(SETTLED)
    page.evaluate("kbSeen.events.length = 0")
    act(page)
    page.evaluate(SETTLED)
    return max(SHORTEST_TOLD, *map(float, page.evaluate("kbSeen.events")), SHORTEST_TOLD)


def interact(page: "Page") -> dict[str, list[float]]:
    """Return the milliseconds of each action on a matrix that has been loaded; those of `clear` after each filter."""
    page.evaluate(LARGEST_FOLD)
    found: dict[str, list[float]] = {}
    for name, act in ACTIONS:
        found[name] = [timed(page, act)]
        if name not in KEEPS_STATE:
            found.setdefault("clear", []).append(timed(page, lambda page: page.click("button[type=reset]")))
    return found


def matrix(browser: "Browser", address: str, runs: int) -> dict[str, Any]:
    """Return all loadings by address, and the milliseconds of all interactions by name."""
    loadings: dict[str, list[Loading]] = {name: [] for name in MATRIX}
    actions: dict[str, list[float]] = {}
    for number in range(runs):
        for name, path in MATRIX.items():
            with opened(browser) as page:
                loadings[name].append(load(page, address + path))
                if name == "as it is":
                    for action, figures in interact(page).items():
                        actions.setdefault(action, []).extend(figures)
        print(f"round {number + 1} of the matrix", file=sys.stderr)
    return {
        "loadings": {name: [asdict(one) for one in each] for name, each in loadings.items()},
        "interactions": actions,
    }


def kinds(site: Path) -> dict[str, str]:
    """Return the address of one page of each kind; those that are there once first."""
    alone = ("", "matrix/", "coverage/", "coverage/gaps/", "graph/", "search/", "health/")
    lists = (
        "techniques/ tactics/ rules/ tests/ groups/ software/ campaigns/ mitigations/ datacomponents/"
        " detectionstrategies/ assets/ pages/ tags/"
    ).split()
    found = {path or "home": path for path in (*alone, *lists) if (site / path / "index.html").is_file()}
    if "search/" in found:
        found["search/"] = "search/?q=scan"
    for length, file in files_of(site, "**/index.html"):
        path = file.parent.relative_to(site).as_posix() + "/"
        if length <= LARGEST_FOR_AXE and path not in (*found.values(), "search/"):
            found.setdefault(kind_of(path, file.read_text(encoding="utf-8")), quote(path))
    if (site / "404.html").is_file():
        found["no such page"] = "404.html"
    return found


def kind_of(path: str, html: str) -> str:
    """Return what kind of page one is, by what its article says of itself and its address."""
    _, marked, rest = html.partition('data-kind="')
    kind = rest.partition('"')[0] if marked else ""
    if kind == "technique" and path.count("/") > 2:
        return "sub-technique"
    if kind == "detection_rule" and 'id="correlation"' in html:
        return "correlation"
    if not kind and path.startswith("tags/"):
        return "tag"
    if not kind and path.count("/") > 1 and "is no longer part of ATT" in html:
        return "revoked"
    return kind or "page"


def look(browser: "Browser", address: str, paths: dict[str, str]) -> dict[str, Any]:
    """Visit pages of each kind in both schemes and widths; return violations, messages and requests elsewhere."""
    package = find_spec("axe_playwright_python")
    if package is None or package.origin is None:
        sys.exit("axe-playwright-python is not installed")
    script = Path(package.origin).with_name("axe.min.js").read_text(encoding="utf-8")
    violations: dict[str, list[str]] = {kind: [] for kind in paths}
    said: list[str] = []
    asked: list[str] = []
    for scheme in SCHEMES:
        for width in WIDTHS:
            with opened(browser, width, scheme) as page:
                listen(page, said, asked)
                for kind, path in paths.items():
                    page.goto(address + path)
                    page.wait_for_load_state("networkidle")
                    # What is off the screen has an estimated size until it is drawn, and axe would measure that.
                    page.add_style_tag(content="* { content-visibility: visible !important }")
                    page.evaluate(f"{script};0")
                    found = page.evaluate(AXE, TAGS)
                    violations[kind] += [f"{scheme} {width}: {line}" for line in found]
            total = sum(map(len, violations.values()))
            print(f"pages in {scheme}, {width} px: {total} violations so far", file=sys.stderr)
    elsewhere = [url for url in asked if not url.startswith((address, "data:", "blob:"))]
    return {
        "pages": paths,
        "violations": violations,
        "requests": len(asked),
        "elsewhere": elsewhere,
        "messages": said,
    }


def listen(page: "Page", said: list[str], asked: list[str]) -> None:
    """Take down errors and warnings of a page and the addresses that it asks for."""

    def note(kind: str, text: str) -> None:
        if kind in {"error", "warning"}:
            said.append(f"{kind}: {text} ({unquote(page.url)})")

    page.on("console", lambda message: note(message.type, message.text))
    page.on("pageerror", lambda error: note("error", str(error)))
    page.on("request", lambda request: asked.append(request.url))


def report_sizes(found: dict[str, Any]) -> Iterator[str]:
    """Yield the lines on sizes."""
    yield f"{found['pages']:,} pages, {found['megabytes']:,.1f} MB on disk"
    for name, each in found["files"].items():
        where = "" if each["file"] == name else f"  {each['file']}"
        yield f"{name:24} {each['bytes']:>12,} bytes {each['packed']:>11,} packed{where}"


def report_matrix(found: dict[str, Any]) -> Iterator[str]:
    """Yield the lines on the matrix: medians and the worst."""
    for name, each in found["loadings"].items():
        yield f"matrix {name}, {len(each)} runs"
        for key, unit in (
            ("paint", "ms"),
            ("loaded", "ms"),
            ("blocking", "ms"),
            ("longest", "ms"),
            ("shift", ""),
        ):
            yield f"  {key:24} {spread([one[key] for one in each], 3 if key == 'shift' else 0)} {unit}".rstrip()
    yield "interactions, ms to the next frame"
    for name, figures in found["interactions"].items():
        yield f"  {name:24} {spread(figures, 0)}"


def spread(figures: Iterable[float], digits: int) -> str:
    """Return median and worst."""
    values = list(figures)
    return f"median {median(values):.{digits}f}, worst {max(values):.{digits}f}"


def report_pages(found: dict[str, Any]) -> Iterator[str]:
    """Yield the lines on accessibility, messages and requests, with each fault."""
    visits = len(found["pages"]) * len(SCHEMES) * len(WIDTHS)
    total = sum(map(len, found["violations"].values()))
    yield f"axe: {total} violations, {len(found['pages'])} kinds of pages, {visits} visits"
    for kind, lines in found["violations"].items():
        yield from (f"  {kind} ({found['pages'][kind]}) {line}" for line in lines)
    yield f"requests: {found['requests']:,}, of which {len(found['elsewhere'])} to other hosts"
    yield from (f"  {url}" for url in dict.fromkeys(found["elsewhere"]))
    yield f"console: {len(found['messages'])} errors and warnings"
    yield from (f"  {line}" for line in dict.fromkeys(found["messages"]))


@contextmanager
def built() -> Iterator[Path]:
    """Build the site of all sources in a temporary folder and yield its folder."""
    if not (CORPORA / "unpack.sh").is_file():
        sys.exit("skipped: no --site, and the corpora are not beside the checkout (../shared/corpora)")
    command = ["sh", str(CORPORA / "unpack.sh")]
    unpacked = subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()
    scenario = next(each for each in SCENARIOS if each.name == "build cold")
    with tempfile.TemporaryDirectory() as folder:
        measure_build(scenario, Path(unpacked), Path(folder))
        yield Path(folder, "site")


def measure(site: Path, runs: int, only: str) -> Iterator[tuple[str, dict[str, Any], Iterable[str]]]:
    """Yield the name of each part, its figures and its lines."""
    if only in {"", "sizes"}:
        found = sizes(site)
        yield "sizes", found, report_sizes(found)
    if only == "sizes":
        return
    # It is no dependency of kbgen's.
    from playwright.sync_api import sync_playwright  # noqa: PLC0415

    chromium = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    with served(site) as address, sync_playwright() as driver:
        # Only pages that kbgen wrote are opened, and sandboxes do not start in many containers.
        browser = driver.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        if only in {"", "matrix"}:
            found = matrix(browser, address, runs)
            yield "matrix", found, report_matrix(found)
        if only in {"", "pages"}:
            found = look(browser, address, kinds(site))
            yield "pages", found, report_pages(found)
        browser.close()


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--site", type=Path, help="Folder of a finished site.")
    parser.add_argument("--runs", type=int, default=5, help="How often the matrix is opened.")
    parser.add_argument("--json", type=Path, help="File for the figures of all runs.")
    parser.add_argument("--only", choices=("sizes", "matrix", "pages"), default="")
    arguments = parser.parse_args()
    started, data = time.monotonic(), {}
    with nullcontext(arguments.site) if arguments.site else built() as site:
        for name, found, lines in measure(site, arguments.runs, arguments.only):
            data[name] = found
            print("\n".join(lines))
    print(f"{time.monotonic() - started:.0f} s", file=sys.stderr)
    if arguments.json:
        arguments.json.write_text(json.dumps(data, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
