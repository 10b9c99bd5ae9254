"""axe finds no violation of WCAG 2.2 AA on any kind of page, in both schemes and at both widths."""

from pathlib import Path
from typing import Any

import pytest
from browser_pages import OpenPage

axe = pytest.importorskip("axe_playwright_python", reason="axe-playwright-python is not installed")
SCRIPT = Path(axe.__file__).with_name("axe.min.js")
PAGES = (
    "",
    "matrix/",
    "coverage/",
    "coverage/gaps/",
    "graph/",
    "search/?q=scan",
    "techniques/",
    "techniques/T1046/",
    "techniques/T1059/001/",
    "tactics/",
    "tactics/TA0007/",
    "rules/",
    "tests/",
    "tests/t1046-network-service-discovery/",
    "pages/",
    "tags/",
    "health/",
    "guide/",
    "guide/settings/",
)
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
RUN = """tags => axe.run(document, {runOnly: {type: "tag", values: tags}}).then(found => found.violations.map(
    rule => `${rule.id}: ${rule.nodes.map(node => node.html.slice(0, 200)).join(" · ")}`))"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 390])
def test_no_kind_of_page_has_a_violation(scheme: str, width: int, open_page: OpenPage) -> None:
    page = open_page("", width, scheme)
    home = page.url
    found: dict[str, Any] = {}
    for path in PAGES:
        page.goto(home + path)
        page.wait_for_load_state("networkidle")
        # What is off the screen has an estimated size until it is drawn, and axe would measure that.
        page.add_style_tag(content="* { content-visibility: visible !important }")
        page.evaluate(f"{SCRIPT.read_text(encoding='utf-8')};0")
        if violations := page.evaluate(RUN, TAGS):
            found[path] = violations
    assert found == {}


@pytest.mark.parametrize("width", [1280, 390])
def test_no_page_is_wider_than_the_window(width: int, open_page: OpenPage) -> None:
    page = open_page("", width)
    home = page.url
    wide = {}
    for path in PAGES:
        page.goto(home + path)
        wide[path] = page.evaluate("document.documentElement.scrollWidth")
    assert {path: found for path, found in wide.items() if found > width} == {}


def test_axe_would_find_a_violation(open_page: OpenPage) -> None:
    page = open_page("health/")
    page.evaluate(f"{SCRIPT.read_text(encoding='utf-8')};0")
    page.evaluate("document.querySelector('h1').insertAdjacentHTML('afterend', '<img src=\"data:,\">')")
    (found,) = page.evaluate(RUN, TAGS)
    assert found.startswith("image-alt: ")
