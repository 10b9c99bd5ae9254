"""The keyboard alone: Tab reaches all that can be used, in order, out again, and one sees where one is."""

from typing import TYPE_CHECKING, Any

import pytest
from browser_pages import OpenPage

if TYPE_CHECKING:
    from playwright.sync_api import Page

PAGES = ("matrix/", "techniques/T1059/", "techniques/T1059/001/")
# Of radio buttons with one name, Tab reaches one; the way back to the top is there after scrolling alone. Chromium's own
# stops on what scrolls are no elements that can be used.
MARK = """() => {
    const isStop = (node) => {
        if (node.tabIndex < 0 || node.disabled || !node.checkVisibility({visibilityProperty: true})) return false;
        if (node.matches(".md-top")) return false;
        if (node.type !== "radio") return true;
        const group = Array.from(document.getElementsByName(node.name)).filter((each) => each.checkVisibility({visibilityProperty: true}));
        return node === (group.find((each) => each.checked) ?? group[0]);
    };
    self.kbStops = Array.from(document.querySelectorAll("a[href], button, input, select, textarea, summary, iframe, [tabindex]")).filter(isStop);
    // What is shown of an input that nobody sees is on its label.
    self.kbLook = (node) => [node, node.nextElementSibling, node.closest("label")].filter(Boolean).map((each) => {
        const style = getComputedStyle(each);
        const outline = style.outlineStyle === "none" || style.outlineWidth === "0px" ? "none" : `${style.outlineStyle} ${style.outlineWidth} ${style.outlineColor}`;
        return `${outline}; ${style.boxShadow}`;
    }).join(" | ");
    self.kbNames = kbStops.map((node, place) => `${place} ${node.tagName} ${(node.ariaLabel ?? node.name ?? "") || node.textContent.replace(/\\s+/g, " ").trim().slice(0, 40)}`);
    self.kbLooks = kbStops.map(kbLook);
    return kbNames;
}"""
STANDS = """() => {
    const node = document.activeElement;
    if (node === document.body) return ["", true];
    const place = kbStops.indexOf(node);
    if (place < 0) return [`unexpected ${node.outerHTML.slice(0, 80)}`, true];
    return [kbNames[place], kbLook(node) !== kbLooks[place]];
}"""
IS_SCROLLER = """() => {
    const node = document.activeElement;
    return !kbStops.includes(node) && !node.hasAttribute("tabindex") && (node.scrollWidth > node.clientWidth || node.scrollHeight > node.clientHeight);
}"""


def prepared(page: "Page") -> list[str]:
    """Return names of all stops of a page, in its order."""
    page.wait_for_load_state("networkidle")
    page.add_style_tag(content="* { transition: none !important }")
    found: list[str] = page.evaluate(MARK)
    return found


def walk(page: "Page", limit: int) -> list[tuple[str, bool]]:
    """Press Tab until the page is left; return each stop and whether one sees that it has the focus."""
    found: list[tuple[str, bool]] = []
    for _ in range(limit):
        page.keyboard.press("Tab")
        name, is_seen = page.evaluate(STANDS)
        if not name:
            return found
        if not page.evaluate(IS_SCROLLER):
            found.append((name, is_seen))
    return found


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("path", PAGES)
def test_tab_reaches_everything_in_order_and_leaves_again(
    path: str, scheme: str, open_page: OpenPage
) -> None:
    page = open_page(path, scheme=scheme)
    stops = prepared(page)
    assert len(stops) > 40
    found = walk(page, 2 * len(stops))
    assert [name for name, _ in found] == stops
    assert [name for name, is_seen in found if not is_seen] == []


def test_unfolded_sub_techniques_are_reached_too(open_page: OpenPage) -> None:
    page = open_page("matrix/?open=1")
    page.wait_for_selector("#matrix-filters:not([hidden])")
    stops = prepared(page)
    cells = page.locator(".kb-cell > a").count()
    assert sum(" A T1" in name for name in stops) == cells
    assert [name for name, _ in walk(page, 2 * len(stops))] == stops


@pytest.mark.parametrize("path", ["", "matrix/", "tags/", "techniques/T1059/"])
def test_the_first_stop_skips_to_the_content(path: str, open_page: OpenPage) -> None:
    page = open_page(path)
    page.keyboard.press("Tab")
    skip = page.locator(".md-skip:focus")
    assert skip.inner_text().strip() == "Skip to content"
    page.wait_for_function("getComputedStyle(document.activeElement).opacity === '1'")
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    inside: Any = page.evaluate("document.activeElement.closest('article') !== null")
    assert inside


def test_a_page_without_a_focus_ring_would_be_found(open_page: OpenPage) -> None:
    page = open_page("matrix/")
    page.add_style_tag(content=".kb-cell > a:focus-visible { outline: none !important }")
    stops = prepared(page)
    unseen = {name for name, is_seen in walk(page, 2 * len(stops)) if not is_seen}
    assert unseen == {name for name in stops if " A T1" in name}
